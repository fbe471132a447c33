"""The library and the command line do their work where Qt cannot be imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

# Runs before anything else in a new Python: Qt, its companions and the window are as if they were not installed.
WITHOUT_QT = """
import sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"PySide6", "shiboken6", "qtpy", "qtawesome", "pyqtgraph", "ui"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, NoQt())
"""

LABEL_A_SAMPLE = """
from pathlib import Path
from workbench import jobs
from workbench.data import data_folder
from workbench.model import Annotator, new_id
from workbench.project import Project
from workbench.project.recipes import Recipe
from workbench.schema import load_schema

folder = Path(sys.argv[1])
project = Project.create(
    folder / "p.wbench", schema=load_schema("news"), annotator=Annotator(new_id(), "Ada Okafor")
)
plan = jobs.finish(jobs.plan_job(project, sorted(data_folder("sample_docs").glob("without-*.jsonl"))))
jobs.finish(jobs.import_job(project, plan))
plan.close()
first = project.document_rows(project.document_keys())[0]
change = project.add_span(first.id, start=0, end=5, label="ORG")
project.set_status(first.id, "done")
project.undo()
project.redo()
jobs.finish(jobs.export_job(project, folder / "out", Recipe("", "jsonl")))
assert [span.id for span in project.spans([change.created[0].id])] == [change.created[0].id]
project.close()
assert not [name for name in sys.modules if name.split(".")[0] in ("PySide6", "ui")]
"""

COMMAND = """
sys.argv[0] = "workbench"
from workbench.__main__ import main
main()
"""


def python(code: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run code in a new Python where every warning is an error."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT_QT + code, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        check=False,
    )


def bundles(out: Path) -> list[dict[str, object]]:
    """The lines of an exported jsonl file that hold a bundle."""
    (path,) = out.glob("*.jsonl")
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if "document" in line]


def test_a_sample_is_labelled_and_exported(tmp_path: Path) -> None:
    done = python(LABEL_A_SAMPLE, str(tmp_path), folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    spans = [span for bundle in bundles(tmp_path / "out") for span in bundle.get("spans", [])]  # type: ignore[attr-defined]
    assert [span["label"] for span in spans] == ["ORG"]


def test_the_commands_work(tmp_path: Path) -> None:
    samples = str(ROOT / "sample_docs" / "noor-haddad.jsonl")
    for words in (
        ["new", "p.wbench", "--schema", "news"],
        ["import", "p.wbench", samples],
        ["export", "p.wbench", "out", "--format", "jsonl"],
        ["stats", "p.wbench", "--json"],
        ["check", "p.wbench"],
        ["doctor", "p.wbench"],
        ["formats"],
        ["schema", "list"],
    ):
        done = python(COMMAND, *words, folder=tmp_path)
        assert (done.returncode, done.stderr) == (0, ""), words
    assert all(bundle["spans"] for bundle in bundles(tmp_path / "out"))


def test_the_search_for_qt_would_find_it(tmp_path: Path) -> None:
    done = python("import ui.state", folder=ROOT)
    assert "No module named 'ui'" in done.stderr
