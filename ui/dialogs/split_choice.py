"""A row that asks into which parts documents are dealt, what stays together, and by which seed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from workbench.project import Project
from workbench.project.splits import NEAR, Rule, SplitChoice, folds

PARTS = (
    ("one part", ()),
    ("train 80, dev 20", (("train", 0.8), ("dev", 0.2))),
    ("train 80, dev 10, test 10", (("train", 0.8), ("dev", 0.1), ("test", 0.1))),
    ("5 folds", folds(5)),
    ("10 folds", folds(10)),
)
_LARGEST_SEED = 999_999
_FIXED = Qt.ItemDataRole.UserRole + 1  # the entry is taken as it is


class SplitRow(QWidget):
    """The split of an export; `changed` when any of it changes."""

    changed = Signal()

    def __init__(self, project: Project, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parts = QComboBox()
        for title, shares in PARTS:
            self.parts.addItem(title, SplitChoice(Rule(shares, folds="fold" in title)) if shares else None)
        for name in project.split_names():
            self.parts.addItem(f"stored: {name}", SplitChoice(name=name))
        self.parts.setAccessibleName("Split")
        self.parts.setToolTip("Whole documents are dealt to the parts; what was dealt once never moves.")
        self.together = QComboBox()
        self.together.addItem("nothing", "")
        self.together.addItem(NEAR, NEAR)
        for key in project.metadata_keys():
            self.together.addItem(f"the same {key}", key)
        self.together.setAccessibleName("Keep together")
        self.together.setToolTip("What belongs together goes to one part, so that nothing leaks.")
        self.stratify = QCheckBox("Labels by s&hare")
        self.stratify.setToolTip("Deal the documents of each label by share too.")
        self.seed = QLineEdit("0")
        self.seed.setValidator(QIntValidator(0, _LARGEST_SEED, self))
        self.seed.setFixedWidth(72)
        self.seed.setAccessibleName("Seed")
        self.seed.setToolTip("Another number deals otherwise; the same one always deals the same way.")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for caption, field in (("Spli&t", self.parts), ("&Keep together", self.together)):
            row.addWidget(_caption(caption, field))
            row.addWidget(field, 1)
        row.addWidget(self.stratify)
        row.addWidget(_caption("See&d", self.seed))
        row.addWidget(self.seed)
        for combo in (self.parts, self.together):
            combo.setMinimumContentsLength(10)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.currentIndexChanged.connect(self._chosen)
        self.stratify.toggled.connect(self._chosen)
        self.seed.textChanged.connect(self._chosen)
        self._chosen()

    def _chosen(self, *_: object) -> None:
        given = self.parts.currentData()
        for part in (self.together, self.stratify, self.seed):
            part.setEnabled(given is not None and given.rule is not None and not self._fixed())
        self.changed.emit()

    def choice(self) -> SplitChoice | None:
        """What is chosen, None for one part."""
        given: SplitChoice | None = self.parts.currentData()
        if given is None or given.rule is None or self._fixed():
            return given
        return SplitChoice(
            Rule(
                given.rule.shares,
                int(self.seed.text() or 0),
                self.together.currentData(),
                stratify=self.stratify.isChecked(),
                folds=given.rule.folds,
            )
        )

    def show_choice(self, choice: SplitChoice | None) -> None:
        """Show a split that was chosen elsewhere; one that the fields cannot say becomes an entry of its own."""
        rule = choice.rule if choice is not None else None
        for at in range(self.parts.count()):
            known: SplitChoice | None = self.parts.itemData(at)
            usual = known.rule if known is not None and not self.parts.itemData(at, _FIXED) else None
            same = rule is not None and usual is not None and choice == SplitChoice(rule)
            if known == choice or (same and rule is not None and usual is not None and _alike(rule, usual)):
                self.parts.setCurrentIndex(at)
                break
        else:
            assert choice is not None
            self.parts.addItem(choice.stored_name(), choice)
            self.parts.setItemData(self.parts.count() - 1, True, _FIXED)
            self.parts.setCurrentIndex(self.parts.count() - 1)
        if rule is not None:
            self.seed.setText(str(rule.seed))
            self.stratify.setChecked(rule.stratify)
            if self.together.findData(rule.group_by) < 0:
                self.together.addItem(f"the same {rule.group_by}", rule.group_by)
            self.together.setCurrentIndex(self.together.findData(rule.group_by))

    def _fixed(self) -> bool:
        return bool(self.parts.currentData(_FIXED))

    def shares(self) -> tuple[tuple[str, float], ...]:
        """The parts with their shares, where documents are dealt one by one; empty otherwise."""
        choice = self.choice()
        rule = choice.rule if choice is not None else None
        return rule.shares if rule is not None and not rule.group_by else ()


def _alike(rule: Rule, usual: Rule) -> bool:
    """Whether a rule deals to the same parts, and says nothing that the fields cannot."""
    return (rule.shares, rule.folds, rule.similar) == (usual.shares, usual.folds, usual.similar)


def _caption(text: str, field: QWidget) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "soft")
    label.setBuddy(field)
    return label
