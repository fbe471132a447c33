"""The results of one Label Studio annotation: regions, their attributes and relations -> spans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from workbench.formats.labelstudio_controls import Declared, attribute_of
from workbench.model import Attributes, Relation, Span
from workbench.utf16 import Utf16Map

_DIRECTIONS = {"right": ((0, 1),), "left": ((1, 0),), "bi": ((0, 1), (1, 0))}
NAMELESS = "related"  # the label of relations that have none
_REGION_KEYS = ("start", "end")


class Results(Struct):
    """The content of an annotation: what is in it, what is wrong with it, and what is left out."""

    spans: dict[str, Span] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    attributes: Attributes = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def regions_of(results: Sequence[Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any], list[str]]]:
    """The results that mark a stretch of text with labels: the result, its value, its labels."""
    for item in results:
        value = item.get("value") if isinstance(item, dict) else None
        type_ = item.get("type") if isinstance(item, dict) else None
        if isinstance(value, dict) and isinstance(type_, str) and type_.endswith("labels"):
            labels = value.get(type_, value.get("labels"))
            if isinstance(labels, list) and all(isinstance(label, str) for label in labels):
                yield item, value, labels


class Offsets:
    """How the regions of one task count: code points, or UTF-16 as older versions of Label Studio do.

    Each region repeats its text, so the right unit is the one where most of them agree.
    """

    def __init__(self, text: str, results: Sequence[Any]) -> None:
        self._text = text
        self._map: Utf16Map | None = None
        places = [
            (value["start"], value["end"], value["text"])
            for _, value, _ in regions_of(results)
            if _whole(value) and isinstance(value.get("text"), str)
        ]
        if not text.isascii() and not all(self._says(*place) for place in places):
            other = Utf16Map(text)
            agree = sum(self._says(*place) for place in places)
            self._map = other
            if sum(self._says(*place) for place in places) <= agree:
                self._map = None

    def _says(self, start: int, end: int, said: str) -> bool:
        place = self.place(start, end)
        return place is not None and _same(self._text[place[0] : place[1]], said)

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """The place in code points; None if it is empty or not inside the text."""
        if self._map is not None:
            try:
                start, end = self._map.to_code_point(start), self._map.to_code_point(end)
            except ValueError:
                return None
        return (start, end) if 0 <= start < end <= len(self._text) else None


def _same(text: str, said: str) -> bool:
    """Equal, but for white space: Label Studio collapses it, and writes line breaks as backslash and n."""
    return text == said or "".join(text.split()) == "".join(said.replace("\\n", "\n").split())


def _whole(value: Mapping[str, Any]) -> bool:
    return all(type(value.get(key)) is int for key in _REGION_KEYS)


def results_of(
    results: Sequence[Any], text: str, offsets: Offsets, declared: Declared, *, strict: bool
) -> Results:
    """All of one annotation; with `strict` a region whose text is not the text at its place is wrong."""
    found = Results()
    first: dict[str, str] = {}  # region -> its first span
    all_of: dict[str, list[str]] = {}
    for number, (item, value, labels) in enumerate(regions_of(results)):
        key = str(item.get("id") or f"region {number + 1}")
        if not _whole(value):
            found.left_out.append(f"region {key} is left out: it marks HTML or paragraphs, not a plain text")
            continue
        place = offsets.place(value["start"], value["end"])
        if place is None:
            found.wrong.append(
                f"region {key} goes from {value['start']} to {value['end']}, which is empty or leaves the text of "
                f"{len(text)} characters"
            )
            continue
        said = value.get("text")
        covered = text[place[0] : place[1]]
        if strict and isinstance(said, str) and not _same(covered, said):
            found.wrong.append(f"region {key} says {said[:40]!r}, but the text there is {covered[:40]!r}")
            continue
        if not labels:
            found.left_out.append(f"region {key} is left out: it has no label")
        for at, label in enumerate(labels):
            name = f"{key}/{label}" if at or key in first else key
            if name in found.spans:
                found.wrong.append(f"region {key} has the label {label} twice")
                continue
            found.spans[name] = Span(name, label, place[0], place[1], (), **_about(item))
            first.setdefault(key, name)
            all_of.setdefault(key, []).append(name)
    for item in results:
        if isinstance(item, dict) and item.get("type") == "relation":
            _relation(item, first, found)
        elif not isinstance(item, dict):
            found.wrong.append("a result is no object")
        elif not str(item.get("type", "")).endswith("labels"):
            _attribute(item, all_of, declared, found)
    return found


def _about(item: Mapping[str, Any]) -> dict[str, Any]:
    """Note, score, and what was kept in the region's meta."""
    meta = item.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    note, score, origin = meta.get("text"), item.get("score"), meta.get("origin")
    lines = note if isinstance(note, list) else [note]
    return {
        "note": "\n".join(line for line in lines if isinstance(line, str)),
        "unsure": meta.get("unsure") is True,
        "origin": origin if isinstance(origin, str) else "",
        "score": float(score) if isinstance(score, int | float) and not isinstance(score, bool) else None,
    }


def _relation(item: Mapping[str, Any], first: Mapping[str, str], found: Results) -> None:
    ends = [first.get(str(item.get(key))) for key in ("from_id", "to_id")]
    if None in ends:
        missing = item.get("from_id") if ends[0] is None else item.get("to_id")
        found.left_out.append(f"a relation is left out: its end {missing} is no region with a label")
        return
    named = item.get("labels")
    named = named if isinstance(named, list) else [named]
    labels = [label for label in named if isinstance(label, str)] or [NAMELESS]
    for label in labels:
        for head, tail in _DIRECTIONS.get(str(item.get("direction")), ((0, 1),)):
            name = f"relation {len(found.relations) + 1}"
            found.relations.append(Relation(name, label, str(ends[head]), str(ends[tail])))


def _attribute(
    item: Mapping[str, Any], all_of: Mapping[str, list[str]], declared: Declared, found: Results
) -> None:
    value, place, key = item.get("value"), item.get("from_name"), str(item.get("id"))
    read = None
    if isinstance(value, dict) and isinstance(place, str):
        read = declared.value(place, str(item.get("type")), value)
    if read is None:
        found.left_out.append(f"a result of the type {item.get('type')} is left out")
        return
    whole = key not in all_of
    if whole and isinstance(value, dict) and "start" in value:
        found.left_out.append(f"{place} of region {key} is left out with the region")
        return
    name = attribute_of(str(place), whole=whole)
    if whole:
        found.attributes[name] = read
    for span in all_of.get(key, ()):
        old = found.spans[span]
        found.spans[span] = replace(old, attributes=old.attributes | {name: read})
