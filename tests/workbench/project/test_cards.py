"""The card of a dataset says how far the annotators agree, where that is known."""

from __future__ import annotations

from pathlib import Path

from layers import fill, line, schema
from support import asked

from workbench import jobs
from workbench.model import Annotator, new_id
from workbench.project import Project
from workbench.project.selection import Selection


def test_the_card_states_the_agreement_where_two_worked_on_a_document(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "p.wbench", schema=schema(), annotator=Annotator(new_id(), "Me"))
    ada = line("d", "Ada", ("PER", "Ana"), ("DATE", "Monday, 1 May"))
    fill(project, [ada, line("d", "Ben", ("PER", "Ana"), ("PER", "Bo"))], tmp_path)
    for name, who in (("both", ()), ("ada", ("Ada",))):
        chosen = Selection(annotators=who)
        jobs.finish(jobs.export_job(project, tmp_path / name, asked("huggingface", chosen)))
        text = (tmp_path / name / "README.md").read_text("utf-8")
        agreement = text.partition("## Agreement\n")[2].partition("\n## ")[0].splitlines()
        assert "Compared are the finished layers of 2 annotators on 1 document." in agreement[1]
        assert agreement[3] == "| | F1 exact | F1 partial | alpha | F1 relations |"
        assert agreement[5].startswith("| all | 0.50 | 0.50 |")
    project.close()


def test_the_card_says_so_where_nobody_worked_beside_another(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "p.wbench", schema=schema(), annotator=Annotator(new_id(), "Me"))
    fill(project, [line("d", "Ada", ("PER", "Ana"))], tmp_path)
    jobs.finish(jobs.export_job(project, tmp_path / "out", asked("huggingface")))
    assert "## Agreement\n\nNot computed." in (tmp_path / "out" / "README.md").read_text("utf-8")
    project.close()
