"""Finding time expressions in a text: a cascade. What one stage finds is a single character to the next."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from workbench.timex.grammar import FIRST_MARK, LAST_MARK, Grammar, Rule, Stage, Value

_AROUND = 60  # code points on each side that a rule may look at
_WRAPPED = re.compile(r"(?<=[\w,;])\r?\n(?=[a-z0-9(])")  # a line that is broken within a sentence
_SAME = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u202f\u2009\t", " "),
        **dict.fromkeys("’ʼ", "'"),
        **dict.fromkeys("‐‑‒–−", "-"),
        **dict.fromkeys(map(chr, range(ord(FIRST_MARK), ord(LAST_MARK) + 1)), "\ufffd"),
    }
)


class Node(Struct, frozen=True):
    """A found expression: which rule says so, where (code points), and what its slots hold."""

    rule: Rule
    start: int
    end: int
    slots: Mapping[str, Value | Node]

    def parts(self) -> list[Node]:
        """The expressions inside, in order."""
        nodes = (slot for slot in self.slots.values() if isinstance(slot, Node))
        inside = [one for one in nodes if one.start >= self.start and one.end <= self.end]
        return sorted(inside, key=lambda one: one.start)


class _Layer(Struct):
    """A text in which characters stand for expressions: `nodes` at `places`, in order."""

    encoded: str
    places: list[int] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)

    def node(self, place: int) -> Node:
        return self.nodes[bisect_left(self.places, place)]

    def origin(self, place: int) -> int:
        """Where in the text a place of this layer is."""
        at = bisect_left(self.places, place)
        if at < len(self.places) and self.places[at] == place:
            return self.nodes[at].start
        return self.nodes[at - 1].end + place - self.places[at - 1] - 1 if at else place

    def copied(self, other: _Layer, first: int, end: int, length: int) -> int:
        """Write a stretch of another layer at the end of this one, which is so long; how long it is then."""
        for at in range(bisect_left(other.places, first), bisect_left(other.places, end)):
            self.places.append(other.places[at] - first + length)
            self.nodes.append(other.nodes[at])
        return length + end - first


def plain(text: str) -> str:
    """A text of the same length with one kind of blank, apostrophe and hyphen, and no lines broken in a sentence."""
    return _WRAPPED.sub(lambda match: " " * len(match[0]), text.translate(_SAME))


def find(text: str, grammar: Grammar, *, sure: bool = False) -> list[Node]:
    """The expressions of a `plain` text, in order, none inside another. `sure`: a person says that it is one."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(low if len(low := one.lower()) == 1 else one for one in text)
    layer = _Layer(small)
    for stage in grammar.stages:
        layer = _next(layer, stage, grammar, text, sure)
    return layer.nodes


def _next(layer: _Layer, stage: Stage, grammar: Grammar, text: str, sure: bool) -> _Layer:
    """What a stage makes of a layer."""
    found = _Layer("")
    written: list[str] = []
    done = length = 0  # of the layer before, of this one
    for opener in stage.openers.finditer(layer.encoded):
        start = opener.start()
        if start < done:
            continue
        best = _longest(layer, stage, grammar, text, start, stage.rules_of(opener[0]), sure)
        if best is None:
            continue
        node, end = best
        length = found.copied(layer, done, start, length)
        written += (layer.encoded[done:start], grammar.marks[node.rule.kind])
        found.places.append(length)
        found.nodes.append(node)
        length += 1
        done = end
    found.copied(layer, done, len(layer.encoded), length)
    found.encoded = "".join((*written, layer.encoded[done:]))
    return found


def _longest(
    layer: _Layer,
    stage: Stage,
    grammar: Grammar,
    text: str,
    start: int,
    rules: tuple[Rule, ...],
    sure: bool,
) -> tuple[Node, int] | None:
    """The longest expression that begins at a place of a layer, and where it ends there."""
    best: tuple[Node, int] | None = None
    for rule in rules:
        match = rule.pattern.match(layer.encoded, start)
        if not match or match.end() <= (best[1] if best else start) or (rule.labelled and not sure):
            continue
        first, end = layer.origin(start), layer.origin(match.end())
        if not sure and not all(
            match.start(group) < 0 or text[layer.origin(match.start(group))].isupper()
            for group in rule.capitals
        ):
            continue
        if rule.at_once and not _stands(rule, text, first, end):
            continue
        best = Node(rule, first, end, _slots(rule, match, layer, grammar)), match.end()
    return best


def _slots(rule: Rule, match: re.Match[str], layer: _Layer, grammar: Grammar) -> dict[str, Value | Node]:
    slots: dict[str, Value | Node] = {}
    for group, (name, table) in rule.slots.items():
        words = match[group]
        if words is None or name in slots:
            continue
        if FIRST_MARK <= words[:1] <= LAST_MARK:
            slots[name] = layer.node(match.start(group))
        elif table in grammar.words:
            slots[name] = grammar.words[table][re.sub(" +", " ", words)]
        else:
            slots[name] = words
    return {**rule.given, **slots}


def standing(text: str, nodes: list[Node]) -> Iterator[Node]:
    """Those that may stand where they do; of the others the parts that may."""
    last = -1
    for node in nodes:
        for one in _standing(text, node, last):
            yield one
            last = one.end


def _standing(text: str, node: Node, last: int) -> list[Node]:
    # what follows an expression directly, as the 95 of 1990-95, hangs on it
    hangs = "#" if last >= 0 and text[last : node.start] in ("-", "/") else ""
    if node.rule.alone and _stands(node.rule, text, node.start, node.end, hangs):
        return [node]
    return [one for part in node.parts() for one in _standing(text, part, last)]


def _stands(rule: Rule, text: str, start: int, end: int, hangs: str = "") -> bool:
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return rule.stands(before, text[start:end], after, hangs)
