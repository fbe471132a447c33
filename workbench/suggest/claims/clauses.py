"""What is claimed: the clauses beside an attribution, cut where one claim ends and the next begins."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec import Struct

from workbench.offsets import trim
from workbench.suggest.claims.frame import Frame
from workbench.suggest.claims.phrases import Stretch, phrase_after
from workbench.suggest.claims.subjects import behind_openers, clause_start, is_finite
from workbench.suggest.claims.titles import is_title
from workbench.suggest.claims.units import Token
from workbench.suggest.claims.wording import Wording

_LONGEST = 1200  # code points of a claim


class Claim(Struct, frozen=True):
    """A claim's fragments (code points), `voice`, `certainty` and `polarity`; `how` names the pattern that found it."""

    parts: tuple[Stretch, ...]
    voice: str
    certainty: str
    polarity: str
    how: str


Regions = list[tuple[Stretch, ...]]  # each claim as stretches of tokens


def regions(tokens: Sequence[Token], words: Wording, frame: Frame, later: Sequence[Frame]) -> Regions:
    """The claims of a frame as stretches of tokens. `later` are the frames behind it in the sentence."""
    found: Regions = []
    if frame.how == "called" and frame.follow < frame.end + 15:
        quoted = next(at for at in range(frame.follow, len(tokens)) if tokens[at].kind == "quotation")
        return [((frame.follow, quoted + 1),)]
    if frame.how in ("adverb", "impersonal") and frame.precede >= 0:
        low = _verb_start(tokens, words, frame.precede)
        high = _stop(tokens, words, frame, later, frame.follow)
        return (
            [((low, frame.precede), (frame.follow, high))]
            if low < frame.precede
            else [((frame.follow, high),)]
        )
    if frame.precede >= 0:
        low = clause_start(tokens, words, frame.precede - 1)
        high = frame.precede
        while high > low and tokens[high - 1].kind == "sign":
            high -= 1
        if high > low + 1 and tokens[high - 1].small in ("and", "but"):  # and, she said, has left
            rest = _stop(tokens, words, frame, later, frame.end + 1)
            return [((frame.end + 1, rest),)] if frame.end + 1 < rest else []
        goes_on = frame.end + 1 < len(tokens) and tokens[frame.end].text in (",", "—", "–")
        if high > low and _speaks(tokens, words, low, high, frame.end + 1 if goes_on else 0):
            found += [(part,) for part in split(tokens, words, low, high, goes_on=goes_on)]
            _add_rest(tokens, words, frame, later, found)
    if frame.follow >= 0:
        high = _stop(tokens, words, frame, later, frame.follow)
        if frame.how == "introduced":
            high = frame.follow + 1
        low = behind_openers(tokens, words, frame.follow, high)
        found += [
            (part,) for part in split(tokens, words, low, high, that=frame.how in ("that", "participle"))
        ]
    return found


def _speaks(tokens: Sequence[Token], words: Wording, low: int, high: int, rest: int) -> bool:
    """Whether what stands before an attribution can be a claim: a quotation, or a clause."""
    if any(token.kind == "quotation" for token in tokens[low:high]):
        return high - low > 1 or tokens[low].kind == "quotation"
    if rest and is_finite(tokens, words, rest):
        return True  # The plan, he said, was dead
    if words.is_a(tokens[low].small, "subordinators") and not any(
        token.text == "," for token in tokens[low:high]
    ):
        return False
    return high - low > 2 - bool(rest) and any(is_finite(tokens, words, at) for at in range(low, high))


def _verb_start(tokens: Sequence[Token], words: Wording, end: int) -> int:
    """Where the clause begins whose middle is at `end`: behind "and" if it shares its subject with another."""
    low = clause_start(tokens, words, end)
    for at in range(end - 1, low, -1):
        token = tokens[at - 1]
        if token.small in ("and", "but") and words.is_a(tokens[at].small, "auxiliaries"):
            return at
        if token.text == "," and words.is_a(tokens[at].small, "conjunctions"):
            return at + 1
        if token.kind == "quotation" or (token.kind == "word" and words.is_a(token.small, "that")):
            return at
    return low


def _stop(tokens: Sequence[Token], words: Wording, frame: Frame, later: Sequence[Frame], low: int) -> int:
    """Where the claim that begins at `low` ends: at the end of the sentence, or before another attribution."""
    stop = len(tokens)
    for at in range(low, stop):
        token = tokens[at]
        speaks = (
            token.small in words.cues
            and not token.small.endswith("ing")
            and not words.is_a(token.small, "nouns")
        )
        shares = (
            at > low and tokens[at - 1].small in ("and", "but") and token.kind == "word" and not token.capital
        )
        if (token.text == ";" and token.kind == "sign") or (speaks and shares and words.full):
            stop = at - (token.kind == "word")  # said it was late and promised to come
            break
    for one in later:
        if one.start < low or one.start >= stop or one.start <= frame.start:
            continue
        before = one.start - 1
        if one.precede >= 0 and one.follow < 0:
            stop = one.start
        elif (
            before > low
            and (words.is_a(tokens[before].small, "conjunctions") and tokens[before].kind == "word")
        ) or (
            before > low
            and tokens[before].text == ","
            and (not one.own or one.how in ("that", "bare", "introduced"))
        ):
            stop = before
        else:
            continue
        break
    while stop > low and tokens[stop - 1].kind == "sign" and tokens[stop - 1].text not in "%)":
        stop -= 1
    return stop


def _add_rest(
    tokens: Sequence[Token], words: Wording, frame: Frame, later: Sequence[Frame], found: Regions
) -> None:
    """What goes on behind ", he said,": a fragment of the claim before, or one more claim behind "and"."""
    at = frame.end
    if not found or at + 1 >= len(tokens) or tokens[at].text not in (",", ":", "—", "–"):
        return
    low = at + 1
    high = _stop(tokens, words, frame, later, low)
    if high <= low:
        return
    first = tokens[low]
    last = found[-1][-1]
    quoted = tokens[last[1] - 1].kind == "quotation" and last[1] - last[0] == 1
    if first.kind == "quotation":
        if quoted and _goes_on(tokens[last[0]], first, words):
            found[-1] = (*found[-1], (low, low + 1))
        else:
            found.append(((low, low + 1),))
        return
    if words.is_a(first.small, "conjunctions") and high - low > 1:
        low += 1
        if tokens[low].kind == "quotation" and quoted:
            found.append(((low, low + 1),))
        elif quoted or not words.full:
            return
        elif words.is_a(tokens[low].small, "that"):
            found += [(part,) for part in split(tokens, words, low + 1, high, that=True)]
        elif any(is_finite(tokens, words, place) for place in range(low, high)):
            found += [(part,) for part in split(tokens, words, low, high)]
        else:
            found[-1] = (*found[-1], (low - 1, high))
        return
    if quoted or not words.full:
        return
    if frame.how == "inverted" and not (
        is_finite(tokens, words, low) or words.is_a(first.small, "auxiliaries")
    ):
        return
    small = first.small
    if small.endswith("ing") or words.is_a(small, "relatives"):
        return
    if words.is_a(small, "subordinators") and small not in ("because", "if", "unless", "although", "though"):
        return
    if words.is_a(small, "prepositions") and any(
        words.is_a(token.small, "dates") or words.is_a(token.small, "venues")
        for token in tokens[low : low + 4]
    ):
        return
    parts = split(tokens, words, low, high)
    found[-1] = (*found[-1], parts[0])
    found += [(part,) for part in parts[1:]]


def _goes_on(one: Token, other: Token, words: Wording) -> bool:
    """Whether two quotations are one sentence that the attribution cuts: “The reef,” she said, “is dying.”"""
    first, second = one.inner.strip(), other.inner.strip()
    joint = words.full and words.is_a(second.split(" ", 1)[0].lower(), "openers")
    return first[-1:] not in (".", "!", "?", "…") and second[:1].islower() and not joint


def split(
    tokens: Sequence[Token], words: Wording, low: int, high: int, *, that: bool = False, goes_on: bool = False
) -> list[Stretch]:
    """The clauses of tokens[low:high] that are claims each: behind "and that", "; ", ": ", ", and" with a subject.

    `that` says that the first of them was opened by "that", `goes_on` that the last has its verb behind `high`.
    """
    parts: list[Stretch] = []
    start = low
    at = low + 1
    while at < high - 1:
        token = tokens[at]
        joint = token.kind == "word" and token.small in ("and", "but", "or")
        if (
            joint
            and words.is_a(tokens[at + 1].small, "that")
            and (that or _opens_clause(tokens, words, at + 2, surely=True))
        ):
            parts.append((start, at))
            start = at + 2
        elif (
            token.kind == "sign"
            and token.text in ";:"
            and at - start > 2
            and (goes_on or _clausal(tokens, words, at + 1, high))
        ) or (
            joint
            and tokens[at - 1].text == ","
            and at - start > 3
            and _clausal(tokens, words, start, at)
            and (_opens_clause(tokens, words, at + 1) or _last_of_two(tokens, words, start, at, high))
        ):
            parts.append((start, at))
            start = at + 1
        at += 1
    parts.append((start, high))
    return [part for part in (_bare(tokens, words, *one) for one in parts) if part[0] < part[1]]


def _bare(tokens: Sequence[Token], words: Wording, low: int, high: int) -> Stretch:
    low = behind_openers(tokens, words, low, high)
    while high > low and tokens[high - 1].kind == "sign" and tokens[high - 1].text not in "%":
        high -= 1
    return low, high


def _clausal(tokens: Sequence[Token], words: Wording, low: int, high: int) -> bool:
    return high - low > 2 and any(is_finite(tokens, words, at) for at in range(low, min(high, low + 30)))


def _opens_clause(tokens: Sequence[Token], words: Wording, at: int, *, surely: bool = False) -> bool:
    """Whether a subject and its finite verb begin at `at`; `surely`: one that no word like "that" can stand before."""
    if at >= len(tokens) or tokens[at].kind != "word":
        return False
    if surely and not (
        tokens[at].capital or any(words.is_a(tokens[at].small, n) for n in ("subjects", "determiners"))
    ):
        return False
    if words.is_a(tokens[at].small, "subjects"):
        return True
    phrase = phrase_after(tokens, words, at)
    return phrase is not None and phrase[1] < len(tokens) and is_finite(tokens, words, phrase[1])


def _last_of_two(tokens: Sequence[Token], words: Wording, start: int, at: int, high: int) -> bool:
    """Whether ", and the ..." joins two clauses, as far as no list of things is in sight."""
    commas = sum(token.text == "," for token in tokens[start : at - 1])
    return commas == 0 and high - at > 5 and words.is_a(tokens[at + 1].small, "definite")


def voice(
    tokens: Sequence[Token], words: Wording, parts: Sequence[Stretch], theirs: Collection[int] = ()
) -> str:
    """Direct if all stands in quotation marks, mixed if some of it does that is no name, else indirect.

    `theirs` are places of quotations whose words are somebody else's, by an attribution within the claim.
    """
    inside = [tokens[at] for low, high in parts for at in range(low, high) if at not in theirs]
    quoted = [token for token in inside if token.kind == "quotation"]
    if quoted and all(token.kind == "quotation" for token in inside if token.kind != "sign"):
        return "direct"
    return "mixed" if any(not is_title(token, words) for token in quoted) else "indirect"


def stretch(text: str, tokens: Sequence[Token], part: Stretch) -> Stretch:
    """The code points of a stretch of tokens, trimmed as a span is."""
    return trim(text, start=tokens[part[0]].start, end=tokens[part[1] - 1].end)


def certainty(tokens: Sequence[Token], words: Wording, cue: str) -> str:
    """How sure the words of a claim are, by its main clause and its cue: certain, probable or possible."""
    main = _main(tokens, words)
    smalls = [token.small for token in main if not (token.small == "may" and token.capital)]
    negated = any(one in ("not", "never") for one in smalls)
    if any(words.is_a(one, "possible") and not (one == "could" and negated) for one in smalls):
        return "possible"
    if any(words.is_a(one, "probable") for one in smalls) or cue in words.marks.get("probable", ()):
        return "probable"
    return "certain"


def polarity(tokens: Sequence[Token], words: Wording, cue: str) -> str:
    """Whether a claim says that something is not so: denied, or affirmed."""
    if cue in words.marks.get("denies", ()):
        return "denied"
    main = _main(tokens, words)
    for at, token in enumerate(main):
        if words.is_a(token.small, "negations") or token.small.endswith("n't"):
            contrast = at and main[at - 1].text == "," and token.small == "not"  # a job, not a boat
            only = at + 1 < len(main) and main[at + 1].small in ("only", "just")
            if not contrast and not only:
                return "denied"
    return "affirmed"


def _main(tokens: Sequence[Token], words: Wording) -> list[Token]:
    """The main clause of a claim: up to a word that opens another, behind the comma if one opens it."""
    start = 0
    if tokens and words.is_a(tokens[0].small, "subordinators"):
        start = next((at + 1 for at, token in enumerate(tokens) if token.text == ","), 0)
    found = []
    aside = False
    for at, token in enumerate(tokens[start:]):
        if at and token.kind == "word" and words.is_a(token.small, "subordinators"):
            if words.is_a(token.small, "relatives") and tokens[start + at - 1].text == ",":
                aside = True  # ", which was built in 1962,"
                continue
            break
        if aside:
            aside = token.text != ","
            continue
        found.append(token)
    return found


def fits(tokens: Sequence[Token], parts: Sequence[Stretch]) -> bool:
    """Whether a claim is neither empty nor longer than anybody would label."""
    if not all(low < high for low, high in parts):
        return False
    return tokens[parts[-1][1] - 1].end - tokens[parts[0][0]].start <= _LONGEST
