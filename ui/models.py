"""What the lists show: documents fetched by page, spans in the order of the text, counts per label; no widgets."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from workbench.model import Span, proposer
from workbench.offsets import paragraphs
from workbench.project import Project

Index = QModelIndex | QPersistentModelIndex
PAGE = 64  # documents fetched at once
PAGES_KEPT = 64
ROW = Qt.ItemDataRole.UserRole  # the row's own object: a DocumentRow, a span id, ...
_ROLES = Qt.ItemDataRole


class DocumentRow(Protocol):
    """What the list needs to know of a document: its length is in code points, spans and status are mine."""

    @property
    def key(self) -> int: ...
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def published(self) -> str: ...
    @property
    def spans(self) -> int: ...
    @property
    def status(self) -> str: ...
    @property
    def round(self) -> int: ...


class DocumentModel(QAbstractTableModel):
    """The project's documents in order: one 8-byte key a row; names and counts come by page when looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: Sequence[int] = array("q")
        self._project: Project | None = None
        self._pages: OrderedDict[int, dict[int, DocumentRow]] = OrderedDict()

    def load(self, project: Project, keys: Sequence[int]) -> None:
        """Show these documents."""
        self.beginResetModel()
        self._project = project
        self._pages.clear()
        self.keys = keys
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.keys)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1

    def row(self, at: int) -> DocumentRow | None:
        """The document in this row, or None if it went away since the keys were read."""
        page = at // PAGE
        if page not in self._pages:
            assert self._project is not None
            found = self._project.document_rows(self._page_keys(page))
            self._pages[page] = {row.key: row for row in found}
            while len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(page)
        return self._pages[page].get(self.keys[at])

    def data(self, index: Index, role: int = _ROLES.DisplayRole) -> Any:
        wanted = (_ROLES.DisplayRole, _ROLES.ToolTipRole, _ROLES.AccessibleTextRole, ROW)
        if not index.isValid() or role not in wanted:
            return None
        row = self.row(index.row())
        if row is None or role == ROW:
            return row
        if role == _ROLES.DisplayRole:
            return row.name
        return f"{row.name}\n{second_line(row)}"

    def refresh(self, documents: Collection[str]) -> None:
        """These documents changed: fetch again those that were fetched, and only them."""
        for page, rows in self._pages.items():
            keys = [key for key, row in rows.items() if row.id in documents]
            if not keys or self._project is None:
                continue
            for key in keys:
                del rows[key]
            rows.update((row.key, row) for row in self._project.document_rows(keys))
            places = [page * PAGE + at for at, key in enumerate(self._page_keys(page)) if key in keys]
            self.dataChanged.emit(self.index(min(places), 0), self.index(max(places), 0))

    def _page_keys(self, page: int) -> Sequence[int]:
        return self.keys[page * PAGE : (page + 1) * PAGE]

    def place_of_key(self, key: int) -> int:
        """The row that shows this key, or -1."""
        at = bisect_left(self.keys, key)  # in the documents' own order
        if at < len(self.keys) and self.keys[at] == key:
            return at
        try:
            return self.keys.index(key)
        except ValueError:
            return -1


def second_line(row: DocumentRow) -> str:
    """What stands under a document's name: whether it comes again, date, spans, status in words."""
    parts = [
        "again" if row.round > 1 else "",
        row.published,
        f"{row.spans:,} span{'' if row.spans == 1 else 's'}",
        row.status,
    ]
    return " · ".join(part for part in parts if part)


Place = tuple[int, int, str]  # start, minus end, id: the order of the text, outer spans first


BY_HAND, AS_PROPOSED, CORRECTED = "\0hand", "\0proposed", "\0corrected"  # what no suggester is called


class SpanModel(QAbstractTableModel):
    """All spans of the open document by place; a row costs one tuple, its words are cut when looked at."""

    HEADERS = ("Text", "Label", "From", "¶")
    NAMES = ("Text", "Label", "Origin", "Paragraph")

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._spans: dict[str, Span] = {}
        self._titles: dict[str, str] = {}
        self._paragraphs: list[int] = []
        self._places: dict[str, Place] = {}
        self._rows: list[Place] = []
        self._needle = ""
        self._origin = ""
        self._origins: dict[str, str] = {}  # of the spans that have one
        self._proposers: Counter[str] = Counter()
        self.terse = False  # origins as signs, where there is no room for words

    def load(self, text: str, spans: dict[str, Span], titles: dict[str, str]) -> None:
        """Show these spans; `titles` names labels by id. The mapping may change later: then call `refresh`."""
        self.beginResetModel()
        self._text, self._spans, self._titles = text, spans, titles
        self._paragraphs = []
        self._places = {span.id: _place(span) for span in spans.values()}
        self._origins = {span.id: proposer(span.origin) for span in spans.values() if span.origin}
        self._proposers = Counter(self._origins.values())
        self._choose_rows()
        self.endResetModel()

    def search(self, needle: str, origin: str = "") -> None:
        """Show only spans whose words or label hold `needle`, of one origin: `BY_HAND`, `AS_PROPOSED`, `CORRECTED`,
        or a suggester's id; empty for all."""
        self.beginResetModel()
        self._needle, self._origin = needle.casefold(), origin
        self._choose_rows()
        self.endResetModel()

    def _choose_rows(self) -> None:
        if self._needle or self._origin:
            spans = self._spans
            self._rows = sorted(place for key, place in self._places.items() if self._matches(spans[key]))
        else:
            self._rows = sorted(self._places.values())

    def origins(self) -> list[str]:
        """Who proposed spans of this document, in alphabetical order."""
        return sorted(name for name, number in self._proposers.items() if number > 0)

    def _matches(self, span: Span) -> bool:
        if self._origin and self._origin not in kinds_of_origin(span.origin):
            return False
        label = self._titles.get(span.label, span.label)
        return self._needle in f"{span.covered(self._text)}\n{label}\n{span.label}".casefold()

    def refresh(self, spans: Iterable[str]) -> None:
        """These spans were made, changed or deleted: move, add or remove their rows."""
        wanted = list(spans)
        if len(wanted) > 200:
            self.load(self._text, self._spans, self._titles)
            return
        for key in wanted:
            old = self._places.pop(key, None)
            span = self._spans.get(key)
            self._proposers[self._origins.pop(key, "")] -= 1
            if span is not None and span.origin:
                self._origins[key] = proposer(span.origin)
                self._proposers[self._origins[key]] += 1
            new = _place(span) if span else None
            if new is not None:
                self._places[key] = new
            shown = (
                new
                if span is not None and (not (self._needle or self._origin) or self._matches(span))
                else None
            )
            self._replace(old, shown)

    def _replace(self, old: Place | None, new: Place | None) -> None:
        at = bisect_left(self._rows, old) if old is not None else -1
        there = old is not None and at < len(self._rows) and self._rows[at] == old
        if there and new == old:
            self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.HEADERS) - 1))
            return
        if there:
            self.beginRemoveRows(QModelIndex(), at, at)
            del self._rows[at]
            self.endRemoveRows()
        if new is not None:
            at = bisect_left(self._rows, new)
            self.beginInsertRows(QModelIndex(), at, at)
            self._rows.insert(at, new)
            self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.HEADERS)

    def span_at(self, row: int) -> str:
        """The id of the span in this row."""
        return self._rows[row][2]

    def place_of(self, span: str) -> int:
        """The row of this span, or -1 while the search hides it."""
        place = self._places.get(span)
        if place is None:
            return -1
        at = bisect_left(self._rows, place)
        return at if at < len(self._rows) and self._rows[at] == place else -1

    def paragraph_of(self, at: int) -> int:
        """The paragraph that holds the code point `at`, from 1, as the gutter counts: blank ones do not."""
        if not self._paragraphs:
            starts = [start for start, end in paragraphs(self._text) if self._text[start:end].strip()]
            self._paragraphs = starts or [0]
        return max(1, bisect_left(self._paragraphs, at + 1))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLES.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _ROLES.DisplayRole:
            return self.HEADERS[section]
        if role in (_ROLES.ToolTipRole, _ROLES.AccessibleTextRole):
            return self.NAMES[section]
        if role == _ROLES.TextAlignmentRole:
            right = section == 3
            return (
                Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            ) | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = _ROLES.DisplayRole) -> Any:
        if not index.isValid():
            return None
        start, minus_end, key = self._rows[index.row()]
        if role == ROW:
            return key
        if role == _ROLES.TextAlignmentRole and index.column() == 3:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        span = self._spans.get(key)
        if span is None or role not in (_ROLES.DisplayRole, _ROLES.ToolTipRole, _ROLES.AccessibleTextRole):
            return None
        title = self._titles.get(span.label, span.label)
        if role != _ROLES.DisplayRole:
            words = one_line(span.covered(self._text), limit=600)
            return f"{words}\n{title}, paragraph {self.paragraph_of(start)}\n{origin_words(span.origin)}"
        if index.column() == 0:
            whole = one_line(self._text[start : min(-minus_end, start + 200)]) if not span.fragments else ""
            return whole or one_line(span.covered(self._text))
        if index.column() == 2:
            return origin_sign(span.origin) if self.terse else span.origin.replace(" (corrected)", " ✎")
        return title if index.column() == 1 else str(self.paragraph_of(start))


def kinds_of_origin(origin: str) -> tuple[str, ...]:
    """By what the spans of an origin are found: how it was made, and who proposed it."""
    if not origin:
        return (BY_HAND,)
    return (AS_PROPOSED if proposer(origin) == origin else CORRECTED, proposer(origin))


def origin_words(origin: str) -> str:
    """How a span came about, as a sentence has it."""
    if not origin:
        return "made by hand"
    return f"proposed by {proposer(origin)}, " + (
        "accepted as it was" if proposer(origin) == origin else "corrected"
    )


def origin_sign(origin: str) -> str:
    """The same as one sign: nothing, a tick, a pencil."""
    return "" if not origin else "✓" if proposer(origin) == origin else "✎"


def _place(span: Span) -> Place:
    return (span.start, -span.end, span.id)


def one_line(words: str, *, limit: int = 200) -> str:
    """The words with every run of white space as one blank, cut at `limit` code points."""
    line = " ".join(words[: limit * 2].split())
    return line if len(line) <= limit and len(words) <= limit * 2 else line[:limit].rstrip() + "…"


class LabelCounts:
    """How many spans of each label the open document has; a change costs what it names, not the document."""

    def __init__(self, spans: dict[str, Span]) -> None:
        self._spans = spans
        self._labels: dict[str, str] = {}
        self._counts: Counter[str] | None = None

    def __getitem__(self, label: str) -> int:
        if self._counts is None:  # counted when somebody asks: the article is painted before
            self._labels = {key: span.label for key, span in self._spans.items()}
            self._counts = Counter(self._labels.values())
        return self._counts[label]

    def refresh(self, spans: Iterable[str]) -> None:
        """These spans were made, changed or deleted."""
        if self._counts is None:
            return
        for key in spans:
            old = self._labels.pop(key, "")
            if old:
                self._counts[old] -= 1
            span = self._spans.get(key)
            if span is not None:
                self._labels[key] = span.label
                self._counts[span.label] += 1
