"""Where a left-to-right paragraph turns round, and that its lines are drawn so."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextLayout

from ui.document_view.islands import islands
from ui.document_view.layout import Grid, Laid
from ui.theme import LIGHT, load_fonts
from workbench.offsets import is_grapheme_boundary


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("plain words, 12 of them", []),
        ("said وزير الدفاع, then", [(5, 16, False)]),
        ("הבית — the house", [(0, 4, False)]),
        ("two: הבית and שר.", [(5, 9, False), (14, 16, False)]),
        ("of the year הבית 2020, or", [(12, 23, True)]),  # the digits stand left of the word
        ("١ - ٢", [(0, 5, True)]),
        ("a (הבית) b", [(3, 9, True)]),  # a bracket follows what it holds
        ("a בֹ b", [(2, 5, True)]),  # Qt tells no edge of a mark
        ("印度 नई é", []),
    ],
)
def test_islands_are_what_turns_round(text: str, found: list[tuple[int, int, bool]]) -> None:
    assert islands(text) == found


WORDS = [
    "word",
    "Öl",
    "“4.5",
    "12",
    "وزير",
    "הבית",
    "(x)",
    "印度",
    "—",
    "وَزِير",
    "דברים",
    "नई",
    "a",
    "😀",
    "(שר)",
]


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=12),
    st.sampled_from([120, 200, 2000]),
    st.data(),
)
def test_a_stretch_of_a_mixed_line_stands_where_its_glyphs_do(
    qapp: Any, words: list[str], width: int, data: st.DataObject
) -> None:
    load_fonts()
    text = " ".join(words)
    grid = Grid(width=width, pitch=32, baseline=22, gap=16, blank=16)
    laid = Laid(text, start=0, font=LIGHT.reading_font(), grid=grid, rtl=False, blank=False, gap=True)
    line = data.draw(st.sampled_from(laid.lines))
    index = laid.lines.index(line)
    edges = [at for at in range(line.start, line.end + 1) if is_grapheme_boundary(text, at)]
    start = data.draw(st.sampled_from(edges[:-1]))
    end = data.draw(st.sampled_from([at for at in edges if at > start]))
    shown = len(text[start:end].rstrip()) if end == line.end < len(text) else end - start
    boxes = drawn(laid, index, start, start + shown)
    runs = merged([(run.x0, run.x1) for run in laid.runs(index, start, end)])
    assert len(runs) == len(boxes)
    for (left, right), (x0, x1) in zip(runs, boxes, strict=True):
        assert abs(left - x0) < 1.5 and abs(right - x1) < 1.5


def drawn(laid: Laid, index: int, start: int, end: int) -> list[tuple[float, float]]:
    """Where Qt's glyphs of [start, end) of a line are, from left to right; what touches is one."""
    if end <= start:
        return []
    units = [len(laid.layout.text()[:at].encode("utf-16-le")) // 2 for at in (start, end)]
    glyphs = laid.layout.lineAt(index).glyphRuns(units[0], units[1] - units[0], RETRIEVED)
    return merged([(box.left(), box.right()) for box in (run.boundingRect() for run in glyphs)])


def merged(boxes: list[tuple[float, float]]) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for x0, x1 in sorted(boxes):
        if x1 - x0 <= 0.6:
            continue
        if found and x0 < found[-1][1] + 1.5:
            found[-1] = found[-1][0], max(found[-1][1], x1)
        else:
            found.append((x0, x1))
    return found


RETRIEVED = QTextLayout.GlyphRunRetrievalFlag.RetrieveGlyphPositions
