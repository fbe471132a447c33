"""Spans that cut a token are problems at once: marked when idle, mended by Enter, also in very long documents."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import article, make_project, open_window, press, spans
from pytestqt.qtbot import QtBot

from ui import checking, steps
from ui.actions import find_action
from ui.document_view import DocumentView
from ui.hint import describe
from ui.window import MainWindow
from workbench.project import Project
from workbench.tokens import Tokeniser


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    return open_window(qtbot, make_project(tmp_path))


def add(window: MainWindow, words: str, label: str = "GPE") -> None:
    session = window.session
    assert session is not None and session.document is not None
    start = session.document.text.index(words)
    session.do(Project.add_span, session.document_id, start=start, end=start + len(words), label=label)


def cut(window: MainWindow) -> list[str]:
    assert window.session is not None and window.session.document is not None
    document = window.session.document
    return [document.text[p.start : p.end] for p in document.problems if p.kind == "cut token"]


def align(window: MainWindow, choice: str) -> None:
    assert window.session is not None
    window.session.do(Project.set_tokeniser, choice)


def test_a_cut_token_is_counted_when_idle_and_mended_by_enter(qtbot: QtBot, window: MainWindow) -> None:
    align(window, "words")
    add(window, "ew Delhi")
    qtbot.waitUntil(lambda: cut(window) == ["ew Delhi"])
    assert window.status.problems.text() == "1 to fix (F8)"
    press(qtbot, window, "F8")
    assert window.session is not None
    words, keys = describe(window.session)
    assert words == "A boundary of “ew Delhi” cuts the token “New” (Unicode words)."
    assert keys[:2] == [("Enter", "widen to whole tokens"), ("Shift+Enter", "narrow")]
    press(qtbot, window, "Return")
    assert spans(window) == [("GPE", "New Delhi")]
    assert cut(window) == []
    press(qtbot, window, "Ctrl+Z")
    qtbot.waitUntil(lambda: cut(window) == ["ew Delhi"])
    press(qtbot, window, "F8 Shift+Return")
    assert spans(window) == [("GPE", "Delhi")]


def test_shift_enter_elsewhere_is_enter(qtbot: QtBot, window: MainWindow) -> None:
    add(window, "Delhi")
    assert window.session is not None
    press(qtbot, window, "Shift+Return")
    assert window.session.selected_span is not None or window.session.state.kind == "caret"


def test_choosing_and_undoing_a_tokeniser_looks_again(qtbot: QtBot, window: MainWindow) -> None:
    add(window, "ew Delhi")
    add(window, "April 28", "DATE")
    align(window, "whitespace")
    qtbot.waitUntil(lambda: cut(window) == ["ew Delhi", "April 28"])
    press(qtbot, window, "Ctrl+Z")
    qtbot.waitUntil(lambda: cut(window) == [] and not window.session.problems_stale)


def test_all_cut_tokens_are_mended_in_one_step(qtbot: QtBot, window: MainWindow) -> None:
    align(window, "words")
    for words in ("ew Delhi", "ndia", "ajnath Si"):
        add(window, words)
    find_action("mend_tokens").run(window)
    assert [words for _, words in spans(window)] == ["India", "Rajnath Singh", "New Delhi"]
    press(qtbot, window, "Ctrl+Z")
    qtbot.waitUntil(lambda: len(cut(window)) == 3)
    find_action("mend_tokens").run(window)
    qtbot.waitUntil(lambda: window.session is not None and not window.session.problems_stale)
    assert steps.mend_tokens(window.session) is None


def test_of_very_many_spans_the_touched_ones_are_looked_at(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "BY_ITSELF", 2)
    align(window, "words")
    for words in ("ndia", "Russia", "ussia"):
        add(window, words)
    qtbot.waitUntil(lambda: "ussia" in cut(window))
    assert window.session is not None and window.session.problems_stale
    add(window, "ew Delhi")
    qtbot.waitUntil(lambda: "ew Delhi" in cut(window))
    press(qtbot, window, "F8")
    assert cut(window) == ["ndia", "ussia", "ew Delhi"]
    press(qtbot, window, "Escape Escape")
    align(window, "whitespace")
    assert cut(window) == []  # those of other tokens are forgotten at once
    press(qtbot, window, "F8")
    assert cut(window) == ["ndia", "ussia", "ew Delhi"]


def test_a_tokeniser_is_loaded_in_a_thread_and_its_lack_is_said_once(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    from workbench.errors import UserError
    from workbench.tokens import word_tokens

    where: list[str] = []
    allowed = threading.Event()

    def load() -> None:
        allowed.wait(10)
        where.append(threading.current_thread().name)

    made = Tokeniser("spacy:xx", "slow", word_tokens, load, heavy=True)
    monkeypatch.setattr(Project, "tokeniser", lambda self: made)
    add(window, "ew Delhi")
    qtbot.wait(2 * checking.CHECK_MS)
    assert cut(window) == []
    allowed.set()
    qtbot.waitUntil(lambda: cut(window) == ["ew Delhi"])
    assert where and where[0] != threading.main_thread().name

    def refuse() -> None:
        raise UserError("It is missing.")

    missing = Tokeniser("spacy:yy", "missing", word_tokens, refuse, heavy=True)
    monkeypatch.setattr(Project, "tokeniser", lambda self: missing)
    said: list[str] = []
    assert window.session is not None
    window.session.failed.connect(said.append)
    for words in ("ndia", "ussia"):
        add(window, words)
        qtbot.waitUntil(lambda: not window.session.problems_stale)
    assert said == ["It is missing."]
    assert cut(window) == [] and len(window.session.document.problems) == 3  # cut words


def test_a_document_in_steps(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "India and Russia met in New Delhi on Friday. " * 400
    window = open_window(qtbot, make_project(tmp_path, text))
    monkeypatch.setattr(checking, "STEP_SECONDS", 0.0)
    session = window.session
    assert session is not None
    align(window, "words")
    for at in range(0, 18_000, 2_000):
        start = text.index("ussia", at)
        session.do(Project.add_span, session.document_id, start=start, end=start + 5, label="GPE")
    qtbot.waitUntil(lambda: len(cut(window)) == 9)
    assert article(window) is not None


def test_the_mark_of_a_problem_goes_with_its_span(qtbot: QtBot, window: MainWindow) -> None:
    session, view = window.session, article(window)
    assert session is not None and session.document is not None and isinstance(view, DocumentView)
    add(window, "dia and Rus")
    session.check_problems()
    assert view.found()[1]
    session.do(Project.delete_spans, list(session.document.spans))
    assert view.found()[1] == []
