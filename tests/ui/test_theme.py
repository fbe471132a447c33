"""Colours that can be read, and faces that come with the program."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui import theme as themes
from ui.stylesheet import stylesheet
from ui.theme import DARK, LIGHT, Theme, mix
from workbench.schema import shipped
from workbench.schema_file import load_schema


def luminance(colour: QColor) -> float:
    """Relative luminance (WCAG 2.1)."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(one: str | QColor, other: str | QColor) -> float:
    """Contrast ratio of two colours (WCAG 2.1)."""
    high, low = sorted((luminance(QColor(one)), luminance(QColor(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_text_is_readable_on_every_ground(theme: Theme) -> None:
    for ground in (theme.paper, theme.panel, theme.hover, theme.chosen, theme.wash, theme.wash_nested):
        assert contrast(theme.ink, ground) >= 7
    for words in (theme.soft, theme.red, theme.amber, theme.green, theme.accent):
        assert contrast(words, theme.paper) >= 4.5
        assert contrast(words, theme.panel) >= 4.5
    assert contrast(theme.soft, theme.chosen) >= 4.5
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    assert contrast(theme.on_plate, theme.plate) >= 7


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", sorted(shipped()))
def test_labels_are_readable_on_paper_and_ink_on_their_tint(theme: Theme, name: str) -> None:
    for label in load_schema(name).labels:
        assert contrast(theme.label_colour(label), theme.paper) >= 4.5, label.id
        assert contrast(theme.ink, theme.tint_colour(label)) >= 4.5, label.id


def test_the_washes_are_ink_at_6_and_11_percent() -> None:
    for theme in (LIGHT, DARK):
        for colour, share in ((theme.wash, 0.06), (theme.wash_nested, 0.11)):
            wanted = mix(QColor(theme.ink), QColor(theme.paper), share)
            found = QColor(colour)
            for channel in ("red", "green", "blue"):
                assert abs(getattr(wanted, channel)() - getattr(found, channel)()) <= 1, (theme.name, colour)


def test_the_faces_come_with_the_program(qtbot: QtBot) -> None:
    assert themes.load_fonts()
    assert QFontInfo(LIGHT.reading_font()).family() == "Source Serif Pro"
    assert QFontInfo(LIGHT.ui_font(bold=True)).family().startswith("Source Sans Pro")
    assert LIGHT.scaled(2.0).reading_font().pixelSize() == 34


def test_every_drawing_of_the_style_sheet_exists(qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    for theme in (LIGHT, DARK):
        themes.apply(app, theme)
        text = stylesheet(theme, themes.Path(themes.__file__).parent / "icons")
        files = [part.split(")")[0] for part in text.split("url(")[1:]]
        assert files and all(themes.Path(file).is_file() for file in files)
        assert "$" not in text


def test_the_theme_follows_the_setting(qtbot: QtBot) -> None:
    assert themes.chosen_theme("dark").dark
    assert not themes.chosen_theme("light", text_size=34).dark
    assert themes.chosen_theme("light", text_size=34).scale == 2.0
    assert themes.chosen_theme("system").name in ("light", "dark")


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_high_contrast_has_no_greys(theme: Theme) -> None:
    strong = themes.high_contrast(theme)
    assert strong.contrast and not theme.contrast
    assert contrast(strong.ink, strong.paper) == contrast(strong.soft, strong.panel) == 21


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_hints_in_empty_fields_can_be_read(qtbot: QtBot, theme: Theme, kind: type[QWidget]) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    themes.apply(app, theme)
    field = kind()
    qtbot.addWidget(field)
    field.setPlaceholderText("HHHHHHHH")  # type: ignore[attr-defined]
    field.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # a cursor would be the darkest there
    field.resize(200, 60)
    field.show()
    QApplication.processEvents()
    ground = QColor(theme.paper)
    picture = field.grab().toImage()
    inside = [(x, y) for x in range(4, picture.width() - 4) for y in range(4, picture.height() - 4)]
    most = max(contrast(picture.pixelColor(x, y), ground) for x, y in inside)
    assert most >= 4.5
    themes.apply(app, LIGHT)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_a_tool_button_that_is_off_looks_so(qtbot: QtBot, theme: Theme) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    themes.apply(app, theme)
    tool, push = QToolButton(), QPushButton()
    for button in (tool, push):
        qtbot.addWidget(button)
        button.setEnabled(False)
        button.ensurePolished()
    role = QPalette.ColorRole.ButtonText
    assert tool.palette().color(role) == push.palette().color(role) != QColor(theme.ink)
    themes.apply(app, LIGHT)
