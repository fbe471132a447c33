"""Settings of the project: the tokens that spans should begin and end with."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QPushButton,
    QRadioButton,
    QWidget,
)

from ui.dialogs.frame import Dialog, plural, text_label
from ui.dialogs.token_preview import TokenPreview
from ui.session import Session
from ui.theme import Theme
from workbench.errors import UserError
from workbench.model import Change
from workbench.offsets import paragraph_at

NONE, SPACY, FILE = "", "spacy", "file"
WAYS = (
    (NONE, "&No tokens", "Edges are only checked against words."),
    ("words", "&Unicode words", "Each word, number and sign by itself."),
    ("whitespace", "White s&pace", "Signs stay with their word: “India,” is one token."),
    (SPACY, "&spaCy", ""),
    (FILE, "A &tokenizer.json", ""),
)
SAMPLE = "India’s ministers didn’t meet in New Delhi on Friday (April 28); 4.5 billion dollars were at stake."
MOST = 300  # code points of the document that are shown, at most
COUNTED = 500  # spans that are tried
POLL_MS = 60


class ProjectSettingsDialog(Dialog):
    """A way to cut texts is chosen on sight: the text at the caret is shown in its tokens."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(
            theme,
            parent,
            title="Project settings",
            lead="Align spans to the tokens of the model you will train. A span with an edge inside a token gets a "
            "wavy line; F8 goes there, Enter widens it, Shift+Enter narrows it.",
            width=680,
        )
        self.session = session
        self.project = session.project
        self._now = self.project.tokeniser_choice()
        self._file = self._now if self._now.startswith("file:") else ""  # a choice, or a path
        self._poll = QTimer(self, singleShot=True, interval=POLL_MS)
        self._poll.timeout.connect(self.refresh)
        self.body.addWidget(text_label("Tokens", "heading"))
        self.body.addLayout(self._ways())
        self.body.addSpacing(4)
        self.preview = TokenPreview(self.theme)
        self.body.addWidget(self.preview)
        self.add_close()
        self.go_button = self.add_button("&Align to these", default=True)
        self.go_button.clicked.connect(self._keep)
        self.choose(self._now)
        checked = self.ways.checkedButton()
        if checked is not None:
            checked.setFocus()

    def _ways(self) -> QGridLayout:
        self.ways = QButtonGroup(self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for at, (id, title, words) in enumerate(WAYS):
            button = QRadioButton(title)
            button.setProperty("way", id)
            button.setAccessibleDescription(words)
            self.ways.addButton(button, at)
            grid.addWidget(button, at, 0)
            grid.addWidget(self._beside(id, words), at, 1, Qt.AlignmentFlag.AlignLeft)
        self.ways.idToggled.connect(lambda _, on: self.refresh() if on else None)
        return grid

    def _beside(self, id: str, words: str) -> QWidget:
        if id == SPACY:
            self.language = QComboBox()
            self.language.setAccessibleName("Language of spaCy's tokens")
            known = self.project.spacy_languages()
            self.language.addItems(known or ["en"])
            self.language.setCurrentText(self._likely_language(known))
            self.language.currentIndexChanged.connect(lambda _: self._pick(SPACY))
            return self.language
        if id == FILE:
            self.file_button = QPushButton("&Choose a file…")
            self.file_button.setAutoDefault(False)
            self.file_button.clicked.connect(self._browse)
            return self.file_button
        return text_label(words, "soft")

    def _likely_language(self, known: list[str]) -> str:
        document = self.session.document
        told = document.document.language if document is not None else ""
        language = (told or self.project.schema.language or "en").partition("-")[0]
        return language if language in known else "en"

    # -- choosing ------------------------------------------------------------------------------

    @property
    def choice(self) -> str:
        """What is chosen, as the project takes it: empty for no tokens."""
        button = self.ways.checkedButton()
        way = str(button.property("way")) if button is not None else NONE
        if way == SPACY:
            return f"spacy:{self.language.currentText()}"
        return self._file if way == FILE else way

    def choose(self, choice: str) -> None:
        """Choose: `whitespace`, `words`, `spacy:LANGUAGE`, a file of the project, a path, or nothing."""
        if choice.startswith("spacy:"):
            self.language.setCurrentText(choice.removeprefix("spacy:"))
            self._pick(SPACY)
        elif choice in [id for id, _, _ in WAYS if id not in (SPACY, FILE)]:
            self._pick(choice)
        else:
            self._file = choice
            self._pick(FILE)
        self.refresh()

    def _pick(self, way: str) -> None:
        for button in self.ways.buttons():
            if button.property("way") == way:
                if button.isChecked():
                    self.refresh()
                button.setChecked(True)

    def _browse(self) -> None:
        self.ask_file("A tokenizer.json", "", "Tokenisers (*.json);;All files (*)", self.choose)

    # -- showing -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the text in the tokens chosen, and how many spans they would cut."""
        if not hasattr(self, "go_button"):
            return
        choice, way = self.choice, self.ways.checkedButton()
        self.go_button.setEnabled(False)
        self.go_button.setText(
            "&Align to these" if choice or way is None or way.property("way") else "&Align to none"
        )
        if not choice:
            if way is not None and way.property("way") == FILE:
                self._say("Choose the tokenizer.json of the model; the project keeps a copy of it.")
            else:
                self.preview.show_tokens(self.sample(), [])
                self._done("", bool(self._now))
            return
        try:
            made = self.project.find_tokeniser(choice)
        except UserError as error:
            self._say(str(error), "error")
            return
        if made.id.startswith("file:"):
            self.file_button.setText(
                f"{made.title if choice == self._now else Path(choice).name}…".replace("&", "&&")
            )
        why = self.session.loader.ask(made)
        if why is None:
            self._say("Loading…")
            self._poll.start()
        elif why:
            self._say(why, "error")
        else:
            self.preview.show_tokens(self.sample(), made.tokens(self.sample()))
            self._done(self._counted(choice), choice != self._now)

    def _say(self, words: str, role: str = "soft") -> None:
        self.preview.show_words(words)
        self.set_note("" if role == "soft" else "These tokens cannot be had here.", role)

    def _done(self, words: str, other: bool) -> None:
        if self.project.read_only:
            words, other = "This project can only be read.", False
        self.set_note(words)
        self.go_button.setEnabled(other)

    def _counted(self, choice: str) -> str:
        document = self.session.document
        if document is None or not document.spans:
            return ""
        spans = document.touching(0, len(document.text))[:COUNTED]
        cut = self.project.count_cuts(self.project.find_tokeniser(choice), document.text, spans)
        first = "first " if len(document.spans) > COUNTED else ""
        what = f"{first}{plural(len(spans), 'span')}"
        return f"Of the {what} here, {cut or 'none'} {'cuts' if cut == 1 or not cut else 'cut'} a token."

    def sample(self) -> str:
        """The paragraph at the caret, or a sentence where there is none."""
        document = self.session.document
        if document is None:
            return SAMPLE
        start, end = paragraph_at(document.text, min(self.session.state.start, len(document.text)))
        words = document.text[start:end].strip()
        if len(words) < 20:
            words = document.text.strip()
        if len(words) < 20:
            return SAMPLE
        return words if len(words) <= MOST else words[: words.rfind(" ", 1, MOST)].rstrip() + " …"

    def done(self, result: int) -> None:
        """Close; what is still being loaded is not waited for."""
        self._poll.stop()
        super().done(result)

    def _keep(self) -> None:
        change: Change | None = self.session.do(self.project.set_tokeniser, self.choice)
        if change is not None:
            self.session.tell(change)
            self.accept()
