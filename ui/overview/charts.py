"""The two charts of the overview, drawn by pyqtgraph: documents finished over the days, spans by label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QLabel, QWidget

from ui.theme import Theme
from workbench.schema import Schema

MOST_LABELS = 16  # bars that are drawn; the rest is in the legend of the main screen
TICKS = 6  # days that are written under the axis
MOST_BARS, FEWEST_BARS = 40, 6  # of days; few ones keep their width


def by_day(days: Sequence[tuple[str, str, int]]) -> tuple[list[str], dict[str, list[int]]]:
    """The titles of the bars, and for each person how many documents were finished in each.

    A bar is a day; where there are more than MOST_BARS of them from the first to the last, a week, under the day
    on which it begins (Monday, ISO 8601).
    """
    if not days:
        return [], {}
    first, last = (date.fromisoformat(edge) for edge in (days[0][0], days[-1][0]))
    width = 1 if (last - first).days < MOST_BARS else 7
    first -= timedelta(first.weekday() if width == 7 else 0)
    number = (last - first).days // width + 1
    found: dict[str, list[int]] = {}
    for day, who, finished in days:
        found.setdefault(who, [0] * number)[(date.fromisoformat(day) - first).days // width] += finished
    return [f"{first + timedelta(width * n):%d %b}" for n in range(number)], found


def quiet_plot(theme: Theme, title: str) -> Any:
    """A plot without menus that the mouse does not move, in the colours of the theme."""
    import pyqtgraph

    plot = pyqtgraph.PlotWidget(background=theme.paper)
    plot.setAccessibleName(title)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.setMenuEnabled(False)
    plot.setMouseEnabled(x=False, y=False)
    plot.hideButtons()
    plot.getPlotItem().layout.setContentsMargins(8, 8, 12, 8)
    font = QFont("Source Sans Pro")
    font.setPixelSize(12)
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setPen(QColor(theme.border))
        axis.setTextPen(QColor(theme.soft))
        axis.setStyle(tickFont=font, tickLength=0)
    return plot


def nothing(theme: Theme, words: str) -> QLabel:
    """What stands where there is nothing to draw."""
    label = QLabel(words)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setStyleSheet(f"background: {theme.paper}; color: {theme.soft};")
    return label


def days_chart(theme: Theme, days: Sequence[tuple[str, str, int]], colours: Mapping[str, str]) -> QWidget:
    """A bar for each day or week, stacked in the people's colours (by id)."""
    titles, people = by_day(days)
    if not titles:
        return nothing(theme, "No document is finished yet.")
    import pyqtgraph

    plot = quiet_plot(theme, "Documents finished, by day")

    base = [0] * len(titles)
    places = list(range(len(titles)))
    for who, numbers in people.items():
        plot.addItem(
            pyqtgraph.BarGraphItem(
                x=places,
                y0=base,
                height=numbers,
                width=0.62,
                brush=QColor(colours.get(who, theme.soft)),
                pen=pyqtgraph.mkPen(None),
            )
        )
        base = [low + number for low, number in zip(base, numbers, strict=True)]
    for place, total in zip(places, base, strict=True):
        if total and len(titles) <= MOST_BARS // 2:
            words = pyqtgraph.TextItem(f"{total:,}", color=QColor(theme.soft), anchor=(0.5, 1))
            words.setPos(place, total)
            plot.addItem(words)
    step = max(1, len(titles) // TICKS)
    plot.getAxis("bottom").setTicks([list(zip(places, titles, strict=True))[::step]])
    plot.getAxis("left").setStyle(showValues=len(titles) > MOST_BARS // 2)
    plot.setXRange(-0.7, max(len(titles), FEWEST_BARS) - 0.3, padding=0)
    plot.setYRange(0, max(base) * 1.12, padding=0)
    return plot  # type: ignore[no-any-return]


def labels_chart(theme: Theme, schema: Schema, counts: Mapping[str, int]) -> QWidget:
    """Bars in the labels' colours, the most frequent on top."""
    shown = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_LABELS]
    if not shown:
        return nothing(theme, "No span is labelled yet.")
    import pyqtgraph

    plot = quiet_plot(theme, "Spans by label")

    places = list(range(len(shown)))[::-1]
    brushes, titles = [], []
    for label, _ in shown:
        known = schema.find_label(label)
        colour = (known.colour[theme.name == "dark"] if known else theme.soft) or theme.soft
        brushes.append(QColor(colour if colour.startswith("#") else f"#{colour}"))
        titles.append(known.title if known else label)
    widths = [number for _, number in shown]
    bars = pyqtgraph.BarGraphItem(
        x0=0, y=places, height=0.62, width=widths, brushes=brushes, pen=pyqtgraph.mkPen(None)
    )
    plot.addItem(bars)
    for place, number in zip(places, widths, strict=True):
        words = pyqtgraph.TextItem(f"{number:,}", color=QColor(theme.soft), anchor=(0, 0.5))
        words.setPos(number, place)
        plot.addItem(words)
    plot.getAxis("left").setTicks([list(zip(places, titles, strict=True))])
    plot.getAxis("bottom").setStyle(showValues=False)
    beyond = 0.1 + 0.04 * len(
        f"{max(widths):,}"
    )  # room for the number behind the longest bar in a narrow window
    plot.setXRange(0, max(widths) * (1 + beyond), padding=0)
    plot.setYRange(-0.7, len(shown) - 0.3, padding=0)
    return plot  # type: ignore[no-any-return]
