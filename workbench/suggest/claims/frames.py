"""Attributions in a sentence: a cue, whose words they are, and on which side the claim stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.suggest.claims.frame import Frame
from workbench.suggest.claims.phrases import Stretch, phrase_after
from workbench.suggest.claims.saying import begins_clause, beside_quotation, said
from workbench.suggest.claims.subjects import BREAKS, clause_opens, subject
from workbench.suggest.claims.titles import is_title
from workbench.suggest.claims.units import Token
from workbench.suggest.claims.wording import Wording

_BE = frozenset(["is", "are", "was", "were", "be", "been", "being", "'s", "'re"])


def frames(tokens: Sequence[Token], words: Wording) -> list[Frame]:
    """The attributions in a sentence, by the place of their cues."""
    found: list[Frame] = []
    for cue in _cues(tokens, words):
        one = _frame(tokens, words, cue, found)
        if one is not None:
            found.append(one)
    return found


def _cues(tokens: Sequence[Token], words: Wording) -> Iterator[Stretch]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        stop = at + 1
        if token.kind == "word" and token.small in words.cues and (not token.capital or _opens(tokens, at)):
            for cue in words.cues[token.small]:
                if tuple(one.small for one in tokens[at : at + len(cue)]) == cue:
                    yield at, at + len(cue)
                    stop = at + len(cue)
                    break
        elif token.kind == "word" and "-" in token.small:  # French: dit-il
            verb, _, rest = token.small.partition("-")
            if verb in words.cues and words.is_a(f"-{rest}", "attached"):
                yield at, at + 1
        at = stop


def _opens(tokens: Sequence[Token], at: int) -> bool:
    return at == 0 or tokens[at - 1].kind in ("sign", "quotation")


def _frame(tokens: Sequence[Token], words: Wording, cue: Stretch, earlier: Sequence[Frame]) -> Frame | None:
    written = " ".join(token.small for token in tokens[slice(*cue)])
    kinds = words.kinds.get(written, frozenset(("say",)))
    if "before" in kinds:
        return _before(tokens, words, cue)
    if "adverb" in kinds:
        return _adverb(tokens, words, cue)
    if not words.full:
        return beside_quotation(tokens, words, cue)
    if "noun" in kinds and (one := _noun(tokens, words, cue)):
        return one
    auxiliary = _auxiliary(tokens, words, cue[0])
    if auxiliary is not None:
        return _passive(tokens, words, cue, auxiliary) if "passive" in kinds else None
    if _unsaid(tokens, words, cue[0]):
        return None
    for kind in ("call", "call_as", "call_of"):
        if kind in kinds:
            return _called(tokens, words, cue, earlier, kind)
    return said(tokens, words, cue, earlier, kinds, written)


def _before(tokens: Sequence[Token], words: Wording, cue: Stretch) -> Frame | None:
    """According to X, ... / ..., according to X / ..., according to X, ..."""
    phrase = phrase_after(tokens, words, cue[1])
    if phrase is None:
        return None
    end = _over_apposition(tokens, words, phrase[1]) if words.full else phrase[1]
    comma = end < len(tokens) and tokens[end].text == ","
    first = clause_opens(tokens, words, cue[0])
    if first:
        if not comma and words.full and begins_clause(tokens, words, end):
            return Frame("according", cue, (phrase,), cue[0], end, follow=end)
        if not comma:
            end = next((at for at in range(end, min(end + 10, len(tokens))) if tokens[at].text == ","), -1)
            if end < 0 or not words.full:
                return None
        return Frame("according", cue, (phrase,), cue[0], end + 1, follow=end + 1)
    start = cue[0]
    if not words.full and not any(token.kind == "quotation" for token in tokens[max(0, start - 2) : start]):
        return None
    return Frame("according", cue, (phrase,), start, end, precede=start)


def _over_apposition(tokens: Sequence[Token], words: Wording, end: int) -> int:
    """Behind what a comma adds to a source: ", who leads the dig", ", a rice farmer"; `end` if nothing."""
    if end + 1 >= len(tokens) or tokens[end].text != ",":
        return end
    first = tokens[end + 1]
    relative = words.is_a(first.small, "relatives") and first.small != "that"
    article = words.is_a(first.small, "determiners") or first.text[:1].isdigit()
    if not (relative or article):
        return end
    for at in range(end + 2, min(end + 25, len(tokens))):
        token = tokens[at]
        if token.text == ",":
            return at if relative or tokens[at + 1 : at + 2] else end
        if token.kind == "quotation" or token.text in BREAKS or token.text in ".!?":
            return at if relative or at == len(tokens) - 1 else end
        if words.is_a(token.small, "relatives"):
            relative = True
        elif article and not relative and words.is_a(token.small, "finite"):
            return end
    return end


def _adverb(tokens: Sequence[Token], words: Wording, cue: Stretch) -> Frame | None:
    before = tokens[cue[0] - 1] if cue[0] else None
    if before is not None and (
        words.is_a(before.small, "determiners") or words.is_a(before.small, "prepositions")
    ):
        return None  # a reportedly stolen car
    if clause_opens(tokens, words, cue[0]) or (before is not None and before.small in ("and", "but")):
        end = cue[1] + (cue[1] < len(tokens) and tokens[cue[1]].text == ",")
        return Frame("adverb", cue, (), cue[0], end, follow=end)
    return Frame("adverb", cue, (), cue[0], cue[1], follow=cue[1], precede=cue[0])


def _auxiliary(tokens: Sequence[Token], words: Wording, at: int) -> int | None:
    """Where "is", "has been" begin before a participle at `at`, or None."""
    low = at
    while low > 0 and words.is_a(tokens[low - 1].small, "adverbs"):
        low -= 1
    if low == 0 or tokens[low - 1].small not in _BE or tokens[at].small.endswith("ing"):
        return None
    low -= 1
    while low > 0 and words.is_a(tokens[low - 1].small, "auxiliaries"):
        low -= 1
    return low


def _passive(tokens: Sequence[Token], words: Wording, cue: Stretch, auxiliary: int) -> Frame | None:
    """It is believed that ... / He is said to ..."""
    whole = (auxiliary, cue[1])
    following = tokens[cue[1]].small if cue[1] < len(tokens) else ""
    if auxiliary and tokens[auxiliary - 1].small == "it":
        if words.is_a(following, "that"):
            return Frame("impersonal", whole, (), auxiliary - 1, cue[1] + 1, follow=cue[1] + 1)
        return None
    if following == "to":
        return Frame("impersonal", whole, (), auxiliary, cue[1], follow=cue[1], precede=auxiliary)
    return None


def _noun(tokens: Sequence[Token], words: Wording, cue: Stretch) -> Frame | None:
    """Rumours that ..."""
    at = cue[0]
    if cue[1] >= len(tokens) or not words.is_a(tokens[cue[1]].small, "that"):
        return None
    before = tokens[at - 1] if at else None
    if before is not None and before.kind != "word" and before.text not in BREAKS:
        return None
    if before is not None and before.kind == "word":
        fits = any(words.is_a(before.small, name) for name in ("determiners", "prepositions", "auxiliaries"))
        if not fits and not before.small.endswith("ed"):
            return None
        if before.small in ("his", "her", "their", "its"):
            return Frame("noun", cue, ((at - 1, at),), at - 1, cue[1] + 1, follow=cue[1] + 1)
    return Frame("noun", cue, (), at, cue[1] + 1, follow=cue[1] + 1)


def _unsaid(tokens: Sequence[Token], words: Wording, at: int) -> bool:
    """Whether nothing is said: "did not say", "declined to say", "without saying"."""
    for token in reversed(tokens[max(0, at - 3) : at]):
        if words.is_a(token.small, "unsaid"):
            return True
        if token.small in ("to", "without", "before", "of"):
            return True
        if not (words.is_a(token.small, "auxiliaries") or words.is_a(token.small, "adverbs")):
            return False
    return False


def _called(
    tokens: Sequence[Token], words: Wording, cue: Stretch, earlier: Sequence[Frame], kind: str
) -> Frame | None:
    """X called the plan “a gift”."""
    who = subject(tokens, words, cue[0], earlier)
    quoted = next(
        (at for at in range(cue[1], min(cue[1] + 15, len(tokens))) if tokens[at].kind != "word"), len(tokens)
    )
    if who is None or quoted >= len(tokens) or tokens[quoted].kind != "quotation":
        return None
    if is_title(tokens[quoted], words):
        return None
    between = tokens[cue[1] : quoted]
    if (
        between
        and words.is_a(between[0].small, "prepositions")
        and kind != "call_of"
        and between[0].small != "as"
    ):
        return None  # called on them to
    if any(words.is_a(token.small, "finite") for token in between):
        return None
    sources, start, own = who
    if kind == "call_of":
        if not any(token.small == "of" for token in between):
            return None
        return Frame("called", cue, sources, start, quoted, follow=quoted, own=own)
    if not between or (kind == "call_as" and not any(token.small == "as" for token in between)):
        return None
    if between[0].small == "as":  # what is described stands before: "that the mayor described as “...”"
        return Frame("called", cue, sources, start, quoted, follow=quoted, own=own)
    return Frame("called", cue, sources, start, cue[1], follow=cue[1], own=own)
