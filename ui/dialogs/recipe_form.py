"""What goes out and how: formats and recipes at the left, choices at the right, the split below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.dialogs.formats import FormatList, OptionsForm
from ui.dialogs.recipe_button import RecipeButton
from ui.dialogs.scope import Scope
from ui.dialogs.split_choice import SplitRow
from ui.plain_area import PlainArea
from ui.session import Session
from ui.theme import Theme
from workbench.errors import UserError
from workbench.model import Change
from workbench.project.format_options import options_of
from workbench.project.known_formats import Policies, offered, writable_formats
from workbench.project.recipes import Recipe
from workbench.project.selection_words import Selection, read_words, words_of

POLICIES = ("overlaps", "fragments", "misaligned")
FIRST = "jsonl"  # what is chosen to begin with: it loses nothing
LIST_PX = 244  # of the formats


class RecipeForm(QWidget):
    """Asks for a recipe; `changed` when any of it changes, `say` (text, role) where something is to be told.

    `below` are widgets that stand below the choices, with how much of the room they take.
    """

    changed = Signal()
    say = Signal(str, str)

    def __init__(self, session: Session, theme: Theme, below: Sequence[tuple[QWidget, int]] = ()) -> None:
        super().__init__()
        self.session = session
        self.project = session.project
        self.formats = FormatList(writable_formats(), theme)
        self.formats.setFixedWidth(LIST_PX)
        self.recipes = RecipeButton()
        self.recipes.offer(self.project.recipes())
        self.recipes.taken.connect(self.take)
        self.recipes.saving.connect(self._save)
        self.recipes.deleting.connect(self._delete)
        body = QWidget()
        self._choices = choices = QVBoxLayout(body)
        choices.setContentsMargins(0, 0, 8, 0)
        choices.setSpacing(8)
        self.scope = Scope(self.project)
        choices.addWidget(self.scope)
        self.options = OptionsForm(reading=False, columns=4)
        choices.addWidget(self.options)
        choices.addStretch(1)
        self.area = PlainArea()
        self.area.show_body(body)
        self.split = SplitRow(self.project)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(8)
        left.addWidget(self.formats, 1)
        left.addWidget(self.recipes)
        right.addWidget(self.area, 12)  # all choices are seen before there are more lines of losses
        for widget, share in below:
            right.addWidget(widget, share)
        if not below:
            right.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(20)
        both.addLayout(left)
        both.addLayout(right, 1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(12)
        lines.addLayout(both, 1)
        lines.addWidget(self.split)
        self.formats.choose(FIRST)
        self._follow()
        self.formats.currentRowChanged.connect(lambda _: self._format_chosen())
        for part in (self.scope, self.options):
            part.changed.connect(self.changed)

    def _format_chosen(self) -> None:
        if self.formats.current() is not None:
            self._follow()
            self.changed.emit()

    def _follow(self) -> None:
        chosen = self.formats.current()
        self.scope.follow(chosen)
        self.options.show_options((*options_of(self.project, chosen), *offered(chosen)))
        self._choices.activate()
        self.area.setMaximumHeight(self._choices.sizeHint().height() + 4)  # the rest is for what stands below

    def selection(self) -> Selection:
        """What the lists and the words say. Raises UserError for words that mean nothing."""
        return self.scope.selection()

    def policies(self) -> Policies:
        """What becomes of spans that the format cannot hold, as far as it was chosen."""
        return Policies(**{id: word for id, word in self.options.values().items() if id in POLICIES})

    def settings(self) -> dict[str, str]:
        """The settings of the format that differ from the usual."""
        return {id: word for id, word in self.options.values().items() if id not in POLICIES}

    def slow(self) -> bool:
        """Whether the losses are found with tokens that take long to make."""
        return ":" in self.options.word("tokens") or self.options.word("tokens") == "spacy"

    def recipe(self, name: str = "") -> Recipe:
        """What is shown, under a name. Raises UserError for words that mean nothing."""
        return Recipe(
            name,
            self.formats.current().id,
            words_of(self.selection()),
            self.settings(),
            self.policies(),
            self.split.choice(),
        )

    def take(self, recipe: Recipe) -> None:
        """Show a recipe."""
        self.formats.choose(recipe.format)
        self._follow()  # a recipe's file of tokens is offered by its name
        self.options.set_values({**recipe.options, **recipe.policies.words()})
        try:
            self.scope.show_selection(read_words(recipe.selection))
        except UserError as error:  # words of a newer program
            self.say.emit(str(error), "error")
        self.split.show_choice(recipe.split)
        self.recipes.offer(self.project.recipes(), recipe.name)

    def _save(self, name: str) -> None:
        try:
            recipe = self.recipe(name.strip())
        except UserError as error:
            self.say.emit(str(error), "error")
            return
        self._recipes_changed(self.session.do(self.project.save_recipe, recipe), recipe.name)

    def _delete(self, name: str) -> None:
        self._recipes_changed(self.session.do(self.project.delete_recipe, name), "")

    def _recipes_changed(self, change: Change | None, name: str) -> None:
        if change is not None:
            self.recipes.offer(self.project.recipes(), name)
            self.say.emit(f"{change.title[:1].upper()}{change.title[1:]}: done.", "soft")
