"""Ctrl+K: every action, label, relation and document, found by typing a part of its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.actions import Action
from ui.dialogs.caps import key_names, paint_key
from ui.dialogs.frame import give_back
from ui.dialogs.fuzzy import ranked
from ui.theme import Theme
from workbench.project.documents import folded
from workbench.schema import Schema

if TYPE_CHECKING:
    from ui.window import MainWindow
    from workbench.project import Project

WIDTH, ROW, SHOWN = 640, 32, 12  # px, px, rows without scrolling
KEYS = 116  # px, room for key caps
MOST = 200  # entries listed; typing narrows the rest
DOCUMENTS = 30
ENTRY = Qt.ItemDataRole.UserRole


class Entry(Struct, frozen=True):
    """Something that can be chosen. `keys` are shown as key caps; `words` are searched beside the title."""

    kind: str
    title: str
    keys: str = ""
    detail: str = ""
    words: str = ""
    enabled: bool = True
    run: Callable[[], Any] = lambda: None
    colour: tuple[str, str] | None = None


def action_entries(actions: Iterable[Action], window: MainWindow) -> list[Entry]:
    """The actions that can be run; those that do not apply now are grey and stand last."""
    entries = [
        Entry(
            "action",
            action.title.replace("&", "").rstrip("…"),
            keys="".join(key_names(action, window.settings.keys)[:1]),
            detail=action.menu,
            words=action.id.replace("_", " "),
            enabled=action.when(window),
            run=partial(action.run, window),
        )
        for action in actions
        if action.scope != "shown" and action.id != "palette"
    ]
    return sorted(entries, key=lambda entry: not entry.enabled)


def label_entries(schema: Schema, choose: Callable[[str], Any]) -> list[Entry]:
    """The schema's labels: found by title, id and group; `choose` gets the label's id."""
    groups = {group.id: group.title for group in schema.groups}
    return [
        Entry(
            "label",
            label.title,
            keys=label.key.upper(),
            detail=f"label · {groups.get(label.group, label.group)}",
            words=f"{label.id} {groups.get(label.group, '')}",
            run=partial(choose, label.id),
            colour=label.colour,
        )
        for label in schema.labels
    ]


def relation_entries(schema: Schema, choose: Callable[[str], Any]) -> list[Entry]:
    """The schema's relations; `choose` gets the relation's id."""
    return [
        Entry(
            "relation",
            relation.title,
            keys=f"Ctrl+R {relation.key.upper()}" if relation.key else "",
            detail="relation",
            words=relation.id,
            run=partial(choose, relation.id),
        )
        for relation in schema.relations
    ]


def document_finder(project: Project, open_document: Callable[[str], Any]) -> Callable[[str], list[Entry]]:
    """Documents whose name holds what is typed; `open_document` gets the document's id.

    Where fewer were found than are shown, more letters are looked for among those.
    """
    few: tuple[bytes, Sequence[int]] | None = None

    def find(query: str) -> list[Entry]:
        nonlocal few
        if few is not None and few[0] in folded(query):
            keys: Sequence[int] = project.keys_named(few[1], query)
        else:
            keys = project.document_keys(query, limit=DOCUMENTS)
            few = (folded(query), keys) if len(keys) < DOCUMENTS else None
        return [
            Entry(
                "document",
                row.name,
                detail=f"document · {row.published}" if row.published else "document",
                run=partial(open_document, row.id),
            )
            for row in project.document_rows(keys)
        ]

    return find


class PaletteDialog(QDialog):
    """Type, go up and down, Enter. The chosen entry runs after the palette has closed."""

    def __init__(
        self,
        entries: list[Entry],
        theme: Theme,
        parent: QWidget | None = None,
        *,
        more: Callable[[str], list[Entry]] | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.theme = theme.scaled(1.0)
        self.entries = entries
        self.more = more
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Command palette")
        self.setAccessibleName("Command palette")
        self.setObjectName("palette")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        self.field = _Field(self)
        self.field.setPlaceholderText("Type a command, a label, a relation or a document")
        self.field.setAccessibleName("Search commands, labels, relations and documents")
        self.field.textChanged.connect(self._filter)
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(_EntryPainter(self))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName("Results")
        self.list.itemClicked.connect(lambda _: self.choose())
        self.list.currentRowChanged.connect(self._tell)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self.set_theme(theme)
        self._filter("")
        self.field.setFocus()
        if parent is not None:
            top = parent.window().mapToGlobal(QPoint((parent.window().width() - WIDTH) // 2, 72))
            self.move(top)

    def set_theme(self, theme: Theme) -> None:
        """Take over another theme."""
        self.theme = theme = theme.scaled(1.0)
        self.setStyleSheet(
            f"""
            QDialog#palette {{ background: {theme.paper}; border: 1px solid {theme.border}; }}
            QDialog#palette QLineEdit, QDialog#palette QLineEdit:focus {{ border: none; border-radius: 0;
                padding: 14px 18px; font-size: 17px; background: {theme.paper};
                border-bottom: 1px solid {theme.panel_line}; }}
            QDialog#palette QListWidget {{ border: none; padding: 6px 0; background: {theme.paper}; }}
            """
        )

    def choose(self) -> None:
        """Close, then run the current entry; one that does not apply now stays."""
        item = self.list.currentItem()
        entry: Entry | None = item.data(ENTRY) if item else None
        if entry is None or not entry.enabled:
            return
        self.accept()
        entry.run()

    def done(self, result: int) -> None:
        """Close, and give the keys back to the window below."""
        super().done(result)
        give_back(self)

    def step(self, by: int, *, around: bool = False) -> None:
        """Go `by` entries down; at an end stay there, or come in again at the other."""
        count = self.list.count()
        if count:
            at = self.list.currentRow() + by
            self.list.setCurrentRow(at % count if around else max(0, min(count - 1, at)))

    def titles(self) -> list[str]:
        """What is listed, in order."""
        found = (self.list.item(at).data(ENTRY) for at in range(self.list.count()))
        return [entry.title for entry in found if entry is not None]

    def _filter(self, query: str) -> None:
        query = query.strip()
        found = ranked(query, self.entries, lambda entry: entry.title, lambda entry: entry.words)
        found.sort(key=lambda entry: not entry.enabled)
        if query and self.more is not None:
            found += self.more(query)
        self.list.clear()
        for entry in found[:MOST]:
            item = QListWidgetItem(entry.title)
            item.setData(ENTRY, entry)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{entry.title}, {entry.detail}, {entry.keys}")
            self.list.addItem(item)
        if not found:
            nothing = QListWidgetItem("Nothing of that name. Fewer letters find more.")
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(nothing)
        else:
            self.list.setCurrentRow(0)
        rows = max(1, min(self.list.count(), SHOWN))
        self.resize(WIDTH, self.field.sizeHint().height() + rows * ROW + 14)

    def _tell(self, at: int) -> None:
        entry = self.list.item(at).data(ENTRY) if at >= 0 else None
        self.field.setAccessibleDescription(f"{entry.title}, {entry.detail}" if entry else "")


class _Field(QLineEdit):
    """The typed text; up, down and Enter belong to the list."""

    def __init__(self, palette: PaletteDialog) -> None:
        super().__init__()
        self._palette = palette

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down:
                self._palette.step(1, around=True)
            case Qt.Key.Key_Up:
                self._palette.step(-1, around=True)
            case Qt.Key.Key_PageDown:
                self._palette.step(SHOWN - 1)
            case Qt.Key.Key_PageUp:
                self._palette.step(1 - SHOWN)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._palette.choose()
            case _:
                super().keyPressEvent(event)


class _EntryPainter(QStyledItemDelegate):
    """Title at the left; where it belongs and its key caps at the right."""

    def __init__(self, palette: PaletteDialog) -> None:
        super().__init__(palette)
        self._palette = palette

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(WIDTH - 4, ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme = self._palette.theme
        entry: Entry | None = index.data(ENTRY)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(theme.chosen))
        room = rect.adjusted(20, 0, -18, 0)
        centre = Qt.AlignmentFlag.AlignVCenter
        if entry is None:
            painter.setPen(QColor(theme.soft))
            painter.drawText(room, centre, str(index.data()))
            painter.restore()
            return
        if entry.keys:
            paint_key(painter, theme, entry.keys, right=room.right(), middle=rect.center().y())
        right = room.right() - KEYS
        painter.setFont(theme.ui_font(12))
        width = QFontMetrics(painter.font()).horizontalAdvance(entry.detail)
        painter.setPen(QColor(theme.soft))
        painter.drawText(QRect(right - width, rect.top(), width, rect.height()), centre, entry.detail)
        left = room.left()
        if entry.kind == "label" and entry.colour is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(QColor(entry.colour[1 if theme.dark else 0]))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(left, rect.center().y() - 4, 9, 9, 2, 2)
            left += 17
        painter.setFont(theme.ui_font(14))
        ink = QPalette.ColorRole.Text if entry.enabled else QPalette.ColorRole.PlaceholderText
        painter.setPen(QColor(theme.ink) if entry.enabled else option.palette.color(ink))
        metrics = QFontMetrics(painter.font())
        title = metrics.elidedText(entry.title, Qt.TextElideMode.ElideMiddle, right - width - 16 - left)
        painter.drawText(QRect(left, rect.top(), right - left, rect.height()), centre, title)
        painter.restore()
