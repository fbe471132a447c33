"""One view of a UIMA CAS on its way to a bundle; offsets are converted and checked here."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from workbench.formats.base import Reading
from workbench.formats.inception import annotator
from workbench.formats.layers import RELATION, SPAN, from_feature, label_feature, short
from workbench.formats.uima_types import (
    ANNOTATION,
    COMMENT,
    DOCUMENT,
    DOCUMENT_ANNOTATION,
    METADATA,
    OWN,
    UNSPECIFIED,
    name_of,
)
from workbench.model import (
    Annotator,
    AnnotatorKind,
    Bundle,
    Comment,
    Document,
    Relation,
    Span,
    TargetKind,
)
from workbench.utf16 import Utf16Map

# tokens, sentences and lists of tags: DKPro Core's own, not what somebody annotated
_BESIDE = tuple(f"de.tudarmstadt.ukp.dkpro.core.api.{room}.type." for room in ("segmentation", "metadata"))
_PRIMITIVES = (str, bool, int, float)

Places = dict[int, tuple[int, int, int]]  # xmi:id -> begin and end in UTF-16 units, line (0 if unknown)


class View:
    """One view on its way to a bundle."""

    def __init__(self, view: Any, types: Any, places: Places, path: Path, reading: Reading) -> None:
        self._types, self._raw, self._path, self._reading = types, places, path, reading
        self._text: str = view.sofa.sofaString
        self._map = Utf16Map(self._text)
        self._things = sorted(view.get_all_fs(), key=lambda thing: int(thing.xmiID or 0))
        self._own = types.contains_type(DOCUMENT)
        self._label = reading.options.get("label", "")
        self._left_out: Counter[str] = Counter()
        self._ids: set[str] = set()
        self._arrows: list[tuple[Any, str, Any]] = []  # slots and links of chains: from, label, to
        self._slots: set[int] = set()  # the structures that slots were read from

    def _wrong(self, thing: Any, message: str, *, fatal: bool = True) -> None:
        line = self._raw.get(thing.xmiID, (0, 0, 0))[2]
        about = f"{short(thing.type.name)} (id {thing.xmiID})"
        self._reading.problem(self._path, line, f"{about}: {message}", fatal=fatal)

    def bundle(self, name: str) -> Bundle:
        """The document with its layer; problems are noted."""
        spans: dict[int, Span] = {}
        relations, slots, comments = [], [], []
        about, language, who = None, "", ""
        for thing in self._things:
            kind = thing.type.name
            if kind == DOCUMENT:
                about = thing
            elif kind == COMMENT:
                comments.append(_comment(thing))
            elif self._types.is_instance_of(kind, DOCUMENT_ANNOTATION):
                language = getattr(thing, "language", None) or ""
            elif kind.startswith(METADATA):
                who = _text(thing, "username") or who
            elif kind.startswith(_BESIDE):
                self._left_out[f"{short(kind)} (of DKPro Core, no annotation)"] += 1
            elif _is_slot(thing):
                slots.append(thing)
            elif hasattr(getattr(thing, "first", None), "next"):
                continue  # a chain: its links say all of it
            elif not self._types.is_instance_of(kind, ANNOTATION):
                self._left_out[f"{kind} (it has no place in the text)"] += 1
            elif _ends(thing):
                relations.append(thing)
            else:
                span = self._span(thing)
                if span is not None:
                    spans[thing.xmiID] = span
        found = [self._relation(thing, spans) for thing in relations]
        found += [self._arrow(number, *arrow, spans) for number, arrow in enumerate(self._arrows, 1)]
        for slot in slots:
            if slot.xmiID not in self._slots:
                self._left_out[f"{slot.type.name} (a slot of nothing)"] += 1
        for what, count in sorted(self._left_out.items()):
            self._reading.problem(self._path, 0, f"left out: {count} x {what}.", fatal=False)
        document = Document("", name, self._text, "" if language == UNSPECIFIED else language)
        return _about(
            Bundle(
                document,
                annotator(who),
                spans=tuple(spans.values()),
                relations=tuple(relation for relation in found if relation is not None),
                comments=tuple(comments),
            ),
            about,
        )

    def _id(self, thing: Any, own: bool) -> str:
        """The id that we wrote, if it is not there twice, else that of the structure."""
        wanted = _text(thing, "id") if own else ""
        key = wanted if wanted and wanted not in self._ids else f"x{thing.xmiID}"
        self._ids.add(key)
        return key

    def _point(self, unit: Any) -> int | None:
        """The code point of a UTF-16 position; None outside of the text and inside of a pair."""
        try:
            point = self._map.to_code_point(unit)
        except (ValueError, TypeError):
            return None
        return point if self._map.to_utf16(point) == unit else None

    def _span(self, thing: Any) -> Span | None:
        begin, end, _ = self._raw.get(thing.xmiID, (-1, -1, 0))
        start, stop = self._point(begin), self._point(end)
        if start is None or stop is None or start > stop:
            self._wrong(thing, f"its place {begin} to {end} is no place of the text (in UTF-16 units).")
            return None
        if self._text[start:stop] != thing.get_covered_text():
            self._wrong(thing, f"the text at {begin} to {end} is not the covered text.")
            return None
        if start == stop:
            self._wrong(thing, "it covers no text: left out.", fatal=False)
            return None
        label, values = self._labelled(thing)
        self._reading.met(label, self._raw.get(thing.xmiID, (0, 0, 0))[2])
        own = self._own and thing.type.name == SPAN
        more = _more(thing) if own else {}
        units = getattr(getattr(thing, "fragments", None), "elements", None) if own else None
        if units:
            points = [self._point(unit) for unit in units]
            fit = [point for point in points if point is not None]
            pairs = tuple(zip(fit[::2], fit[1::2], strict=False))
            if (
                len(fit) != len(points)
                or len(fit) % 2
                or fit != sorted(fit)
                or (pairs and (pairs[0][0], pairs[-1][1]) != (start, stop))
            ):
                self._wrong(thing, "its fragments are no places of the text.")
                return None
            more["fragments"] = pairs
        return Span(self._id(thing, own), label, start, stop, attributes=values, **more)

    def _relation(self, thing: Any, spans: Mapping[int, Span]) -> Relation | None:
        ends = _ends(thing) or (None, None)
        head, tail = (spans.get(getattr(end, "xmiID", None) or 0) for end in ends)
        if head is None or tail is None:
            self._wrong(thing, "it is left out: it does not join two spans.", fatal=False)
            return None
        label, values = self._labelled(thing)
        self._reading.met(label, self._raw.get(thing.xmiID, (0, 0, 0))[2])
        own = self._own and thing.type.name == RELATION
        more = _more(thing) if own else {}
        return Relation(self._id(thing, own), label, head.id, tail.id, attributes=values, **more)

    def _arrow(
        self, number: int, thing: Any, label: str, target: Any, spans: Mapping[int, Span]
    ) -> Relation | None:
        """A slot, or the way from one link of a chain to the next, as a relation."""
        head, tail = (spans.get(getattr(end, "xmiID", None) or 0) for end in (thing, target))
        if head is None or tail is None:
            self._wrong(thing, f"its {label} is left out: it does not lead to a span.", fatal=False)
            return None
        self._reading.met(label, self._raw.get(thing.xmiID, (0, 0, 0))[2])
        return Relation(f"link {number}", label, head.id, tail.id)

    def _refers(self, thing: Any, name: str, value: Any) -> None:
        """Take a feature that refers to other structures: slots (a role and a target each), the next of a chain."""
        slots = _slots(value)
        if name == "next" and hasattr(value, "begin"):
            self._arrows.append((thing, _text(thing, "referenceRelation") or short(thing.type.name), value))
        elif slots:
            self._slots.update(slot.xmiID for slot in slots)
            self._arrows += [(thing, _text(slot, "role") or "slot", slot.target) for slot in slots]
        else:
            self._left_out[f"{short(thing.type.name)}.{name} (it refers to others)"] += 1

    def _labelled(self, thing: Any) -> tuple[str, dict[str, Any]]:
        """The label and the attributes of a span or relation."""
        own = self._own and thing.type.name in (SPAN, RELATION)
        features = {}
        for feature in thing.type.all_features:
            name = feature.name.removesuffix("_") if feature.name in ("type_", "self_") else feature.name
            value = getattr(thing, feature.name)
            if name in ("sofa", "begin", "end", "Governor", "Dependent") or value is None:
                continue
            plain = _plain(value)
            if plain is not None:
                features[name] = (plain, feature.rangeType.name)
            else:
                self._refers(thing, name, value)
        chained = hasattr(thing, "referenceType") and hasattr(thing, "next")
        texts = [name for name, (value, _) in features.items() if isinstance(value, str) and value]
        label = label_feature(texts, "" if own else self._label)
        if chained:
            label = "referenceType" if "referenceType" in texts else ""
            features.pop("referenceRelation", None)
        attributes = {
            name_of(name, range_) if own else from_feature(name): value
            for name, (value, range_) in features.items()
            if name != label and not (own and name in OWN)
        }
        return (features[label][0] if label else short(thing.type.name)), attributes


def _is_slot(thing: Any) -> bool:
    """Whether a structure is a slot of another: a role and what fills it, as WebAnno has them."""
    return hasattr(thing, "role") and hasattr(thing, "target") and not hasattr(thing, "begin")


def _slots(value: Any) -> list[Any]:
    """The slots of a feature; empty if it refers to anything else."""
    items = getattr(value, "elements", None)
    return list(items) if isinstance(items, list | tuple) and all(map(_is_slot, items)) else []


def _ends(thing: Any) -> tuple[Any, Any] | None:
    """Head and tail of what is a relation by the names that WebAnno and DKPro give the ends."""
    if hasattr(thing, "Governor") and hasattr(thing, "Dependent"):
        return thing.Governor, thing.Dependent
    return None


def _plain(value: Any) -> Any:
    """The value as an attribute holds it; None if it refers to other structures."""
    if isinstance(value, _PRIMITIVES):
        return value if not isinstance(value, float) or math.isfinite(value) else str(value)
    items: list[Any] = []
    if hasattr(value, "elements"):
        items = list(value.elements) if isinstance(value.elements, list | tuple | bytes) else []
    elif hasattr(value, "head") or (hasattr(value, "type") and "Empty" in value.type.name):
        while hasattr(value, "head") and len(items) < 100_000:
            items.append(value.head)
            value = value.tail
    else:
        return None
    if not all(item is None or isinstance(item, _PRIMITIVES) for item in items):
        return None
    return ["" if item is None else str(item) for item in items]  # XMI has no empty text among elements


def _text(thing: Any, feature: str) -> str:
    """The text of a feature; empty if there is none, or the type is not as we write it."""
    value = getattr(thing, feature, None)
    return value if isinstance(value, str) else ""


def _more(thing: Any) -> dict[str, Any]:
    score = getattr(thing, "score", None)
    return {
        "note": _text(thing, "note"),
        "unsure": getattr(thing, "unsure", None) is True,
        "origin": _text(thing, "origin"),
        "score": float(score) if isinstance(score, int | float) and math.isfinite(score) else None,
    }


def _comment(thing: Any) -> Comment:
    told = _text(thing, "targetKind")
    kind: TargetKind = "span" if told == "span" else "relation" if told == "relation" else "document"
    return Comment(
        _text(thing, "id") or f"x{thing.xmiID}",
        kind,
        _text(thing, "target"),
        _text(thing, "annotator"),
        _text(thing, "at"),
        _text(thing, "text"),
        _text(thing, "parent"),
        getattr(thing, "resolved", None) is True,
    )


def _about(bundle: Bundle, thing: Any) -> Bundle:
    """The bundle with what our own structure says about document and layer."""
    if thing is None:
        return bundle

    def table(text: str) -> dict[str, Any]:
        try:
            value = json.loads(text or "{}")
        except (ValueError, RecursionError):
            return {}
        return value if isinstance(value, dict) else {}

    document = msgspec.structs.replace(
        bundle.document,
        id=_text(thing, "id"),
        name=_text(thing, "name") or bundle.document.name,
        published=_text(thing, "published"),
        source=_text(thing, "source"),
        meta=table(_text(thing, "meta")),
    )
    told, name = _text(thing, "annotatorKind"), _text(thing, "annotatorName")
    kind: AnnotatorKind = "model" if told == "model" else "gold" if told == "gold" else "person"
    number = getattr(thing, "round", None)
    return msgspec.structs.replace(
        bundle,
        document=document,
        annotator=Annotator(_text(thing, "annotator"), name, kind) if name else bundle.annotator,
        round=number if isinstance(number, int) and number > 0 else 1,
        status=_text(thing, "status"),
        attributes=table(_text(thing, "attributes")),
    )
