"""The dialog of all occurrences: what it lists and ticks, its empty state, and that the window goes on meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from desk import make_project, someone
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.dialogs.context_list import after, before, runs_left
from ui.dialogs.occurrences import OccurrencesDialog
from ui.repetition import Wanted, copied_values, other_label
from ui.session import Session
from ui.theme import DARK, Theme
from workbench import jobs
from workbench.project import Project
from workbench.project.occurrences import Occurrence, Search
from workbench.schema import load_schema

NEWS = load_schema("news")


def occurrence(*, labels: tuple[str, ...] = (), around: tuple[str, ...] = ()) -> Occurrence:
    return Occurrence("d", "n", 0, 6, "Moscow", "one\r\nand  in ", " met.\ntwo", labels, around)


def test_context_stays_in_its_paragraph_on_one_line() -> None:
    assert before(occurrence()) == "and in "
    assert after(occurrence()) == " met."
    assert runs_left("… 1 وقالت Moscow") and not runs_left("1. Moscow وقالت") and not runs_left("1, 2")


def test_a_label_of_the_same_group_is_in_the_way() -> None:
    gpe = NEWS.label("GPE")
    assert other_label(occurrence(), gpe, NEWS) == ("", False)
    assert other_label(occurrence(labels=("GPE", "ORG")), gpe, NEWS) == ("ORG", False)
    assert other_label(occurrence(around=("CLAIM",)), gpe, NEWS) == ("", False)
    assert other_label(occurrence(around=("CLAIM", "ORG")), gpe, NEWS) == ("ORG", True)


def test_values_are_copied_where_they_can_be_the_same() -> None:
    def values(label: str, **given: str) -> dict[str, object]:
        return copied_values(NEWS, Wanted(Search("x"), label, given))

    assert values("GPE", ref="Q649", role="place") == {"ref": "Q649", "role": "place"}
    assert values("CLAIM", certainty="certain", voice="direct") == {"voice": "direct"}  # no defaults
    assert values("DATE", type="DATE", value="2023-04-28") == {}  # each has its own day
    assert values("GPE", gone="x") == {}
    assert copied_values(NEWS, Wanted(Search("x"))) == {}


def test_nothing_found_says_what_else_to_try(
    session: Session, theme: Theme, show: Callable[..., None], keys: Callable[..., None]
) -> None:
    dialog = OccurrencesDialog(session, Wanted(Search("Atlantis"), "GPE"), theme)
    show(dialog)
    assert dialog.list.empty.startswith("“Atlantis” does not occur in this document.")
    assert not dialog.go_button.isEnabled() and not dialog.places["visible"].isVisible()
    keys(dialog, "Return")
    assert dialog.isVisible()
    dialog.set_theme(DARK)
    assert dialog.list.theme.dark and dialog.labels.theme.dark


def test_ambiguous_words_are_told(session: Session, theme: Theme, show: Callable[..., None]) -> None:
    project, text = session.project, session.project.text(session.document_id)
    first = text.index("India")
    for label in ("GPE", "ORG"):
        session.do(project.add_span, session.document_id, start=first, end=first + 5, label=label)
    dialog = OccurrencesDialog(session, Wanted(Search("India"), "GPE"), theme)
    show(dialog)
    assert dialog.ambiguity.whole() == "elsewhere in the project: 1 × Organisation"
    assert dialog.ambiguity.property("role") == "warn"
    assert "1 GPE already" in dialog.note.text()
    dialog.take_label("LOC")
    assert dialog.ambiguity.whole() == (
        "elsewhere in the project: 1 × Country, region, city; 1 × Organisation"
    )
    assert dialog.list.found.ticks == [False]


def test_the_words_are_marked_also_where_they_have_the_label_already(
    session: Session, theme: Theme, show: Callable[..., None]
) -> None:
    first = session.project.text(session.document_id).index("India")
    session.do(session.project.add_span, session.document_id, start=first, end=first + 5, label="GPE")
    dialog = OccurrencesDialog(session, Wanted(Search("India", words=False), "GPE"), theme)
    show(dialog)
    assert [dialog.list.found.locked(row) for row in range(2)] == [True, False]
    image = dialog.list.viewport().grab().toImage()

    def tinted(row: int) -> int:
        box = dialog.list.visualRect(dialog.list.found.index(row))
        over = box.top() + 6  # above the letters, in the mark
        ground = image.pixelColor(box.width() // 4, over)
        return sum(image.pixelColor(x, over) != ground for x in range(box.width() // 4, box.width() * 3 // 4))

    assert tinted(0) > 20 and tinted(1) > 20


def test_a_wrong_expression_is_told_in_the_dialog(
    session: Session, theme: Theme, show: Callable[..., None]
) -> None:
    dialog = OccurrencesDialog(session, Wanted(Search("(", pattern=True), "GPE"), theme)
    show(dialog)
    assert "no regular expression" in dialog.note.text() and dialog.note.property("role") == "error"
    assert not dialog.ways["words"].isVisible()


def test_documents_in_which_an_expression_takes_too_long_are_named(
    tmp_path: Path, theme: Theme, qtbot: QtBot, show: Callable[..., None]
) -> None:
    settings, annotator = someone()
    project = Project.open(make_project(tmp_path, "a" * 5_000 + "b", "In Kyiv."), annotator=annotator)
    session = Session(project, settings)
    session.open(project.document_rows(project.document_keys()[:1])[0].id)
    wanted = Wanted(Search("(a+)+$|Kyiv", pattern=True), "GPE", scope="project")
    dialog = OccurrencesDialog(session, wanted, theme)
    show(dialog)
    qtbot.waitUntil(lambda: not dialog.looking)
    assert "1 found" in dialog.note.text()
    assert "it takes too long in “article 1”, not looked through" in dialog.note.text()
    dialog.places["document"].click()
    qtbot.waitUntil(lambda: not dialog.looking)
    assert "takes too long: make it simpler" in dialog.note.text()
    session.close_document()
    session.close()


def test_the_window_goes_on_while_a_project_is_looked_through(
    tmp_path: Path, theme: Theme, qtbot: QtBot, show: Callable[..., None]
) -> None:
    settings, annotator = someone()
    project = Project.create(tmp_path / "many.wbench", schema=NEWS, annotator=annotator)
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(1_500):
        (folder / f"{number:04}.txt").write_text("In Moscow, Moscow and Moscow. " * 2, encoding="utf-8")
    plan = jobs.finish(jobs.plan_job(project, [folder]))
    jobs.finish(jobs.import_job(project, plan))
    plan.close()
    session = Session(project, settings)
    session.open(project.document_rows(project.document_keys()[:1])[0].id)
    dialog = OccurrencesDialog(session, Wanted(Search("Moscow"), "GPE", scope="project"), theme)
    assert dialog.looking and not dialog.go_button.isEnabled()
    show(dialog)
    longest = 0.0
    while dialog.looking:
        began = perf_counter()
        QApplication.processEvents()
        longest = max(longest, perf_counter() - began)
    assert longest < 0.5
    assert len(dialog.list.occurrences) == 9_000 and dialog.go_button.text() == "Label 9,000 as GPE"
    dialog.label_them()
    assert project.undo_title() == "label 9000 × “Moscow” as Country, region, city"
    assert project.label_counts() == {"GPE": 9_000}
    session.close_document()
    session.close()
