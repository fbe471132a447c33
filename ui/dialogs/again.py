"""Some of one's finished documents once more, to see how much one agrees with oneself."""

from __future__ import annotations

from random import SystemRandom

from PySide6.QtWidgets import QFormLayout, QSpinBox, QWidget

from ui.dialogs.frame import Dialog, plural
from ui.session import Session
from ui.theme import Theme

USUAL = 0.1  # of what is finished
MOST = 5_000


class AgainDialog(Dialog):
    """Asks how many; they are drawn by chance, one step to undo."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        self.finished_number = session.project.finished_by_me()
        super().__init__(
            theme,
            parent,
            title="Do documents again",
            lead="Documents that you have finished, drawn by chance, come again without your spans. Your earlier "
            "work stays, hidden until you have finished them again; then the agreement of your rounds says how "
            "steady you are.",
            width=520,
        )
        self.session = session
        self.number = QSpinBox()
        self.number.setRange(min(1, self.finished_number), min(MOST, self.finished_number))
        self.number.setValue(max(1, round(self.finished_number * USUAL)))
        self.number.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)  # Up and Down count
        self.number.setSuffix(f" of {plural(self.finished_number, 'finished document')}")
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.addRow("How &many", self.number)
        self.body.addLayout(form)
        self.add_close()
        self.do_button = self.add_button("&Do them again", default=True)
        self.do_button.clicked.connect(self._do)
        self.do_button.setEnabled(self.finished_number > 0)
        if not self.finished_number:
            self.set_note("You have finished no document yet.")
        session.failed.connect(self._failed)
        self.number.setFocus()
        self.number.selectAll()

    def _do(self) -> None:
        share = self.number.value() / self.finished_number
        seed = SystemRandom().randrange(1 << 30)
        change = self.session.do(self.session.project.again, share=share, seed=seed)
        if change is not None:
            self.accept()
            self.session.tell(change)

    def _failed(self, sentence: str) -> None:
        self.set_note(sentence, "error")
