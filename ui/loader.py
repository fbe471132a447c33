"""Loads tokenisers and grammars in threads of their own: that takes up to a second, and typing must not wait."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from workbench import timex
from workbench.errors import UserError

if TYPE_CHECKING:
    from workbench.tokens import Tokeniser


class Loader:
    """Asked again and again until it answers; a tokeniser is loaded once."""

    def __init__(self) -> None:
        self._threads: dict[str, threading.Thread] = {}
        self._answers: dict[str, str] = {}  # by tokeniser id

    def read_dates(self, language: str) -> None:
        """Read the grammar of time expressions (of a BCP 47 tag), so that the first date is labelled at once."""
        threading.Thread(target=timex.prepare, args=(language,), daemon=True).start()

    def ask(self, made: Tokeniser, *, wait: bool = False) -> str | None:
        """Empty when it can be used, a sentence when it cannot be had here; None while it is being loaded."""
        if not made.heavy:
            return ""
        if made.id not in self._answers and made.id not in self._threads:
            thread = threading.Thread(target=self._load, args=(made,), daemon=True)
            self._threads[made.id] = thread
            thread.start()
        if wait and made.id in self._threads:
            self._threads[made.id].join()
        return self._answers.get(made.id)

    def _load(self, made: Tokeniser) -> None:
        try:
            made.load()
        except UserError as error:
            self._answers[made.id] = str(error)
        else:
            self._answers[made.id] = ""
