"""What the project remembers of words: last labels, values, counts, examples, candidates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from workbench.model import Change, Relation, Span
from workbench.project.base import Base
from workbench.schema import RelationType
from workbench.storage import reading, words
from workbench.suggest import ends
from workbench.suggest.kinds import kind_of


class Words(Base):
    """The part of a project that remembers."""

    def last_label_of(self, form: str) -> str:
        """The label that these words had last in the project; else the one that I gave last by hand to words of the
        same kind (see `suggest.kinds`), or to any; else empty. Accepted suggestions say nothing of what I want."""
        known = words.last_label_of(self.store.connection, form)
        if known:
            return known
        mine = words.last_labels_by(self.store.connection, self.me.id)
        kind = kind_of(form)
        return next((label for label, other in mine if kind_of(other) == kind), mine[0][0] if mine else "")

    def completions(self, attribute: str, prefix: str = "") -> list[str]:
        """Values that an attribute of spans was given in the project, the most frequent first."""
        return words.values_used(self.store.connection, attribute, prefix=prefix)

    def label_counts(self, document_id: str = "") -> dict[str, int]:
        """Spans by label: in my layer on a document, or in the whole project."""
        if not document_id:
            return words.label_counts(self.store.connection)
        found = reading.working_layer(self.store.connection, document_id, self.owner.id)
        return words.label_counts(self.store.connection, found[0]) if found else {}

    def examples(self, label: str, limit: int = 3) -> list[str]:
        """The words most often given a label in this project."""
        return words.examples(self.store.connection, label, limit)

    def next_candidate(
        self,
        text: str,
        *,
        after: int | tuple[int, int],
        covered: Sequence[tuple[int, int]],
        language: str = "",
    ) -> tuple[int, int] | None:
        """The next stretch worth labelling that nothing covers yet (rules, no model), or None."""
        from workbench.suggest import candidates  # late: its patterns take 0.1 s to compile

        return candidates.next_candidate(text, after=after, covered=covered, language=language)

    def previous_candidate(
        self,
        text: str,
        *,
        before: int | tuple[int, int],
        covered: Sequence[tuple[int, int]],
        language: str = "",
    ) -> tuple[int, int] | None:
        """The last such stretch before an offset, or None."""
        from workbench.suggest import candidates

        return candidates.previous_candidate(text, before=before, covered=covered, language=language)

    def proposed_ends(
        self, text: str, span: Span, *, near: Collection[Span], relations: Iterable[Relation]
    ) -> list[tuple[tuple[RelationType, Span], ...]]:
        """Ends for the relations that a rule wants of a span, the likeliest first: a claim's source and cue.

        `near` are the spans around it, `relations` those that it has.
        """
        return ends.proposals(text, span, near, relations, self.schema)

    def add_label(self, label: str, *, title: str = "", group: str = "", key: str = "") -> Change:
        """Add a label to the project's schema. Raises SchemaError for a taken id or key."""
        schema = self.schema.with_label(label, title=title, group=group, key=key)
        uid, _ = reading.schema_source(self.store.connection)
        with self._operation(f"add the label {label}") as op:
            op.put("schema", uid, {"source": schema.source})
        self.schema = schema
        return op.change()
