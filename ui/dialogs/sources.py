"""What shall be imported, and how it is to be read: files and folders, format, encoding, annotator, date."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs.formats import OptionsForm
from ui.dialogs.frame import text_label
from workbench.project import Project
from workbench.project.known_formats import readable_formats

ENCODINGS = (
    ("UTF-8, or UTF-16 with its mark", ""),
    ("Western (Windows-1252)", "cp1252"),
    ("Central European (Windows-1250)", "cp1250"),
    ("Cyrillic (Windows-1251)", "cp1251"),
    ("Arabic (Windows-1256)", "cp1256"),
    ("Hebrew (Windows-1255)", "cp1255"),
    ("Chinese (GB 18030)", "gb18030"),
    ("Chinese (Big5)", "big5"),
    ("Japanese (Shift-JIS)", "shift_jis"),
    ("Korean (EUC-KR)", "euc_kr"),
    ("UTF-16 without mark, little-endian", "utf-16-le"),
    ("UTF-16 without mark, big-endian", "utf-16-be"),
)
REST_MS = 350  # what is typed is taken when the typing rests


class Sources(QWidget):
    """`changed` says that the files have to be read anew."""

    changed = Signal()

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.project = project
        self.paths: list[Path] = []
        self._asked = ""  # the format whose settings are shown
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(self._files())
        layout.addLayout(self._settings())
        self.options = OptionsForm(reading=True, columns=4)
        self.options.changed.connect(self._rest.start)
        layout.addWidget(self.options)
        self.options.show_options(())
        self._say()

    def add(self, paths: Sequence[Path]) -> None:
        """Add files or folders."""
        self.paths += [path for path in paths if path not in self.paths]
        self._say()
        self.changed.emit()

    def clear(self) -> None:
        """Forget all files."""
        self.paths = []
        self._say()
        self.changed.emit()

    def settled(self) -> None:
        """What was typed is being taken now."""
        self._rest.stop()

    @property
    def format_id(self) -> str:
        """The id of the format, or empty: told by each file."""
        return str(self.format.currentData())

    @property
    def encoding_id(self) -> str:
        """The encoding that was chosen, or empty."""
        return str(self.encoding.currentData())

    @property
    def owner(self) -> str:
        """The name of whoever made the spans that name nobody."""
        return self.annotator.currentText().strip() or self.project.me.name

    @property
    def date(self) -> str:
        """The date of documents that state none, or empty."""
        return self.published.text().strip()

    def _files(self) -> QHBoxLayout:
        self.files_button = QPushButton("Add &files…")
        self.files_button.clicked.connect(lambda: self._browse(QFileDialog.FileMode.ExistingFiles))
        self.folder_button = QPushButton("Add f&older…")
        self.folder_button.clicked.connect(lambda: self._browse(QFileDialog.FileMode.Directory))
        self.clear_button = QPushButton("Cl&ear")
        self.clear_button.clicked.connect(self.clear)
        self.names = text_label("", "soft")
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.files_button, self.folder_button, self.clear_button):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addSpacing(8)
        row.addWidget(self.names, 1)
        return row

    def _settings(self) -> QHBoxLayout:
        self.format = QComboBox()
        self.format.addItem("Tell by the file", "")
        self.known = {known.id: known for known in readable_formats()}
        for known in self.known.values():
            self.format.addItem(known.title, known.id)
        self.format.currentIndexChanged.connect(lambda _: self._format_chosen())
        self.encoding = QComboBox()
        for title, id in ENCODINGS:
            self.encoding.addItem(title, id)
        for box in (self.format, self.encoding):
            box.setMinimumContentsLength(12)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.annotator = QComboBox()
        self.annotator.setEditable(True)
        mine = self.project.me.name
        others = {one.name for one in self.project.annotators()} - {mine}
        self.annotator.addItems([mine, *sorted(others)])
        self.annotator.setToolTip("Whose spans these are, where the file names nobody")
        self.annotator.editTextChanged.connect(lambda _: self._rest.start())
        self.published = QLineEdit()
        self.published.setPlaceholderText("YYYY-MM-DD")
        self.published.setToolTip(
            "For documents that state no date. Without it, a date that begins the text is taken."
        )
        self.published.textEdited.connect(lambda _: self._rest.start())
        row = QHBoxLayout()
        row.setSpacing(16)
        for caption, field, stretch in (
            ("For&mat", self.format, 3),
            ("E&ncoding", self.encoding, 4),
            ("&Spans without annotator", self.annotator, 3),
            ("P&ublished", self.published, 2),
        ):
            label = QLabel(caption)
            label.setProperty("role", "soft")
            label.setBuddy(field)
            field.setAccessibleName(caption.replace("&", ""))
            cell = QVBoxLayout()
            cell.setSpacing(2)
            cell.addWidget(label)
            cell.addWidget(field)
            row.addLayout(cell, stretch)
        return row

    def _format_chosen(self) -> None:
        self._ask(self.format_id)

    def tell(self, formats: Sequence[str]) -> None:
        """The formats that the files turned out to have: the settings of an only one are asked for."""
        if not self.format_id:
            before = self.options.values()
            self._ask(formats[0] if len(formats) == 1 else "")
            if self.options.values() != before:
                self._rest.start()  # it was read with settings that are gone

    def _ask(self, format_id: str) -> None:
        if format_id != self._asked:
            self._asked = format_id
            known = self.known.get(format_id)
            self.options.show_options(known.options if known else ())

    def _say(self) -> None:
        names = ", ".join(path.name for path in self.paths)
        metrics = QFontMetrics(self.names.font())
        self.names.setText(metrics.elidedText(names, Qt.TextElideMode.ElideRight, 440))
        self.names.setToolTip("\n".join(str(path) for path in self.paths))
        self.clear_button.setEnabled(bool(self.paths))

    def _browse(self, mode: QFileDialog.FileMode) -> None:
        dialog = QFileDialog(self, "Import")
        dialog.setFileMode(mode)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda names: self.add([Path(name) for name in names]))
        dialog.open()
