"""Stored splits: the rule of one, which document is in which part, and taking one back."""

from __future__ import annotations

from itertools import islice
from typing import Any
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct, field

from workbench.errors import UserError
from workbench.model import Change
from workbench.project.base import Base, quoted
from workbench.splits.clusters import SIMILAR
from workbench.splits.shares import check_shares, empty_parts, folds
from workbench.storage import splits as stored

__all__ = ["NEAR", "SIMILAR", "Dealt", "Leak", "Rule", "SplitChoice", "Splits", "empty_parts", "folds"]

_LOOKED_AT = 1000  # documents, for what keys there are
NEAR = "near-duplicates"  # what documents are grouped by where no key of their metadata is named


class Rule(Struct, frozen=True):
    """How documents are dealt: parts and shares, the seed, what stays together, whether by label.

    `group_by` is a key of the metadata, NEAR, or empty; `similar` is the Jaccard from which texts
    count as near-duplicates. `folds`: the parts are folds, each of which is tested on in turn.
    """

    shares: tuple[tuple[str, float], ...]
    seed: int = 0
    group_by: str = ""
    similar: float = SIMILAR
    stratify: bool = False
    folds: bool = False

    @property
    def parts(self) -> list[str]:
        """The names of the parts."""
        return [name for name, _ in self.shares]

    def words(self) -> str:
        """The rule on one line, as `workbench split list` shows it; equal rules have equal words."""
        shares = f"{len(self.shares)} folds" if self.folds else ",".join(f"{n}={s:g}" for n, s in self.shares)
        near = f" {self.similar:g}" if self.group_by == NEAR else ""
        grouped = f", by {self.group_by}{near}" if self.group_by else ""
        return f"{shares}, seed {self.seed}{grouped}{', stratified' if self.stratify else ''}"

    def check(self) -> None:
        """Raises UserError for shares that do not add up, or a similarity outside of 0 to 1."""
        check_shares(self.shares)
        if not 0 < self.similar <= 1:
            raise UserError(
                f"The similarity of near-duplicates is above 0 and at most 1, not {self.similar:g}."
            )


class SplitChoice(Struct, frozen=True):
    """Which split an export takes: a rule, a stored one by its name, or a rule to be stored under a name."""

    rule: Rule | None = None
    name: str = ""

    def stored_name(self) -> str:
        """The name that it is stored under: its own, else the words of its rule."""
        return self.name or (self.rule.words() if self.rule else "")


class Leak(Struct, frozen=True):
    """Two documents (ids and names) that belong together and are in different parts."""

    documents: tuple[str, str]
    names: tuple[str, str]
    parts: tuple[str, str]
    why: str

    def __str__(self) -> str:
        one, other = (f"{quoted(n)} in {p}" for n, p in zip(self.names, self.parts, strict=True))
        return f"{one} and {other} {self.why}."


class Dealt(Struct):
    """Documents in parts: `of` gives the place of its part for each document's id."""

    name: str
    rule: Rule
    of: dict[str, int] = field(default_factory=dict)
    new: int = 0  # documents that were dealt just now
    leaks: list[Leak] = field(default_factory=list)
    stored: bool = False

    def counts(self) -> dict[str, int]:
        """How many documents each part has."""
        found = [0] * len(self.rule.shares)
        for part in self.of.values():
            found[part] += 1
        return dict(zip(self.rule.parts, found, strict=True))

    def plain(self) -> dict[str, Any]:
        """For reports: the rule, the counts, the leaks."""
        return {
            "name": self.name,
            **rule_plain(self.rule),
            "documents": self.counts(),
            "leaks": [
                {"documents": list(leak.names), "parts": list(leak.parts), "why": leak.why}
                for leak in self.leaks
            ],
        }


def rule_plain(rule: Rule) -> dict[str, Any]:
    """A rule as JSON holds it."""
    plain: dict[str, Any] = msgspec.to_builtins(rule)
    return {**plain, "shares": dict(rule.shares)}


def read_rule(text: str) -> Rule:
    """A rule from JSON."""
    plain = msgspec.json.decode(text)
    return Rule(**{**plain, "shares": tuple(plain["shares"].items())})


class Splits(Base):
    """The part of a project about its stored splits."""

    def split_id(self, name: str) -> str:
        """The id of the split of this name: the same in every copy of the project."""
        return str(uuid5(UUID(self.id), f"split/{name}"))

    def split_names(self) -> list[str]:
        """The names of the stored splits."""
        return [row.name for row in stored.splits(self.store.connection)]

    def document_names(self) -> dict[str, str]:
        """All documents' names by their ids."""
        return {id: name for id, name, _ in stored.document_facts(self.store.connection)}

    def metadata_keys(self) -> list[str]:
        """The keys that the metadata of the first thousand documents has, to group documents by."""
        facts = islice(stored.document_facts(self.store.connection), _LOOKED_AT)
        return sorted({key for _, _, meta in facts for key in meta})

    def split_rule(self, name: str) -> Rule:
        """The rule of a stored split. Raises UserError if there is none of that name."""
        rows = stored.splits(self.store.connection)
        for row in rows:
            if row.name == name:
                return read_rule(row.rule)
        known = "; ".join(row.name for row in rows) or "none is stored"
        raise UserError(
            f"There is no split “{name}” ({known}); shares are written train=0.8,dev=0.1,test=0.1."
        )

    def split(self, name: str) -> Dealt:
        """A stored split with the documents that exist. Raises UserError if there is none of that name."""
        rule = self.split_rule(name)
        dealt = Dealt(name, rule, stored=True)
        names = self.document_names()
        pairs = []
        for batch in stored.batches(self.store.connection, self.split_id(name)):
            for part, documents in batch.documents.items():
                at = rule.parts.index(part)
                for document in documents:
                    if document in names:
                        dealt.of.setdefault(document, at)
            pairs += batch.leaks
        dealt.leaks = [
            Leak((a, b), (names[a], names[b]), (rule.parts[dealt.of[a]], rule.parts[dealt.of[b]]), LIKE)
            for a, b in pairs
            if a in dealt.of and b in dealt.of and dealt.of[a] != dealt.of[b]
        ]
        return dealt

    def delete_split(self, name: str) -> Change:
        """Forget a stored split; undo brings it back. Raises UserError if there is none of that name."""
        self.split_rule(name)
        uid = self.split_id(name)
        with self._operation(f"delete the split {quoted(name)}") as op:
            for batch in list(stored.batches(op.db.conn, uid)):
                op.remove("split_batch", batch.id)
            op.remove("split", uid)
        return op.change()


LIKE = "are near-duplicates"
