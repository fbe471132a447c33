"""How much the annotators of a project agree, and the places behind a number."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from itertools import combinations

from msgspec import Struct, field

from workbench.agreement import report as reports
from workbench.agreement.counting import AIDED, BY_HAND, matched
from workbench.agreement.measures import MEASURES, WAYS, By, Counter, Measure
from workbench.agreement.pairing import Pair, by_group
from workbench.agreement.report import LeftOut, Part, Report
from workbench.agreement.tally import Tally
from workbench.errors import UserError
from workbench.model import Progress
from workbench.project.comparing import STEP, Chosen, Layers, choose, read
from workbench.project.project import Project
from workbench.storage import words
from workbench.storage.layers import finished_at

USUAL: tuple[Measure, ...] = ("f1", "kappa", "alpha", "alpha-u", "attributes", "relations")


class Question(Struct, frozen=True):
    """What is asked: of which layers, by what, which measures (empty: the usual ones, which are quick).

    `intervals` is the number of resamples of documents, 0 for none; `tokeniser` a choice of
    workbench.tokens, else the project's own, else words.
    """

    layers: Layers = field(default_factory=Layers)
    by: str = ""
    measures: tuple[str, ...] = ()
    intervals: int = 0
    seed: int = 1
    tokeniser: str = ""


class Place(Struct, frozen=True):
    """A pair of spans behind a cell of the matrix, of two annotators (names) in a document."""

    document: str
    annotators: tuple[str, str]
    pair: Pair


def agreement_steps(project: Project, question: Question | None = None) -> Generator[Progress, None, Report]:
    """Count all documents in one state of the project, then resample; returns the report.

    Raises UserError for unknown words, and where no document has two layers.
    """
    question = question or Question()
    by, measures = _checked(question)
    made = project.find_tokeniser(question.tokeniser) if question.tokeniser else project.tokeniser()
    tokens = made or project.find_tokeniser("words")
    tokens.load()
    tally = Tally()
    facts: list[tuple[str, str]] = []  # name of each, and the month in which its last layer was done
    with project.store.read():
        chosen = choose(project, question.layers)
        counter = Counter(
            project.schema,
            annotators=len(chosen.annotators),
            groups=_groups(project, question.layers),
            measures=measures,
            by=by,
            tokens=tokens.tokens,
            seed=question.seed,
            documents=len(chosen.documents),
        )
        place = {key: at for at, key in enumerate(chosen.annotators)}
        finished = finished_at(project.store.connection) if by == "month" else {}
        needs_text = bool({"kappa", "alpha"} & set(measures))
        for at, one in enumerate(read(project, chosen, question.layers, text=needs_text), 1):
            layers = {place[key]: bundle for key, bundle in zip(one.keys, one.bundles, strict=True)}
            counts = counter.count(layers, one.length)
            for a, b in combinations(layers, 2):
                counts["pair", counter.pairs[a, b]] = 1
                counts["pair spans", counter.pairs[a, b]] = len(layers[a].spans) + len(layers[b].spans)
            tally.add(counts)
            newest = (
                max((finished[part.layer.id] for part in chosen.documents[at - 1]), default="")
                if finished
                else ""
            )
            facts.append((one.bundles[0].document.name, newest[:7]))
            if at % STEP == 0 or "gamma" in measures:
                yield Progress(at, len(chosen.documents), "counting")
    rows = yield from reports.evaluate(
        tally,
        list(_parts(by, tally, facts, chosen, counter)),
        measures,
        pairs=list(counter.pairs.values()),
        shares=counter.shares,
        resamples=question.intervals,
        seed=question.seed,
    )
    return Report(
        [chosen.names[key] for key in chosen.annotators],
        len(tally),
        rows,
        reports.attribute_rows(tally.total()) if "attributes" in measures else [],
        reports.cells(counter.seen.confusion),
        _left_out(chosen, counter),
        question.intervals,
    )


def _checked(question: Question) -> tuple[By, list[Measure]]:
    """The way and the measures. Raises UserError for unknown words."""
    by: By = next((way for way in WAYS if way == question.by), "")
    if question.by and not by:
        raise UserError(f"Agreement is not shown by {question.by}: choose one of {', '.join(WAYS)}.")
    if unknown := set(question.measures) - set(MEASURES):
        raise UserError(
            f"There is no measure {', '.join(sorted(unknown))}: choose from {', '.join(MEASURES)}."
        )
    if question.intervals < 0:
        raise UserError("Intervals need a number of resamples above 0.")
    return by, [one for one in MEASURES if one in (question.measures or USUAL)]


def _groups(project: Project, layers: Layers) -> list[str]:
    """The groups that are compared: those asked for, of which the project has spans."""
    used = words.label_counts(project.store.connection)
    found = [project.schema.find_label(label) for label in used]
    groups = dict.fromkeys(label.group if label else "" for label in found)
    return [group for group in groups if not layers.groups or group in layers.groups]


def _parts(
    by: By,
    tally: Tally,
    facts: Sequence[tuple[str, str]],
    chosen: Chosen,
    counter: Counter,
) -> Iterator[Part]:
    """Everything, then a row for each label, group, pair, document, month or origin that occurs."""
    yield Part("", "all")
    schema = counter.schema
    match by:
        case "label" | "group" | "origin":
            places = {"spans": 1, "relation": 2}
            scopes = {str(key[places[str(key[0])]]) for key in tally.seen_keys() if key[0] in places}
            order = [one.id for one in schema.groups]
            order += [BY_HAND, AIDED] if by == "origin" else []  # before the suggesters
            order += [one.id for one in schema.labels] + [one.id for one in schema.relations]
            titles = {one.id: one.title for one in schema.groups} if by == "group" else {}
            for scope in sorted(scopes - {""}, key=lambda scope: (_index(order, scope), scope)):
                yield Part(scope, titles.get(scope, scope), scope=scope)
        case "pair":
            for (a, b), number in counter.pairs.items():
                if tally.having(("pair", number)):
                    title = " and ".join(chosen.names[chosen.annotators[at]] for at in (a, b))
                    yield Part(title, title, pair=number)
        case "document":
            for at, (name, _) in enumerate(facts):
                yield Part(chosen.documents[at][0].document, name, documents=[at])
        case "month":
            for month in sorted({month for _, month in facts}):
                yield Part(month, month, documents=[at for at, one in enumerate(facts) if one[1] == month])


def _index(order: Sequence[str], one: str) -> int:
    return order.index(one) if one in order else len(order)


def _left_out(chosen: Chosen, counter: Counter) -> list[LeftOut]:
    found = [
        LeftOut("everything", f"layers that are {status}", number)
        for status, number in sorted(chosen.left_out.items())
    ]
    if chosen.single:
        found.append(LeftOut("everything", "layers without another one to compare with", chosen.single))
    found += [LeftOut(measure, what, number) for (measure, what), number in counter.seen.left_out.items()]
    return found


def place_steps(
    project: Project, layers: Layers, *, a: str, b: str, exact: bool | None = None
) -> Generator[Progress, None, list[Place]]:
    """The pairs of spans behind a cell of the matrix: labels `a` and `b`, one of them empty for none.

    `exact`: only with the same fragments, or only with others; None: both.
    """
    found: list[Place] = []
    with project.store.read():
        chosen = choose(project, layers)
        for at, one in enumerate(read(project, chosen, layers, text=False), 1):
            groups = [by_group(bundle.spans, project.schema) for bundle in one.bundles]
            for (first, x), (second, y) in combinations(zip(one.keys, groups, strict=True), 2):
                names = chosen.names[first], chosen.names[second]
                found += [
                    Place(one.bundles[0].document.id, names, pair)
                    for pair in matched(x, y)
                    if (pair.a.label if pair.a else "") == a
                    and (pair.b.label if pair.b else "") == b
                    and exact in (None, pair.exact)
                ]
            if at % STEP == 0:
                yield Progress(at, len(chosen.documents), "looking")
    return found
