"""Who stands before a verb, where clauses begin, what looks like a finite verb."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from workbench.suggest.claims.frame import Frame
from workbench.suggest.claims.phrases import CONTRACTED, Stretch, phrase_after, phrase_before
from workbench.suggest.claims.units import Token
from workbench.suggest.claims.wording import Wording

BREAKS = ";:—–"
# Noun phrases, where they begin, and whether they stand there themselves or with the cue before.
Subject = tuple[tuple[Stretch, ...], int, bool]
_DAY = regex.compile(r"\d{4}-\d\d-\d\d")  # a dateline without a dash
_RELATIVE = 15  # tokens between "who" and the verb of the main clause


def subject(tokens: Sequence[Token], words: Wording, cue: int, earlier: Sequence[Frame]) -> Subject | None:
    """Who stands before a verb: the noun phrases, where they begin, whether they stand there or with an earlier cue."""
    at = cue
    while at > 0 and (
        words.is_a(tokens[at - 1].small, "auxiliaries")
        or (
            words.is_a(tokens[at - 1].small, "adverbs") and tokens[at - 1].small not in ("yesterday", "today")
        )
        or (tokens[at - 1].small.endswith("ly") and not tokens[at - 1].capital and at > 1)
    ):
        at -= 1
    if at == 0:
        return None
    before = tokens[at - 1]
    if before.kind == "bracket":
        at -= 1
        before = tokens[at - 1] if at else before
    if before.small in ("and", "but", "or", "then") and not (at > 1 and tokens[at - 2].kind == "quotation"):
        return shared(tokens, words, cue, at, earlier)
    if words.is_a(before.small, "relatives") and before.kind == "word":
        low = at - 1
        if low and tokens[low - 1].text == ",":
            low -= 1
        phrase = phrase_before(tokens, words, low)
        return ((phrase,), at - 1, True) if phrase else None
    if before.text == "," and before.kind == "sign":
        return behind_commas(tokens, words, at - 1)
    if before.kind == "sign" and before.text in "—–-":
        return _behind_dashes(tokens, words, at - 1)
    phrase = phrase_before(tokens, words, at)
    outer = _restricted(tokens, words, phrase[0] if phrase else at)
    if outer is not None:
        return (outer,), outer[0], True
    return _joined(tokens, words, phrase) if phrase else None


def _behind_dashes(tokens: Sequence[Token], words: Wording, dash: int) -> Subject | None:
    """The subject before "— ... — said"."""
    edge = dash
    while edge > 0 and tokens[edge - 1].text == "-":  # two hyphens make a dash
        edge -= 1
    for at in range(edge - 1, max(0, edge - 40), -1):
        if tokens[at].kind == "quotation":
            return None
        if tokens[at].kind == "sign" and tokens[at].text in "—–-":
            first = at - (tokens[at - 1].text == "-")
            phrase = phrase_before(tokens, words, first)
            return behind_commas(tokens, words, first) or (((phrase,), phrase[0], True) if phrase else None)
    return None


def _restricted(tokens: Sequence[Token], words: Wording, at: int) -> Stretch | None:
    """The noun phrase before "who", if a relative clause reaches from it to `at`: "Two engineers who work here"."""
    for place in range(at - 1, max(0, at - _RELATIVE), -1):
        token = tokens[place]
        if token.kind != "word" or words.is_a(token.small, "that"):
            return None
        if token.small in ("who", "which", "whose"):
            own = not has_verb(tokens, words, place + 1, at)  # "X, who in 2010 said"
            comma = own and place > 0 and tokens[place - 1].text == ","
            return phrase_before(tokens, words, place - comma)
    return None


def _joined(tokens: Sequence[Token], words: Wording, phrase: Stretch) -> Subject:
    """A phrase with those that "and" and commas join to it: "Beijing, Delhi and Tokyo"."""
    phrases = [phrase]
    low = phrase[0]
    first = phrase_before(tokens, words, low - 1) if low > 1 and tokens[low - 1].small == "and" else None
    if first is None or not (
        clause_opens(tokens, words, first[0])
        or (tokens[first[0] - 1].kind != "word" and tokens[first[1] - 1].capital == tokens[low].capital)
    ):
        return (phrase,), low, True
    phrases.insert(0, first)
    low = first[0]
    while low > 1 and tokens[low - 1].text == "," and tokens[first[0]].capital:
        more = phrase_before(tokens, words, low - 1)
        if more is None or not is_name(tokens, more):
            break
        phrases.insert(0, more)
        low = more[0]
    return tuple(phrases), low, True


def shared(
    tokens: Sequence[Token], words: Wording, cue: int, at: int, earlier: Sequence[Frame]
) -> Subject | None:
    """The subject of "... and said": of the cue before, else the phrase that the clause begins with."""
    if earlier and earlier[-1].sources and earlier[-1].end <= cue:
        return earlier[-1].sources, at, False
    low = clause_start(tokens, words, at - 1)
    phrase = phrase_after(tokens, words, low)
    if phrase is None or phrase[1] >= at - 1:
        return None
    verb = tokens[phrase[1]]
    if verb.small.endswith("ly") or words.is_a(verb.small, "adverbs"):
        verb = tokens[phrase[1] + 1]
    fits = verb.kind == "word" and (
        words.is_a(verb.small, "auxiliaries") or words.is_a(verb.small, "finite") or verb.small.endswith("ed")
    )
    return ((phrase,), at, False) if fits else None


def behind_commas(tokens: Sequence[Token], words: Wording, comma: int) -> Subject | None:
    """The subject before "..., said": "Grace Ekanem, its director," or "Its director, Grace Ekanem,"."""
    edges = [comma]
    at = comma - 1
    while at >= 0 and len(edges) < 5 and comma - at < 40:
        token = tokens[at]
        if token.kind == "quotation" or (token.kind == "sign" and token.text in BREAKS):
            break
        if token.text == "," and token.kind == "sign":
            edges.append(at)
        at -= 1
    if len(edges) < 2:
        return None
    near = phrase_before(tokens, words, edges[0], edges[1] + 1)
    outer = phrase_before(tokens, words, edges[1], edges[2] + 1 if len(edges) > 2 else 0)
    whole = near is not None and near[0] == edges[1] + 1
    if near is not None and whole and outer is not None and is_name(tokens, near):
        described = not tokens[outer[1] - 1].capital or words.is_a(tokens[outer[0]].small, "determiners")
        if described:
            return (near,), outer[0], True  # Its director, Grace Ekanem,
    for edge in edges[1:]:
        phrase = phrase_before(tokens, words, edge)
        phrase = _restricted(tokens, words, phrase[0] if phrase else edge) or phrase
        if phrase is None:
            continue
        start = phrase[0]
        opens = (
            start == 0
            or tokens[start - 1].kind in ("quotation", "sign")
            or clause_opens(tokens, words, start)
        )
        added = tokens[edge + 1]
        adds = (
            words.is_a(added.small, "determiners")
            or words.is_a(added.small, "relatives")
            or words.is_a(added.small, "prepositions")
            or added.text[:1].isdigit()
            or not added.capital
        )
        if opens and adds and not (start and tokens[start - 1].text == "," and edge is not edges[-1]):
            return (phrase,), start, True
    return None


def clause_start(tokens: Sequence[Token], words: Wording, at: int) -> int:
    """Where the clause that reaches to `at` begins, behind a dateline and words like "but"."""
    low = at
    while low > 0 and not (tokens[low - 1].kind == "sign" and tokens[low - 1].text == ";"):
        low -= 1
    if low == 0:
        low = next((place + 1 for place in range(min(3, at)) if _DAY.fullmatch(tokens[place].text)), 0)
    for dash in range(low, min(low + 9, at)):
        if tokens[dash].text in ("—", "–", "-") and all(
            token.capital or token.kind != "word" or token.text[0].isdigit() for token in tokens[low:dash]
        ):
            low = dash + 1
            break
    return behind_openers(tokens, words, low, at)


def behind_openers(tokens: Sequence[Token], words: Wording, low: int, high: int) -> int:
    """`low`, or behind "But", "However," and the like."""
    while low < high and (
        (tokens[low].kind == "sign" and tokens[low].text not in "$€£")
        or (
            words.is_a(tokens[low].small, "openers")
            and (
                words.is_a(tokens[low].small, "conjunctions")
                or (tokens[low + 1 : low + 2] and tokens[low + 1].text == ",")
            )
        )
    ):
        low += 1
    return low


def clause_opens(tokens: Sequence[Token], words: Wording, at: int) -> bool:
    """Whether a clause begins at `at`: the sentence, or behind ; : — and words like "but"."""
    while at > 0 and (words.is_a(tokens[at - 1].small, "openers")):
        at -= 1
    return at == 0 or (tokens[at - 1].kind == "sign" and tokens[at - 1].text in BREAKS)


def has_verb(tokens: Sequence[Token], words: Wording, low: int, high: int) -> bool:
    return any(is_finite(tokens, words, at) for at in range(low, min(high, len(tokens))))


def is_finite(tokens: Sequence[Token], words: Wording, at: int) -> bool:
    """Whether a word looks like a finite verb: an auxiliary, a common form, or one in -ed that no article opens."""
    token = tokens[at]
    if token.kind != "word" or token.capital:
        return False
    if words.is_a(token.small, "finite") or token.small.endswith(CONTRACTED):
        return True
    if not token.small.endswith("ed") or len(token.small) < 5:
        return False
    before = tokens[at - 1].small if at else ""
    return bool(before) and not words.is_a(before, "determiners") and not words.is_a(before, "prepositions")


def is_name(tokens: Sequence[Token], stretch: Stretch) -> bool:
    """Whether all words of a phrase have capitals."""
    return all(tokens[at].capital for at in range(*stretch))
