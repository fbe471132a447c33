"""A new project: where its file lies, and which schema it begins with."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs.frame import Dialog, plural, text_label
from ui.dialogs.two_texts import TwoTextList
from ui.theme import Theme
from workbench.errors import UserError
from workbench.model import Annotator
from workbench.project import Project
from workbench.project.schemas import find_schema
from workbench.schema import Schema, load_schema, shipped

SUFFIX = ".wbench"
SCHEMA_FILES = (
    "Schemas (*.toml *.xml *.json *.conf);;Schemas of this program (*.toml);;Label Studio (*.xml);;"
    "doccano (*.json);;brat (annotation.conf)"
)
FIRST = "news"  # the schema that is chosen to begin with


def documents_folder() -> Path:
    """The person's folder for documents, or their home where there is none."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(place) if place and Path(place).is_dir() else Path.home()


def file_name(name: str) -> str:
    """A file name for a project of that name, fit for every platform."""
    plain = re.sub(r'[<>:"/\\|?*\x00-\x1f]', "-", name).strip(" .")
    return plain if not plain or plain.endswith(SUFFIX) else plain + SUFFIX


class NewProjectDialog(Dialog):
    """Asks for name, folder and schema; `created` hands over the open project."""

    created = Signal(object)

    def __init__(
        self, theme: Theme, annotator: Annotator, parent: QWidget | None = None, *, folder: Path | None = None
    ) -> None:
        super().__init__(
            theme,
            parent,
            title="New project",
            lead="A project is one file: the documents, the schema and everybody's work.",
            width=760,
            height=600,
        )
        self.annotator = annotator
        self._notes: dict[str, tuple[str, ...]] = {}  # by source: what of another tool's file was mended
        self.name = QLineEdit("My project")
        self.name.setAccessibleName("Name")
        self.folder = QLineEdit(str(folder or documents_folder()))
        self.folder.setAccessibleName("Folder")
        browse = QPushButton("&Browse…")
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse_folder)
        where = QHBoxLayout()
        where.setSpacing(8)
        where.addWidget(self.folder, 1)
        where.addWidget(browse)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.addRow("&Name", self.name)
        form.addRow("&Folder", where)
        label = form.labelForField(where)
        if isinstance(label, QLabel):
            label.setBuddy(self.folder)
        self.body.addLayout(form)
        self.body.addSpacing(8)
        self.body.addLayout(self._schema_part(), 1)
        self.add_close()
        self.create_button = self.add_button("&Create project", default=True)
        self.create_button.clicked.connect(self._create)
        self.name.textChanged.connect(self._check)
        self.folder.textChanged.connect(self._check)
        self._fill()
        self._check()
        self.name.setFocus()
        self.name.selectAll()

    @property
    def path(self) -> Path:
        """The file that would be made."""
        return Path(self.folder.text().strip()).expanduser() / file_name(self.name.text())

    def schema(self) -> Schema | None:
        """The schema chosen."""
        chosen: Schema | None = self.schemas.current()
        return chosen

    def add_schema(self, path: Path) -> None:
        """Offer a schema from a file, ours or another tool's, and choose it; any other is refused with its reason."""
        try:
            found = find_schema(str(path))
        except UserError as error:
            self.set_note(str(error), "error")
            return
        self._notes[found.schema.source] = found.notes
        self._add(found.schema)
        self.schemas.setCurrentRow(self.schemas.count() - 1)

    def _schema_part(self) -> QVBoxLayout:
        self.schemas = TwoTextList(self.theme, name="Schema")
        self.schemas.currentItemChanged.connect(lambda *_: self._show_schema())
        caption = QLabel("&Schema: what can be labelled")
        caption.setProperty("role", "heading")
        caption.setBuddy(self.schemas)
        from_file = QPushButton("From a fi&le…")
        from_file.setAutoDefault(False)
        from_file.clicked.connect(self._browse_schema)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.schemas, 1)
        left.addWidget(from_file)
        self.about = QVBoxLayout()
        self.about.setContentsMargins(16, 8, 16, 8)
        self.about.setSpacing(4)
        page = QWidget()
        page.setLayout(self.about)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setWidget(page)
        self.area.setAccessibleName("What the schema holds")
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addLayout(left, 3)
        both.addWidget(self.area, 5)
        part = QVBoxLayout()
        part.setSpacing(8)
        part.addWidget(caption)
        part.addLayout(both, 1)
        return part

    def _fill(self) -> None:
        for name in shipped():
            try:
                schema = load_schema(name)
            except UserError as error:
                self.set_note(str(error), "error")
                continue
            self._add(schema)
            if schema.name == FIRST:
                self.schemas.setCurrentRow(self.schemas.count() - 1)
        if self.schemas.currentRow() < 0:
            self.schemas.setCurrentRow(0)

    def _add(self, schema: Schema) -> None:
        counts = f"{plural(len(schema.labels), 'label')}, {plural(len(schema.relations), 'relation')}"
        self.schemas.add(schema.name, f"{schema.title}. {counts}.", schema)

    def _show_schema(self) -> None:
        while (item := self.about.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        schema = self.schema()
        if schema is not None:
            self.about.addWidget(text_label(f"{schema.title}, version {schema.version}", "soft", wrap=True))
            for note in self._notes.get(schema.source, ()):
                self.about.addWidget(text_label(note, "warn", wrap=True))
            for group in schema.groups:
                labels = [label for label in schema.labels if label.group == group.id]
                if labels:
                    self.about.addSpacing(6)
                    self.about.addWidget(text_label(group.title, "heading"))
                for label in labels:
                    self.about.addWidget(
                        _LabelLine(label.title, label.key, label.definition, self.theme, label.colour)
                    )
        self.about.addStretch(1)

    def _check(self) -> None:
        if not self.name.text().strip(" ."):
            words, role, fine = "Give the project a name.", "soft", False
        elif not self.path.parent.is_dir():
            words, role, fine = f"There is no folder {self.path.parent}. Choose another.", "error", False
        elif self.path.exists():
            words = f"{self.path.name} exists already. Choose another name, or open it with Ctrl+O."
            role, fine = "error", False
        else:
            words, role, fine = f"Will be made: {self._elided(str(self.path))}", "soft", True
        self.set_note(words, role)
        self.create_button.setEnabled(fine)

    def _elided(self, text: str) -> str:
        return QFontMetrics(self.note.font()).elidedText(text, Qt.TextElideMode.ElideMiddle, 420)

    def _create(self) -> None:
        schema = self.schema()
        if schema is None:
            self.set_note("Choose a schema.", "error")
            return
        try:
            project = Project.create(self.path, schema=schema, annotator=self.annotator)
        except UserError as error:
            self.set_note(str(error), "error")
            return
        self.accept()
        self.created.emit(project)

    def _browse_folder(self) -> None:
        self.ask_folder("Folder for the project", self.folder.text(), self.folder.setText)

    def _browse_schema(self) -> None:
        self.ask_file(
            "Schema file", self.folder.text(), SCHEMA_FILES, lambda path: self.add_schema(Path(path))
        )


def first_sentence(text: str) -> str:
    """The beginning of a definition, up to the first full stop that ends a sentence."""
    return re.split(r"(?<=[.!?])\s+(?=[A-Z“\"'])", text, maxsplit=1)[0]


class _LabelLine(QWidget):
    """A label as a line: its key in its colour, its title, and what it means."""

    def __init__(self, title: str, key: str, definition: str, theme: Theme, colour: tuple[str, str]) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        letter = text_label(key or "·")
        letter.setFixedWidth(14)
        letter.setStyleSheet(f"color: {colour[1 if theme.dark else 0]}; font-weight: 700;")
        name = text_label(title)
        name.setFixedWidth(128)
        name.setWordWrap(True)
        meaning = text_label(first_sentence(definition), "soft", wrap=True)
        self.setToolTip(definition)
        for widget in (letter, name, meaning):
            line.addWidget(widget, 1 if widget is meaning else 0, Qt.AlignmentFlag.AlignTop)
