"""Finding words in the texts of many documents, beside reading all texts for them."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import corpus
from tests.benchmarks.measure import Row, Scale, median, own_settings, timed
from workbench import jobs
from workbench.project import Project

# a word of every text, a phrase, a beginning, a word that is nowhere
ASKED = ("the", "agreed by", "industr*", "zzz")
_PLAIN = "SELECT count(*) FROM version WHERE text LIKE ?"


def run(scale: Scale) -> Iterator[Row]:
    """Yields the rows of this family."""
    count = scale.of(100_000, 200)
    with tempfile.TemporaryDirectory() as name, own_settings(Path(name)):
        path = corpus.crowded(Path(name) / "p.wbench", count)
        connection = sqlite3.connect(path)
        with connection:
            texts = ((corpus.text(2000, seed=number), number) for number in range(1, count + 1))
            connection.executemany("UPDATE version SET text = ? WHERE id = ?", texts)
        project = Project.open(path, annotator=corpus.someone())
        yield Row(
            f"read {count:,} texts of 2 kB for the first search",
            timed(lambda: jobs.finish(project.index_steps())),
        )
        for phrase in ASKED:
            yield _asked(project, connection, phrase, count, scale.runs)
        connection.close()
        project.close()


def _asked(project: Project, connection: sqlite3.Connection, phrase: str, count: int, runs: int) -> Row:
    like = (f"%{phrase.rstrip('*')}%",)
    plain = timed(lambda: connection.execute(_PLAIN, like).fetchone())
    found = len(project.keys_with([phrase]))
    took = median([timed(lambda: project.keys_with([phrase])) for _ in range(runs)])
    return Row(f"search {count:,} texts for “{phrase}”: {found:,}", took, "ms", plain, "LIKE", 100)
