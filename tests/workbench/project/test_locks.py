"""What reads files beside an open project leaves its locks: the next program to close it would take its log away."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workbench import jobs
from workbench.errors import UserError
from workbench.formats import inputs
from workbench.project import Project


def locks(path: Path) -> int:
    """How many locks this process holds on a project and its shared memory."""
    ours = {str(Path(f"{path}{end}").stat().st_ino) for end in ("", "-shm")}
    lines = [line.split() for line in Path("/proc/locks").read_text(encoding="ascii").splitlines()]
    return sum(
        line[5].rpartition(":")[2] in ours and line[4] == str(os.getpid())
        for line in lines
        if len(line) > 5 and line[1] == "POSIX"
    )


@pytest.mark.skipif(not Path("/proc/locks").is_file(), reason="no list of locks here")
def test_the_folder_of_an_open_project_is_imported_around_it(project: Project, tmp_path: Path) -> None:
    folder, before = project.path.parent, locks(project.path)
    (folder / "another.txt").write_text("Another article.", encoding="utf-8")
    plan = jobs.finish(jobs.plan_job(project, [folder]))
    plan.close()
    with pytest.raises(UserError, match="this is a project"):
        jobs.finish(jobs.plan_job(project, [project.path]))
    assert locks(project.path) == before


def test_projects_are_told_by_their_names(tmp_path: Path) -> None:
    for name in ("a.wbench", "b.db", "b.db-wal", "b.db-shm", "c.txt", "notes-wal"):
        (tmp_path / name).write_text("words", encoding="utf-8")
    passed: list[Path] = []
    found = [path.name for _, path in inputs([tmp_path], passed=passed)]
    assert found == ["c.txt"] and [path.name for path in passed] == ["notes-wal"]
    for name in ("a.wbench", "b.db", "b.db-shm"):
        with pytest.raises(UserError, match="this is a project"):
            inputs([tmp_path / name])
