"""Label Studio's JSON of tasks: annotations and predictions, with the labelling configuration that shows them.

https://labelstud.io/guide/task_format and /guide/export. Offsets are code points, ends exclusive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from workbench.formats import held
from workbench.formats.base import Format, Limits, Loss, Option, Pairs, Reading, Writing
from workbench.formats.flat import FRAGMENTS
from workbench.formats.json_values import OF_ANOTHER, first_object, objects
from workbench.formats.labelstudio_controls import CONFIG, LABELS, TEXT, Controls, Declared
from workbench.formats.labelstudio_results import Offsets, results_of
from workbench.formats.writing import replacing
from workbench.model import Annotator, Bundle, Document, Relation
from workbench.schema import Schema

_ABOUT = ("name", "language", "published", "source")
_OURS = frozenset((*_ABOUT, "document_id", "meta"))
_ENCODER = msgspec.json.Encoder(order="deterministic")


def read(path: Path, reading: Reading) -> Iterator[Bundle]:
    """A bundle for each annotation and prediction, or for a task that has none; one task in memory at a time.

    completed_by names the annotator, model_version the model; an annotation that is ground_truth is
    reviewed. Cancelled annotations and regions of HTML are left out with a warning. Whether offsets
    count code points or UTF-16 is found task by task from the text that each region repeats.
    """
    declared = Declared.beside(path)
    strict = reading.options.get("texts") != "trust"
    for count, (number, task) in enumerate(objects(path, reading), 1):
        data = task.get("data")
        if not isinstance(data, dict):
            remedy = "Export as JSON, not JSON-MIN." if "annotation_id" in task else OF_ANOTHER
            reading.problem(path, number, "this is no task: it has no data.", remedy)
            continue
        key = _text_key(data, task, reading.options.get("text", ""))
        if key is None:
            known = ", ".join(sorted(data)[:8]) or "none"
            remedy = "Name the key with --set text=KEY."
            reading.problem(path, number, f"the data of this task has no text (keys: {known}).", remedy)
            continue
        document = _document(data, key, f"{path.stem} {task.get('id', count)}")
        works = list(_works(task))
        before = len(reading.problems)
        offsets = Offsets(
            document.text, [result for work, _ in works for result in _list(work.get("result"))]
        )
        bundles = []
        for work, model in works:
            if work.get("was_cancelled") or work.get("skipped"):
                reading.problem(path, number, "a cancelled annotation is left out.", fatal=False)
                continue
            result = work.get("result") or []
            if not isinstance(result, list):
                reading.problem(path, number, "the result of an annotation is no list.")
                continue
            found = results_of(result, document.text, offsets, declared, strict=strict)
            for message in found.wrong:
                reading.problem(path, number, f"{message}.")
            for message in found.left_out:
                reading.problem(path, number, f"{message}.", fatal=False)
            who, round_ = _annotator(work, model)
            bundles.append(
                Bundle(
                    document,
                    who,
                    round_,
                    "reviewed" if work.get("ground_truth") else "done",
                    found.attributes,
                    tuple(found.spans.values()),
                    tuple(found.relations),
                )
            )
        if not any(problem.fatal for problem in reading.problems[before:]):
            reading.line = number
            yield from bundles or [Bundle(document)]


def _text_key(data: Mapping[str, Any], task: Mapping[str, Any], told: str) -> str | None:
    """As told, else "text", else the only key with a text that regions could be of."""
    if told or isinstance(data.get(TEXT), str):
        key = told or TEXT
        return key if isinstance(data.get(key), str) else None
    texts = [key for key, value in data.items() if isinstance(value, str) and key not in _OURS]
    return texts[0] if len(texts) == 1 else None


def _document(data: Mapping[str, Any], key: str, name: str) -> Document:
    def text(field: str) -> str:
        value = data.get(field)
        return value if isinstance(value, str) and field != key else ""

    meta = {field: value for field, value in data.items() if field not in {*_OURS, key}}
    inner = data.get("meta")
    meta |= inner if isinstance(inner, dict) else {} if inner is None else {"meta": inner}
    return Document(
        text("document_id"),
        text("name") or name,
        data[key],
        text("language"),
        text("published"),
        text("source"),
        meta,
    )


def _works(task: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], bool]]:
    """The annotations ("completions" before version 1.0) and predictions; whether it is the work of a model."""
    for key, model in (("annotations", False), ("completions", False), ("predictions", True)):
        for work in _list(task.get(key)):
            if isinstance(work, dict):  # elsewhere a list of ids, as in the export of snapshots
                yield work, model


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _annotator(work: Mapping[str, Any], model: bool) -> tuple[Annotator | None, int]:
    own = work.get("annotator")
    if isinstance(own, dict) and isinstance(own.get("name"), str):
        kind = own.get("kind")
        number = own.get("round")
        who = Annotator(
            str(own.get("id") or own["name"]), own["name"], kind if kind in ("model", "gold") else "person"
        )
        return who, number if type(number) is int and number > 0 else 1
    if model:
        name = str(work.get("model_version") or "model")
        return Annotator(name, name, "model"), 1
    by = work.get("completed_by")
    if isinstance(by, dict):
        full = " ".join(str(by[key]) for key in ("first_name", "last_name") if by.get(key))
        key = by.get("email") or by.get("username") or by.get("id")
        if not key and not full:
            return None, 1
        return Annotator(f"label-studio/{key or full}", full or str(key)), 1
    return (None if by is None else Annotator(f"label-studio/{by}", str(by))), 1


def write(bundles: Iterable[Bundle], writing: Writing) -> list[Path]:
    """The tasks with one annotation a layer (a model's as a prediction), and the labelling configuration.

    completed_by is left out, as Label Studio refuses tasks that name people whom it does not know.
    """
    path, config = writing.folder / f"{writing.stem}.json", writing.folder / CONFIG
    controls = Controls(writing.schema)
    count = works = 0
    with replacing(path) as file:
        file.write(b"[")
        for _, group in groupby(bundles, key=lambda bundle: bundle.document.id or bundle.document.name):
            layers = list(group)
            count += 1
            task: dict[str, Any] = {"id": count, "data": _data(layers[0].document)}
            task |= {"annotations": [], "predictions": []}
            for bundle in layers:
                who = bundle.annotator
                if who is None and not (bundle.spans or bundle.attributes or bundle.status):
                    continue
                works += 1
                work: dict[str, Any] = {"id": works, "result": _results(bundle, controls)}
                if who is not None:
                    work["annotator"] = {
                        "id": who.id,
                        "name": who.name,
                        "kind": who.kind,
                        "round": bundle.round,
                    }
                if who is not None and who.kind == "model":
                    task["predictions"].append(work | {"model_version": who.name})
                else:
                    reviewed = bundle.status == "reviewed"
                    task["annotations"].append(work | {"was_cancelled": False, "ground_truth": reviewed})
            file.write((b",\n" if count > 1 else b"\n") + _ENCODER.encode(task))
        file.write(b"\n]\n")
    with replacing(config) as file:
        file.write(controls.configuration().encode())
    return [path, config]


def back(bundles: Iterable[Bundle], writing: Writing, reading: Reading) -> Pairs:
    """As they were written: of one task the annotations, then the predictions; a task alone where there is neither."""
    read_again = read(writing.folder / f"{writing.stem}.json", reading)
    for _, group in groupby(bundles, key=lambda bundle: bundle.document.id or bundle.document.name):
        layers = list(group)
        works = [one for one in layers if one.annotator or one.spans or one.attributes or one.status]
        works.sort(key=lambda one: one.annotator is not None and one.annotator.kind == "model")
        yield from ((one, next(read_again, None)) for one in works or layers[:1])


def _data(document: Document) -> dict[str, Any]:
    about = {key: value for key in _ABOUT if (value := getattr(document, key))}
    own: dict[str, Any] = {TEXT: document.text} | about
    if document.id:
        own["document_id"] = document.id
    return own | ({"meta": document.meta} if document.meta else {})


def _results(bundle: Bundle, controls: Controls) -> list[dict[str, Any]]:
    text = bundle.document.text
    results: list[dict[str, Any]] = []
    known = set()
    for span in held.in_order(bundle.spans):
        if span.fragments:
            continue
        known.add(span.id)
        place = {"start": span.start, "end": span.end, "text": text[span.start : span.end]}
        value = place | {"labels": [controls.label(span.label)]}
        region: dict[str, Any] = {
            "id": span.id,
            "from_name": LABELS,
            "to_name": TEXT,
            "type": "labels",
            "value": value,
        }
        meta: dict[str, Any] = {"text": [span.note]} if span.note else {}
        meta |= {"unsure": True} if span.unsure else {}
        meta |= {"origin": span.origin} if span.origin else {}
        region |= {"meta": meta} if meta else {}
        region |= {} if span.score is None else {"score": span.score}
        results.append(region)
        for name, held_value in sorted(span.attributes.items()):
            result = controls.result(span.label, name, held_value)
            results.append({"id": span.id, **result, "value": place | result["value"]})
    for number, (name, held_value) in enumerate(sorted(bundle.attributes.items())):
        results.append({"id": f"document {number}", **controls.result("", name, held_value)})
    for relation in sorted(bundle.relations, key=lambda relation: relation.id):
        if relation.head in known and relation.tail in known:
            results.append(_relation(relation, controls))
    return results


def _relation(relation: Relation, controls: Controls) -> dict[str, Any]:
    return {
        "type": "relation",
        "from_id": relation.head,
        "to_id": relation.tail,
        "direction": "right",
        "labels": [controls.relation(relation.label)],
    }


def losses(bundle: Bundle, schema: Schema, options: Mapping[str, str]) -> Iterator[Loss]:
    """Fragments, comments, and what stands on relations."""
    gone = {span.id for span in bundle.spans if span.fragments}
    yield from (held.of_span(FRAGMENTS, bundle, span) for span in bundle.spans if span.fragments)
    yield from held.without(bundle, gone)
    everything = {held.RELATIONS, held.LAYER, held.METADATA}
    model = bundle.annotator is not None and bundle.annotator.kind == "model"
    status = bundle.status == "done" or (bundle.status == "reviewed" and not model)
    yield from held.of_layer(bundle, ("annotator", "kind", "round", *(("status",) if status else ())))
    on_spans = {span.id for span in bundle.spans}
    for loss in held.besides_spans(bundle, everything):
        if loss.target not in on_spans:
            yield loss


def claims(path: Path) -> bool:
    """Whether it is a JSON file whose first object is a task."""
    if path.suffix.lower() not in FORMAT.suffixes:
        return False
    first = first_object(path)
    keys = ("annotations", "completions", "predictions", "annotation_id")
    return isinstance(first.get("data"), dict) or any(key in first for key in keys)


def hint(files: list[Path]) -> str:
    """What to do with the two files."""
    tasks = ", ".join(path.name for path in files if path.suffix == ".json")
    config = next((path.name for path in files if path.suffix == ".xml"), "")
    if not config or not tasks:
        return ""
    return f"In Label Studio: Settings > Labeling Interface > Code: paste {config}; then Import: {tasks}."


FORMAT: Format = Format(
    id="labelstudio",
    title="Label Studio JSON",
    suffixes=(".json",),
    read=read,
    write=write,
    losses=losses,
    claims=claims,
    options=(
        Option("text", "Key of the text in data (when reading)", ""),
        Option("texts", "Regions whose text differs (when reading)", "check", ("check", "trust")),
    ),
    limits=Limits(fragments=False),
    back=back,
    loses="fragments, comments, attributes and notes of relations",
    hint=hint,
)
