"""A text read for attributions: sentence by sentence, into quotations, on to what a quotation goes on with."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from workbench.offsets import trim
from workbench.suggest.claims import clauses
from workbench.suggest.claims.antecedents import Antecedents
from workbench.suggest.claims.clauses import Claim
from workbench.suggest.claims.frame import Frame
from workbench.suggest.claims.frames import frames
from workbench.suggest.claims.phrases import Stretch
from workbench.suggest.claims.quotations import Quotation, quotations
from workbench.suggest.claims.sources import People, Source, source
from workbench.suggest.claims.subjects import behind_openers, is_finite
from workbench.suggest.claims.units import Token, Unit, paragraphs_of, units, words
from workbench.suggest.claims.wording import Wording

_DEEPEST = 2  # quotations within quotations that are read


class Attribution(Struct):
    """A cue (code points), its sources, and what they claim by it. `how` names the pattern."""

    cue: Stretch
    sources: tuple[Source, ...]
    claims: list[Claim]
    how: str
    depth: int = 0


class _Trail(Struct):
    """What a quotation may go on from: the last attribution of a quotation, and quotations that still have none."""

    last: Attribution | None = None
    paragraph: int = -1
    open: bool = False  # whether the last quotation goes on in the next paragraph
    waiting: list[Quotation] = field(default_factory=list)


class Reading:
    """One text in one language."""

    def __init__(self, text: str, wording: Wording) -> None:
        self._text = text
        self._words = wording
        self._people = People(text, wording)
        self._quoted = quotations(text)
        self._levels: dict[int, list[Quotation]] = {}
        for one in self._quoted:
            self._levels.setdefault(one.depth, []).append(one)
        self._starts = {depth: [one.start for one in found] for depth, found in self._levels.items()}

    def attributions(self) -> list[Attribution]:
        """All attributions with what they claim, by the place of their first claim."""
        trail = _Trail()
        found: list[Attribution] = []
        for number, (low, high) in enumerate(paragraphs_of(self._text)):
            found += self._stretch(low, high, 0, number, trail)
        found = [one for one in found if one.claims]
        return sorted(found, key=lambda one: (one.claims[0].parts[0], one.cue))

    def antecedents(self) -> Antecedents:
        """The mentions that sources of this text which are no names may mean."""
        return Antecedents(self._text, self._words, self._people, self._quoted)

    def _within(self, low: int, high: int, depth: int) -> list[Quotation]:
        level = self._levels.get(depth, [])
        starts = self._starts.get(depth, [])
        return level[bisect_left(starts, low) : bisect_left(starts, high)]

    def _units(self, low: int, high: int, depth: int, paragraph: int) -> Iterator[Unit]:
        return units(
            self._text, self._within(low, high, depth), low=low, high=high, depth=depth, paragraph=paragraph
        )

    def _stretch(
        self, low: int, high: int, depth: int, paragraph: int, trail: _Trail
    ) -> Iterator[Attribution]:
        for unit in self._units(low, high, depth, paragraph):
            yield from self._unit(unit, trail)
            if depth < _DEEPEST and self._words.full:
                for token in unit.tokens:
                    if token.quotation is not None and token.end - token.start > 20:
                        inner = token.quotation
                        yield from self._stretch(inner.low, inner.high, depth + 1, paragraph, _Trail())

    def _unit(self, unit: Unit, trail: _Trail) -> Iterator[Attribution]:
        tokens = unit.tokens
        found = frames(tokens, self._words)
        alone = self._alone(tokens)
        if not found:
            if alone is not None:
                self._goes_on(alone, unit, trail)
            elif trail.paragraph != unit.paragraph or any(token.kind == "word" for token in tokens):
                trail.last, trail.open, trail.waiting = None, False, []
            return
        theirs = _attributed(tokens, found)
        made = [self._attribution(tokens, found, at, theirs, unit.depth) for at in range(len(found))]
        for frame, one in zip(found, made, strict=True):
            if one is None:
                continue
            quoted = next((token.quotation for token in tokens if token.quotation is not None), None)
            if frame.precede >= 0 and trail.waiting and quoted is not None and quoted.continues:
                for before in trail.waiting:
                    one.claims += self._direct(before, "continued")
                trail.waiting = []
            yield one
        self._remember(unit, found, made, trail)

    def _remember(
        self, unit: Unit, found: Sequence[Frame], made: Sequence[Attribution | None], trail: _Trail
    ) -> None:
        trail.last, trail.open, trail.waiting = None, False, []
        for frame, one in zip(found, made, strict=True):
            direct = one is not None and any(claim.voice == "direct" for claim in one.claims)
            if (
                one is not None
                and direct
                and frame.how in ("inverted", "postponed", "introduced", "according")
            ):
                trail.last = one
        trail.paragraph = unit.paragraph
        trail.open = any(token.quotation is not None and token.quotation.goes_on for token in unit.tokens)

    def _alone(self, tokens: Sequence[Token]) -> Quotation | None:
        """The quotation that is all of a sentence, or None."""
        held = [token for token in tokens if token.kind != "sign"]
        return held[0].quotation if len(held) == 1 else None

    def _goes_on(self, quotation: Quotation, unit: Unit, trail: _Trail) -> None:
        """A sentence that is a quotation and nothing else: it goes on from the attribution before, or waits."""
        same = unit.paragraph == trail.paragraph or (trail.open and quotation.continues)
        if trail.last is not None and same:
            trail.last.claims += self._direct(quotation, "continued")
        else:
            if not quotation.continues:
                trail.waiting = []
            trail.last = None
            if quotation.goes_on:
                trail.waiting.append(quotation)
        trail.paragraph = unit.paragraph
        trail.open = quotation.goes_on

    def _attribution(
        self,
        tokens: Sequence[Token],
        found: Sequence[Frame],
        at: int,
        theirs: Sequence[tuple[int, int]],
        depth: int,
    ) -> Attribution | None:
        frame = found[at]
        text = self._text
        cue = tokens[frame.cue[0]].start, tokens[frame.cue[1] - 1].end
        verb, dash, rest = tokens[frame.cue[0]].small.partition("-")
        if dash and verb in self._words.cues and self._words.is_a(f"-{rest}", "attached"):
            sources: list[Source] = [Source(cue[1] - len(rest.split("-")[-1]), cue[1], "pronoun")]
            cue = cue[0], cue[0] + len(verb)
        else:
            read = [source(tokens, self._words, phrase, self._people) for phrase in frame.sources]
            sources = [one for one in read if one is not None]
            if frame.sources and not sources:
                return None
        made = Attribution(cue, tuple(sources), [], frame.how, depth)
        small = text[cue[0] : cue[1]].lower()
        foreign = {place for place, whose in theirs if whose != at}
        for parts in clauses.regions(tokens, self._words, frame, found[at + 1 :]):
            if clauses.fits(tokens, parts):
                made.claims += self._claims(tokens, frame, parts, small, bool(sources), foreign)
        return made if made.claims else None

    def _claims(
        self,
        tokens: Sequence[Token],
        frame: Frame,
        parts: tuple[Stretch, ...],
        cue: str,
        said: bool,
        theirs: set[int],
    ) -> list[Claim]:
        words_ = self._words
        voice = clauses.voice(tokens, words_, parts, theirs)
        if voice == "direct":
            quoted = [one for part in parts for token in tokens[slice(*part)] if (one := token.quotation)]
            apart = frame.how == "introduced" and tokens[frame.follow - 1].kind == "sign"
            least = 1 if frame.how in ("called", "that") or (frame.how == "introduced" and not apart) else 3
            made = self._direct(quoted[0], frame.how, 1 if len(quoted) > 1 else least)
            for more in quoted[1:]:
                rest = self._direct(more, frame.how, 1)
                if made and rest:
                    made[-1], rest = _as_one(made[-1], rest[0]), rest[1:]
                made += rest
            return [self._denied(one, cue) for one in made]
        comma = Token(0, 0, ",", ",", "sign")  # what stands between two fragments
        held = [token for low, high in parts for token in (*tokens[low:high], comma)]
        elsewhere = {tokens[at] for at in theirs}
        spoken = [word for token in held if token not in elsewhere for word in self._spoken(token)]
        return [
            Claim(
                tuple(clauses.stretch(self._text, tokens, part) for part in parts),
                voice if said else "unattributed",
                clauses.certainty(spoken, words_, cue),
                clauses.polarity(spoken, words_, cue),
                frame.how,
            )
        ]

    def _denied(self, claim: Claim, cue: str) -> Claim:
        if cue in self._words.marks.get("denies", ()):
            return Claim(claim.parts, claim.voice, claim.certainty, "denied", claim.how)
        return claim

    def _spoken(self, token: Token) -> list[Token]:
        """The words of a token: of a quotation those in it."""
        if token.quotation is None:
            return [token]
        return list(words(self._text, token.quotation.low, token.quotation.high))

    def _direct(self, quotation: Quotation, how: str, least: int = 3) -> list[Claim]:
        """The sentences of a quotation that are claims: no questions, no exclamations of a word or two."""
        found = []
        text = self._text
        for unit in self._units(quotation.low, quotation.high, quotation.depth + 1, 0):
            held = [token for token in unit.tokens if token.kind != "sign"]
            if not held or unit.tokens[-1].text == "?":
                continue
            finite = any(is_finite(unit.tokens, self._words, at) for at in range(len(unit.tokens)))
            if len(held) < (least if self._words.full else 1) and not finite:
                continue
            spoken = [token for token in unit.tokens if token.quotation is None]
            last = len(unit.tokens) - 1
            low = behind_openers(unit.tokens, self._words, 0, last) if self._words.full else 0
            part = trim(text, start=unit.tokens[low].start, end=unit.tokens[-1].end)
            found.append(
                Claim(
                    (part,),
                    "direct",
                    clauses.certainty(spoken, self._words, ""),
                    clauses.polarity(spoken, self._words, ""),
                    how,
                )
            )
        return found


def _attributed(tokens: Sequence[Token], found: Sequence[Frame]) -> list[tuple[int, int]]:
    """Quotations (places) that an attribution introduces, each with the number of that attribution."""
    return [
        (place, at)
        for at, one in enumerate(found)
        if one.how in ("called", "introduced") and one.follow >= 0 and one.sources
        for place in range(one.follow, min(one.follow + 15, len(tokens)))
        if tokens[place].kind == "quotation"
    ]


def _as_one(first: Claim, second: Claim) -> Claim:
    """Two parts of a sentence as fragments of one claim: what either says of certainty and polarity holds."""
    sure = next((one.certainty for one in (first, second) if one.certainty != "certain"), "certain")
    denied = "denied" if "denied" in (first.polarity, second.polarity) else "affirmed"
    return Claim((*first.parts, *second.parts), first.voice, sure, denied, first.how)
