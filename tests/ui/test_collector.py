"""Garbage of Qt's ends in Qt's thread: a thread that makes much destroys nothing."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from ui.collector import Collector, collect_due


@pytest.fixture
def collecting() -> Iterator[None]:
    gc.enable()
    yield
    gc.disable()  # as in all tests


class _Cycle(QObject):
    """What only the collector ends; it notes in which thread."""

    def __init__(self, ends: list[int]) -> None:
        super().__init__()
        self.own = self
        weakref.finalize(self, lambda: ends.append(threading.get_ident()))


def test_a_thread_that_makes_much_ends_nothing_of_qt(qapp: QApplication, collecting: None) -> None:
    parent, ends = QObject(), list[int]()
    Collector(parent)
    for _ in range(20):
        _Cycle(ends)

    kept: list[list[int]] = []
    thread = threading.Thread(target=lambda: kept.extend([number] for number in range(200_000)))
    thread.start()
    thread.join()
    assert ends == []
    collect_due()
    assert set(ends) == {threading.get_ident()} and len(ends) == 20


def test_nothing_is_collected_before_it_is_due() -> None:
    ends: list[int] = []
    gc.collect()
    _Cycle(ends)
    collect_due()
    assert ends == []
