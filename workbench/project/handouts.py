"""Handing documents out: who gets which, and a project file for each person."""

from __future__ import annotations

import random
import re
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from uuid import UUID, uuid5

from workbench.errors import UserError
from workbench.model import Annotator, Change, Progress, same_name
from workbench.project.again import assignment_id
from workbench.project.documents import check_date
from workbench.project.project import Project
from workbench.storage import handing
from workbench.storage.operations import join


def share_out(
    lengths: Mapping[str, int], people: Sequence[str], *, overlap: float = 0.0, seed: int = 0
) -> dict[str, list[str]]:
    """Deal documents to people so that the lengths of their texts are balanced.

    `lengths` are code points by document id; `overlap` is the share (0 to 1) of the documents that two people
    get, for double annotation. The longest document goes first, always to who has least (Graham's LPT rule,
    1969: at most 4/3 of the best possible load); equal ones are dealt by `seed`. Raises UserError for no people,
    an overlap outside 0 to 1, or one that needs a second person.
    """
    if not people:
        raise UserError("Name at least one person to hand out to.")
    if not 0 <= overlap <= 1:
        raise UserError("The overlap is a share between 0 and 1: 0.2 means every fifth document twice.")
    if overlap and len(people) < 2:
        raise UserError("An overlap needs at least two people.")
    ids = sorted(lengths)
    random.Random(seed).shuffle(ids)
    twice = set(ids[: round(overlap * len(ids))])
    load = dict.fromkeys(people, 0)
    dealt: dict[str, list[str]] = {person: [] for person in people}
    for document in sorted(ids, key=lambda one: (one not in twice, -lengths[one])):
        for person in sorted(people, key=lambda one: (load[one], people.index(one)))[
            : 2 if document in twice else 1
        ]:
            load[person] += max(lengths[document], 1)
            dealt[person].append(document)
    order = {document: place for place, document in enumerate(lengths)}
    return {person: sorted(found, key=order.__getitem__) for person, found in dealt.items()}


def hand_out_steps(
    project: Project,
    folder: Path,
    shares: Mapping[str, Sequence[str]],
    *,
    due: str = "",
    guidelines: str = "",
) -> Generator[Progress, None, tuple[Change, list[Path]]]:
    """Write a project file per person into the folder, and note in this project who has what to do by when.

    `shares` maps people's names (or ids) to document ids. Raises UserError for a wrong date, a file that
    exists, or a name that two people have; then nothing is written.
    """
    if due:
        check_date(due)
    people = {name: _recipient(project, name) for name in shares}
    files = {name: folder / f"{project.path.stem}-{_file_name(name)}.wbench" for name in shares}
    if len(set(files.values())) < len(files):
        raise UserError(
            "Two of these names make the same file name: hand out to one of them after the other."
        )
    for path in files.values():
        if path.exists():
            raise UserError(f"{path} exists already: choose another folder, or take it away.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{folder} cannot be made: {error.strerror}.") from error
    total = sum(len(found) for found in shares.values())
    with project._operation(f"hand out {total:,} {'document' if total == 1 else 'documents'}") as op:
        for name, documents in shares.items():
            join(op.db, people[name])
            for document in documents:
                op.put(
                    "assignment",
                    assignment_id(document, people[name].id),
                    {"document": document, "annotator": people[name].id, "due": due},
                )
    written: list[Path] = []
    try:
        for number, (name, documents) in enumerate(shares.items()):
            yield Progress(number, len(shares), name)
            handing.write(
                project.store,
                files[name],
                documents=documents,
                recipient=people[name],
                guidelines=guidelines,
            )
            written.append(files[name])
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        if op.uid:
            project.undo()
        raise
    return op.change(), written


def _recipient(project: Project, name: str) -> Annotator:
    people = project.annotators()
    known = [person for person in people if name in (person.id, person.name)]
    known = known or [person for person in people if same_name(person.name, name)]
    if len(known) > 1:
        ids = ", ".join(person.id for person in known)
        raise UserError(f"There are {len(known)} people called {name}; say which, by id: {ids}.")
    return known[0] if known else Annotator(str(uuid5(UUID(project.id), f"annotator/{name}")), name)


def _file_name(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "annotator"
