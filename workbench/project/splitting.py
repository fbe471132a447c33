"""Dealing documents to the parts of a split: what is new goes where its like is, the rest by share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable
from itertools import groupby, islice
from operator import itemgetter

import msgspec
from msgspec import Struct, field

from workbench.errors import UserError
from workbench.model import Layer, Progress, new_id
from workbench.project.base import quoted
from workbench.project.project import Project
from workbench.project.splits import LIKE, NEAR, Dealt, Leak, Rule, SplitChoice, rule_plain
from workbench.splits.clusters import Clusters, Texts
from workbench.splits.dealing import Unit, deal
from workbench.splits.shares import parts_that_stay_empty
from workbench.storage import operations, reading
from workbench.storage import splits as stored

_BATCH = 1000  # documents of one row
_STEP = 500  # texts between two reports of progress
_SHOWN = 5  # leaks that an export names in words
_LEAKS = 1000  # that are looked for at most

Chosen = Iterable[tuple[str, int, Layer | None]]  # document, layer's row (0: none), layer; by document


class _Work(Struct):
    """Documents that are there, in the project's order, and what is found out about them."""

    rule: Rule
    dealt: Dealt
    documents: list[str] = field(default_factory=list)
    wanted: set[str] = field(default_factory=set)  # those that go out
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    fresh: dict[str, int] = field(default_factory=dict)  # what was dealt just now: document -> part
    leaks: list[tuple[str, str]] = field(default_factory=list)  # pairs of near-duplicates that were found

    def new(self) -> list[str]:
        """What is to be dealt, in order."""
        return [one for one in self.documents if one in self.wanted and one not in self.dealt.of]

    def put(self, document: str, part: int) -> None:
        """Deal a new document to a part."""
        self.dealt.of[document] = self.fresh[document] = part


def deal_steps(
    project: Project,
    choice: SplitChoice,
    chosen: Chosen,
    *,
    labels: set[str] | None = None,
    store: bool = True,
) -> Generator[Progress, None, Dealt]:
    """The parts of the chosen documents: as they are stored, what is new dealt and (with `store`) stored.

    A new document goes to the part of its nearest old one, of those in its group or cluster; new ones
    that belong together stay together; the rest is dealt by share, with `stratify` each label too
    (only `labels`, if given). What is dealt never moves. Raises UserError for a name that is not
    there, another rule under a name that is, or a key that no document has.
    """
    name = choice.stored_name()
    known = name in project.split_names()
    if known or choice.rule is None:
        rule = project.split_rule(name)
        if choice.rule is not None and choice.rule != rule:
            raise UserError(
                f"A split “{name}” is stored with another rule ({rule.words()}): leave the rule out, take another "
                "name, or delete that split."
            )
    else:
        rule = choice.rule
    rule.check()
    work = _Work(rule, project.split(name) if known else Dealt(name, rule))
    yield Progress(0, 0, "dealing")
    with project.store.read():
        _choose(project, work, chosen, labels)
        units = yield from _units(project, work)
        _deal(work, units)
        batches = sum(1 for _ in stored.batches(project.store.connection, project.split_id(name)))
    work.dealt.new = len(work.fresh)
    if store and not project.read_only and (work.fresh or not known):
        _store(project, work, batches)
    _tell_leaks(project, work)
    work.dealt.of = {document: part for document, part in work.dealt.of.items() if document in work.wanted}
    return work.dealt


def check_steps(project: Project, name: str, *, anew: bool = True) -> Generator[Progress, None, Dealt]:
    """A stored split with its leaks; near-duplicates are looked for in all of its texts if `anew`."""
    dealt = project.split(name)
    work = _Work(dealt.rule, dealt)
    with project.store.read() as connection:
        work.documents = [id for id, _, _ in stored.document_facts(connection) if id in dealt.of]
        if anew and dealt.rule.group_by == NEAR:
            clusters, texts = yield from _clusters(project, work.documents, work.rule)
            dealt.leaks = []
            for group in _gathered(clusters):
                work.leaks += _apart(work, [work.documents[at] for at in group], group, texts)
    _tell_leaks(project, work)
    return dealt


def _choose(project: Project, work: _Work, chosen: Chosen, labels: set[str] | None) -> None:
    connection = project.store.connection
    same: dict[tuple[str, ...], tuple[str, ...]] = {}  # equal ones are kept once
    for document, rows in groupby(chosen, key=itemgetter(0)):
        work.wanted.add(document)
        if work.rule.stratify:
            found = {label for _, key, _ in rows for label in stored.labels_of_layer(connection, key)}
            having = tuple(sorted(found if labels is None else found & labels))
            work.labels[document] = same.setdefault(having, having)
    of = work.dealt.of
    work.documents = [id for id, _, _ in stored.document_facts(connection) if id in work.wanted or id in of]


def _units(project: Project, work: _Work) -> Generator[Progress, None, list[list[str]]]:
    """New documents that are to be dealt by share, those that stay together in one list.

    Those that belong to an old one are put into its part here.
    """
    new = work.new()
    if not new or not work.rule.group_by:
        return [[one] for one in new]
    if work.rule.group_by == NEAR:
        clusters, texts = yield from _clusters(project, work.documents, work.rule)
        return _by_cluster(work, clusters, texts)
    return _by_key(project, work, new)


def _by_key(project: Project, work: _Work, new: list[str]) -> list[list[str]]:
    values = _values(project, work)
    homes: dict[str, Counter[int]] = {}
    for document, part in work.dealt.of.items():
        if document in values:
            homes.setdefault(values[document], Counter())[part] += 1
    alone: list[list[str]] = []
    groups: dict[str, list[str]] = {}
    for one in new:
        value = values.get(one)
        if value is None:
            alone.append([one])
        elif value in homes:
            work.put(one, homes[value].most_common(1)[0][0])
        else:
            groups.setdefault(value, []).append(one)
    return [*groups.values(), *alone]


def _values(project: Project, work: _Work) -> dict[str, str]:
    """What each document has under the key. Raises UserError if none has it."""
    key = work.rule.group_by
    keys: set[str] = set()
    values: dict[str, str] = {}
    same: dict[str, str] = {}
    here = {*work.documents}
    for document, _, meta in stored.document_facts(project.store.connection):
        if document in here:
            keys.update(meta)
            if meta.get(key) not in (None, "", [], {}):
                value = msgspec.json.encode(meta[key], order="sorted").decode()
                values[document] = same.setdefault(value, value)
    if not values and here:
        known = ", ".join(sorted(keys)[:12]) or "no key at all"
        raise UserError(
            f"No document has “{key}” in its metadata to group by (there is {known}); {NEAR} groups texts "
            "that are alike."
        )
    return values


def _clusters(
    project: Project, documents: list[str], rule: Rule
) -> Generator[Progress, None, tuple[Clusters, Texts]]:
    def read(at: int) -> str:
        found = reading.document(project.store.connection, documents[at])
        assert found is not None
        return found.text

    texts = Texts(read, similar=rule.similar)
    here = {*documents}
    for number, (document, text) in enumerate(stored.document_texts(project.store.connection)):
        if document in here:
            texts.add(text)
        if number % _STEP == 0:
            yield Progress(number, len(documents), "looking for near-duplicates")
    clusters = Clusters(len(documents))
    for left in texts.links(clusters):
        yield Progress(len(documents), len(documents), f"comparing, {left} rounds to go")
    return clusters, texts


def _gathered(clusters: Clusters) -> list[list[int]]:
    """The clusters of two and more, as numbers in order."""
    groups: dict[int, list[int]] = {}
    for number in range(len(clusters)):
        root = clusters.find(number)
        if root != number:
            groups.setdefault(root, [root]).append(number)
    return list(groups.values())


def _by_cluster(work: _Work, clusters: Clusters, texts: Texts) -> list[list[str]]:
    documents, of = work.documents, work.dealt.of
    together: list[list[str]] = []
    inside: set[int] = set()
    for group in _gathered(clusters):
        inside.update(group)
        new = [at for at in group if documents[at] not in of]
        old = [at for at in group if documents[at] in of]
        if not old:
            together.append([documents[at] for at in new])
        elif new:
            parts = {of[documents[at]] for at in old}
            for at in new:
                near = old[0] if len(parts) == 1 else max(old, key=lambda other: texts.similarity(at, other))
                work.put(documents[at], of[documents[near]])
            if len(parts) > 1:
                fresh = {documents[at] for at in new}
                pairs = _apart(work, [documents[at] for at in group], group, texts)
                work.leaks += [pair for pair in pairs if fresh & {*pair}]
    return together + [[one] for at, one in enumerate(documents) if at not in inside and one not in of]


def _apart(work: _Work, names: list[str], numbers: list[int], texts: Texts) -> list[tuple[str, str]]:
    """The pairs of a cluster that are near-duplicates and in different parts."""
    of = work.dealt.of
    found: list[tuple[str, str]] = []
    if len({of[name] for name in names}) > 1:
        for place, one in enumerate(names):
            for other in range(place + 1, len(names)):
                if len(work.leaks) + len(found) == _LEAKS:
                    return found
                alike = of[one] != of[names[other]] and texts.similarity(numbers[place], numbers[other])
                if alike and alike >= texts.similar:
                    found.append((one, names[other]))
    return found


def _deal(work: _Work, units: list[list[str]]) -> None:
    def unit(documents: Iterable[str]) -> Unit:
        ids = list(documents)
        labels = Counter(label for one in ids for label in work.labels.get(one, ()))
        return Unit(len(ids), labels)

    members: list[list[str]] = [[] for _ in work.rule.shares]
    for document in work.documents:
        if document in work.dealt.of:
            members[work.dealt.of[document]].append(document)
    dealt = deal(
        [unit(one) for one in units],
        work.rule.shares,
        seed=work.rule.seed,
        held=[unit(one) for one in members],
    )
    for documents, part in zip(units, dealt, strict=True):
        for document in documents:
            work.put(document, part)


def _store(project: Project, work: _Work, batches: int) -> None:
    """Store what was dealt, under one operation. Raises UserError where somebody else has dealt meanwhile."""
    name, parts = work.dealt.name, work.rule.parts
    count = len(work.fresh)
    documents = f"{count:,} {'document' if count == 1 else 'documents'}"
    uid = project.split_id(name)
    with operations.operation(
        project.store, annotator=project.me, title=f"deal {documents} to the split {quoted(name)}"
    ) as op:
        if sum(1 for _ in stored.batches(op.db.conn, uid)) != batches:
            raise UserError(f"Somebody else has dealt documents to “{name}” just now: do it again.")
        rule = msgspec.json.encode(rule_plain(work.rule)).decode()
        op.put("split", uid, {"name": name, "rule": rule})
        rest = iter(work.fresh.items())
        leaks = work.leaks
        while batch := list(islice(rest, _BATCH)):
            by_part: dict[str, list[str]] = {}
            for document, part in batch:
                by_part.setdefault(parts[part], []).append(document)
            row = {"split": uid, "documents": project._json(by_part), "leaks": project._json(leaks)}
            op.put("split_batch", new_id(), row)
            leaks = []
    work.dealt.stored = True


def _tell_leaks(project: Project, work: _Work) -> None:
    dealt = work.dealt
    if work.leaks:
        names = project.document_names()
        dealt.leaks += [
            _leak(dealt, (one, other), (names[one], names[other]), LIKE) for one, other in work.leaks
        ]
    elif work.rule.group_by and work.rule.group_by != NEAR:
        first: dict[str, dict[int, tuple[str, str]]] = {}
        for id, name, meta in stored.document_facts(project.store.connection):
            value = meta.get(work.rule.group_by)
            if id in dealt.of and value not in (None, "", [], {}):
                key = msgspec.json.encode(value, order="sorted").decode()
                first.setdefault(key, {}).setdefault(dealt.of[id], (id, name))
        for key, homes in first.items():
            (_, one), *others = homes.items()
            for _, other in others:
                why = f"are both of {work.rule.group_by} {key}"
                dealt.leaks.append(_leak(dealt, (one[0], other[0]), (one[1], other[1]), why))


def _leak(dealt: Dealt, ids: tuple[str, str], names: tuple[str, str], why: str) -> Leak:
    one, other = (dealt.rule.parts[dealt.of[id]] for id in ids)
    return Leak(ids, names, (one, other), why)


def warnings_of(dealt: Dealt) -> list[str]:
    """The sentences for parts that stay empty and for leaks: the first few, and how to see the rest."""
    empty = parts_that_stay_empty(dealt.counts())
    found = [empty] if empty else []
    found += [f"A leak: {leak}" for leak in dealt.leaks[:_SHOWN]]
    if len(dealt.leaks) > _SHOWN:
        more = len(dealt.leaks) - _SHOWN
        found.append(f"And {more:,} more leaks: `workbench split show` lists them.")
    return found
