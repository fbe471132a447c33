"""Check a bundle against its schema, and derive values: hints for a person, never a block."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from workbench import offsets
from workbench.model import Attributes, Bundle, Fragment, Problem, Relation, Span, TargetKind
from workbench.schema_types import Attribute, Derived, Label, RelationType, Rule, Schema
from workbench.schema_values import check_value
from workbench.tokens import Alignment, Cut


def check(bundle: Bundle, schema: Schema, alignment: Alignment | None = None) -> list[Problem]:
    """All problems of a bundle, sorted by start.

    Kinds: "unknown label", "unknown relation end", "outside the text", "bad value", "empty value" and
    "rule" (the schema's rules), "crossing" (overlap that the group does not allow), "untrimmed"
    (remedy "trim"), "cut grapheme", "cut word" (remedy "words"). With the alignment of its text also "cut
    token" (remedies "tokens", "tokens in"), which then stands for "cut word". Never raises, whatever the
    bundle holds, but UserError where the tokeniser cannot be had.
    """
    text = bundle.document.text
    spans = {span.id: span for span in bundle.spans}
    problems = list(_values_problems("", schema.attributes, bundle.attributes, "document", "", 0, 0))
    inside = [span for span in bundle.spans if _is_inside(span, len(text))]
    for span in bundle.spans:
        problems += _span_problems(span, schema)
        if not _is_inside(span, len(text)):
            message = f"The text has {len(text)} characters, the span is {span.start} to {span.end}."
            problems.append(_of_span("outside the text", message, span))
    for span in inside:
        label = schema.find_label(span.label)
        if label is not None:
            problems += _boundary_problems(text, span, label, alignment)
    for relation in bundle.relations:
        problems += _relation_problems(relation, spans, schema)
    problems += _crossings(text, inside, schema)
    problems += _rule_problems(bundle, schema)
    return sorted(problems, key=lambda p: (p.start, p.end, p.kind, p.target))


def derive(bundle: Bundle, schema: Schema) -> dict[str, dict[str, str]]:
    """span id -> derived id -> value, for the spans whose label derives something."""
    of = {derived.label: schema.find_label(derived.label) for derived in schema.derived}
    found: dict[str, dict[str, str]] = {}
    for span in bundle.spans:
        label = of.get(span.label)
        if label is None:
            continue
        for derived in schema.derived:
            if derived.label == label.id:
                found.setdefault(span.id, {})[derived.id] = _derived_value(derived, label, span.attributes)
    return found


def wanted_relations(span: Span, had: Iterable[str], schema: Schema) -> list[RelationType]:
    """The relations that rules want to begin at a span with these values, without those it `had` (ids)."""
    label = schema.find_label(span.label)
    found: dict[str, RelationType] = {}
    for rule in schema.rules:
        kind = schema.find_relation(rule.relation) if rule.label == span.label else None
        if kind is None or label is None or kind.id in had or span.label not in kind.head:
            continue
        if _matches(rule.when, label, span.attributes):
            found[kind.id] = kind
    return list(found.values())


def _derived_value(derived: Derived, label: Label, attributes: Attributes) -> str:
    return next(
        (value for when, value in derived.cases if _matches(when, label, attributes)), derived.default
    )


def _matches(when: Mapping[str, tuple[str, ...]], label: Label, attributes: Attributes) -> bool:
    """Whether every condition holds; a value that is left out is its attribute's default."""
    defaults = {attribute.id: attribute.default for attribute in label.attributes}
    for id, wanted in when.items():
        value = attributes.get(id)
        value = defaults.get(id) if _is_empty(value) else value
        values = value if isinstance(value, list | tuple) else [value]
        if not any(_as_word(each) in wanted for each in values):
            return False
    return True


def _as_word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == ()


def _is_inside(span: Span, length: int) -> bool:
    return all(0 <= start < end <= length for start, end in ((span.start, span.end), *span.fragments))


def _of_span(kind: str, message: str, span: Span, remedy: str = "") -> Problem:
    return Problem(kind, message, "span", span.id, span.start, span.end, remedy)


def _span_problems(span: Span, schema: Schema) -> Iterator[Problem]:
    label = schema.find_label(span.label)
    if label is None:
        yield _of_span("unknown label", f'The schema has no label "{span.label}".', span)
        return
    yield from _values_problems(
        label.title, label.attributes, span.attributes, "span", span.id, span.start, span.end
    )


def _values_problems(
    owner: str,
    declared: tuple[Attribute, ...],
    values: Attributes,
    kind: TargetKind,
    target: str,
    start: int,
    end: int,
) -> Iterator[Problem]:
    """Values of attributes that are not declared, or do not fit. `type` says how to read a timex."""
    known = {attribute.id: attribute for attribute in declared}
    timex_type = values.get("type")
    for id, value in values.items():
        attribute = known.get(id)
        if attribute is None:
            message: str | None = f'{owner or "The document"} has no attribute "{id}".'
        else:
            message = check_value(
                attribute, value, timex_type=timex_type if isinstance(timex_type, str) else ""
            )
        if message:
            yield Problem("bad value", message, kind, target, start, end)


def _boundary_problems(text: str, span: Span, label: Label, alignment: Alignment | None) -> Iterator[Problem]:
    parts = span.parts()
    edges = [edge for part in parts for edge in part]
    cut = _cut_problem(alignment, span, label) if alignment is not None else None
    if not all(offsets.is_grapheme_boundary(text, edge) for edge in edges):
        yield _of_span("cut grapheme", "A boundary cuts a character in two.", span)
    elif cut is not None:
        yield cut
    elif (alignment is None or not alignment.tokeniser.whole_words) and any(
        offsets.cuts_word(text, edge) for edge in edges
    ):
        message = f"A boundary of {_quoted(text, span)} cuts a word in two."
        yield _of_span("cut word", message, span, remedy="words")
    if label.trim and any(offsets.trim(text, start=start, end=end) != (start, end) for start, end in parts):
        message = f"{_quoted(text, span)} begins or ends with blanks, quotation marks or punctuation."
        yield _of_span("untrimmed", message, span, remedy="trim")


def cut_problems(alignment: Alignment, spans: Iterable[Span], schema: Schema) -> list[Problem]:
    """The spans with an edge inside a token of the alignment, by place; "cut token", as `check` says."""
    found = []
    for span in spans:
        label = schema.find_label(span.label)
        problem = _cut_problem(alignment, span, label) if label is not None else None
        if problem is not None:
            found.append(problem)
    return sorted(found, key=lambda p: (p.start, p.end, p.target))


def _cut_problem(alignment: Alignment, span: Span, label: Label) -> Problem | None:
    cut = alignment.cut(span)
    wide = mended(cut, alignment.text, label) if cut is not None else ()
    if cut is None or wide == span.parts():
        return None  # the rest of the token is only what trimming takes off: “India” of the token “India,”
    text = alignment.text
    token = next(filter(None, (alignment.token_over(edge) for part in span.parts() for edge in part)))
    words = _shown(text[token[0] : token[1]])
    message = f"A boundary of {_quoted(text, span)} cuts the token {words} ({alignment.tokeniser.title})."
    narrow = mended(cut, text, label, inward=True)
    second = "tokens in" if narrow and narrow != wide else ""
    return Problem("cut token", message, "span", span.id, span.start, span.end, "tokens", second)


def mended(cut: Cut, text: str, label: Label, *, inward: bool = False) -> tuple[Fragment, ...]:
    """The fragments of a span put to whole tokens, outwards or inwards, as its label trims them.

    Empty where nothing would be left.
    """
    return trimmed(cut.narrow if inward else cut.wide, text, label)


def trimmed(parts: Sequence[Fragment], text: str, label: Label) -> tuple[Fragment, ...]:
    """Fragments as a label trims them; without those of which nothing would be left."""
    if not label.trim:
        return tuple(parts)
    bare = (offsets.trim(text, start=start, end=end) for start, end in parts)
    return tuple((start, end) for start, end in bare if start < end)


def _shown(words: str) -> str:
    line = " ".join(words.split())
    return f"“{line if len(line) <= 40 else line[:39] + '…'}”"


def _quoted(text: str, span: Span) -> str:
    if span.fragments:
        return _shown(span.covered(text))
    return _shown(text[span.start : min(span.end, span.start + 200)])


def _relation_problems(relation: Relation, spans: Mapping[str, Span], schema: Schema) -> Iterator[Problem]:
    head, tail = spans.get(relation.head), spans.get(relation.tail)
    hull = [span for span in (head, tail) if span is not None]
    start = min((span.start for span in hull), default=0)
    end = max((span.end for span in hull), default=0)
    kind = schema.find_relation(relation.label)

    def problem(what: str, message: str) -> Problem:
        return Problem(what, message, "relation", relation.id, start, end)

    if kind is None:
        yield problem("unknown label", f'The schema has no relation "{relation.label}".')
    else:
        yield from _values_problems(
            kind.title, kind.attributes, relation.attributes, "relation", relation.id, start, end
        )
    title = kind.title if kind else relation.label
    if head is None or tail is None:
        yield problem("unknown relation end", f'"{title}" has an end that is no span of this layer.')
    elif relation.head == relation.tail:
        yield problem("unknown relation end", f'"{title}" joins a span to itself.')
    elif kind is not None and not kind.joins(head.label, tail.label):
        message = f'"{title}" may not go from {_title(head, schema)} to {_title(tail, schema)}.'
        yield problem("unknown relation end", message)


def _title(span: Span, schema: Schema) -> str:
    label = schema.find_label(span.label)
    return label.title if label else span.label


def _crossings(text: str, spans: Iterable[Span], schema: Schema) -> Iterator[Problem]:
    """Overlaps that a group does not allow, told at the later span of each pair."""
    by_group: dict[str, list[Span]] = defaultdict(list)
    for span in spans:
        label = schema.find_label(span.label)
        if label is not None:
            by_group[label.group].append(span)
    for id, members in by_group.items():
        group = schema.group(id)
        if group.overlap == "any":
            continue
        open_spans: list[Span] = []
        for span in sorted(members, key=lambda s: (s.start, -s.end, s.id)):
            open_spans = [other for other in open_spans if other.end > span.start]
            other = next((o for o in open_spans if _clashes(o, span, nest=group.overlap == "nest")), None)
            if other is not None:
                verb = "crosses" if group.overlap == "nest" else "overlaps"
                message = f"{_quoted(text, span)} {verb} {_quoted(text, other)}, both in {group.title}."
                yield _of_span("crossing", message, span)
            open_spans.append(span)


def _clashes(first: Span, second: Span, *, nest: bool) -> bool:
    """Whether two spans share characters; with `nest`, without either lying wholly in the other."""
    shared = any(a < d and c < b for a, b in first.parts() for c, d in second.parts())
    return shared and not (nest and (_holds(first, second) or _holds(second, first)))


def _holds(outer: Span, inner: Span) -> bool:
    return all(any(a <= c and d <= b for a, b in outer.parts()) for c, d in inner.parts())


def _rule_problems(bundle: Bundle, schema: Schema) -> Iterator[Problem]:
    heads: set[tuple[str, str]] = {(relation.label, relation.head) for relation in bundle.relations}
    tails: set[tuple[str, str]] = {(relation.label, relation.tail) for relation in bundle.relations}
    by_label: dict[str, list[Rule]] = defaultdict(list)
    for rule in schema.rules:
        by_label[rule.label].append(rule)
    for span in bundle.spans:
        for rule in by_label.get(span.label, ()):
            label = schema.label(rule.label)
            if not _matches(rule.when, label, span.attributes):
                continue
            if rule.relation:
                kind = schema.relation(rule.relation)
                if not _has_relation(span, kind, heads, tails):
                    message = rule.message or f"{label.title} needs “{kind.title}”."
                    yield _of_span("rule", message, span)
            missing = [id for id in rule.attributes if _is_empty(span.attributes.get(id))]
            if missing:
                titles = " and ".join(_attribute_title(label, id) for id in missing)
                all_of_them = len(missing) == len(rule.attributes)
                hint = f"{label.title} has no {titles}."
                yield _of_span("empty value", rule.message if rule.message and all_of_them else hint, span)


def _attribute_title(label: Label, id: str) -> str:
    return next(attribute.title.lower() for attribute in label.attributes if attribute.id == id)


def _has_relation(
    span: Span, kind: RelationType, heads: set[tuple[str, str]], tails: set[tuple[str, str]]
) -> bool:
    """Whether the span has this relation, at the end where its label belongs (either, if symmetric)."""
    as_head = (kind.id, span.id) in heads
    as_tail = (kind.id, span.id) in tails
    if kind.symmetric:
        return as_head or as_tail
    return as_head if span.label in kind.head else as_tail
