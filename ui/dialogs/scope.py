"""What goes out, in lists of ticks and a line of further words: the same words as on the command line."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from ui.dialogs.pick import PickButton
from workbench.model import STATUSES
from workbench.project import Project
from workbench.project.known_formats import Format, groups_for_tags
from workbench.project.selection_words import KEYS, ROUNDS, Selection, joined, read_words, words_of

HINT = "from:2024-01-01  meta:desk=foreign  unsure:no  comments:none  “words of the text”"
TICKED = ("annotator:", "status:", "label:", "group:")  # words that have a list of their own


class Scope(QWidget):
    """Annotators, status, groups and labels to tick, the round where somebody did more than one; all else as words."""

    changed = Signal()

    def __init__(self, project: Project) -> None:
        super().__init__()
        schema = project.schema
        self.annotators = PickButton("Annotators", "everybody")
        self.annotators.offer([(one.id, one.name) for one in project.annotators()])
        self.statuses = PickButton("Status", "")
        self.statuses.offer([(status, status) for status in STATUSES])
        self.groups = PickButton("Groups", "")
        self.groups.offer([(group.id, group.title) for group in schema.groups])
        self.labels = PickButton("Labels", "")
        self.labels.offer([(label.id, label.title) for label in schema.labels])
        usual = groups_for_tags(schema)
        self._usual = [group.title for group in schema.groups if group.id in usual]
        self._people = {one.name: one.id for one in project.annotators()}
        self.round = _rounds(project.most_rounds())
        self.only = QLineEdit()
        self.only.setPlaceholderText(HINT)
        self.only.setAccessibleName("Only what these words say")
        keys = " ".join(f"{key}:" for key in KEYS if f"{key}:" not in TICKED)
        self.only.setToolTip(f"{keys} gold, and words of the text; all of them have to fit.")
        self.only.textEdited.connect(lambda _: self.changed.emit())
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        captions = ("&Annotators", "&Status", "&Groups", "&Labels")
        picks = (self.annotators, self.statuses, self.groups, self.labels)
        for at, (caption, pick) in enumerate(zip(captions, picks, strict=True)):
            grid.addWidget(_caption(caption, pick), 0, at)
            grid.addWidget(pick, 1, at)
            grid.setColumnStretch(at, 1)
            pick.picked.connect(self.changed)
        self.round.currentIndexChanged.connect(lambda _: self.changed.emit())
        several = self.round.count() > 1
        self.round.setVisible(several)
        wide = len(picks) - several
        if several:
            grid.addWidget(_caption("Ro&und", self.round), 2, wide)
            grid.addWidget(self.round, 3, wide)
        grid.addWidget(_caption("O&nly", self.only), 2, 0, 1, wide)
        grid.addWidget(self.only, 3, 0, 1, wide)
        grid.setRowMinimumHeight(2, 24)

    def follow(self, chosen: Format) -> None:
        """Say on the lists what a format takes where nothing is ticked."""
        self.statuses.say_for_all("every status" if chosen.id == "jsonl" else "done, reviewed")
        self.groups.say_for_all(", ".join(self._usual) if chosen.flat and self._usual else "all groups")
        self.labels.say_for_all("all of the groups")
        self.round.setItemText(0, "every round" if chosen.id == "jsonl" else "the first done")

    def selection(self) -> Selection:
        """What is ticked and written. Raises UserError for words that mean nothing."""
        ticked = Selection(
            annotators=self.annotators.values(),
            statuses=self.statuses.values() or None,
            labels=self.labels.values(),
            groups=self.groups.values(),
            round=self.round.currentData(),
        )
        return joined(read_words(self.only.text().replace("“", '"').replace("”", '"')), ticked)

    def show_selection(self, selection: Selection) -> None:
        """Tick and write what a selection says."""
        for pick, values in (
            (self.annotators, tuple(self._people.get(one, one) for one in selection.annotators)),
            (self.statuses, selection.statuses or ()),
            (self.groups, selection.groups),
            (self.labels, selection.labels),
        ):
            pick.set_values(values)
        at = self.round.findData(selection.round)
        self.round.setCurrentIndex(max(0, at))
        rest = replace(selection, annotators=(), statuses=None, labels=(), groups=())
        rest = replace(rest, round="") if at >= 0 else rest
        self.only.setText(words_of(rest))
        self.changed.emit()


def _rounds(most: int) -> QComboBox:
    """Which of several rounds goes out; as the format does by itself comes first, and alone where nobody did two."""
    box = QComboBox()
    box.setAccessibleName("Round")
    box.setToolTip("Of several rounds of one annotator on the same document: which of them goes out.")
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    box.addItem("", "")
    if most > 1:
        for word, title in zip(ROUNDS, ("the first", "the latest", "every round"), strict=True):
            box.addItem(title, word)
        for number in range(1, most + 1):
            box.addItem(f"round {number}", str(number))
    return box


def _caption(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "soft")
    label.setBuddy(buddy)
    return label
