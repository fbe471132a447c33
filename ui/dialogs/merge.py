"""Taking colleagues' copies of the project back: what each would bring is shown before anything is stored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from ui.dialogs.frame import Dialog, plural, text_label
from ui.dialogs.table import Column, Row, Table
from ui.jobs import Job, ProgressStrip
from ui.session import Session
from ui.theme import Theme

PROJECT_FILES = "Projects (*.wbench);;All files (*)"
KEPT = 12  # characters that stay before what differs
_WORDS = {"new": "new", "changed": "changed", "deleted": "deleted"}


class MergeDialog(Dialog):
    """Reads the files beside the window, shows what they hold, and merges them; `merged` when that is done."""

    merged = Signal()

    def __init__(
        self, session: Session, theme: Theme, parent: QWidget | None = None, *, paths: Sequence[Path] = ()
    ) -> None:
        super().__init__(
            theme,
            parent,
            title="Merge",
            lead="Hand-ins and other copies of this project. Any order will do, and a file that was merged before "
            "does no harm. Nobody else's work changes.",
            width=820,
            height=600,
        )
        self.session = session
        self.paths: list[Path] = []
        self._reports: list[dict[str, Any]] = []
        self._job: Job | None = None
        self.body.addLayout(self._files())
        self.table = Table(
            [Column("File", 200), Column("Who", 170), Column("What comes", 0)],
            theme,
            name="What comes",
            empty="Add the files that your colleagues have handed in.",
        )
        self.body.addWidget(self.table, 3)
        self.conflicts_label = text_label("Changed on both sides: the later change stands", "heading")
        self.body.addWidget(self.conflicts_label)
        self.conflicts = Table(
            [Column("Document", 180), Column("Here", 0), Column("There", 0), Column("Stands", 70)],
            theme,
            name="Changed on both sides",
        )
        self.body.addWidget(self.conflicts, 2)
        self.strip = ProgressStrip()
        self.strip.cancel.connect(self._cancel)
        self.body.addWidget(self.strip)
        self.add_close()
        self.merge_button = self.add_button("&Merge", default=True)
        self.merge_button.clicked.connect(self._merge)
        self._show()
        if paths:
            self.add(paths)

    def add(self, paths: Sequence[Path]) -> None:
        """Add files, and look what they would bring."""
        self.paths += [path for path in paths if path not in self.paths]
        self._look()

    def _files(self) -> QHBoxLayout:
        self.add_files_button = QPushButton("Add &files…")
        self.clear_button = QPushButton("Cl&ear")
        row = QHBoxLayout()
        row.setSpacing(8)
        for button, run in ((self.add_files_button, self._browse), (self.clear_button, self._clear)):
            button.setAutoDefault(False)
            button.clicked.connect(run)
            row.addWidget(button)
        self.names = text_label("", "soft")
        row.addSpacing(8)
        row.addWidget(self.names, 1)
        return row

    def _browse(self) -> None:
        folder = str(self.paths[-1].parent if self.paths else self.session.project.path.parent)
        dialog = QFileDialog(self, "Add hand-ins", folder, PROJECT_FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda found: self.add([Path(one) for one in found]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _clear(self) -> None:
        self._stop()
        self.paths, self._reports = [], []
        self.set_note("")
        self._show()

    def _look(self) -> None:
        self._stop()
        self.set_note("")
        self._reports = []
        self._show()
        self._run("Reading…", "--dry-run", done=self._looked)

    def _run(self, words: str, *options: str, done: Any) -> None:
        if not self.paths:
            return
        names = [str(path) for path in self.paths]
        self._job = Job(
            ["merge", str(self.session.project.path), *names, "--json", *options],
            self,
            annotator=self.session.project.me.name,
        )
        self._job.done.connect(done)
        self._job.failed.connect(self._failed)
        self._job.cancelled.connect(lambda: self._end("Stopped: nothing of it was merged."))
        self.strip.begin(words)
        self._job.start()
        self._refresh()

    def _looked(self, output: str) -> None:
        self._reports = json.loads(output)
        self._end("")
        self._show()
        if not any(report["changes"] for report in self._reports):
            self.set_note("All of it is here already.")
        self.merge_button.setFocus()

    def _merge(self) -> None:
        self.set_note("")
        self._run("Merging…", done=self._done)

    def _done(self, output: str) -> None:
        reports = json.loads(output)
        self._end("")
        self.session.refresh()
        self.merged.emit()
        notes = [note for report in reports for note in report["notes"]]
        self.accept()
        files = plural(len(reports), "file")
        self.session.noted.emit(" ".join([f"Merged {files}. The history takes it back.", *notes[:2]]))

    def _failed(self, words: str) -> None:
        self._end("")
        self.set_note(words, "error")

    def _end(self, note: str) -> None:
        self._job = None
        self.strip.end()
        if note:
            self.set_note(note)
        self._refresh()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _stop(self) -> None:
        if self._job is not None:
            job, self._job = self._job, None
            job.stop()
            self.strip.end()

    def done(self, result: int) -> None:
        """Close; what was being read is given up."""
        self._stop()
        super().done(result)

    def _show(self) -> None:
        rows = [row for report in self._reports for row in rows_of(report)]
        self.table.set_rows(rows)
        clashes = [clash for report in self._reports for clash in report["conflicts"]]
        self.conflicts.set_rows(
            [
                Row(
                    (one["document"], *differing_ends(one["here"], one["there"]), one["stands"]),
                    tip=f"Here: {one['here']}\nThere: {one['there']}",
                    data=one,
                )
                for one in clashes
            ]
        )
        for widget in (self.conflicts_label, self.conflicts):
            widget.setVisible(bool(clashes))
        self.names.setText(plural(len(self.paths), "file") if self.paths else "")
        self._refresh()

    def _refresh(self) -> None:
        idle = self._job is None
        self.merge_button.setEnabled(idle and any(report["changes"] for report in self._reports))
        self.clear_button.setEnabled(bool(self.paths))


def differing_ends(here: str, there: str) -> tuple[str, str]:
    """Two long sentences that begin alike, without most of that, so that what differs is seen on a short line."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(here, there, strict=False)))
    cut = max(0, same - KEPT)
    return (f"…{here[cut:]}", f"…{there[cut:]}") if cut else (here, there)


def rows_of(report: dict[str, Any]) -> list[Row]:
    """A file's line for each person, then its warnings, as the report of `workbench merge --json` gives them."""
    by_person: dict[str, list[str]] = {}
    for change in report["changes"]:
        words = f"{plural(change['count'], change['what'])} {_WORDS[change['kind']]}"
        by_person.setdefault(change["annotator"], []).append(words)
    name = report["file"]
    rows = [
        Row((name if not at else "", who or "everybody", ", ".join(words)), data=report)
        for at, (who, words) in enumerate(by_person.items())
    ]
    if not rows:
        rows = [Row((name, "", "nothing new"), "soft", data=report)]
    notes = [
        note for note in report["notes"] if "changed on both sides" not in note and "already" not in note
    ]
    return rows + [Row(("", "", note), "warn", 2, tip=note, data=report) for note in notes]
