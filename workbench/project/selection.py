"""Which layers, spans and comments of a project go out, as bundles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from fnmatch import fnmatchcase
from itertools import groupby
from operator import itemgetter

from msgspec.structs import replace

from workbench import rules
from workbench.errors import UserError
from workbench.formats import flat, held
from workbench.formats.base import Format, Loss
from workbench.formats.policies import ON_LEFT_OUT
from workbench.model import FINISHED, STATUSES, Annotator, Bundle, Comment, Layer, Span, proposer
from workbench.project.project import Project
from workbench.project.report import OTHER_GROUP, ExportReport
from workbench.project.selection_words import (
    BY_HAND,
    EVERY,
    FIRST,
    LATEST,
    Selection,
    check_round,
    has_values,
)
from workbench.schema import Schema
from workbench.storage import bulk, reading

__all__ = ["Selection", "chosen_groups", "layers", "narrowing", "round_for", "selected", "wanted_labels"]

Row = tuple[str, int, Layer | None]  # a document's id, the layer's row, the layer


def layers(
    project: Project, format_: Format, selection: Selection, report: ExportReport | None
) -> Iterator[Row]:
    """The layers that go out, by document, annotator and round; a report counts what status and round leave out.

    Raises UserError for words that mean nothing in this project.
    """
    which = round_for(format_, selection)
    fitting = _fitting(project, format_, selection, report)
    return fitting if which == EVERY else _of_round(fitting, which, report)


def round_for(format_: Format, selection: Selection) -> str:
    """Which round goes out: as told, else all for jsonl, which keeps everything, and the first for the others.

    A further round asks for the same work once more, to see how much somebody agrees with themselves: in a
    dataset it would be the same document twice.
    """
    return check_round(selection.round or (EVERY if format_.id == "jsonl" else FIRST))


def _of_round(rows: Iterator[Row], which: str, report: ExportReport | None) -> Iterator[Row]:
    for _, group in groupby(rows, key=lambda row: (row[0], row[2].annotator.id if row[2] else "")):
        found = list(group)
        if which == FIRST:
            taken = found[:1]
        elif which == LATEST:
            taken = found[-1:]
        else:
            taken = [row for row in found if row[2] is None or str(row[2].round) == which]
        if report is not None:
            report.other_rounds += len(found) - len(taken)
        yield from taken


def _fitting(
    project: Project, format_: Format, selection: Selection, report: ExportReport | None
) -> Iterator[Row]:
    everything = format_.id == "jsonl"
    statuses = selection.statuses
    if statuses is None and not everything:
        statuses = FINISHED
    for status in statuses or ():
        if status not in STATUSES:
            raise UserError(f"There is no status “{status}”: choose one of {', '.join(STATUSES)}.")
    people = project.annotators()
    names = _people_named(people, selection.annotators)
    if selection.gold and not any(a.kind == "gold" for a in people):
        raise UserError("The project has no gold yet: decide between annotators in a review first.")
    named = bool(names or selection.gold or selection.attributes)
    whole = everything and not named
    fits = documents_that_fit(project, selection)
    if report is not None and not named and not (whole and statuses is None):
        report.untouched = sum(map(fits, bulk.untouched_documents(project.store.connection)))
    for document_id, key, layer in bulk.stored_bundles(project.store.connection, empty=whole):
        if layer is None:
            if statuses is None and fits(document_id):
                yield document_id, key, layer
            continue
        if names and layer.annotator.id not in names:
            continue
        if selection.gold and layer.annotator.kind != "gold":
            continue
        if selection.attributes and not has_values(layer.attributes, selection.attributes):
            continue
        if not fits(document_id):
            continue
        if statuses is not None and layer.status not in statuses:
            if report is not None:
                report.left_out[layer.status] = report.left_out.get(layer.status, 0) + 1
            continue
        yield document_id, key, layer


def _people_named(people: Sequence[Annotator], words: Iterable[str]) -> set[str]:
    """The ids of annotators that are named, by id or by name in any case. Raises UserError for one not known."""
    found: set[str] = set()
    for word in words:
        those = {one.id for one in people if word == one.id or word.casefold() == one.name.casefold()}
        if not those:
            known = ", ".join(one.name for one in people) or "nobody has worked in it yet"
            raise UserError(f"The project knows no annotator {word}. There are: {known}.")
        found |= those
    return found


def selected(
    project: Project,
    format_: Format,
    selection: Selection,
    report: ExportReport,
    *,
    only: Set[str] | None = None,
    first: bool = True,
) -> Iterator[Bundle]:
    wanted = wanted_labels(project.schema, format_, selection)
    connection = project.store.connection
    rows = layers(project, format_, selection, report if first else None)
    for document_id, group in groupby(rows, key=itemgetter(0)):
        if only is not None and document_id not in only:
            continue
        document = project.document(document_id)
        report.documents += 1
        found = [(key, layer) for _, key, layer in group]
        report.repeated += len(found) > 1
        comments = _Comments(reading.comments_of(connection, document_id), [layer for _, layer in found])
        for key, layer in found:
            if layer is None:
                yield Bundle(document, comments=comments.take(layer, set()))
                continue
            report.layers += 1
            spans, relations = bulk.layer_content(connection, key)
            kept = spans
            report.annotators.add(layer.annotator.name)
            whole = Bundle(document, layer.annotator, spans=spans)
            if wanted is not None or selection.unsure or selection.origins:
                reasons = {span.id: _why_not(project.schema, selection, wanted, span) for span in spans}
                kept = tuple(span for span in spans if not reasons[span.id])
                for span in spans:
                    if reasons[span.id]:
                        report.add(held.of_span(reasons[span.id], whole, span), whole)
            here = {span.id for span in kept}
            arrows = tuple(r for r in relations if r.head in here and r.tail in here)
            if len(arrows) < len(relations):
                by_id = {span.id: span for span in spans}
                for r in relations:
                    if r.head not in here or r.tail not in here:
                        report.add(held.of_relation(held.LEFT_OUT, whole, r, by_id), whole)
            theirs = comments.take(layer, here | {r.id for r in arrows})
            report.spans += len(kept)
            report.relations += len(arrows)
            yield _with_derived(
                Bundle(
                    document,
                    layer.annotator,
                    layer.round,
                    layer.status,
                    layer.attributes,
                    kept,
                    arrows,
                    theirs,
                ),
                project,
            )
        for comment in comments.rest:
            report.add(Loss(ON_LEFT_OUT, document.name, comment.text, comment.id), Bundle(document))


def documents_that_fit(project: Project, selection: Selection) -> Callable[[str], bool]:
    """A test for documents by their ids: name, date, metadata, comments and text, as far as they are asked for."""
    connection = project.store.connection
    plain = not (selection.since or selection.until or selection.names or selection.metadata)
    holding = project.documents_with(selection.text) if selection.text else None
    if plain and not selection.comments:
        return holding.__contains__ if holding is not None else lambda document_id: True
    discussed = reading.discussed_documents(connection) if selection.comments else set()
    patterns = [pattern.casefold() for pattern in selection.names]
    last = ("", False)

    def fits(document_id: str) -> bool:
        if holding is not None and document_id not in holding:
            return False
        if selection.comments and (document_id in discussed) != (selection.comments == "open"):
            return False
        if plain:
            return True
        document = reading.document_facts(connection, document_id)
        if document is None:
            return False
        day = document.published
        if (selection.since or selection.until) and not (
            day and (selection.since or day) <= day <= (selection.until or day)
        ):
            return False
        if patterns and not any(fnmatchcase(document.name.casefold(), pattern) for pattern in patterns):
            return False
        facts = {"source": document.source, "language": document.language, **document.meta}
        return has_values(facts, selection.metadata)

    def remembered(document_id: str) -> bool:  # a document's layers come one after the other
        nonlocal last
        if last[0] != document_id:
            last = (document_id, fits(document_id))
        return last[1]

    return remembered


class _Comments:
    """The comments of one document, dealt to its layers: each goes out once."""

    def __init__(self, comments: Iterable[Comment], layers: Iterable[Layer | None]) -> None:
        self.rest = list(comments)
        self._people = {layer.annotator.id for layer in layers if layer}

    def take(self, layer: Layer | None, targets: set[str]) -> tuple[Comment, ...]:
        """Those on these things, those on the document by the layer's annotator or by people without a layer."""
        absent = self._people - ({layer.annotator.id} if layer else set())
        taken = tuple(
            comment
            for comment in self.rest
            if comment.target in targets
            or (comment.target_kind == "document" and comment.annotator not in absent)
        )
        gone = {comment.id for comment in taken}
        self.rest = [comment for comment in self.rest if comment.id not in gone]
        return taken


def wanted_labels(schema: Schema, format_: Format, selection: Selection) -> set[str] | None:
    """The labels of the spans that go out; None for all. Raises UserError for words that the schema lacks."""
    for label in selection.labels:
        if schema.find_label(label) is None:
            raise UserError(f"The schema has no label {label}.")
    groups = chosen_groups(schema, format_, selection)
    if not selection.labels and set(groups) == {group.id for group in schema.groups}:
        return None
    if selection.labels and not selection.groups:
        return set(selection.labels)
    return set(selection.labels) | {label.id for label in schema.labels if label.group in groups}


def chosen_groups(schema: Schema, format_: Format, selection: Selection) -> tuple[str, ...]:
    """The groups that go out, in the schema's order: those named, or of the labels named, or what is usual.

    Raises UserError for a group that the schema lacks.
    """
    known = [group.id for group in schema.groups]
    for group in selection.groups:
        if group not in known:
            raise UserError(f"The schema has no group {group}: it has {', '.join(known)}.")
    named = {*selection.groups, *(one.group for one in schema.labels if one.id in selection.labels)}
    if not named and format_.flat:
        named = set(flat.groups_for_tags(schema))
    return tuple(group for group in known if group in named or not named)


def _why_not(schema: Schema, selection: Selection, wanted: set[str] | None, span: Span) -> str:
    """The kind of loss of a span that the selection does not take; empty for one that it takes."""
    if wanted is not None and span.label not in wanted:
        label = schema.find_label(span.label)
        return f"{OTHER_GROUP} {label.group if label else 'unknown'}, which was not chosen"
    if selection.unsure and span.unsure != (selection.unsure == "yes"):
        return "spans that are unsure, not chosen" if span.unsure else "spans that are not unsure, not chosen"
    if selection.origins and not {span.origin or BY_HAND, proposer(span.origin)} & set(selection.origins):
        return "spans of an origin that was not chosen"
    return ""


def narrowing(schema: Schema, format_: Format, selection: Selection) -> Callable[[Bundle], Bundle]:
    """A function that leaves of a bundle what the selection takes of its spans, and what hangs on those.

    A bundle that is taken whole comes back itself. Raises UserError for words that the schema lacks.
    """
    wanted = wanted_labels(schema, format_, selection)

    def narrow(bundle: Bundle) -> Bundle:
        spans = tuple(span for span in bundle.spans if not _why_not(schema, selection, wanted, span))
        if len(spans) == len(bundle.spans):
            return bundle
        here = {span.id for span in spans}
        relations = tuple(one for one in bundle.relations if one.head in here and one.tail in here)
        here |= {one.id for one in relations}
        comments = tuple(
            one for one in bundle.comments if one.target_kind == "document" or one.target in here
        )
        return replace(bundle, spans=spans, relations=relations, comments=comments)

    return narrow


def _with_derived(bundle: Bundle, project: Project) -> Bundle:
    if not project.schema.derived:
        return bundle
    values = rules.derive(bundle, project.schema)
    if not values:
        return bundle
    spans = tuple(
        replace(span, attributes={**span.attributes, **values[span.id]}) if span.id in values else span
        for span in bundle.spans
    )
    return replace(bundle, spans=spans)
