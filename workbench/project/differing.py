"""The difference between two versions, document by document and span by span."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Literal

from msgspec import Struct

from workbench.formats import jsonl
from workbench.formats.held import quoted
from workbench.model import Bundle, Progress, Relation, Span
from workbench.project.datasets import Manifest
from workbench.project.project import Project

Narrow = Callable[[Bundle], Bundle]
What = Literal["added", "removed", "changed"]
_STEP = 500


class ThingDifference(Struct, frozen=True):
    """A span or relation that is there only before or after, or in both and different in `how`."""

    kind: Literal["span", "relation"]
    what: What
    id: str
    words: str  # the label and the text of it
    how: tuple[str, ...] = ()  # label, extent, attributes, note, unsure, origin, ends


class LayerDifference(Struct, frozen=True):
    """One annotator's layer of a document in two versions. `how`: text, facts, status, attributes, comments."""

    document: str
    name: str
    annotator: str
    what: What
    how: tuple[str, ...] = ()
    things: tuple[ThingDifference, ...] = ()

    def count(self, what: What) -> int:
        """How many spans and relations were added, removed or changed."""
        return sum(one.what == what for one in self.things)

    def plain(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "document": self.name,
            "id": self.document,
            "annotator": self.annotator,
            "what": self.what,
            "how": list(self.how),
            "things": [
                {"kind": one.kind, "what": one.what, "id": one.id, "words": one.words, "how": list(one.how)}
                for one in self.things
            ],
        }


def differences(
    project: Project, before: Manifest, after: Iterable[bytes], was: Narrow, now: Narrow
) -> Generator[Progress | LayerDifference, None, None]:
    """Yields each layer that differs from the lines of another version (or of today), and progress between.

    `was` and `now` leave of the bundles what the selections of the two versions take. Memory holds a key and a
    hash for each layer of `before`, and no more than one document.
    """
    places: dict[bytes, tuple[int, int, bytes]] = {}
    for at, digest in enumerate(before.contents):
        for number, line in enumerate(project.content(digest).splitlines(keepends=True)):
            bundle, said = _taken(line, was)
            places[_key(bundle)] = (at, number, _hash(said))
        yield Progress(at, len(before.contents), "reading")

    @lru_cache(4)
    def page(at: int) -> list[bytes]:
        return project.content(before.contents[at]).splitlines(keepends=True)

    def earlier(at: int, number: int) -> Bundle:
        return _taken(page(at)[number], was)[0]

    for number, line in enumerate(after):
        bundle, said = _taken(line, now)
        old = places.pop(_key(bundle), None)
        if old is None:
            yield _whole(bundle, "added")
        elif old[2] != _hash(said):
            one = compare(earlier(*old[:2]), bundle)
            if one is not None:
                yield one
        if number % _STEP == 0:
            yield Progress(number, 0, "comparing")
    for at, number, _ in sorted(places.values()):
        yield _whole(earlier(at, number), "removed")


def _taken(line: bytes, narrow: Narrow) -> tuple[Bundle, bytes]:
    """What a selection takes of a line, and the line that says just that."""
    bundle = jsonl.decoded(line)
    taken = narrow(bundle)
    return taken, line if taken is bundle else jsonl.encoded(taken)


def _key(bundle: Bundle) -> bytes:
    who = bundle.annotator.id if bundle.annotator else ""
    return _hash(f"{bundle.document.id}/{who}/{bundle.round}".encode())


def _hash(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()


def _whole(bundle: Bundle, what: What) -> LayerDifference:
    things = [ThingDifference("span", what, s.id, quoted(bundle, s)) for s in bundle.spans]
    spans = {span.id: span for span in bundle.spans}
    things += [ThingDifference("relation", what, r.id, _arrow(bundle, r, spans)) for r in bundle.relations]
    return _of(bundle, what, (), things)


def _of(bundle: Bundle, what: What, how: Sequence[str], things: Sequence[ThingDifference]) -> LayerDifference:
    who = bundle.annotator.name if bundle.annotator else ""
    return LayerDifference(bundle.document.id, bundle.document.name, who, what, tuple(how), tuple(things))


def compare(before: Bundle, after: Bundle) -> LayerDifference | None:
    """What differs between two states of one layer; None where only ids do."""
    how = []
    one, other = before.document, after.document
    if one.text != other.text:
        how.append("text")
    facts = ("name", "language", "published", "source", "meta")
    if any(getattr(one, fact) != getattr(other, fact) for fact in facts):
        how.append("facts")
    how += [
        fact for fact in ("status", "attributes", "comments") if getattr(before, fact) != getattr(after, fact)
    ]
    things = [*_spans(before, after), *_relations(before, after)]
    return _of(after, "changed", how, things) if how or things else None


def _spans(before: Bundle, after: Bundle) -> Iterator[ThingDifference]:
    for old, new in _paired(before.spans, after.spans, _span_said):
        if old is None and new is not None:
            yield ThingDifference("span", "added", new.id, quoted(after, new))
        elif new is None and old is not None:
            yield ThingDifference("span", "removed", old.id, quoted(before, old))
        elif old is not None and new is not None and (how := _span_changes(old, new)):
            yield ThingDifference(
                "span", "changed", new.id, _both(quoted(before, old), quoted(after, new)), how
            )


def _span_changes(old: Span, new: Span) -> tuple[str, ...]:
    how = ["label"] if old.label != new.label else []
    if (old.start, old.end, old.fragments) != (new.start, new.end, new.fragments):
        how.append("extent")
    return (*how, *_rest(old, new))


def _relations(before: Bundle, after: Bundle) -> Iterator[ThingDifference]:
    old_spans = {span.id: span for span in before.spans}
    new_spans = {span.id: span for span in after.spans}

    def said(relation: Relation) -> tuple[Any, ...]:
        spans = {**new_spans, **old_spans}
        return relation.label, _span_said(spans[relation.head]), _span_said(spans[relation.tail])

    for old, new in _paired(before.relations, after.relations, said):
        if old is None and new is not None:
            yield ThingDifference("relation", "added", new.id, _arrow(after, new, new_spans))
        elif new is None and old is not None:
            yield ThingDifference("relation", "removed", old.id, _arrow(before, old, old_spans))
        elif old is not None and new is not None:
            how = ["label"] if old.label != new.label else []
            if said(old)[1:] != said(new)[1:] and (old.head, old.tail) != (new.head, new.tail):
                how.append("ends")
            how += _rest(old, new)
            if how:
                words = _both(_arrow(before, old, old_spans), _arrow(after, new, new_spans))
                yield ThingDifference("relation", "changed", new.id, words, tuple(how))


def _rest(old: Span | Relation, new: Span | Relation) -> tuple[str, ...]:
    return tuple(
        name
        for name in ("attributes", "note", "unsure", "origin")
        if getattr(old, name) != getattr(new, name)
    )


def _both(old: str, new: str) -> str:
    return new if old == new else f"{old} → {new}"


def _arrow(bundle: Bundle, relation: Relation, spans: dict[str, Span]) -> str:
    head, tail = (quoted(bundle, spans[end]) for end in (relation.head, relation.tail))
    return f"{relation.label} from {head} to {tail}"


def _span_said(span: Span) -> tuple[Any, ...]:
    return span.label, span.start, span.end, span.fragments


def _paired(before: Sequence[Any], after: Sequence[Any], said: Any) -> Iterator[tuple[Any, Any]]:
    """Things of the same id, then such as say the same under another id, then those without a counterpart."""
    old = {one.id: one for one in before}
    new = {one.id: one for one in after}
    spare: dict[Any, list[Any]] = {}
    for one in before:
        if one.id not in new:
            spare.setdefault(said(one), []).append(one)
    for one in after:
        if one.id in old:
            yield old[one.id], one
        else:
            same = spare.get(said(one))
            yield (same.pop(0) if same else None), one
    for left in spare.values():
        for one in left:
            yield one, None
