"""`workbench agreement`: what it prints, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

from layers import fill, line

from workbench.model import Annotator, new_id
from workbench.project import Project
from workbench.schema import load_schema


def two(folder: Path) -> Path:
    """A project with two annotators on two documents."""
    path = folder / "two.workbench"
    made = Project.create(path, schema=load_schema("news"), annotator=Annotator(new_id(), "Me"))
    lines = [
        line("a", "Ada", ("PER", "Ana"), ("PER", "Bo")),
        line("a", "Ben", ("ORG", "Ana"), ("PER", "Bo"), ("DATE", "Monday")),
        line("b", "Ada", ("PER", "Ana met")),
        line("b", "Ben", ("PER", "Ana")),
    ]
    fill(made, lines, folder)
    made.close()
    return path


def test_a_table_with_the_matrix(cli, tmp_path: Path) -> None:
    done = cli("agreement", two(tmp_path), "--by", "label", "--measure", "f1", "--confusion")
    assert done.status == 0
    lines = done.out.splitlines()
    assert lines[0] == "Ada, Ben; 2 documents, 7 spans of all together."
    assert lines[1].split() == [
        *("documents", "spans", "F1", "exact", "precision", "recall"),
        *("F1", "partial", "precision", "recall", "F1", "label", "precision", "recall"),
    ]
    assert lines[2].split()[:6] == ["all", "2", "7", "0.286", "0.250", "0.333"]
    assert lines[3].split()[:5] == ["PER", "2", "5", "0.400", "0.500"]
    assert [one.split() for one in lines[-3:]] == [
        ["PER", "PER", "1", "boundary", "1"],
        ["none", "DATE", "1"],
        ["PER", "ORG", "1", "boundary", "0"],
    ]


def test_without_rows_a_line_for_each_measure(cli, tmp_path: Path) -> None:
    lines = [one.split() for one in cli("agreement", two(tmp_path)).out.splitlines()[1:]]
    assert lines[:3] == [["F1", "exact", "0.286"], ["precision", "0.250"], ["recall", "0.333"]]
    assert ["kappa", "0.608"] in lines


def test_json_with_intervals(cli, tmp_path: Path) -> None:
    project = two(tmp_path)
    words = ("--json", "--intervals", "100", "--measure", "f1", "--measure", "kappa", "--group", "entity")
    report = json.loads(cli("agreement", project, *words).out)
    assert (report["annotators"], report["documents"], report["resamples"]) == (["Ada", "Ben"], 2, 100)
    (row,) = report["rows"]
    assert row["spans"] == 6
    assert row["values"]["exact"]["value"] == 2 / 6
    assert row["values"]["exact"]["low"] <= 2 / 6 <= row["values"]["exact"]["high"]
    assert {"a": "PER", "b": "ORG", "exact": 1, "boundary": 0} in report["confusion"]
    turned = json.loads(cli("agreement", project, "--json", "--annotator", "Ben", "--annotator", "Ada").out)
    assert turned["annotators"] == ["Ben", "Ada"]


def test_what_cannot_be_measured_is_one_line(refused, cli, project: Path, tmp_path: Path) -> None:
    assert "No document has two layers to compare" in refused("agreement", project)
    assert "no measure pi" in refused("agreement", two(tmp_path), "--measure", "pi")
