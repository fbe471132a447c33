"""The charts of the model's screen, drawn by pyqtgraph: what its scores are worth, what a threshold means, how it
learns. All values are from documents that it has not seen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.overview.charts import nothing, quiet_plot
from ui.theme import Theme
from workbench.project.models import TrainedModel

SHARES = [(share / 100, f"{share} %") for share in (0, 25, 50, 75, 100)]
AXIS, LOWEST = 44, 130  # px: of the shares on the left; how low a chart may get
ENOUGH = 5  # proposals; the share of right ones among fewer is chance
FEWEST = 20  # proposals in all; with fewer a reliability chart shows chance


def _share_plot(theme: Theme, title: str, *, below: str) -> Any:
    """A plot with shares on the left from 0 to 100 %, faint lines across, and words under the axis below."""
    import pyqtgraph

    plot = quiet_plot(theme, title)
    plot.getAxis("left").setTicks([SHARES])
    plot.getAxis("left").setWidth(AXIS)
    plot.setMinimumHeight(LOWEST)
    plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
    plot.setYRange(0, 1.1, padding=0)
    for share, _ in SHARES:
        line = pyqtgraph.InfiniteLine(pos=share, angle=0, pen=pyqtgraph.mkPen(QColor(theme.faint)))
        line.setZValue(-10)
        plot.addItem(line)
    plot.getAxis("bottom").setLabel(below, **{"color": theme.soft, "font-size": "12px"})
    return plot


def _line(plot: Any, xs: list[float], ys: list[float], colour: str, *, dots: bool = False) -> None:
    import pyqtgraph

    pen = pyqtgraph.mkPen(QColor(colour), width=2)
    symbol = (
        {"symbol": "o", "symbolSize": 7, "symbolBrush": QColor(colour), "symbolPen": None} if dots else {}
    )
    plot.addItem(pyqtgraph.PlotDataItem(xs, ys, pen=pen, antialias=True, **symbol))


def _words(plot: Any, text: str, x: float, y: float, colour: str, anchor: tuple[float, float]) -> None:
    import pyqtgraph

    item = pyqtgraph.TextItem(text, color=QColor(colour), anchor=anchor)
    item.setPos(x, y)
    plot.addItem(item)


def reliability_chart(theme: Theme, model: TrainedModel) -> QWidget:
    """For each tenth of the score, the share of proposals that is right; on the diagonal the score is true."""
    found = model.report.reliability()
    if sum(number for _, _, number in found) < FEWEST:
        return nothing(theme, "Too few proposals on held-out documents to say.")
    import pyqtgraph

    plot = _share_plot(theme, "Right, by score", below="score of the proposal")
    plot.addItem(
        pyqtgraph.PlotDataItem(
            [0, 1], [0, 1], pen=pyqtgraph.mkPen(QColor(theme.soft), style=Qt.PenStyle.DashLine)
        )
    )
    most = max(number for _, _, number in found)
    for score, right, number in found:
        size = 6 + 10 * (number / most) ** 0.5
        plot.addItem(
            pyqtgraph.ScatterPlotItem(
                [score],
                [right],
                size=size,
                brush=QColor(theme.accent),
                pen=pyqtgraph.mkPen(None),
                antialias=True,
            )
        )
        low = right < score or right > 0.9  # the words stay inside of the chart
        _words(plot, f"{number:,}", score, right, theme.soft, (0.5, -0.15 if low else 1.15))
    plot.getAxis("bottom").setTicks([[(tenth / 4, f"{tenth / 4:g}") for tenth in range(5)]])
    plot.setXRange(-0.02, 1.04, padding=0)
    return plot  # type: ignore[no-any-return]


def learning_chart(theme: Theme, model: TrainedModel) -> QWidget:
    """F1 on documents not seen, after so many documents."""
    points = model.report.curve
    if len(points) < 2:
        return nothing(theme, "Train now measures how it learns.")
    plot = _share_plot(theme, "F1 after so many documents", below="documents to learn from")
    xs, ys = [float(point.documents) for point in points], [point.f1 for point in points]
    _line(plot, xs, ys, theme.accent, dots=True)
    for x, y in zip(xs, ys, strict=True):
        _words(plot, f"{100 * y:.0f} %", x, y, theme.soft, (0.5, 1.15) if y < 0.9 else (0.5, -0.15))
    plot.getAxis("bottom").setTicks([[(x, f"{x:,.0f}") for x in _apart(xs)]])
    plot.setXRange(0, xs[-1] * 1.08, padding=0)
    return plot  # type: ignore[no-any-return]


def _apart(xs: list[float]) -> list[float]:
    """The last ones whose titles do not touch each other."""
    kept: list[float] = []
    for x in reversed(xs):
        if not kept or kept[-1] - x > xs[-1] * 0.07:
            kept.append(x)
    return kept[::-1]


class ThresholdChart(QWidget):
    """What is right of what is proposed, and found of what people marked, by threshold; a line stands at one."""

    def __init__(self, theme: Theme, model: TrainedModel) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        report = model.report
        self._at: Any = None
        if not report.bands or not report.whole.spans:
            column.addWidget(nothing(theme, "It proposed nothing on held-out documents."))
            return
        import pyqtgraph

        plot = _share_plot(theme, "What a threshold means", below="threshold")
        xs = [at / 100 for at in range(100)]
        counted = [report.quality_from(x) for x in xs]
        right = [
            (x, hits / proposed)
            for x, (proposed, hits) in zip(xs, counted, strict=True)
            if proposed >= ENOUGH
        ] or [(0.0, counted[0][1] / counted[0][0])]
        found = [hits / report.whole.spans for _, hits in counted]
        _line(plot, [x for x, _ in right], [y for _, y in right], theme.green)
        _line(plot, xs, found, theme.accent)
        _words(plot, "right", 0.01, right[0][1], theme.green, (0, 1.05))
        _words(plot, "found", 0.01, found[0], theme.accent, (0, -0.05))
        self._at = pyqtgraph.InfiniteLine(pos=0, angle=90, pen=pyqtgraph.mkPen(QColor(theme.ink), width=1))
        plot.addItem(self._at)
        plot.getAxis("bottom").setTicks([[(tenth / 4, f"{tenth / 4:g}") for tenth in range(5)]])
        plot.setXRange(0, 1, padding=0)
        column.addWidget(plot)

    def stand_at(self, threshold: float) -> None:
        """Move the line."""
        if self._at is not None:
            self._at.setPos(threshold)
