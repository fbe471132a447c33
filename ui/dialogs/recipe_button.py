"""The stored recipes of exports: take one, keep what is shown as one, forget one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QInputDialog, QMenu, QPushButton

from workbench.project.recipes import Recipe


class RecipeButton(QPushButton):
    """Opens a menu of recipes; the name of the one that was taken last stands on it."""

    taken = Signal(object)  # the Recipe
    saving = Signal(str)  # the name to keep what is shown under
    deleting = Signal(str)

    def __init__(self) -> None:
        super().__init__("&Recipes")
        self.setAutoDefault(False)
        self.setToolTip("An export kept under a name: what goes out, the format and its settings.")
        self.setMenu(QMenu(self))
        self.name = ""

    def offer(self, recipes: list[Recipe], name: str = "") -> None:
        """Offer these; `name` is the one that is shown now, if it is one."""
        self.name = name if name in {one.name for one in recipes} else ""
        self.setText(f"&Recipe: {self.name.replace('&', '&&')}" if self.name else "&Recipes")
        menu = self.menu()
        menu.clear()
        for recipe in recipes:
            action = menu.addAction(recipe.name.replace("&", "&&"))
            action.setToolTip(recipe.line())
            action.triggered.connect(lambda _=False, one=recipe: self.taken.emit(one))
        if recipes:
            menu.addSeparator()
        menu.addAction("&Save as a recipe…").triggered.connect(self._ask)
        if self.name:
            menu.addAction(f"&Delete “{self.name}”").triggered.connect(lambda: self.deleting.emit(self.name))

    def _ask(self) -> None:
        asking = QInputDialog(self)
        asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asking.setWindowTitle("Save as a recipe")
        asking.setLabelText("Name of the recipe")
        asking.setTextValue(self.name)
        asking.textValueSelected.connect(self.saving)
        asking.open()
