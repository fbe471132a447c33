"""A person labels the same words everywhere at once, by Ctrl+D and from Find, and takes what a claim proposes."""

from __future__ import annotations

from pathlib import Path

from desk import ARTICLE, make_project, open_window, press, someone
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.dialogs.occurrences import OccurrencesDialog
from ui.window import MainWindow
from workbench.project import Project

FIRST = (
    "Moscow welcomed the talks. The Moscow Times said so, and Moscow's mayor too.\n"
    "MOSCOW agreed; the Moscowites did not. Moscow slept.\n"
)
OTHER = "Nothing from Moscow today.\n"


def reread(path: Path, document: int = 0) -> list[tuple[str, int, str]]:
    """Label, start and words of each span as a second connection finds them in the file."""
    project = Project.open(path, annotator=someone()[1])
    bundle = project.bundle(project.document_rows(project.document_keys())[document].id)
    project.close()
    return [(one.label, one.start, one.covered(bundle.document.text)) for one in bundle.spans]


def relations(path: Path) -> list[tuple[str, str, str]]:
    """Label and the words of both ends of each relation, as a second connection finds them."""
    project = Project.open(path, annotator=someone()[1])
    bundle = project.bundle(project.document_rows(project.document_keys())[0].id)
    project.close()
    words = {span.id: span.covered(bundle.document.text) for span in bundle.spans}
    return sorted((one.label, words[one.head], words[one.tail]) for one in bundle.relations)


def label(qtbot: QtBot, window: MainWindow, text: str, words: str, key: str) -> None:
    """Select the first place of these words and press a label's key."""
    assert window.session is not None
    at = text.index(words)
    window.session.select_text(start=at, end=at + len(words))
    press(qtbot, window, key)


def dialog(qtbot: QtBot, window: MainWindow) -> OccurrencesDialog:
    """The dialog that has just opened, with the keys, when it has looked through everything."""
    found = next(one for one in window.findChildren(OccurrencesDialog) if one.isVisible())
    qtbot.waitUntil(lambda: found.isActiveWindow() and found.isAncestorOf(QApplication.focusWidget()))
    qtbot.waitUntil(lambda: not found.looking)
    return found


def back(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until the window has the keys again."""
    qtbot.waitUntil(lambda: window.isActiveWindow() and QApplication.focusWidget() is not None)


def test_all_of_a_document_in_one_step(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path, FIRST, OTHER)
    window = open_window(qtbot, path)
    session = window.session
    assert session is not None
    label(qtbot, window, FIRST, "Moscow Times", "O")
    label(qtbot, window, FIRST, "Moscow", "G")
    assert session.selected_span is not None
    session.do(session.project.set_span_attribute, session.selected_span.id, name="ref", value="Q649")
    press(qtbot, window, "Ctrl+D")
    shown = dialog(qtbot, window)
    # its own place is ticked for good, that inside of another name is not ticked
    assert shown.list.found.ticks == [True, False, True, True]
    assert len(shown.list.chosen()) == 2
    press(qtbot, window, "Down Down Space Space Enter")
    back(qtbot, window)
    assert session.project.undo_title() == "label 2 × “Moscow” as Country, region, city"
    made = [one for one in reread(path) if one[0] == "GPE"]
    assert [start for _, start, _ in made] == [0, FIRST.index("Moscow's"), FIRST.index("Moscow slept")]
    assert session.document is not None
    assert {s.attributes.get("ref") for s in session.document.spans.values() if s.label == "GPE"} == {"Q649"}
    assert reread(path, 1) == []
    press(qtbot, window, "Ctrl+Z")
    assert [one[0] for one in reread(path)] == ["GPE", "ORG"]


def test_the_whole_project_in_any_case_without_copies(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path, FIRST, OTHER)
    window = open_window(qtbot, path)
    assert window.session is not None
    label(qtbot, window, FIRST, "Moscow", "G")
    press(qtbot, window, "Ctrl+D")
    shown = dialog(qtbot, window)
    assert not shown.copied.isVisible()  # there is nothing to copy
    press(qtbot, window, "Alt+P")
    qtbot.waitUntil(shown.places["project"].isChecked)  # a pressed button stays down for a moment
    press(qtbot, window, "Alt+C")
    qtbot.waitUntil(lambda: not shown.search.case and not shown.looking)
    assert [one.name for one in shown.list.occurrences] == ["article 1"] * 5 + ["article 2"]
    shown.list.setFocus()
    press(qtbot, window, "A A Enter")  # all are ticked already: none, all again
    back(qtbot, window)
    assert len(reread(path)) == 5
    assert reread(path, 1) == [("GPE", OTHER.index("Moscow"), "Moscow")]
    press(qtbot, window, "Ctrl+Z")
    assert len(reread(path)) == 1 and reread(path, 1) == []


def test_words_that_begin_so_from_selected_text_ask_for_the_label(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path, FIRST)
    window = open_window(qtbot, path)
    assert window.session is not None
    window.session.select_text(start=0, end=6)
    press(qtbot, window, "Ctrl+D")
    shown = dialog(qtbot, window)
    assert shown.label is None and not shown.go_button.isEnabled()
    press(qtbot, window, "N")
    assert shown.label is not None and shown.label.id == "NORP"
    press(qtbot, window, "Alt+S")
    qtbot.waitUntil(lambda: shown.search.prefix)
    press(qtbot, window, "Alt+C")
    qtbot.waitUntil(lambda: not shown.search.case and not shown.looking)
    words = [one.text for one in shown.list.occurrences]
    assert words == ["Moscow", "Moscow", "Moscow's", "MOSCOW", "Moscowites", "Moscow"]
    press(qtbot, window, "Enter")
    back(qtbot, window)
    assert [one[0] for one in reread(path)] == ["NORP"] * 6


def test_escape_and_nothing_ticked_write_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path, FIRST)
    window = open_window(qtbot, path)
    label(qtbot, window, FIRST, "Moscow", "G")
    press(qtbot, window, "Ctrl+D")
    shown = dialog(qtbot, window)
    press(qtbot, window, "A Enter")
    assert shown.isVisible() and len(reread(path)) == 1
    press(qtbot, window, "Escape")
    back(qtbot, window)
    assert len(reread(path)) == 1
    press(qtbot, window, "O")  # the span is selected still
    assert reread(path) == [("ORG", 0, "Moscow")]


def test_the_same_on_the_screen_with_one_key(qtbot: QtBot, tmp_path: Path) -> None:
    text = FIRST + "\n".join(f"Line {n}." for n in range(120)) + "\nMoscow far below.\n"
    path = make_project(tmp_path, text)
    window = open_window(qtbot, path)
    label(qtbot, window, text, "Moscow Times", "O")
    label(qtbot, window, text, "Moscow", "G")
    press(qtbot, window, "Ctrl+Shift+D")
    starts = [start for label_id, start, _ in reread(path) if label_id == "GPE"]
    assert starts == [0, text.index("Moscow's"), text.index("Moscow slept")]
    assert "Label 2 × “Moscow” as Country, region, city" in window.toast.text()
    press(qtbot, window, "Ctrl+Z")
    assert len(reread(path)) == 2


def test_hits_of_a_regular_expression_are_labelled_from_find(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path, FIRST)
    window = open_window(qtbot, path)
    assert window.workspace is not None
    bar = window.workspace.find_bar
    press(qtbot, window, "Ctrl+F Tab Tab Tab Space")
    assert bar.pattern.isChecked()
    bar.field.setFocus()
    qtbot.keyClicks(bar.field, "(Mosc")
    qtbot.waitUntil(lambda: "no regular expression" in bar.count.toolTip())
    assert bar.hits == []
    bar.field.clear()
    qtbot.keyClicks(bar.field, r"\b[Tt]he \w+")
    qtbot.waitUntil(lambda: len(bar.hits) == 3)
    press(qtbot, window, "Ctrl+D")
    shown = dialog(qtbot, window)
    press(qtbot, window, "E")
    qtbot.waitUntil(lambda: not shown.looking)
    press(qtbot, window, "Down Space Enter")
    back(qtbot, window)
    assert [one[2] for one in reread(path)] == ["the talks", "the Moscowites"]
    assert window.session is not None
    assert window.session.project.undo_title() == "label 2 × “the talks”, “the Moscowites” as Event"


def test_find_matches_case_and_whole_words(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path, FIRST))
    assert window.workspace is not None
    bar = window.workspace.find_bar
    press(qtbot, window, "Ctrl+F")
    qtbot.keyClicks(bar.field, "moscow")
    qtbot.waitUntil(lambda: len(bar.hits) == 6)
    press(qtbot, window, "Tab Tab Space")
    assert bar.words.isChecked() and len(bar.hits) == 5
    press(qtbot, window, "Shift+Tab Space")
    assert bar.case.isChecked() and bar.hits == []
    assert bar.count.text() == "not in this article"
    press(qtbot, window, "Space Down Escape")
    assert window.session is not None and window.session.state.kind == "text"
    assert window.session.state.start == FIRST.index("Moscow Times")


def claim(qtbot: QtBot, window: MainWindow) -> None:
    """Label cue, sources and a claim of the article; the claim is selected then."""
    for words, key in (("said", "U"), ("Indian government", "O"), ("Rajnath Singh", "P")):
        label(qtbot, window, ARTICLE, words, key)
    label(qtbot, window, ARTICLE, "India and Russia have agreed to boost their defence ties", "C")


def test_a_claim_that_somebody_made_proposes_source_and_cue(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path)
    window = open_window(qtbot, path)
    claim(qtbot, window)
    proposals = window.proposals
    assert proposals is not None and not proposals.on
    press(qtbot, window, "3")
    assert proposals.text() == "said by “Indian government” and has cue “said”"
    assert window.workspace is not None and window.session is not None
    assert window.workspace.hint.parts == [("Enter", "accept"), ("Tab", "another"), ("Esc", "later")]
    press(qtbot, window, "2")  # the next quick attribute is filled all the same
    assert window.session.selected_span is not None
    assert window.session.selected_span.attributes["checkable"] == "minor"
    press(qtbot, window, "Tab")
    assert proposals.text().startswith("said by “Rajnath Singh”")
    press(qtbot, window, "Shift+Tab Enter")
    text = "India and Russia have agreed to boost their defence ties"
    both = [("has-cue", text, "said"), ("said-by", text, "Indian government")]
    assert relations(path) == both
    assert not proposals.on
    press(qtbot, window, "Ctrl+Z")
    assert relations(path) == []
    press(qtbot, window, "Ctrl+Y")
    assert relations(path) == both


def test_later_is_later_and_f8_comes_back_to_it(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path)
    window = open_window(qtbot, path)
    claim(qtbot, window)
    proposals = window.proposals
    assert proposals is not None
    press(qtbot, window, "5")  # unattributed: only the cue is wanted
    assert proposals.text() == "has cue “said”"
    press(qtbot, window, "Escape")
    assert not proposals.on and relations(path) == []
    press(qtbot, window, "Ctrl+Shift+Right 2")
    assert not proposals.on  # nothing new is wanted
    press(qtbot, window, "Escape F8")
    assert proposals.on
    press(qtbot, window, "Enter")
    assert [one[0] for one in relations(path)] == ["has-cue"]


def test_another_selection_takes_the_proposal_away(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path)
    window = open_window(qtbot, path)
    claim(qtbot, window)
    proposals = window.proposals
    assert proposals is not None
    press(qtbot, window, "2")
    assert proposals.on
    press(qtbot, window, "Ctrl+R")
    assert not proposals.on and window.relation_mode is not None and window.relation_mode.on
    press(qtbot, window, "Escape 0 Right")
    assert not proposals.on and relations(path) == []
