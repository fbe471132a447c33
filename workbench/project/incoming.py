"""Bundles on their way in: ids, annotators, offsets, labels; whether they are there already."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal
from uuid import UUID, uuid5

import msgspec
from msgspec.structs import replace

from workbench.errors import FileProblem
from workbench.model import Annotator, Bundle, Comment, Document, Layer, Relation, Span, new_id, new_ids
from workbench.project.gold import gold_annotator
from workbench.project.project import Project
from workbench.storage import bulk, operations, reading
from workbench.storage.rows import document_id

_CANONICAL = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII).fullmatch
_CONTAINERS = (dict, list)
DEEPEST = 50  # lists and tables inside of each other
State = Literal["new", "new layer", "new comments", "already there", "conflict", "changed text"]


def as_uuid(text: str) -> str:
    """The id in its one canonical form, or empty if it is no UUID."""
    if _CANONICAL(text):
        return text
    if len(text) not in (32, 36, 38, 45):
        return ""
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def day(stated: str) -> str:
    """The day that a date, or a time after one (ISO 8601), begins with; empty if it is none."""
    first, rest = stated[:10], stated[10:]
    try:
        right = date.fromisoformat(first).isoformat() == first and (not rest or rest[0] in "T ")
    except ValueError:
        right = False
    return first if right else ""


def nested(table: dict[str, Any]) -> bool:
    """Whether lists and tables stand deeper inside of each other than anybody needs (and JSON can be sure of)."""
    level: list[Any] = [table]
    for _ in range(DEEPEST):
        level = [
            inner
            for one in level
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, _CONTAINERS)
        ]
        if not level:
            return False
    return True


def storable(name: str) -> str:
    """The name without what no text can hold: a file's name on Linux may be bytes that are no UTF-8."""
    return name if name.isascii() else name.encode("utf-8", "replace").decode()


def is_nameless(annotator: Annotator) -> bool:
    """Whether only the id is known: a comment names its author by nothing else."""
    return as_uuid(annotator.name) == annotator.id


def own_id(document: str, annotator: str, raw: str) -> str:
    """The UUID that stands for an incoming id that is none: the same one each time."""
    return str(uuid5(UUID(document), f"{annotator}/{raw}"))


class Arrivals:
    """Brings bundles into the project's form, noting what is wrong with them."""

    def __init__(self, project: Project, problems: list[FileProblem], owner: Annotator) -> None:
        self.project = project
        self.problems = problems
        self.owner = owner
        self.people: dict[str, Annotator] = {}
        self._known = {annotator.id: annotator for annotator in project.annotators()}
        self._texts: dict[str, bytes] = {}  # hashes of the texts that have come, by document id
        self._by_text: dict[bytes, str] = {}  # document ids by a hash of name and text
        self._stored: dict[str, bool] = {}  # documents the project has; whether their text is this one
        self._empty = not project.document_count()
        self._now = operations.now()
        self._line = 0
        self._derived: dict[str, set[str]] = {}
        for derived in project.schema.derived:
            self._derived.setdefault(derived.label, set()).add(derived.id)

    def normal(self, bundle: Bundle, path: Path, line: int = 0) -> Bundle | None:
        """The bundle with UUIDs, an annotator where it needs one, and only sound offsets; None if it is broken.

        `line` is where it begins in its file, if that is known.
        """
        self._line = line
        before = len(self.problems)
        document = self._document(bundle.document, path)
        annotator = self._annotator(bundle)
        who = annotator.id if annotator else ""
        names: dict[str, str] = {}
        taken: set[str] = set()
        spans = []
        length = len(document.text)
        fresh = iter(new_ids(sum(not span.id for span in bundle.spans)))
        for span in bundle.spans:
            if span.id:
                identity = as_uuid(span.id) or own_id(document.id, who, span.id)
                if identity in taken:
                    self._problem(path, bundle, f"two spans have the id {span.id}.")
                taken.add(identity)
                names[span.id] = identity
            else:
                identity = next(fresh)
            if not 0 <= span.start < span.end <= length or span.fragments:
                self._check_offsets(path, bundle, span)
            if span.attributes:
                span = replace(span, id=identity, attributes=self._kept_attributes(span))
            elif identity != span.id:
                span = replace(span, id=identity)
            spans.append(span)
        relations, arrows = [], {}
        taken_arrows: set[str] = set()
        for relation in bundle.relations:
            ends = [names.get(relation.head), names.get(relation.tail)]
            if ends[0] is None or ends[1] is None:
                missing = relation.head if ends[0] is None else relation.tail
                self._problem(
                    path,
                    bundle,
                    f"a relation {relation.label} refers to a span {missing}, which is not there.",
                )
                continue
            raw = relation.id
            identity = as_uuid(raw) or (own_id(document.id, who, raw) if raw else new_id())
            if identity in taken_arrows:
                self._problem(path, bundle, f"two relations have the id {raw}.")
            taken_arrows.add(identity)
            arrows[raw] = identity
            relations.append(replace(relation, id=identity, head=ends[0], tail=ends[1]))
        things: tuple[Span | Relation, ...] = (*bundle.spans, *bundle.relations)
        values = (
            document.meta,
            bundle.attributes,
            *(thing.attributes for thing in things if thing.attributes),
        )
        if any(nested(table) for table in values if table):
            self._problem(path, bundle, f"values are nested more than {DEEPEST} deep.")
        comments = self._comments(bundle, document, names, arrows, annotator or self.owner)
        if any(problem.fatal for problem in self.problems[before:]):
            return None
        return Bundle(
            document,
            annotator,
            bundle.round or 1,
            bundle.status,
            bundle.attributes,
            tuple(spans),
            tuple(relations),
            tuple(comments),
        )

    def _problem(self, path: Path, bundle: Bundle, message: str) -> None:
        self.problems.append(FileProblem(path, self._line, f"document “{bundle.document.name}”: {message}"))

    def _check_offsets(self, path: Path, bundle: Bundle, span: Span) -> None:
        if wrong := _bad_offsets(span, bundle.document.text):
            name = span.id or f"{span.label} at {span.start}"
            self._problem(path, bundle, f"span {name}: {wrong}.")

    def _document(self, document: Document, path: Path) -> Document:
        """The document under the id that it has in the project already, or is going to have."""
        name = storable(document.name)
        digest = bulk.text_hash(document.text)
        identity = as_uuid(document.id)
        if identity not in self._texts:
            made = identity or document_id(self.project.id, name=name, digest=digest)
            identity = self._identity(replace(document, id=made, name=name), digest)
            self._texts.setdefault(identity, digest)
            self._by_text.setdefault(_name_and_text(name, digest), identity)
        document = self._dated(replace(document, id=identity, name=name), path)
        if self._texts[identity] != digest:
            self.problems.append(
                FileProblem(
                    path,
                    self._line,
                    f"document “{name}” has the id {identity} of another one in these files, with another text.",
                    "Give it an id of its own, or none.",
                )
            )
        return document

    def _dated(self, document: Document, path: Path) -> Document:
        """With `published` only if it is a day; what else the file says there is kept in `meta`."""
        stated = document.published
        found = day(stated)
        if stated == found:
            return document
        if not found:
            message = f"document “{document.name}”: {stated[:40]!r} is no date, so it is kept in meta."
            remedy = "A date is YYYY-MM-DD."
            self.problems.append(FileProblem(path, self._line, message, remedy, fatal=False))
        return replace(document, published=found, meta={"published": stated} | document.meta)

    def _identity(self, document: Document, digest: bytes) -> str:
        found = None if self._empty else bulk.find_document(self.project.store.connection, document)
        if found is None:
            # by name and text it may be one that came before in these files
            return self._by_text.get(_name_and_text(document.name, digest), document.id)
        self._stored[found[0]] = found[2]
        return found[0]

    def _annotator(self, bundle: Bundle) -> Annotator | None:
        if bundle.annotator is None:
            holds = bundle.spans or bundle.relations or bundle.attributes or bundle.status
            found = self.owner if holds else None
        else:
            found = self._person(bundle.annotator)
        if found is not None:
            self.people[found.id] = found
        return found

    def _person(self, annotator: Annotator) -> Annotator:
        if annotator.id:
            identity = as_uuid(annotator.id) or self._annotator_id(annotator.id)
            known = self._known.get(identity)
            if known is None or is_nameless(known):
                self._known[identity] = known = replace(annotator, id=identity)
            return known
        if annotator.kind == "gold":  # of another program: it is the gold of this project
            gold = gold_annotator(self.project.id)
            return self._known.setdefault(gold.id, gold)
        # a bare name: the one of that name if there is just one
        same = [known for known in self._known.values() if known.name == annotator.name]
        if len(same) == 1:
            return same[0]
        identity = self._annotator_id(annotator.name)
        return self._known.setdefault(identity, replace(annotator, id=identity))

    def _annotator_id(self, raw: str) -> str:
        return str(uuid5(UUID(self.project.id), f"annotator/{raw}"))

    def _kept_attributes(self, span: Span) -> dict[str, object]:
        """Without those that are computed at export; numbers that are the ids of choices as text."""
        derived = self._derived.get(span.label)
        kept = {name: value for name, value in span.attributes.items() if not derived or name not in derived}
        for name, value in kept.items():
            if type(value) in (int, float):
                attribute = self.project.schema.attribute(span.label, name)
                if attribute is not None and attribute.type != "number":
                    kept[name] = str(value)
        return kept

    def _comments(
        self,
        bundle: Bundle,
        document: Document,
        spans: Mapping[str, str],
        relations: Mapping[str, str],
        author: Annotator,
    ) -> Iterable[Comment]:
        raw_ids = {
            c.id: as_uuid(c.id) or own_id(document.id, "comment", c.id) for c in bundle.comments if c.id
        }
        for comment in bundle.comments:
            targets = {"span": spans, "relation": relations, "document": {comment.target: document.id}}
            target = targets[comment.target_kind].get(comment.target, document.id)
            who = (
                self._person(Annotator(comment.annotator, comment.annotator)) if comment.annotator else author
            )
            self.people[who.id] = who
            yield replace(
                comment,
                id=raw_ids[comment.id]
                if comment.id
                else own_id(document.id, "comment", f"{target}/{comment.text}"),
                at=comment.at or self._now,
                target=target,
                target_kind=comment.target_kind if target != document.id else "document",
                annotator=who.id,
                parent=raw_ids.get(comment.parent) or as_uuid(comment.parent),
            )

    def state_of(self, bundle: Bundle) -> State:
        """What will come of it, as far as the project is concerned."""
        document_id = bundle.document.id
        if document_id not in self._stored:
            return "new"
        if not self._stored[document_id]:
            return "changed text"
        if bundle.annotator is None:
            return self._but_for_comments(bundle)
        connection = self.project.store.connection
        old = reading.layer(connection, document_id, bundle.annotator.id, bundle.round)
        if old is None:
            return "new layer"
        same = same_layer(bundle, old[1], *bulk.layer_content(connection, old[0]))
        return self._but_for_comments(bundle) if same else "conflict"

    def _but_for_comments(self, bundle: Bundle) -> State:
        connection = self.project.store.connection
        ids = {comment.id for comment in with_own_comments(connection, bundle).comments}
        known = bulk.taken_ids(connection, "comment", ids)
        return "already there" if len(known) == len(ids) else "new comments"


def _name_and_text(name: str, digest: bytes) -> bytes:
    return blake2b(digest + name.encode(), digest_size=16).digest()


def _bad_offsets(span: Span, text: str) -> str:
    if not 0 <= span.start < span.end <= len(text):
        return f"{span.start} to {span.end} is empty or outside of the text of {len(text)} characters"
    if span.fragments:
        at = span.start
        for start, end in span.fragments:
            if not at <= start < end <= span.end:
                return f"its fragments do not follow one another inside {span.start} to {span.end}"
            at = end
        if span.fragments[0][0] != span.start or span.fragments[-1][1] != span.end:
            return "its start and end are not those of its fragments"
    return ""


def same_layer(bundle: Bundle, layer: Layer, spans: Iterable[Span], relations: Iterable[Relation]) -> bool:
    """Whether a bundle says exactly what a stored layer says, whatever the ids."""
    if bundle.status not in ("", layer.status) or bundle.attributes != layer.attributes:
        return False
    incoming = Counter(said for _, said in _said(bundle.spans, bundle.relations))
    return incoming == Counter(said for _, said in _said(spans, relations))


def same_content(one: Bundle, other: Bundle) -> bool:
    """Whether two bundles say the same of one document, whatever the ids; a status left out fits any."""
    if one.attributes != other.attributes or (one.status != other.status and one.status and other.status):
        return False
    said = Counter(said for _, said in _said(one.spans, one.relations))
    return said == Counter(said for _, said in _said(other.spans, other.relations))


def stored_layer(connection: sqlite3.Connection, bundle: Bundle) -> bool:
    """Whether the project has exactly this layer."""
    if bundle.annotator is None:
        return False
    old = reading.layer(connection, bundle.document.id, bundle.annotator.id, bundle.round)
    return old is not None and same_layer(bundle, old[1], *bulk.layer_content(connection, old[0]))


def counterparts(bundle: Bundle, spans: Iterable[Span], relations: Iterable[Relation]) -> dict[str, str]:
    """Where a bundle is the same as a stored layer: its ids of spans and relations -> the stored ones."""
    stored: dict[bytes, list[str]] = {}
    for identity, said in _said(spans, relations):
        stored.setdefault(said, []).append(identity)
    return {
        identity: identity if identity in stored[said] else stored[said][0]
        for identity, said in _said(bundle.spans, bundle.relations)
    }


def _said(spans: Iterable[Span], relations: Iterable[Relation]) -> Iterator[tuple[str, bytes]]:
    """Ids with all that is said under them, as bytes that are equal where the content is."""
    encode = msgspec.json.Encoder(order="sorted").encode
    places: dict[str, str] = {}
    for span in spans:
        places[span.id] = repr((span.start, span.end, span.label, span.fragments))
        yield span.id, encode(replace(span, id=""))
    for relation in relations:
        ends = {"head": places[relation.head], "tail": places[relation.tail]}
        yield relation.id, encode(replace(relation, id="", **ends))


def with_own_ids(connection: sqlite3.Connection, bundle: Bundle) -> Bundle:
    """The bundle with new ids for the spans and relations whose ids the project has already."""
    who = bundle.annotator.id if bundle.annotator else ""

    def fresh(noun: str, ids: list[str]) -> dict[str, str]:
        own = {one: own_id(bundle.document.id, who, one) for one in bulk.taken_ids(connection, noun, ids)}
        again = bulk.taken_ids(connection, noun, own.values())
        return {one: new_id() if own.get(one) in again else own.get(one, one) for one in ids}

    names = fresh("span", [span.id for span in bundle.spans])
    arrows = fresh("relation", [relation.id for relation in bundle.relations])
    return replace(
        bundle,
        spans=tuple(replace(span, id=names[span.id]) for span in bundle.spans),
        relations=tuple(
            replace(r, id=arrows[r.id], head=names[r.head], tail=names[r.tail]) for r in bundle.relations
        ),
        comments=with_targets(bundle, {**names, **arrows}).comments,
    )


def with_targets(bundle: Bundle, names: Mapping[str, str]) -> Bundle:
    """The bundle with its comments about the things of these other ids."""
    comments = tuple(replace(c, target=names.get(c.target, c.target)) for c in bundle.comments)
    return replace(bundle, comments=comments)


def with_own_comments(connection: sqlite3.Connection, bundle: Bundle) -> Bundle:
    """The bundle with new ids for comments whose ids another document's comments have already."""
    homes = bulk.comment_documents(connection, [comment.id for comment in bundle.comments])
    own = {
        one: own_id(bundle.document.id, "comment", one)
        for one, home in homes.items()
        if home != bundle.document.id
    }
    if not own:
        return bundle
    comments = tuple(
        replace(c, id=own.get(c.id, c.id), parent=own.get(c.parent, c.parent)) for c in bundle.comments
    )
    return replace(bundle, comments=comments)
