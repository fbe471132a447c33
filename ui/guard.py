"""Event handlers whose errors are shown, and end nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

Widget = TypeVar("Widget")
Given = ParamSpec("Given")


def guarded(
    handler: Callable[Concatenate[Widget, Given], None],
) -> Callable[Concatenate[Widget, Given], None]:
    """An event handler whose errors go to sys.excepthook (see bugs) from here instead of through Qt.

    PySide 6.11 on Python 3.11 crashes on an error that C code raised (an IndexError) in a handler below another
    overridden one, such as `event`.
    """

    @wraps(handler)
    def run(self: Widget, /, *args: Given.args, **words: Given.kwargs) -> None:
        try:
            handler(self, *args, **words)
        except Exception:  # noqa: BLE001 - a bug of any kind is shown
            sys.excepthook(*sys.exc_info())

    return run
