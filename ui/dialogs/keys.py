"""F1: every key by the state in which it works, from the actions table and the schema; searched as one types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ui.actions import Action, on_span
from ui.dialogs.caps import key_names
from ui.dialogs.frame import Dialog, text_label
from ui.theme import Theme
from workbench.project.settings import load_settings
from workbench.schema import Schema

ON_SPAN = ("quick", "edge", "relation")  # work on a selected span, whatever their `when` says
CHOICES_SHOWN = 9
MOST_KEYS = 2  # of one action


class Line(Struct, frozen=True):
    """A key, what it does, and a longer sentence; `colour` (light, dark) is that of a label's key."""

    keys: str
    title: str
    sentence: str = ""
    colour: tuple[str, str] | None = None


class Section(Struct, frozen=True):
    """Keys that work in the same place."""

    title: str
    lines: tuple[Line, ...]


def sections(
    actions: Iterable[Action], schema: Schema | None, remapped: Mapping[str, Sequence[str]] | None = None
) -> list[Section]:
    """The sheet as data: article, span, labels, relations, then the menus, the review among them."""
    places: dict[str, list[Line]] = {}
    for action in actions:
        if keys := key_names(action, remapped)[:MOST_KEYS]:
            line = Line(", ".join(keys), action.title.replace("&", "").rstrip("…"), action.document)
            places.setdefault(_place(action), []).append(line)
    first = [Section(title, tuple(places.pop(title))) for title in (ARTICLE, SPAN) if title in places]
    rest = [Section(title, tuple(lines)) for title, lines in places.items()]
    return [*first, *(_schema_sections(schema) if schema else ()), *rest]


ARTICLE, SPAN, REVIEW = "In the article", "On a selected span", "Review"


def _place(action: Action) -> str:
    if action.when is on_span or action.id in ON_SPAN:
        return SPAN
    if action.menu == "Review":
        return REVIEW
    return ARTICLE if action.scope in ("article", "shown") else action.menu or ARTICLE


def _schema_sections(schema: Schema) -> list[Section]:
    found = []
    for group in schema.groups:
        labels = [label for label in schema.labels if label.group == group.id]
        lines = tuple(
            Line(label.key.upper() or "Ctrl+K", label.title, label.definition, label.colour)
            for label in labels
        )
        if lines:
            found.append(Section(f"Labels: {group.title}", lines))
    relations = tuple(Line(one.key.upper(), one.title, one.definition) for one in schema.relations if one.key)
    if relations:
        found.append(Section("Relations: Ctrl+R, then", relations))
    quick = []
    for label in schema.labels:
        for attribute in label.attributes:
            if attribute.id in label.quick and attribute.values:
                values = attribute.values[:CHOICES_SHOWN]
                words = ", ".join(f"{at} {value.title}" for at, value in enumerate(values, start=1))
                quick.append(
                    Line(f"1–{len(values)}", f"{label.title}: {attribute.title}", words, label.colour)
                )
    if quick:
        found.append(Section("Digits on a selected span", tuple(quick)))
    return found


def page(title: str, parts: Sequence[Section]) -> str:
    """The sheet as HTML, to be printed."""
    rows = [f"<h2>{escape(title)}</h2>"]
    for part in parts:
        rows.append(f"<h4>{escape(part.title)}</h4><table cellspacing='0' cellpadding='3' width='100%'>")
        rows += [
            f"<tr><td width='22%'><b>{escape(line.keys)}</b></td><td width='26%'>{escape(line.title)}</td>"
            f"<td>{escape(line.sentence)}</td></tr>"
            for line in part.lines
        ]
        rows.append("</table>")
    return "".join(rows)


class KeySheet(Dialog):
    """The sheet, in two columns; typing narrows it."""

    def __init__(
        self,
        actions: Iterable[Action],
        schema: Schema | None,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        remapped: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        super().__init__(theme, parent, title="Keys", width=880, height=632)
        mapped = load_settings().keys if remapped is None else remapped
        self.sections = sections(actions, schema, mapped)
        self._lines: list[tuple[QWidget, Line, int]] = []
        self._titles: list[QWidget] = []
        self.field = QLineEdit()
        self.field.setPlaceholderText("Search: comment, next, zoom, a label’s name…")
        self.field.setAccessibleName("Search keys")
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self.search)
        self.body.addWidget(self.field)
        self.nothing = text_label("No key does that. Ctrl+K finds commands that have no key.", "soft")
        self.nothing.hide()
        self.body.addWidget(self.nothing)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName("Keys")
        self.body.addWidget(self.area, 1)
        self._build()
        self.set_note("Keys can be changed in Settings.")
        self.print_button = self.add_button("&Print…")
        self.print_button.clicked.connect(self._print)
        self.add_close("Close", default=True)
        for name, pages in (("PgDown", 1), ("PgUp", -1)):
            QShortcut(QKeySequence(name), self, lambda by=pages: self._scroll(by))
        self.field.setFocus()

    def search(self, query: str) -> None:
        """Show only the keys whose name, key or sentence fits."""
        found: set[int] = set()
        for widget, line, part in self._lines:
            words = f"{line.title} {line.keys} {line.sentence}".casefold()
            fits = all(word in words for word in query.casefold().split())
            widget.setVisible(fits)
            if fits:
                found.add(part)
        for part, title in enumerate(self._titles):
            title.setVisible(part in found)
        self.nothing.setVisible(not found)

    def shown(self) -> list[str]:
        """The titles of the keys that are not hidden."""
        return [line.title for widget, line, _ in self._lines if not widget.isHidden()]

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.setStyleSheet(
            self.styleSheet()
            + f"""
            QLabel[role="key"] {{ background: {self.theme.paper}; border: 1px solid {self.theme.border};
                border-bottom-width: 2px; border-radius: 4px; padding: 0 6px; font-size: 12px; }}
            """
        )

    def _build(self) -> None:
        columns = [QVBoxLayout(), QVBoxLayout()]
        heights = [0, 0]
        total = sum(len(part.lines) + 2 for part in self.sections)
        for at, part in enumerate(self.sections):
            side = 0 if heights[0] + len(part.lines) / 2 <= total / 2 else 1
            heights[side] += len(part.lines) + 2
            title = text_label(part.title, "heading")
            title.setContentsMargins(0, 12 if columns[side].count() else 0, 0, 2)
            columns[side].addWidget(title)
            self._titles.append(title)
            for line in part.lines:
                widget = self._line(line)
                columns[side].addWidget(widget)
                self._lines.append((widget, line, at))
        sheet = QWidget()
        both = QHBoxLayout(sheet)
        both.setContentsMargins(0, 8, 12, 8)
        both.setSpacing(32)
        for column in columns:
            column.setSpacing(4)
            column.addStretch(1)
            both.addLayout(column, 1)
        self.area.setWidget(sheet)

    def _line(self, line: Line) -> QWidget:
        widget = QWidget()
        row = QHBoxLayout(widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        title = QLabel(line.title)
        title.setToolTip(line.sentence)
        title.setAccessibleName(f"{line.title}: {line.keys}. {line.sentence}")
        row.addWidget(title, 1)
        for keys in line.keys.split(", "):
            cap = text_label(keys, "key")
            cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
            cap.setMinimumSize(24, 20)
            if line.colour is not None and len(keys) == 1:
                cap.setStyleSheet(f"color: {line.colour[1 if self.theme.dark else 0]}; font-weight: 700;")
            row.addWidget(cap)
        return widget

    def _scroll(self, pages: int) -> None:
        bar = self.area.verticalScrollBar()
        bar.setValue(bar.value() + pages * bar.pageStep())

    def _print(self) -> None:
        printer = QPrinter()
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._print_on(printer))
        dialog.show()

    def _print_on(self, printer: QPrinter) -> None:
        document = QTextDocument()
        document.setHtml(page("Keys", self.sections))
        document.print_(printer)
