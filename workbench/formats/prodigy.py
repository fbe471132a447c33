"""Prodigy's JSONL: a task a line, with tokens, spans on them, relations and the annotator's answer.

https://prodi.gy/docs/api-interfaces. Offsets are code points; `end` is exclusive, `token_end` inclusive.
"""

from __future__ import annotations

import shlex
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from workbench.formats import cutting, flat, held
from workbench.formats.base import Format, Limits, Loss, Option, Reading, Writing
from workbench.formats.json_values import first_object, objects
from workbench.formats.prodigy_tasks import CATEGORIES, KEPT, Task, kept_aside, merged
from workbench.formats.writing import replacing
from workbench.model import Bundle
from workbench.schema import Schema

ASIDE = "kept in keys that Prodigy does not show"
_ENCODER = msgspec.json.Encoder(order="deterministic")


def read(path: Path, reading: Reading) -> Iterator[Bundle]:
    """The documents of a file: a layer for each text and annotator, of all lines that were accepted.

    Of several lines with one _task_hash the last one counts, others on the same text are joined: a set of
    tasks only grows, and a binary question is a line of its own. Lines with the answer reject or ignore
    are left out with a warning, unless answers=all. The file is read twice, so that only lines whose
    text comes again are held back.
    """
    keys: Counter[int] = Counter()
    names: dict[int, int] = {}
    for count, (_, line) in enumerate(objects(path, Reading(reading.encoding)), 1):
        keys[_key(line)] += 1
        names.setdefault(hash(line.get("text")), count)
    everything = reading.options.get("answers") == "all"
    waiting: dict[int, list[Task]] = {}
    began: dict[int, int] = {}  # the line of the first of them
    for number, line in objects(path, reading):
        key = _key(line)
        keys[key] -= 1
        task = Task.of(line, accept_all=everything)
        for message in task.wrong:
            reading.problem(path, number, f"{message}.")
        for message in task.left_out:
            reading.problem(path, number, f"{message}.", fatal=False)
        if not task.wrong:
            waiting.setdefault(key, []).append(task)
            began.setdefault(key, number)
        if not keys[key] and (tasks := waiting.pop(key, None)):
            reading.line = began.pop(key)
            yield merged(tasks, f"{path.stem} {names[hash(line.get('text'))]}")


def _key(line: Mapping[str, Any]) -> int:
    """What lines on one text by one annotator have in common."""
    return hash(
        tuple(str(line.get(key)) for key in ("text", "_annotator_id", "_session_id", "_document", "_round"))
    )


def write(bundles: Iterable[Bundle], writing: Writing) -> list[Path]:
    """One line a layer, with tokens that give the text back; the answer is accept."""
    path = writing.folder / f"{writing.stem}.jsonl"
    view = "relations" if writing.schema.relations else "spans_manual"
    with replacing(path) as file:
        for bundle in bundles:
            file.write(_ENCODER.encode(_line(bundle, writing.options, view)) + b"\n")
    return [path]


def _tokens(text: str, options: Mapping[str, str]) -> list[tuple[int, int]]:
    """The tokens, and white space between them as Prodigy has it."""
    return cutting.with_white_space(text, cutting.tokens_in(text, cutting.choice_of(options)))


def _line(bundle: Bundle, options: Mapping[str, str], view: str) -> dict[str, Any]:
    document, text = bundle.document, bundle.document.text
    tokens = _tokens(text, options)
    fitting, _ = flat.align(bundle, tokens, exact=True)
    spans = {
        one.span.id: {
            "start": one.span.start,
            "end": one.span.end,
            "token_start": one.first,
            "token_end": one.last,
            "label": one.span.label,
        }
        for one in fitting
    }
    relations = [
        {
            "head": spans[r.head]["token_end"],
            "child": spans[r.tail]["token_end"],
            "head_span": spans[r.head] | {"id": r.head},
            "child_span": spans[r.tail] | {"id": r.tail},
            "label": r.label,
            **kept_aside(r),
        }
        for r in sorted(bundle.relations, key=lambda relation: relation.id)
        if r.head in spans and r.tail in spans
    ]
    about = {key: getattr(document, key) for key in ("id", "name", "language", "published", "source")}
    line: dict[str, Any] = {
        "text": text,
        "tokens": [
            {"text": text[start:end], "start": start, "end": end, "id": n, "ws": text[end : end + 1] == " "}
            for n, (start, end) in enumerate(tokens)
        ],
        "spans": [
            {
                "id": one.span.id,
                "text": text[one.span.start : one.span.end],
                **spans[one.span.id],
                **kept_aside(one.span),
            }
            for one in fitting
        ],
        "_view_id": view,
        "_document": {key: value for key, value in about.items() if value},
    }
    if relations:
        line["relations"] = relations
    if document.meta:
        line["meta"] = document.meta
    categories = bundle.attributes.get(CATEGORIES)
    if isinstance(categories, list) and categories:
        line["accept"] = categories
    if bundle.annotator is not None:
        line["_annotator_id"] = line["_session_id"] = bundle.annotator.name
    if bundle.annotator is not None or bundle.status:
        line["answer"] = "accept"
    if bundle.round > 1:
        line["_round"] = bundle.round
    line["_input_hash"] = _hash(text)
    line["_task_hash"] = _hash([text, line["spans"], relations, bundle.round, line["_document"]])
    return line


def _hash(value: Any) -> int:
    """A whole number of 32 bits with sign, the same for the same question, as Prodigy's hashes are."""
    number = zlib.crc32(_ENCODER.encode(value))
    return number - (1 << 32) if number >> 31 else number


def losses(bundle: Bundle, schema: Schema, options: Mapping[str, str]) -> Iterator[Loss]:
    """Spans off the tokens, fragments, comments, attributes of the document; what Prodigy does not show."""
    fitting, losses = flat.align(bundle, _tokens(bundle.document.text, options), exact=True)
    yield from losses
    kept = {one.span.id for one in fitting}
    yield from held.without(bundle, {span.id for span in bundle.spans} - kept)
    kept |= {r.id for r in bundle.relations if r.head in kept and r.tail in kept}
    yield from held.besides_spans(bundle, {held.RELATIONS, held.METADATA, held.LAYER, *KEPT})
    done = ("status",) if bundle.status == "done" else ()
    yield from held.of_layer(bundle, ("annotator", "round", *done))
    for loss in held.besides_spans(bundle, {held.RELATIONS, held.METADATA, held.LAYER, held.COMMENTS}):
        if loss.target in kept:
            yield replace(loss, kind=f"{loss.kind}, {ASIDE}")
    categories = bundle.attributes.get(CATEGORIES)
    whole = isinstance(categories, list) and bool(categories)
    lost = {key: value for key, value in bundle.attributes.items() if key != CATEGORIES or not whole}
    if lost:
        what = ", ".join(f"{key}={value}" for key, value in sorted(lost.items()))
        yield held.of_document(held.LAYER, bundle, what)


def claims(path: Path) -> bool:
    """Whether its first line is a text with keys that only Prodigy has."""
    if path.suffix.lower() not in FORMAT.suffixes:
        return False
    first = first_object(path)
    marks = ("tokens", "spans", "answer", "_task_hash", "_input_hash")
    return isinstance(first.get("text"), str) and any(key in first for key in marks)


def hint(files: list[Path]) -> str:
    """The command that puts the file into Prodigy's database."""
    return "\n".join(f"prodigy db-in NAME {shlex.quote(str(path))} --rehash" for path in files)


FORMAT: Format = Format(
    id="prodigy",
    title="Prodigy JSONL",
    suffixes=(".jsonl",),
    read=read,
    write=write,
    losses=losses,
    claims=claims,
    options=(
        cutting.option(),
        Option("answers", "Answers that count (when reading)", "accept", ("accept", "all")),
    ),
    limits=Limits(
        fragments=False, tokens=lambda bundle, schema, options: _tokens(bundle.document.text, options)
    ),
    loses="fragments, spans off its tokens, comments, attributes of documents; attributes and notes are in "
    "keys that it does not show",
    hint=hint,
)
