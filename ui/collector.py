"""Garbage is collected in the window's own thread, while it rests: what Qt made must not end in another one.

Python collects in whichever thread happens to make something. A timer or a widget in a cycle that a thread which reads
a grammar destroys leaves Qt with a loose end, and the program falls.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

PAUSE_MS = 1000


class Collector(QObject):
    """Collects in the thread of `parent` what is due, now and then; Python's own collector is switched off."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=PAUSE_MS)
        self._timer.timeout.connect(collect_due)
        self._timer.start()


def collect_due() -> None:
    """Collect the oldest generation that is due by Python's own thresholds, if one is."""
    due = [
        n
        for n, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
        if count > most
    ]
    if due:
        gc.collect(due[-1])


def spare() -> None:
    """Tell the collector that what is loaded by now stays.

    It need not walk through it any more: a full collection costs a few milliseconds then, not twenty-five.
    """
    gc.collect()
    gc.freeze()
