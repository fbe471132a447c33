"""Every script as it is seen: glyphs are painted in red in the real view, and the click goes where the red is."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QGuiApplication, QImage, QPainter, QTextCharFormat
from PySide6.QtTest import QTest

from ui.document_view import DocumentView
from workbench.offsets import is_grapheme_boundary

# text, the share of glyphs whose middle must be found (letters that join reach over their neighbours), how many
SCRIPTS = {
    "arabic": (
        "قال وزير الخارجية الروسي سيرغي لافروف إن موسكو مستعدة للحوار مع الولايات المتحدة وحلفائها",
        0.8,
    ),
    "hebrew": ("שר ההגנה של הודו נפגש עם עמיתו הרוסי בניו דלהי ביום שישי ודן בשיתוף פעולה בין המדינות.", 1.0),
    "english in hebrew": ("שר ההגנה NATO נפגש עם Rajnath Singh בניו דלהי ביום 28 April 2023 ודן.", 0.94),
    "hebrew in english": ("The minister said שלום לכולם to NATO on Friday, and ההגנה של הודו agreed.", 0.94),
    "chinese": ("印度国防部长与俄罗斯国防部长在新德里举行会谈，双方同意加强两国国防关系。" * 2, 1.0),
    "combining": ("The nai\u0308ve cafe\u0301 on Z\u0351\u036balgo street, A\u030angstro\u0308m.", 1.0),
    "tabs": ("one\ttwo\t\tthree\u00a0four\tfive", 1.0),
    "long word": ("Donaudampfschiffahrtsgesellschaftskapitaen" * 5, 0.97),
    "controls": ("bell \x07 start \x01 next\x85line \x7f end", 1.0),
}


def red_boxes(view: DocumentView, text: str) -> dict[int, QPointF]:
    """The middle of every painted grapheme, in the viewport, by its offset."""
    page = view.page
    assert page is not None
    laid = page.entry(0).laid
    size = view.viewport().size()
    style = QTextCharFormat()
    style.setForeground(QBrush(QColor("red")))
    corner = view.viewport().mapFromGlobal(view.character_rect(laid.lines[0].start).topLeft())
    left = view._columns()[0]
    found = {}
    places = [at for at in range(len(text) + 1) if is_grapheme_boundary(text, at)]
    for start, end in list(pairwise(places))[::2]:
        if text[start:end].isspace():
            continue
        image = QImage(size, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        painter.setPen(QColor("white"))
        laid.layout.draw(painter, QPointF(left, corner.y()), [laid.format_range(start, end, style)])
        painter.end()
        top = corner.y() + laid.lines[laid.line_of(start)].top
        rows = range(round(top) - 2, round(top) + 34)
        hits = [x for y in rows for x in range(size.width()) if QColor(image.pixel(x, y)).green() < 120]
        if hits and max(hits) - min(hits) >= 3:
            middle = (min(hits) + max(hits) + 1) / 2
            found[start] = QPointF(middle, top + 18)
    return found


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_click_on_what_is_painted_finds_its_character(
    show: Callable[..., DocumentView], script: str
) -> None:
    text, share = SCRIPTS[script]
    view = show(text)
    view.resize(520, 300)
    boxes = red_boxes(view, text)
    assert len(boxes) >= 9
    missed = [(at, view.character_at(place)) for at, place in boxes.items() if view.character_at(place) != at]
    whole = [pair for pair in missed if pair[1] is None or is_grapheme_boundary(text, pair[1])]
    assert len(whole) <= len(boxes) * (1 - share) + 0.5, missed


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_double_click_on_what_is_painted_selects_a_whole_word_there(
    show: Callable[..., DocumentView], script: str
) -> None:
    text, _ = SCRIPTS[script]
    view = show(text)
    view.resize(520, 300)
    held = Qt.KeyboardModifier.NoModifier
    for at, place in list(red_boxes(view, text).items())[::4]:
        if not text[at].isalnum() or view.character_at(place) != at:
            continue
        QTest.mouseDClick(
            view.viewport(), Qt.MouseButton.LeftButton, held, QPoint(round(place.x()), round(place.y()))
        )
        start, end = view.selected_extent() or (0, 0)
        assert start <= at < end, (at, start, end)
        assert is_grapheme_boundary(text, start) and is_grapheme_boundary(text, end)
        QTest.qWait(QGuiApplication.styleHints().mouseDoubleClickInterval() // 40)


def test_a_double_click_in_japanese_selects_what_stands_together(show: Callable[..., DocumentView]) -> None:
    text = "米国のロイド・オースティン国防長官は東京で会談した。"
    view = show(text)
    for words in ("米国", "ロイド・オースティン", "国防長官", "東京"):
        place = view.character_rect(text.index(words) + 1).center()
        at = view.viewport().mapFromGlobal(place)
        held = Qt.KeyboardModifier.NoModifier
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, held, at)
        assert view.selected_words() == words
        QTest.qWait(QGuiApplication.styleHints().mouseDoubleClickInterval() // 40)
