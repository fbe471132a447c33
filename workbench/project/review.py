"""Reviewing: what is left to decide, deciding it, taking over what all agree on, sending a layer back."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from itertools import groupby
from typing import Literal

import msgspec
from msgspec import Struct

from workbench.agreement.types import Agreed, Disagreement, Side
from workbench.errors import UserError
from workbench.model import Change, Progress, Relation, Span, new_id
from workbench.project.base import Base, quoted
from workbench.project.comments import comment_image
from workbench.project.gold import GoldLayer, gold_annotator
from workbench.storage import decisions as stored
from workbench.storage import reading, remarks
from workbench.storage.decisions import Decision, Provenance
from workbench.storage.operations import Operation

Verdict = Literal["take", "both", "neither", "label", "edit"]


class Decided(Struct, frozen=True):
    """A disagreement with the decision on it, if there is one. `stale`: a source was changed, deleted or added
    since, or a merge brought another decision with another outcome, so it wants another look."""

    disagreement: Disagreement
    decision: Decision | None = None
    stale: bool = False

    @property
    def open(self) -> bool:
        """Whether it is left to decide."""
        return self.decision is None or self.stale


def sources(one: Disagreement) -> list[str]:
    """The ids of all spans and relations that a disagreement is about."""
    return [uid for side in one.sides for uid in (*side.spans, *side.relations)]


class Review(Base):
    """The part of a project that decides between annotators; each decision is one operation of the reviewer."""

    def decided(self, found: Iterable[Disagreement]) -> list[Decided]:
        """The disagreements with what was decided on them, in the same order."""
        connection, found = self.store.connection, list(found)
        documents = {one.document for one in found}
        by_document: dict[str, list[Decision]] = {}
        for decision in stored.decisions(connection, documents.pop() if len(documents) == 1 else ""):
            by_document.setdefault(decision.document, []).append(decision)
        pairs = [
            (one, *_standing([d for d in by_document.get(one.document, ()) if _covers(d, one)]))
            for one in found
        ]
        now = stored.written_by(
            connection, {uid for _, on_it, _ in pairs if on_it for uid, _ in on_it.sources}
        )
        result = []
        for one, on_it, disputed in pairs:
            seen = dict(on_it.sources) if on_it is not None else {}
            changed = any(now.get(uid) != written for uid, written in seen.items())
            stale = on_it is not None and (
                changed or disputed or any(uid not in seen for uid in sources(one))
            )
            result.append(Decided(one, on_it, stale))
        return result

    def decide(
        self,
        one: Disagreement,
        verdict: Verdict,
        *,
        annotator: str = "",
        round: int = 0,
        label: str = "",
        reason: str = "",
        comment: str = "",
        completes: bool = False,
        agreed: Sequence[Agreed] = (),
    ) -> Change:
        """Decide a disagreement: `take` what an annotator (id) has, `both`, `neither`, or what is there under
        another `label`; `edit` takes like `take`, for the reviewer to change. An earlier decision on it is replaced.

        `round` tells an annotator's rounds apart (0: the first side of the annotator). `agreed` is what all agree
        on in the document: the ends of a relation are taken from it where the gold lacks them. `completes` says
        that this is the last disagreement of its document: all that is agreed comes along, and the gold layer is
        reviewed. Raises UserError for a choice that does not fit the kind, or a relation whose ends are not
        decided yet.
        """
        sides = self._chosen(one, verdict, annotator, round)
        text = self.text(one.document)
        title = f"decide {quoted(text[one.start : one.end])}" if one.end else "decide the document's values"
        earlier = stored.decisions(self.store.connection, one.document)
        with self._operation(title, document=one.document) as op:
            gold = GoldLayer(op, self.id, one.document, text, earlier)
            for old in earlier:
                if _covers(old, one):
                    self._forget(op, old, gold, keep=one.kind == "attributes")
            if one.kind == "attributes":
                made = [self._take_values(op, one, sides[0] if sides else None, gold)]
            elif one.kind == "relations":
                self._take_ends(op, one, sides, gold, agreed)
                made = self._take_relations(op, one, sides, gold, label)
            else:
                made = self._take_spans(op, one, sides, gold, label)
            seen = stored.written_by(op.db.conn, sources(one))
            for thing in made or [""]:
                self._note(op, one, verdict, thing, seen, reason, comment)
            gold.set_status("in progress")
            if completes:
                self._take_document(op, one.document, agreed, reviewed=True)
        return op.change()

    def _chosen(self, one: Disagreement, verdict: Verdict, annotator: str, round_: int) -> list[Side]:
        if verdict == "neither":
            return []
        if verdict == "both":
            if one.kind == "attributes":
                raise UserError(
                    "Two values of one attribute cannot both stand: take one of them, or neither."
                )
            return list(one.sides)
        if verdict == "label":
            if one.kind == "attributes":
                raise UserError("An attribute is decided by taking a value; another label is no answer.")
            return [next(side for side in one.sides if side.spans or side.relations)]
        fitting = [side for side in one.sides if side.annotator == annotator and round_ in (0, side.round)]
        if not fitting:
            raise UserError("This annotator has no part in this disagreement.")
        return fitting[:1]

    def _take_spans(
        self, op: Operation, one: Disagreement, sides: Sequence[Side], gold: GoldLayer, label: str
    ) -> list[str]:
        if label and self.schema.find_label(label) is None:
            raise UserError(f"The schema has no label {label}: add it, or choose another.")
        wanted = [uid for side in sides for uid in side.spans]
        return list(
            dict.fromkeys(gold.add(span, self.schema, label=label) for span in self._spans(op, wanted))
        )

    def _take_values(self, op: Operation, one: Disagreement, side: Side | None, gold: GoldLayer) -> str:
        """Set the attributes that differ to one side's values, or clear them; returns the gold span or relation."""
        layer_values = {}
        if not sources(one):
            if side is not None:
                found = reading.layer(op.db.conn, one.document, side.annotator, side.round, joined=True)
                layer_values = found[1].attributes if found else {}
            for name in one.attributes:
                gold.set_value(name, layer_values.get(name))
            return ""
        if any(other.relations for other in one.sides):
            return self._take_relation_values(op, one, side, gold)
        spans = {span.id: span for span in self._spans(op, sources(one))}
        first = spans[next(uid for other in one.sides for uid in other.spans)]
        thing = gold.counterpart(first)
        if not thing:
            thing = gold.add(first, self.schema, values=_common(list(spans.values())))
        values = dict(gold.spans[thing].attributes)
        theirs = spans[side.spans[0]].attributes if side and side.spans else {}
        gold.set_values(thing, _replaced(values, theirs, one.attributes))
        return thing

    def _take_relation_values(
        self, op: Operation, one: Disagreement, side: Side | None, gold: GoldLayer
    ) -> str:
        found = {
            r.id: r for r in reading.relations_by_id(op.db.conn, [u for s in one.sides for u in s.relations])
        }
        first = found[next(uid for other in one.sides for uid in other.relations)]
        thing = gold.relate(first, self._ends(op, first, gold))
        theirs = found[side.relations[0]].attributes if side and side.relations else {}
        values = _replaced(dict(gold.relations[thing].attributes), theirs, one.attributes)
        op.update("relation", thing, attributes=self._json(values))
        return thing

    def _take_relations(
        self, op: Operation, one: Disagreement, sides: Sequence[Side], gold: GoldLayer, label: str
    ) -> list[str]:
        if label and self.schema.find_relation(label) is None:
            raise UserError(f"The schema has no relation {label}: choose another.")
        wanted = [uid for side in sides for uid in side.relations]
        found = {relation.id: relation for relation in reading.relations_by_id(op.db.conn, wanted)}
        made = [
            gold.relate(found[uid], self._ends(op, found[uid], gold), label=label)
            for uid in wanted
            if uid in found
        ]
        return list(dict.fromkeys(made))

    def _ends(self, op: Operation, relation: Relation, gold: GoldLayer) -> tuple[str, str]:
        spans = {span.id: span for span in self._spans(op, (relation.head, relation.tail))}
        ends = tuple(gold.counterpart(spans[uid]) for uid in (relation.head, relation.tail))
        for uid, end in zip((relation.head, relation.tail), ends, strict=True):
            if not end:
                words = quoted(spans[uid].covered(self.text(op.document)))
                raise UserError(
                    f"{words} is not in the gold yet: decide on it first, or take over what all agree on."
                )
        return ends[0], ends[1]

    def _take_ends(
        self,
        op: Operation,
        one: Disagreement,
        sides: Sequence[Side],
        gold: GoldLayer,
        agreed: Sequence[Agreed],
    ) -> None:
        """Put the ends of the relations that are taken into the gold, as far as all agree on them."""
        known = {uid: found for found in agreed if _alone(found) for s in found.sides for uid in s.spans}
        ids = [uid for side in sides for uid in side.relations]
        ends = {end for r in reading.relations_by_id(op.db.conn, ids) for end in (r.head, r.tail)}
        for span in self._spans(op, sorted(ends & known.keys())):
            if not gold.counterpart(span):
                gold.take([msgspec.structs.replace(span, attributes=known[span.id].attributes)], ())

    def _spans(self, op: Operation, ids: Sequence[str]) -> list[Span]:
        found = {span.id: span for span in reading.spans_by_id(op.db.conn, ids)}
        if missing := [uid for uid in ids if uid not in found]:
            raise UserError(f"{len(missing)} of the spans were deleted meanwhile: compare again.")
        return [found[uid] for uid in ids]

    def _forget(self, op: Operation, old: Decision, gold: GoldLayer, *, keep: bool) -> None:
        """Take an earlier decision away with what came of it."""
        for uid in stored.source_rows(op.db.conn, old.id):
            op.remove("decision_source", uid)
        op.remove("decision", old.id)
        if old.span and not keep:
            gold.remove(old.span)

    def _note(
        self,
        op: Operation,
        one: Disagreement,
        verdict: Verdict,
        thing: str,
        seen: dict[str, str],
        reason: str,
        comment: str,
    ) -> None:
        decision = new_id()
        op.put(
            "decision",
            decision,
            {
                "document": one.document,
                "annotator": self.me.id,
                "kind": one.kind,
                "verdict": verdict,
                "place": _place(one),
                "reason": reason or None,
                "comment": comment.strip() or None,
                "span": thing or None,
            },
        )
        for target, written in seen.items():
            op.put("decision_source", new_id(), {"decision": decision, "target": target, "seen": written})

    def provenance(self, document_id: str, span_id: str) -> Provenance | None:
        """Where a span of the gold comes from; None if no decision made it."""
        return stored.provenance(self.store.connection, document_id, span_id)

    def withdraw(self, one: Disagreement) -> Change:
        """Take the decision on a disagreement away, with what came of it; it is open again."""
        text = self.text(one.document)
        with self._operation(f"reopen {quoted(text[one.start : one.end])}", document=one.document) as op:
            earlier = stored.decisions(op.db.conn, one.document)
            gold = GoldLayer(op, self.id, one.document, text, earlier)
            for old in earlier:
                if _covers(old, one):
                    self._forget(op, old, gold, keep=one.kind == "attributes")
            gold.set_status("in progress")
        return op.change()

    def take_agreed_steps(
        self, agreed: Sequence[Agreed], complete: Iterable[str] = (), *, number: int | None = None
    ) -> Generator[Progress, None, Change]:
        """Take over what enough annotators have alike, in all documents, as one operation.

        `complete` are documents (ids) in which nothing is left to decide: their gold is then reviewed. What is in
        the gold already is left alone, and so is what a decision has replaced. `number` is how many will come,
        for the title, where that was counted (`lacking.lacking`).
        """
        groups = [
            (document, list(found)) for document, found in groupby(agreed, key=lambda one: one.document)
        ]
        done = set(complete)
        came = 0
        title = f"take over {len(agreed) if number is None else number:,} that all agree on"
        with self._operation(title) as op:
            for at, (document, found) in enumerate(groups):
                yield Progress(at, len(groups), "taking over")
                op.place = document
                came += self._take_document(op, document, found, reviewed=document in done)
        if not op.uid:
            return Change(title="", notes=("All of it is in the gold already.",))
        return op.change(f"{came:,} spans and relations came into the gold.")

    def _take_document(self, op: Operation, document: str, found: Sequence[Agreed], *, reviewed: bool) -> int:
        connection = op.db.conn
        gold = GoldLayer(op, self.id, document, self.text(document), stored.decisions(connection, document))
        alone = [one for one in found if _alone(one)]
        spans = {span.id: span for span in self._spans(op, [one.sides[0].spans[0] for one in alone])}
        taken = [
            msgspec.structs.replace(spans[one.sides[0].spans[0]], attributes=one.attributes) for one in alone
        ]
        number = gold.take([span for span in taken if not gold.counterpart(span)], ())
        related = {one.sides[0].relations[0]: one for one in found if one.sides[0].relations}
        relations = reading.relations_by_id(connection, related)
        ends = {
            span.id: gold.counterpart(span)
            for span in self._spans(op, list({end for one in relations for end in (one.head, one.tail)}))
        }
        number += gold.take(
            (),
            [
                (
                    msgspec.structs.replace(one, attributes=related[one.id].attributes),
                    ends[one.head],
                    ends[one.tail],
                )
                for one in sorted(relations, key=lambda one: one.id)
            ],
        )
        for one in found:
            if not one.group and not one.sides[0].spans:
                for name, value in one.attributes.items():
                    if name not in gold.attributes:
                        gold.set_value(name, value)
        if reviewed:
            gold.set_status("reviewed")
        return number

    def accept_layer(self, document_id: str, annotator_id: str, *, called: str = "") -> Change:
        """Take all of one annotator's layer over into the gold, and call both reviewed.

        `called` stands for the name in the title, where names are hidden.
        """
        found = reading.layer(self.store.connection, document_id, annotator_id, joined=True)
        if found is None:
            raise UserError("This annotator has no layer on this document.")
        spans = reading.spans_of(self.store.connection, found[0])
        relations = reading.relations_of(self.store.connection, found[0])
        name = called or found[1].annotator.name
        with self._operation(f"accept the layer of {name}", document=document_id) as op:
            earlier = stored.decisions(op.db.conn, document_id)
            gold = GoldLayer(op, self.id, document_id, self.text(document_id), earlier)
            gold.take([span for span in spans if not gold.counterpart(span)], ())
            ends = {span.id: gold.counterpart(span) for span in spans}
            gold.take((), [(one, ends[one.head], ends[one.tail]) for one in relations])
            gold.set_status("reviewed")
            op.update("layer", found[1].id, status="reviewed")
        return op.change()

    def send_back(
        self, document_id: str, annotator_id: str, comment: str = "", *, called: str = ""
    ) -> Change:
        """Return a colleague's layer, with a comment on the document if there are words for one.

        `called` stands for the name in the title, where names are hidden.
        """
        found = reading.layer(self.store.connection, document_id, annotator_id, joined=True)
        if found is None:
            raise UserError("This annotator has no layer on this document.")
        name = called or found[1].annotator.name
        with self._operation(f"send the layer of {name} back", document=document_id) as op:
            op.update("layer", found[1].id, status="returned")
            if comment.strip():
                op.put(
                    "comment",
                    new_id(),
                    comment_image(
                        document_id,
                        kind="document",
                        target=document_id,
                        author=self.me.id,
                        words=comment.strip(),
                    ),
                )
        return op.change()

    def finishers(self) -> list[str]:
        """The ids of those who have finished layers, gold apart: whose work can be gone through."""
        return remarks.finishers(self.store.connection)

    def gold(self) -> str:
        """The id of the annotator who stands for the reviews."""
        return gold_annotator(self.id).id


def _place(one: Disagreement) -> str:
    return msgspec.json.encode(
        {
            "group": one.group,
            "start": one.start,
            "end": one.end,
            "labels": one.labels,
            "attributes": one.attributes,
        }
    ).decode()


def _alone(one: Agreed) -> bool:
    """Whether it is a span, not a relation with its ends."""
    return bool(one.sides[0].spans) and not one.sides[0].relations


def _standing(on_it: Sequence[Decision]) -> tuple[Decision | None, bool]:
    """Of the decisions on one disagreement the last one made, and whether others have another outcome.

    There is more than one only where reviewers decided in two copies that were merged since.
    """
    if not on_it:
        return None, False
    made: dict[tuple[str, str], list[Decision]] = {}
    for one in on_it:
        made.setdefault((one.at, one.annotator), []).append(one)
    outcomes = {frozenset(one.span for one in together) for together in made.values()}
    return min(made[max(made)], key=lambda one: one.id), len(outcomes) > 1


def _covers(decision: Decision, one: Disagreement) -> bool:
    """Whether a decision was about this: the same rows, and the same kind of question.

    Of relations only they themselves count: many share an end.
    """
    same = (decision.kind == "attributes") == (one.kind == "attributes")
    if not same or (decision.kind == "relations") != (one.kind == "relations"):
        return False
    seen = {target for target, _ in decision.sources}
    mine = {uid for side in one.sides for uid in side.relations} or set(sources(one))
    if mine or seen:
        return bool(mine & seen) and (one.kind != "attributes" or _names(decision) == set(one.attributes))
    return _names(decision) == set(one.attributes)


def _names(decision: Decision) -> set[str]:
    return set(msgspec.json.decode(decision.place)["attributes"])


def _common(spans: Sequence[Span]) -> dict[str, object]:
    """The values that all of these spans have alike."""
    first = spans[0].attributes
    return {
        name: value
        for name, value in first.items()
        if all(span.attributes.get(name) == value for span in spans)
    }


def _replaced(
    values: dict[str, object], theirs: dict[str, object], names: Iterable[str]
) -> dict[str, object]:
    """The values with these names' values taken from theirs, or cleared."""
    kept = {name: value for name, value in values.items() if name not in set(names)}
    return {**kept, **{name: theirs[name] for name in names if name in theirs}}
