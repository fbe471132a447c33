"""Does it pay? Real annotations made anew as a person would, counting keys, with and without suggestions.

The person goes through a document by Space, then labels by hand what nothing has offered. One key each: Space, Enter,
Delete, a letter, a value by its digit, a word that an edge is moved by. What was not offered is found first, which
takes `FIND` keys (Ctrl+F, two letters, Enter); a value that no digit fills takes `VALUE`, a relation `RELATION`. A
wrong proposal costs the key that rejects it, a wrong part of one that is right `PART`. What the person has labelled in
one document is known to the suggesters in the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from tests.benchmarks.measure import Row, Scale
from workbench import jobs
from workbench.data import data_folder
from workbench.formats.jsonl_lines import line_of
from workbench.model import Annotator, Bundle, Relation, Span, new_id
from workbench.project import Project
from workbench.project.choices import ADD
from workbench.project.suggesting import offers, proposals
from workbench.schema import Schema, load_schema
from workbench.suggest import Proposal
from workbench.suggest.candidates import next_candidate

FIND, VALUE, RELATION, PART = 4, 3, 5, 2
CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
FOLDERS = (  # of the corpora, where they are: title, place, files
    ("four annotators, Spanish", "brat-four-annotators/example-project/Lisa", "*.ann"),
    ("LitBank", "brat-litbank", "*.ann"),
    ("WNUT 17", "conll-wnut17", "*.conll"),
)
_WORD = re.compile(r"\w+")
Place = tuple[int, int, str]


@dataclass(slots=True)
class Count:
    """Keys, decisions about proposals, how many of those were wrong; spans that there were to make."""

    spans: int = 0
    keys: int = 0
    decisions: int = 0
    wrong: int = 0

    def add(self, other: Count) -> None:
        """Put another document's on top."""
        self.spans += other.spans
        self.keys += other.keys
        self.decisions += other.decisions
        self.wrong += other.wrong


@dataclass(slots=True)
class Work:
    """What is left to make of a document's annotations, and what it has taken so far.

    `given` are the values that a span has as soon as it is labelled by hand.
    """

    gold: Bundle
    schema: Schema
    given: dict[str, dict[str, object]]
    count: Count = field(default_factory=Count)
    left: dict[Place, Span] = field(default_factory=dict)
    joined: dict[tuple[str, Place, Place], Relation] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.left = {(s.start, s.end, s.label): s for s in self.gold.spans}
        by_id = {span.id: place for place, span in self.left.items()}
        for one in self.gold.relations:
            if one.head in by_id and one.tail in by_id:
                self.joined[one.label, by_id[one.head], by_id[one.tail]] = one
        self.count.spans = len(self.left)

    # -- by hand -------------------------------------------------------------------------------

    def rest_by_hand(self, *, space: bool = True) -> Count:
        """Go through the candidates, if by `space`, then find what none of them was, then draw the relations."""
        text, at = self.gold.document.text, 0
        done = set(self._all()) - set(self.left)
        while space and (found := next_candidate(text, after=at, covered=self._covered(done))):
            self.count.keys += 1
            at = found[1]
            for place in [p for p in self.left if p[:2] == found]:
                done.add(place)
                self._label(place, 1)
            near = [p for p in self.left if p[0] == found[0] and self._form(p[2]) != "passage"]
            if near and (steps := _words(text, found[1], near[0][1])) < FIND:
                done.add(near[0])
                self._label(near[0], steps + 1)
        for place in list(self.left):
            self._label(place, FIND + 1)
        self.count.keys += RELATION * len(self.joined)
        return self.count

    def _all(self) -> Iterator[Place]:
        return ((s.start, s.end, s.label) for s in self.gold.spans)

    def _covered(self, done: set[Place]) -> list[tuple[int, int]]:
        return sorted({(p[0], p[1]) for p in done if self._form(p[2]) != "passage"})

    def _form(self, label: str) -> str:
        found = self.schema.find_label(label)
        return found.form if found is not None else ""

    def _label(self, place: Place, keys: int, proposed: Span | None = None) -> None:
        span = self.left.pop(place)
        self.count.keys += keys
        has = {**self.given.get(span.id, {}), **(proposed.attributes if proposed is not None else {})}
        label = self.schema.find_label(span.label)
        for name, value in span.attributes.items():
            if has.get(name) != value:
                self.count.keys += 1 if label is not None and name in label.quick else VALUE

    # -- with proposals ------------------------------------------------------------------------

    def decide(self, found: Sequence[Proposal]) -> None:
        """Accept, change or reject proposals by place, as the keys do it."""
        groups = sorted(
            (one for one in found if one.spans), key=lambda g: (g.spans[0].start, -g.spans[0].end)
        )
        seen: set[Place] = set()
        self.count.keys += bool(groups)  # the Space that begins
        for group in groups:
            first = group.spans[0]
            place = (first.start, first.end, first.label)
            made = set(self._all()) - set(self.left)
            if place in made or place in seen or any(p[:2] == place[:2] for p in made):
                continue  # it is there already: nothing is shown
            seen.add(place)
            self.count.decisions += 1
            if place in self.left:
                self._label(place, 1, first)
                self._take(group, place)
            elif other := next((p for p in self.left if p[:2] == place[:2]), None):
                self._label(other, 1)
                self._take(group, other)
            elif (near := self._moved(first)) is not None:
                self._label(near[0], near[1] + 1, first)
                self._take(group, near[0])
            else:
                self.count.keys += 1
                self.count.wrong += 1

    def _moved(self, proposed: Span) -> tuple[Place, int] | None:
        """A span of the same label that moving edges makes of it with fewer keys than finding it takes."""
        text = self.gold.document.text
        for place in self.left:
            if place[2] == proposed.label and place[0] < proposed.end and place[1] > proposed.start:
                start = _words(text, proposed.start, place[0])
                keys = start + _words(text, proposed.end, place[1]) + (1 if start else 0)
                if keys < FIND:
                    return place, keys
        return None

    def _take(self, group: Proposal, first: Place) -> None:
        """The rest of an accepted group: right parts are made, wrong ones deleted."""
        made = set(self._all())
        names = {group.spans[0].id: first}
        for span in group.spans[1:]:
            place = names[span.id] = (span.start, span.end, span.label)
            if place in self.left:
                self._label(place, 0, span)
            elif place not in made:
                self.count.keys += PART
        for one in group.relations:
            key = (one.label, names.get(one.head, first), names.get(one.tail, first))
            if self.joined.pop(key, None) is None and {key[1], key[2]} <= made:
                self.count.keys += PART


def _words(text: str, one: int, other: int) -> int:
    """By how many words an edge moves; an edge inside a word takes one more."""
    low, high = min(one, other), max(one, other)
    return len(_WORD.findall(text[low:high])) or (1 if low != high else 0)


# -- documents ---------------------------------------------------------------------------------


def _source(folder: Path, paths: Sequence[Path], schema: str) -> Iterator[Bundle]:
    """The annotated documents of files, with the one layer that each has first."""
    project = Project.create(
        folder / "source.wbench", schema=load_schema(schema), annotator=Annotator(new_id(), "Reader")
    )
    try:
        plan = jobs.finish(jobs.plan_job(project, list(paths)))
        labels = dict.fromkeys((*plan.unknown_labels, *plan.unknown_relations), ADD)
        jobs.finish(jobs.import_job(project, plan, labels=labels))
        plan.close()
        for row in project.document_rows(project.document_keys()):
            layers = [one for one in project.layers(row.id) if one.spans]
            if layers:
                yield project.bundle(row.id, layers[0].annotator.id)
    finally:
        project.close()


def replay(
    folder: Path, bundles: Sequence[Bundle], schema: Schema, ids: Sequence[str]
) -> tuple[Count, Count, Count]:
    """One by one, by Space, and with suggestions, document by document; what was made before is known to the
    suggesters."""
    project = Project.create(
        folder / f"{'-'.join(ids)}.wbench", schema=schema, annotator=Annotator(new_id(), "Ada")
    )
    plain, without, with_them = Count(), Count(), Count()
    try:
        lines = b"\n".join(msgspec.json.encode(line_of(Bundle(one.document))) for one in bundles)
        (folder / "texts.jsonl").write_bytes(lines)
        plan = jobs.finish(jobs.plan_job(project, [folder / "texts.jsonl"]))
        jobs.finish(jobs.import_job(project, plan))
        plan.close()
        for gold in bundles:
            there = project.document_rows(project.document_keys(gold.document.name))
            id = next(row.id for row in there if row.id == gold.document.id)
            found = [one for _, some in proposals(project, ids, [id]) for one in some]
            given = _label_all(project, id, gold)
            plain.add(Work(gold, schema, given).rest_by_hand(space=False))
            without.add(Work(gold, schema, given).rest_by_hand())
            work = Work(gold, schema, given)
            work.decide(found)
            with_them.add(work.rest_by_hand())
    finally:
        project.close()
    return plain, without, with_them


def _label_all(project: Project, id: str, gold: Bundle) -> dict[str, dict[str, object]]:
    """Make the annotations in the project; returns the values that each span got by itself."""
    given: dict[str, dict[str, object]] = {}
    for span in gold.spans:
        change = project.add_span(id, start=span.start, end=span.end, label=span.label)
        made = [thing.id for thing in change.created if thing.kind == "span"]
        for mine in project.spans(made):
            given[span.id] = dict(mine.attributes)
            for name, value in span.attributes.items():
                if mine.attributes.get(name) != value:
                    project.set_span_attribute(mine.id, name=name, value=value)
    project.set_status(id, "done")
    return given


def run(scale: Scale) -> Iterator[Row]:
    """A row for each set of documents and each suggester, then for all of them together."""
    samples = [data_folder("sample_docs") / "noor-haddad.jsonl"]
    sets = [("samples", samples, "news")]
    for title, place, pattern in FOLDERS:
        if paths := sorted((CORPORA / place).glob(pattern)):
            sets.append((title, paths[: scale.of(len(paths), 2)], "ner"))
    every = [one.id for one in offers() if not one.extra or scale.share == 1]
    for title, paths, schema_id in sets:
        with TemporaryDirectory() as name:
            bundles = [_shorter(one, scale) for one in _source(Path(name), paths, schema_id)]
            project = Project.open(Path(name) / "source.wbench", annotator=Annotator(new_id(), "Reader"))
            schema = project.schema
            project.close()
            tried = [[id] for id in every] + ([every] if len(every) > 1 else [])
            for ids in tried if title == "samples" or scale.share == 1 else tried[:1]:
                plain, without, counted = replay(Path(name), bundles, schema, ids)
                who = "all" if len(ids) > 1 else ids[0]
                if ids == tried[0]:
                    told = f"{title}: {plain.spans} spans found one by one"
                    yield Row(told, plain.keys / plain.spans, "keys a span")
                budget = 0.5 if title == "samples" and len(ids) > 1 else None
                yield Row(
                    f"{title}, {who}: {counted.decisions} decisions, {counted.wrong} of them wrong",
                    counted.keys / counted.spans, "keys a span", without.keys / without.spans, "by Space", budget, True,
                )  # fmt: skip


def _shorter(bundle: Bundle, scale: Scale) -> Bundle:
    """The beginning of a long document at a small scale."""
    most = scale.of(1_000, 12)
    kept = bundle.spans[:most]
    ids = {span.id for span in kept}
    relations = tuple(one for one in bundle.relations if one.head in ids and one.tail in ids)
    end = max((span.end for span in kept), default=0) if len(kept) < len(bundle.spans) else None
    document = msgspec.structs.replace(bundle.document, text=bundle.document.text[:end])
    return msgspec.structs.replace(bundle, document=document, spans=kept, relations=relations)
