"""Verbs of saying: before the claim, behind it, or in its midst; with "that", a colon, a quotation or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.suggest.claims.frame import Frame
from workbench.suggest.claims.phrases import Stretch, phrase_after
from workbench.suggest.claims.subjects import (
    BREAKS,
    behind_commas,
    clause_opens,
    clause_start,
    has_verb,
    is_finite,
    is_name,
    shared,
    subject,
)
from workbench.suggest.claims.titles import is_title
from workbench.suggest.claims.units import Token
from workbench.suggest.claims.wording import Wording

_ADJUNCT = 14  # tokens between a cue and "that"
_BETWEEN = 8  # tokens between a verb and the colon before a quotation


def said(
    tokens: Sequence[Token],
    words: Wording,
    cue: Stretch,
    earlier: Sequence[Frame],
    kinds: frozenset[str],
    written: str,
) -> Frame | None:
    who = _inverted(tokens, words, cue, written)
    if who is not None:
        sources, start, end = who
        return Frame("inverted", cue, sources, start, end, precede=start, cue_words=written)
    found = subject(tokens, words, cue[0], earlier)
    participle = written.split(" ")[0].endswith("ing")
    if participle:
        if not (cue[0] and tokens[cue[0] - 1].text == ","):
            return None
        if not (earlier and earlier[-1].sources):
            found = shared(tokens, words, cue[0], cue[0], earlier)
        else:
            found = earlier[-1].sources, cue[0], False
    if found is None:
        return None
    sources, start, own = found
    if any(
        words.is_a(token.small, "negations")
        for token in tokens[max(0, sources[0][0] - 1) : sources[0][0] + 1]
    ):
        return None  # nobody said, no one said
    if words.is_a(written, "nouns") and sources[-1][1] - sources[-1][0] > 4:
        return None  # "parents of children with hope that ..."
    if "say" not in kinds and "that" not in kinds and "tell" not in kinds:
        pronoun = tokens[sources[0][0]].small
        if pronoun in ("this", "that", "which", "it", "what", "these", "those"):
            return None
    how = "participle" if participle else "that"
    at = _behind_listener(tokens, words, cue[1]) if "tell" in kinds else cue[1]
    told = at > cue[1]
    follow, end, by = _following(
        tokens, words, at, kinds, told=told, plain=told or written in words.marks.get("plain", ())
    )
    quoted_before = own and start > 0 and _ends_claim(tokens, start)
    after_quotation = own and start > 0 and tokens[start - 1].kind == "quotation"
    if follow >= 0 and not (after_quotation and by == "quotation"):
        if by != "that":
            how = {"bare": "bare", "colon": "bare", "quotation": "introduced"}[by] if how == "that" else how
        precede = start if by == "colon" and quoted_before else -1
        return Frame(how, cue, sources, start, end, follow, precede, own, written)
    as_said = own and start > 0 and tokens[start - 1].small == "as" and clause_opens(tokens, words, start - 1)
    if as_said and at < len(tokens) and tokens[at].text == ",":  # As Smith said, ...
        return Frame("according", cue, sources, start - 1, at + 1, follow=at + 1, cue_words=written)
    if not own or participle or not quoted_before:
        return None
    if words.is_a(tokens[start - 1].small, "conjunctions"):
        start -= 1
    if tokens[start - 1].kind != "quotation" and (
        written in words.marks.get("only_quoted", ()) or not kinds & {"say", "that", "tell"}
    ):
        return None
    return Frame(
        "postponed", cue, sources, start, _adjuncts_end(tokens, at), precede=start, own=own, cue_words=written
    )


def _ends_claim(tokens: Sequence[Token], start: int) -> bool:
    """Whether what stands before `start` can be a claim that a source and a cue close: ", he said"."""
    before = tokens[start - 1]
    if before.small == "as" and start > 1:
        before = tokens[start - 2]
    return before.kind == "quotation" or (before.kind == "sign" and before.text in ",—–-")


def _adjuncts_end(tokens: Sequence[Token], at: int) -> int:
    """Behind what a closing attribution adds: up to the next comma or break, or the end."""
    while at < len(tokens) and not (
        tokens[at].kind == "quotation" or (tokens[at].kind == "sign" and tokens[at].text in ",;:—–")
    ):
        at += 1
    return at


def _inverted(
    tokens: Sequence[Token], words: Wording, cue: Stretch, written: str
) -> tuple[tuple[Stretch, ...], int, int] | None:
    """..., said X: the verb stands right behind the claim, its subject right behind the verb."""
    at = cue[0]
    if at == 0 or written in words.marks.get("not_inverted", ()) or written.split(" ")[0].endswith("ing"):
        return None
    before = tokens[at - 1]
    low = at
    while low > 1 and (
        words.is_a(tokens[low - 1].small, "auxiliaries") or words.is_a(tokens[low - 1].small, "adverbs")
    ):
        low -= 1
        before = tokens[low - 1]
    if low < at and words.language == "en":
        return None
    if not (before.kind == "quotation" or (before.kind == "sign" and before.text in ",—–-?!")):
        return None
    attached = tokens[at].small.partition("-")[2]
    if attached and words.is_a(f"-{attached}", "attached"):
        return (), low, cue[1]
    begin = cue[1]
    while begin < len(tokens) and words.is_a(tokens[begin].small, "adverbs"):
        begin += 1
    phrase = phrase_after(tokens, words, begin)
    if phrase is None:
        return None
    if not _quoted(tokens, low):
        if not words.kinds.get(written, frozenset()) & {"say", "that"}:
            return None
        if "tell" in words.kinds.get(written, ()) and "say" not in words.kinds.get(written, ()):
            return None
        if has_verb(tokens, words, phrase[1], phrase[1] + 3) or (
            begins_clause(tokens, words, begin) and behind_commas(tokens, words, low - 1)
        ):
            return None  # Corvane, the developer, said the plan was dead
        if not has_verb(tokens, words, clause_start(tokens, words, low - 1), low - 1):
            return None
        if any(words.is_a(token.small, "that") for token in tokens[phrase[1] : phrase[1] + 2]):
            return None
    sources: tuple[Stretch, ...] = (phrase,)
    end = phrase[1]
    if end + 1 < len(tokens) and tokens[end].small == "and" and tokens[end + 1].capital:
        second = phrase_after(tokens, words, end + 1)
        if second is not None and tokens[phrase[1] - 1].capital:
            sources, end = (phrase, second), second[1]
    if end + 1 < len(tokens) and tokens[end].text == "," and len(sources) == 1:
        name = phrase_after(tokens, words, end + 1)
        article = words.is_a(tokens[phrase[0]].small, "determiners")
        plain = not tokens[phrase[1] - 1].capital  # said its director, Grace Ekanem
        if name and is_name(tokens, name) and (plain or (article and name[1] - name[0] > 1)):
            sources, end = (name,), name[1]
    return sources, low, _adjuncts_end(tokens, end)


def _behind_listener(tokens: Sequence[Token], words: Wording, at: int) -> int:
    """Behind whom somebody tells; `at` if nobody is named."""
    if at >= len(tokens) or words.is_a(tokens[at].small, "that"):
        return at
    token = tokens[at]
    if words.is_a(token.small, "pronouns") and not words.is_a(token.small, "determiners"):
        return at + 1
    if token.small in ("her", "his", "them", "him"):
        following = tokens[at + 1].small if at + 1 < len(tokens) else ""
        return at + 1 if words.is_a(following, "that") or words.is_a(following, "determiners") else at + 2
    if words.is_a(token.small, "listeners"):
        return at + 1
    phrase = phrase_after(tokens, words, at)
    return phrase[1] if phrase else at


def _following(
    tokens: Sequence[Token], words: Wording, at: int, kinds: frozenset[str], *, told: bool, plain: bool
) -> tuple[int, int, str]:
    """Where a claim begins behind a cue that ends at `at`, where the attribution ends, and what leads over to it:
    "that", "quotation", "colon" or "bare"; -1 where none follows."""
    high = len(tokens)
    if at >= high:
        return -1, at, ""
    token = tokens[at]
    if words.is_a(token.small, "that") and token.kind == "word" and at + 1 < high:
        if is_finite(tokens, words, at + 1) and "say" in kinds:
            return at, at, "bare"
        return at + 1, at + 1, "that"
    quoted = at + (token.kind == "sign" and token.text in ":,")
    if quoted < high and tokens[quoted].kind == "quotation":
        named = quoted == at and (is_title(tokens[quoted], words) or not kinds & {"say", "that", "tell"})
        return (-1, at, "") if named else (quoted, quoted, "quotation")
    if token.text == ":" and at + 1 < high:
        return (at + 1, at + 1, "colon") if has_verb(tokens, words, at + 1, high) else (-1, at, "")
    beyond = at
    commas = 0
    while beyond < min(high, at + _ADJUNCT):
        one = tokens[beyond]
        if words.is_a(one.small, "that") and one.kind == "word":
            if beyond > at and commas != 1 and beyond + 1 < high:
                return beyond + 1, beyond + 1, "that"
            break
        if one.text == ",":
            commas += 1
            if commas == 1 and not _closes_soon(tokens, beyond, high):
                break
        elif one.kind in ("quotation",) or one.text in BREAKS + ".!?":
            if one.text == ":" and beyond + 1 < high and tokens[beyond + 1].kind == "quotation":
                return beyond + 1, beyond + 1, "quotation"
            break
        elif is_finite(tokens, words, beyond) or words.is_a(one.small, "subordinators"):
            break
        beyond += 1
    begin = _behind_adjuncts(tokens, words, at)
    if "say" not in kinds and not told and not _plain_clause(tokens, words, begin):
        return -1, at, ""
    if begin < high and begins_clause(tokens, words, begin, plain=plain):
        return begin, begin, "bare"
    return -1, at, ""


def _plain_clause(tokens: Sequence[Token], words: Wording, at: int) -> bool:
    """Whether "it was", "there is", "they will" begins at `at`."""
    return (
        at + 1 < len(tokens) and words.is_a(tokens[at].small, "subjects") and is_finite(tokens, words, at + 1)
    )


def _closes_soon(tokens: Sequence[Token], comma: int, high: int) -> bool:
    """Whether a comma at `comma` is closed by one right before "that": ", however, that"."""
    return any(
        tokens[at].text == "," and tokens[at + 1].small == "that"
        for at in range(comma + 1, min(comma + 9, high - 1))
    )


def _behind_adjuncts(tokens: Sequence[Token], words: Wording, at: int) -> int:
    """Behind "on Friday", "in a statement on Monday", "yesterday": where a clause may begin."""
    high = len(tokens)
    while at < high and tokens[at].kind == "word":
        small = tokens[at].small
        if words.is_a(small, "prepositions"):
            stop = at + 1
            seen = False
            while stop < min(high, at + 7) and tokens[stop].kind == "word":
                one = tokens[stop]
                dated = (
                    words.is_a(one.small, "dates") or words.is_a(one.small, "venues") or one.text[0].isdigit()
                )
                if seen and not dated:
                    break
                seen = seen or dated
                stop += 1
            if not seen:
                return at
            at = stop
        elif (words.is_a(small, "dates") and not (at + 1 < high and is_finite(tokens, words, at + 1))) or (
            words.is_a(small, "adverbs") and small not in ("there", "all", "both", "first")
        ):
            at += 1
        else:
            break
    return at


def begins_clause(tokens: Sequence[Token], words: Wording, at: int, *, plain: bool = True) -> bool:
    """Whether what begins at `at` reads as a clause: a subject, and a finite verb before any break.

    Unless the cue is `plain` (said, thinks) the verb may not stand behind a comma or within another clause.
    """
    first = tokens[at]
    if first.kind == "sign" or (is_finite(tokens, words, at) and first.small != "that"):
        return first.text in "$€£"
    names = ("prepositions", "conjunctions", "subordinators", "openers")
    if (
        first.kind == "word"
        and any(words.is_a(first.small, name) for name in names)
        and first.small != "that"
    ):
        return False
    if words.is_a(first.small, "subjects"):
        return at + 1 < len(tokens) and tokens[at + 1].kind == "word"
    for place in range(at + 1, min(at + 30, len(tokens))):
        token = tokens[place]
        if token.kind == "sign" and token.text in ";:.!?":
            return False
        if is_finite(tokens, words, place):
            return True
        if not plain and (token.text == "," or token.small == "to" or words.is_a(token.small, "relatives")):
            return False
    return False


def beside_quotation(tokens: Sequence[Token], words: Wording, cue: Stretch) -> Frame | None:
    """Beside a quotation only: “...”, said X / “...”, X said / X said: “...”."""
    written = " ".join(token.small for token in tokens[slice(*cue)])
    who = _inverted(tokens, words, cue, written)
    if who is not None:
        sources, start, end = who
        return Frame("inverted", cue, sources, start, end, precede=start) if _quoted(tokens, start) else None
    found = subject(tokens, words, cue[0], ())
    if found is None or not found[2]:
        return None
    sources, start, _ = found
    if _quoted(tokens, start):
        return Frame("postponed", cue, sources, start, _adjuncts_end(tokens, cue[1]), precede=start)
    for at in range(cue[1], min(len(tokens) - 1, cue[1] + _BETWEEN)):
        if tokens[at].text == ":" and tokens[at + 1].kind == "quotation":
            return Frame("introduced", cue, sources, start, at + 1, follow=at + 1)
        if tokens[at].kind in ("sign", "quotation"):
            return None
    return None


def _quoted(tokens: Sequence[Token], at: int) -> bool:
    """Whether a quotation stands before `at`, perhaps with a comma between."""
    return any(token.kind == "quotation" for token in tokens[max(0, at - 2) : at])
