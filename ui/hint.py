"""The line under the article: its state, and what the keys do there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from ui import drafting
from ui.fragments import inside
from ui.gestures import likely_label, quick_attribute
from ui.relating import others
from ui.soon import Soon
from ui.speech import announce
from ui.steps import quoted
from ui.theme import Theme
from workbench.model import Relation, Span

if TYPE_CHECKING:
    from ui.find import FindBar
    from ui.one_by_one import OneByOne
    from ui.proposals import Proposals
    from ui.relation_mode import RelationMode
    from ui.session import Session
    from workbench.project.suggested import Suggested

Part = tuple[str, str]  # keys (joined by "+" or a space between caps), what they do
HEIGHT = 26
REMEDIES = {
    "trim": "trim it",
    "words": "extend to the word",
    "tokens": "widen to whole tokens",
    "tokens in": "narrow",
}
DELAY_MS = 30  # a drag over the text asks for the likely label once, not at every step


def describe(
    session: Session,
    mode: RelationMode | None = None,
    proposals: Proposals | None = None,
    *,
    finding: bool = False,
    deciding: bool = False,
) -> tuple[str, list[Part]]:
    """The name of the state, and its keys in the order in which they matter; `finding` in the field of Find,
    `deciding` where one decision at a time is shown in the place of the article."""
    document = session.document
    if document is None:
        return "No document", [("Ctrl+I", "import"), ("Ctrl+K", "commands")]
    if finding:
        return "Find", [
            ("Enter", "to the article"),
            ("Down", "next hit"),
            ("Up", "previous"),
            *([] if document.read_only else [("Ctrl+D", "label all hits")]),
            ("Esc", "close"),
        ]
    if deciding:
        return _decision(session)
    if mode is not None and mode.on:
        return _relation(mode)
    if proposals is not None and proposals.on:
        return _proposal(proposals)
    problem = session.problem
    if problem is not None:
        mends = [("Enter", REMEDIES.get(problem.remedy, "details"))]
        mends += [("Shift+Enter", REMEDIES[problem.second])] if problem.second else []
        return problem.message, [*mends, ("F8", "next"), ("Esc", "leave")]
    if document.read_only:
        return f"{document.annotator_name or 'Nobody'} · read only", [
            ("Tab", "next span"),
            ("Ctrl+Shift+M", "comment"),
            ("Ctrl+F", "find"),
            ("F1", "all keys"),
        ]
    one = session.suggestion
    if one is not None:
        return _suggestion(session, one)
    span = session.selected_span
    if span is not None:
        return _span(session, span)
    relation = session.selected_relation
    if relation is not None:
        return _chosen(session, relation)
    if session.state.kind == "text" and session.active_span is not None:
        return _text_beside(session, session.active_span)
    if session.state.kind == "text":
        label = likely_label(session)
        enter = [("Enter", label.title)] if label is not None else []
        return "Text", [
            ("letter", "label it"),
            *enter,
            ("Ctrl+L", "sentence, paragraph"),
            ("Space", "next candidate"),
            ("Esc", "back"),
        ]
    if not document.spans and (people := _others(session)):
        verb, them = ("has a layer", "it") if len(people) == 1 else ("have layers", "them")
        return f"{_listed(people)} {verb} here: open {them} from the header.", [
            ("Space", "first name"),
            ("letter", "label it"),
            ("F1", "all keys"),
        ]
    if not document.text.strip():
        return "This document has no text.", [("Ctrl+Return", "done"), ("Ctrl+PgDown", "next document")]
    if not document.spans:
        return "Press Space for the first name, then a label’s key.", [("F1", "shows all keys")]
    return "Caret", [
        ("Space", "next candidate"),
        ("letter", "label the word"),
        ("Tab", "next span"),
        ("Shift+arrows", "select"),
        ("Ctrl+Return", "done"),
        ("F1", "all keys"),
    ]


def _others(session: Session) -> list[str]:
    """The names of the other annotators who have spans in this document."""
    rows = session.project.layers(session.document_id)
    return [row.annotator.name for row in rows if row.spans and row.annotator.id != session.project.me.id]


def _listed(names: list[str]) -> str:
    if len(names) > 3:
        return f"{', '.join(names[:2])} and {len(names) - 2} others"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _text_beside(session: Session, span: Span) -> tuple[str, list[Part]]:
    """Text is selected, and a span is active: the one can become a fragment of the other."""
    label = likely_label(session)
    enter = [("Enter", label.title)] if label is not None else []
    document = session.document
    words = quoted(span.covered(document.text), 20) if document is not None else ""
    what = "take out of" if inside(span, session.state.start, session.state.end) else "add to"
    return "Text", [("letter", "label it"), *enter, ("Ctrl+Shift+F", f"{what} {words}"), ("Esc", "back")]


def _chosen(session: Session, relation: Relation) -> tuple[str, list[Part]]:
    document = session.document
    kind = session.project.schema.find_relation(relation.label)
    ends = [document.spans.get(id) for id in (relation.head, relation.tail)] if document else []
    words = [quoted(one.covered(document.text), 20) if one and document else "?" for one in ends]
    arrow = "—" if kind is not None and kind.symmetric else "→"
    state = f"{kind.title if kind else relation.label}: {f' {arrow} '.join(words)}"
    other = [(one.key.upper(), one.title) for one in others(session, relation) if one.key]
    return state, [("X", "reverse"), ("Delete", "remove"), ("Enter", "other end"), *other, ("Esc", "back")]


def _span(session: Session, span: Span) -> tuple[str, list[Part]]:
    document = session.document
    label = session.project.schema.find_label(span.label)
    name = label.title if label is not None else span.label
    text = quoted(span.covered(document.text), 24) if document is not None else ""
    parts: list[Part] = []
    attribute = quick_attribute(session)
    if attribute is not None:
        values = "  ".join(
            f"{number} {one.title}" for number, one in enumerate(attribute.values[:9], start=1)
        )
        parts.append((f"1–{min(9, max(1, len(attribute.values)))}", f"{attribute.title}: {values}"))
    if _undated(session, span.label, span.attributes):
        parts.append(("Ctrl+P", "set the day of publication"))
    apart = [("Ctrl+Shift+F", "take the fragment out"), ("Home End", "its edges")] if span.fragments else []
    parts += [
        *apart,
        ("letter", "relabel"),
        ("Enter", "details"),
        ("Shift+arrows", "move edge"),
        ("Ctrl+R", "relation"),
        ("Delete", "delete"),
        ("Tab", "next"),
    ]
    return f"{name} {text}", parts


def _undated(session: Session, label_id: str, values: Mapping[str, object]) -> bool:
    """Whether a time expression has no value in a document without a day that it might count from."""
    label, document = session.project.schema.find_label(label_id), session.document
    if label is None or document is None or document.document.published:
        return False
    return any(one.type == "timex" and not values.get(one.id) for one in label.attributes)


def _suggestion(session: Session, one: Suggested) -> tuple[str, list[Part]]:
    """What is proposed, with its values, by whom, how sure, and why."""
    document, schema, first = session.document, session.project.schema, one.first
    told = []
    if first is not None and document is not None:
        label, state = schema.find_label(first.label), session.state
        told.append(
            f"{label.title if label is not None else first.label} {quoted(document.text[state.start : state.end], 24)}"
        )
        values = [
            str(value) for value in drafting.values(session).values() if value not in (None, "", [], False)
        ]
        told += [", ".join(values) + (" (edited)" if drafting.edited(session) else "")] if values else []
    else:
        kinds = [schema.find_relation(relation.label) for relation in one.relations]
        told.append(", ".join(kind.title if kind is not None else "relation" for kind in kinds))
    more = len(one.spans) - 1
    told += [f"with {more} more"] if more > 0 else []
    score = "" if one.score is None else f" {one.score:.2f}"
    told.append(f"{one.origin}{score}")
    told += [one.reason] if one.reason else []
    as_label = [("letter", "accept as"), ("F2", "edit")] if first is not None else []
    undated = first is not None and _undated(session, first.label, drafting.values(session))
    return " · ".join(told), [
        ("Enter", "accept"),
        ("Delete", "reject"),
        *([("Ctrl+P", "set the day of publication")] if undated else []),
        *as_label,
        ("Space", "next"),
        ("Shift+Enter", "all the same here"),
        ("Shift+arrows", "move edge"),
        ("Esc", "back"),
    ]


def _decision(session: Session) -> tuple[str, list[Part]]:
    """One decision at a time: as on a suggestion in the article, but Esc leads there."""
    one, back = session.suggestion, ("Esc", "to the article")
    if one is not None:
        state, parts = _suggestion(session, one)
        return state, [back if part[0] == "Esc" else part for part in parts]
    if session.reader.reading:
        return "One decision at a time", [back]
    return "Nothing is left to decide", [back, ("Ctrl+J", "ask the suggesters")]


def _relation(mode: RelationMode) -> tuple[str, list[Part]]:
    if mode.kind is None:
        return "Relation:", [(one.key.upper() or "·", one.title) for one in mode.kinds] + [("Esc", "leave")]
    arrow = "←" if mode.backwards else "—" if mode.kind.symmetric else "→"
    place = f"{mode.at + 1} of {len(mode.ends)}" if len(mode.ends) > 1 else "the only one"
    state = f"{mode.kind.title} {arrow} {mode.end_text()} · {place}"
    if mode.stored() is not None:
        return f"{state} · exists", [
            ("X", "reverse"),
            ("Delete", "remove"),
            ("Tab", "another"),
            ("Esc", "leave"),
        ]
    return state, [("Enter", "make it"), ("Tab", "another end"), ("X", "reverse"), ("Esc", "leave")]


def _proposal(proposals: Proposals) -> tuple[str, list[Part]]:
    count = len(proposals.choices)
    place = f" · {proposals.at + 1} of {count}" if count > 1 else ""
    another = [("Tab", "another")] if count > 1 else []
    return f"{proposals.text()}{place}", [("Enter", "accept"), *another, ("Esc", "later")]


def elsewhere(focus: QWidget | None) -> tuple[str, list[Part]] | None:
    """What the keys do in a panel that has them, which it says itself: its property `keys`, as "keys|what".

    None where none does, as in the article.
    """
    while focus is not None:
        said = focus.property("keys")
        if said:
            return focus.accessibleName(), [
                (keys, what) for keys, _, what in (one.partition("|") for one in said)
            ]
        focus = focus.parentWidget()
    return None


def in_words(state: str, parts: list[Part]) -> str:
    """State and keys as one hears them: "Caret. Space: next candidate, Tab: next span"."""
    told = ", ".join(f"{keys}: {what}" for keys, what in parts)
    return f"{state} {told}" if state.endswith((":", ".", "?")) else f"{state}. {told}"


class HintLine(QWidget):
    """Paints what `describe` says: the state in ink, keys as caps, what they do beside them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.session: Session | None = None
        self.mode: RelationMode | None = None
        self.proposals: Proposals | None = None
        self.find_bar: FindBar | None = None
        self.one_by_one: OneByOne | None = None
        self.state, self.parts = "", list[Part]()
        self._away = False  # the keys go elsewhere than to the article
        self._spoken: tuple[str, list[Part]] = (
            "",
            [],
        )  # what was said last of relations that Enter would make
        self._saying = Soon(self, self._say_planned)  # after the value that a digit gave
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("What the keys do here")
        self._later = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._later.timeout.connect(self.refresh)

    def watch(self, session: Session, mode: RelationMode, proposals: Proposals, find: FindBar) -> None:
        """Follow this session, and whether one types in the field of Find."""
        self.session, self.mode, self.proposals, self.find_bar = session, mode, proposals, find
        find.focus_changed.connect(self._later.start)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)
        for signal in (session.opened, session.changed, session.selection_changed, session.problem_changed):
            signal.connect(self._later.start)
        for planning in (mode, proposals):
            planning.changed.connect(self.refresh)
            planning.changed.connect(self._saying.ask)
        self.refresh()

    def watch_decisions(self, one: OneByOne) -> None:
        """Follow this too, which shows one decision at a time."""
        self.one_by_one = one
        one.shown.connect(self._later.start)
        one.left.connect(self._later.start)

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        self._later.start()

    def refresh(self) -> None:
        """Say it again, now."""
        self._later.stop()
        if self.session is None:
            return
        focus = QApplication.focusWidget()
        away = elsewhere(focus) if focus is not None and self.window().isAncestorOf(focus) else None
        finding = self.find_bar is not None and self.find_bar.has_focus
        self._away = finding or away is not None
        deciding = self.one_by_one is not None and self.one_by_one.on
        self.state, self.parts = away or describe(
            self.session, self.mode, self.proposals, finding=finding, deciding=deciding
        )
        self.setAccessibleDescription(in_words(self.state, self.parts))
        self.update()

    def _say_planned(self) -> None:
        """Say what Enter would make: the keys with it where they are others than were said last."""
        mode, proposals = self.mode, self.proposals
        if mode is None or proposals is None or not (mode.on or proposals.on):
            self._spoken = ("", [])
            return
        state, parts = _relation(mode) if mode.on else _proposal(proposals)
        if mode.on or (state, parts) != self._spoken:  # a proposal is made anew at each value, often the same
            announce(self, state if parts == self._spoken[1] else in_words(state, parts))
        self._spoken = (state, parts)

    def set_theme(self, theme: Theme) -> None:
        """Paint with this theme."""
        self.theme = theme.scaled(1.0)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        theme = self.theme
        painter.fillRect(self.rect(), QColor(theme.panel))
        painter.setPen(QColor(theme.panel_line))
        painter.drawLine(0, 0, self.width(), 0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plain, bold = theme.ui_font(12), theme.ui_font(12, bold=True)
        x, right = 16.0, self.width() - 12.0
        amber = self.session is not None and self.session.problem is not None and not self._away
        painter.setFont(bold)
        painter.setPen(QColor(theme.amber if amber else theme.ink))
        metrics = QFontMetricsF(bold)
        proposed = self.session is not None and self.session.suggestion is not None
        share = (
            0.48 if proposed else 0.62
        )  # more keys do something to a suggestion; its reason stands in its details
        # of a span's words both ends count, of a sentence the beginning
        cut = Qt.TextElideMode.ElideRight if self.state.endswith((".", "?")) else Qt.TextElideMode.ElideMiddle
        state = metrics.elidedText(self.state, cut, (right - x) * share)
        painter.drawText(QRectF(x, 1, right - x, HEIGHT - 1), Qt.AlignmentFlag.AlignVCenter, state)
        x += metrics.horizontalAdvance(state) + 16
        metrics = QFontMetricsF(plain)
        for keys, what in self.parts:
            cap = max(18.0, metrics.horizontalAdvance(keys) + 10)
            width = metrics.horizontalAdvance(what)
            if x + cap + 6 + width > right and ": " in what:
                what = what.partition(": ")[0]  # the name of an attribute without its values
                width = metrics.horizontalAdvance(what)
            if x + cap + 6 + width > right:
                break
            painter.setFont(plain)
            painter.setPen(QPen(QColor(theme.border), 1))
            painter.setBrush(QColor(theme.paper))
            box = QRectF(x + 0.5, 5.5, cap, 16)
            painter.drawRoundedRect(box, 3.5, 3.5)
            painter.setPen(QColor(theme.ink))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, keys)
            x += cap + 6
            painter.setPen(QColor(theme.soft))
            painter.drawText(QRectF(x, 1, width + 2, HEIGHT - 1), Qt.AlignmentFlag.AlignVCenter, what)
            x += width + 16
