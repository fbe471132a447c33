"""A person who makes given annotations in reading order, as the window's keys go; their keys and decisions are counted.

What a key press buys is as in the table of keys: Space goes to the next suggestion or candidate, a letter labels, Enter
accepts a suggestion and goes on, Shift+Enter with it the same text and label on the screen (where all of those are
right), Delete rejects it and goes on. Text that neither offers costs three keys to get to and
one for each word; a relation drawn by hand six (select, Ctrl+R, key, Tab, Tab, Enter); a choice one digit. Typed
attributes (a reference, a unit) and dates, which are computed at once, cost the same either way and are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from workbench.model import Bundle, Relation, Span
from workbench.offsets import paragraph_at, words
from workbench.schema import Schema
from workbench.suggest import Proposal
from workbench.suggest.candidates import next_candidate

REACH, MOST_WORDS, DRAW = 3, 4, 6  # keys
SCREEN = 800  # code points below the place one is at: half a screen of 1280x800
AGAIN = 500  # code points after which suggestions are asked for again, at the next paragraph
Place = tuple[int, int, str]
Ask = Callable[[Sequence[Span]], Sequence[Proposal]]


@dataclass(slots=True)
class Count:
    """What it took: keys, decisions (a stop, whatever was decided there), spans made, suggestions and wrong ones."""

    keys: int = 0
    decisions: int = 0
    spans: int = 0
    proposed: int = 0
    wrong: int = 0

    def add(self, other: Count) -> None:
        """Add what another document took."""
        self.keys += other.keys
        self.decisions += other.decisions
        self.spans += other.spans
        self.proposed += other.proposed
        self.wrong += other.wrong


@dataclass
class Typist:
    """Somebody at work on one document. Without `candidates` and `ask` everything is selected by hand."""

    bundle: Bundle
    schema: Schema
    candidates: bool = True
    ask: Ask | None = None
    count: Count = field(default_factory=Count)

    def work(self) -> Count:
        """Make all annotations of the bundle; returns what it took."""
        self.text = self.bundle.document.text
        self.left: dict[Place, Span] = {_place(span): span for span in self.bundle.spans}
        self.relations = {(one.label, one.head, one.tail): one for one in self.bundle.relations}
        self.made: list[Span] = []
        self.seen: set[tuple[Place, ...]] = set()
        self.count.spans = len(self.left)
        self._read()
        for span in list(self.left.values()):
            self.count.decisions += 1
            self._by_hand(span)
        self.count.keys += DRAW * len(self.relations)
        return self.count

    def _read(self) -> None:
        """Go from stop to stop with Space; suggestions are asked for again as one goes."""
        if not self.candidates:
            return
        at, going, paragraph = (-1, 0), False, -1
        offered: list[Proposal] = []
        while True:
            if self.ask is not None and at[0] >= paragraph:
                offered = sorted(
                    self.ask(self.made), key=lambda one: _order(one.spans[0]) if one.spans else (0, 0)
                )
                paragraph = paragraph_at(self.text, max(at[0], 0) + AGAIN)[1] + 1
            candidate = next_candidate(
                self.text,
                after=at if at[0] >= 0 else 0,
                covered=[(span.start, span.end) for span in self.made],
                language=self.bundle.document.language,
            )
            suggestion = next(self._open(offered, at), None)
            if candidate is None and suggestion is None:
                if self.ask is not None and paragraph <= len(self.text):
                    at = (paragraph, -len(self.text))
                    continue
                return
            if not going:
                self.count.keys += 1
            self.count.decisions += 1
            first = suggestion.spans[0] if suggestion else None
            if first and suggestion and (candidate is None or _order(first) <= (candidate[0], -candidate[1])):
                self._decide(suggestion)
                for same in self._same(suggestion, offered, at):
                    self.seen.add(tuple(_place(span) for span in same.spans))
                    self.count.proposed += 1
                    self._make(self.left[_place(same.spans[0])], same.spans[0])
                at, going = (first.start, first.end), True
            elif candidate is not None:
                self._label(candidate)
                at, going = candidate, False

    def _open(self, offered: Sequence[Proposal], at: tuple[int, int]) -> Iterator[Proposal]:
        """What is offered behind a place and not there yet; rejected ones are not offered again."""
        there = {_place(span) for span in self.made}
        for one in offered:
            if not one.spans or (at[0] >= 0 and _order(one.spans[0]) < (at[0], -at[1])):
                continue
            key = tuple(_place(span) for span in one.spans)
            if key not in self.seen and _place(one.spans[0]) not in there:
                yield one

    def _same(self, one: Proposal, offered: Sequence[Proposal], at: tuple[int, int]) -> list[Proposal]:
        """What Shift+Enter on one just accepted takes as well: none, if some of it would be wrong."""
        first = one.spans[0]
        if len(one.spans) > 1 or _place(first) not in {_place(span) for span in self.made}:
            return []
        found = [
            other
            for other in self._open(offered, at)
            if len(other.spans) == 1
            and other.spans[0].label == first.label
            and first.start < other.spans[0].start < first.start + SCREEN
            and other.spans[0].covered(self.text) == first.covered(self.text)
        ]
        return found if all(_place(other.spans[0]) in self.left for other in found) else []

    def _decide(self, one: Proposal) -> None:
        """Accept with Enter, as another label with its letter, or reject with Delete: one key, then it goes on."""
        self.seen.add(tuple(_place(span) for span in one.spans))
        self.count.proposed += 1
        self.count.keys += 1
        first = one.spans[0]
        if _place(first) not in self.left:
            self.count.wrong += 1
            other = next(
                (span for span in self.left.values() if (span.start, span.end) == (first.start, first.end)),
                None,
            )
            if other is not None:
                self._make(other, None)
            return
        names = {}
        for span in one.spans:
            want = self.left.get(_place(span)) or self._there(span)
            if want is None:
                self.count.keys += 2  # Tab to it, Delete
            else:
                names[span.id] = want.id
                if _place(span) in self.left:
                    self._make(want, span)
        for relation in one.relations:
            self._join(relation, names)

    def _there(self, span: Span) -> Span | None:
        return next((made for made in self.made if _place(made) == _place(span)), None)

    def _join(self, relation: Relation, names: dict[str, str]) -> None:
        ends = [names.get(end, "") for end in (relation.head, relation.tail)]
        if self.relations.pop((relation.label, *ends), None) is None and all(ends):
            self.count.keys += 2  # choose it, Delete

    def _label(self, stretch: tuple[int, int]) -> None:
        """Label a candidate as it is, or with an edge moved where that is less than selecting anew."""
        start, end = stretch
        same = [span for span in self.left.values() if (span.start, span.end) == stretch]
        for span in same:
            self.count.keys += 1
            self._make(span, None)
        if same:
            return
        for span in list(self.left.values()):
            if span.start < end and span.end > start and (span.start == start or span.end == end):
                moved = abs(self._words(span.start, span.end) - self._words(start, end)) + (
                    span.start != start
                )
                if moved < REACH + min(MOST_WORDS, self._words(span.start, span.end)):
                    self.count.keys += moved + 1
                    self._make(span, None)
                    return

    def _by_hand(self, span: Span) -> None:
        self.count.keys += REACH + min(MOST_WORDS, self._words(span.start, span.end)) + 1
        self._make(span, None)

    def _make(self, span: Span, given: Span | None) -> None:
        """It is there now; its choices that are neither given nor defaults are typed, wrong ones corrected."""
        self.made.append(self.left.pop(_place(span)))
        values = {**self.schema.defaults(span.label), **(given.attributes if given else {})}
        kind = self.schema.find_label(span.label)
        for attribute in kind.attributes if kind else ():
            if attribute.type in ("choice", "choices", "scale", "flag"):
                self.count.keys += span.attributes.get(attribute.id) != values.get(attribute.id)

    def _words(self, start: int, end: int) -> int:
        return sum(1 for _ in words(self.text, start=start, end=end))


def _place(span: Span) -> Place:
    return span.start, span.end, span.label


def _order(span: Span) -> tuple[int, int]:
    return span.start, -span.end
