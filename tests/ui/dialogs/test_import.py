"""Importing by keyboard: what will come is shown first, and nothing is stored before."""

from __future__ import annotations

import json
from pathlib import Path

from pytestqt.qtbot import QtBot

from ui.dialogs.import_ import ImportDialog
from ui.session import Session
from ui.theme import Theme
from workbench.project import Project
from workbench.schema import what_labels_get

HAND_IN = {
    "document": {"name": "Harbour", "text": "India and Russia met in the harbour."},
    "annotator": {"name": "Ben"},
    "spans": [
        {"id": "a", "label": "GPE", "start": 0, "end": 5},
        {"id": "b", "label": "COUNTRY", "start": 10, "end": 16},
        {"id": "c", "label": "THING", "start": 28, "end": 35},
    ],
    "relations": [{"label": "near", "head": "a", "tail": "b"}],
}


def names(session: Session, path: Path) -> list[str]:
    """The documents as a second connection reads them."""
    project = Project.open(path, annotator=session.project.me)
    try:
        return [row.name for row in project.document_rows(project.document_keys())]
    finally:
        project.close()


def opened(session: Session, theme: Theme, show, qtbot: QtBot, *paths: Path) -> ImportDialog:
    dialog = ImportDialog(session, theme, paths=paths)
    show(dialog)
    qtbot.waitUntil(lambda: not dialog.reading())
    return dialog


def test_an_article_is_imported_with_return_and_its_date_is_proposed(
    session: Session, theme: Theme, path: Path, tmp_path: Path, show, keys, qtbot: QtBot
) -> None:
    article = tmp_path / "News of the day.txt"
    article.write_text("\n date 2024-02-03 Rain fell on the plain.", encoding="utf-8")
    before = names(session, path)
    dialog = opened(session, theme, show, qtbot, article)
    assert dialog.import_button.text().replace("&", "") == "Import 1 document"
    assert dialog.documents.rows()[0].cells[4] == "2024-02-03 · from the text"
    assert names(session, path) == before
    with qtbot.waitSignal(dialog.imported):
        keys(dialog, "Return")
    assert names(session, path) == [*before, "News of the day"]
    row = session.project.document_rows(session.project.document_keys())[-1]
    assert row.published == "2024-02-03"


def test_files_in_a_broken_state_are_listed_by_line_and_store_nothing(
    session: Session, theme: Theme, path: Path, tmp_path: Path, show, keys, qtbot: QtBot
) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"document": {"name": "One", "text": "x"}}\n{"document": oops}\n', encoding="utf-8")
    before = names(session, path)
    dialog = opened(session, theme, show, qtbot, broken)
    assert dialog.tabs.currentIndex() == 2
    assert [row.cells[:2] for row in dialog.problems.table.rows()] == [("broken.jsonl", "2")]
    assert dialog.focusWidget() is dialog.problems.table
    assert not dialog.problems.skip.isVisible()  # nothing would remain
    assert not dialog.import_button.isEnabled()
    assert "Nothing was stored" in dialog.note.text()
    saved = tmp_path / "list.txt"
    dialog.save_problems(saved)
    assert saved.read_text(encoding="utf-8").startswith(f"{broken}:2: ")
    keys(dialog, "Escape")
    assert not dialog.isVisible()
    assert names(session, path) == before


def test_broken_files_are_left_out_and_the_others_come_whole(
    session: Session, theme: Theme, path: Path, tmp_path: Path, show, keys, qtbot: QtBot
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").write_text(
        '{"document": {"name": "One", "text": "x"}}\n{"document": oops}\n', encoding="utf-8"
    )
    (folder / "b.jsonl").write_text('{"document": {"name": "Two", "text": "y"}}\n', encoding="utf-8")
    before = names(session, path)
    dialog = opened(session, theme, show, qtbot, folder)
    assert "or leave out the broken file and import the other file" in dialog.note.text()
    assert not dialog.import_button.isEnabled()
    skip = dialog.problems.skip
    skip.click()
    assert skip.isChecked() and dialog.import_button.isEnabled()
    assert "--skip-broken" in dialog.arguments()
    assert dialog.import_button.text().replace("&", "") == "Import 1 document"
    assert "1 broken file left out" in dialog.note.text()
    skip.click()
    assert not skip.isChecked() and not dialog.import_button.isEnabled()
    skip.click()
    with qtbot.waitSignal(dialog.imported):
        dialog.import_button.click()
    assert names(session, path) == [*before, "Two"]


def test_unknown_labels_are_added_mapped_or_left_out(
    session: Session, theme: Theme, path: Path, tmp_path: Path, show, keys, qtbot: QtBot
) -> None:
    file = tmp_path / "hand-in.jsonl"
    first = {**HAND_IN["spans"][0], "attributes": {"mood": "calm"}}
    hand_in = {**HAND_IN, "spans": [first, *HAND_IN["spans"][1:]]}
    file.write_text(json.dumps(hand_in) + "\n", encoding="utf-8")
    dialog = opened(session, theme, show, qtbot, file)
    assert dialog.tabs.currentIndex() == 1
    assert list(dialog.decisions.boxes) == ["COUNTRY", "THING", "near"]
    assert dialog.focusWidget() is dialog.decisions.boxes["COUNTRY"]
    assert not dialog.import_button.isEnabled()
    keys(dialog, "Country")  # a list is searched as one types
    assert dialog.decisions.values()["COUNTRY"] == "GPE"
    beside = dialog.decisions.beside["THING"]
    assert beside.whole == "line 1 of hand-in.jsonl"
    dialog.decisions.decide("THING", "+")
    dialog.decisions.decide("near", "+")
    (key, _), *_ = what_labels_get(session.project.schema, ["THING"]).values()
    qtbot.waitUntil(lambda: beside.whole == f"●  key {key.upper()}")
    assert "1 question to decide about." in dialog.note.text()
    assert list(dialog.decisions.attribute_boxes) == ["GPE.mood"]
    assert dialog.decisions.attribute_boxes["GPE.mood"].itemText(1) == "Add to the schema (choice: calm)"
    dialog.decisions.decide_attribute("GPE.mood", "+")
    assert "decide" not in dialog.note.text()
    assert dialog.arguments()[3:-3] == [
        *("--map", "COUNTRY=GPE", "--map", "THING=+", "--map", "near=+", "--attribute", "GPE.mood=add")
    ]
    with qtbot.waitSignal(dialog.imported):
        keys(dialog, "Alt+I")
    project = Project.open(path, annotator=session.project.me)
    row = project.document_rows(project.document_keys())[-1]
    ben = project.layers(row.id)[0].annotator
    bundle = project.bundle(row.id, ben.id)
    project.close()
    assert [span.label for span in bundle.spans] == ["GPE", "GPE", "THING"]
    assert [relation.label for relation in bundle.relations] == ["near"]
    schema = session.project.schema
    assert (schema.label("THING").key, schema.relation("near").tail) == ("h", ("GPE",))
    assert schema.attribute("GPE", "mood").type == "choice"


def test_a_second_import_says_that_all_is_there(
    session: Session, theme: Theme, tmp_path: Path, show, keys, qtbot: QtBot
) -> None:
    file = tmp_path / "hand-in.jsonl"
    file.write_text(json.dumps({**HAND_IN, "spans": HAND_IN["spans"][:1], "relations": []}) + "\n")
    first = opened(session, theme, show, qtbot, file)
    keys(first, "Return")
    second = opened(session, theme, show, qtbot, file)
    assert second.documents.rows()[0].cells[5] == "already there"
    assert not second.import_button.isEnabled()
    assert second.note.text() == "All of this is in the project already."


def test_a_differing_layer_is_replaced_only_when_ticked(
    session: Session, theme: Theme, tmp_path: Path, show, keys, qtbot: QtBot
) -> None:
    file = tmp_path / "hand-in.jsonl"
    plain = {**HAND_IN, "relations": []}
    file.write_text(json.dumps({**plain, "spans": HAND_IN["spans"][:1]}) + "\n")
    keys(opened(session, theme, show, qtbot, file), "Return")
    file.write_text(json.dumps({**plain, "spans": []}) + "\n")
    file.write_text(
        json.dumps({**plain, "spans": [{"id": "a", "label": "ORG", "start": 0, "end": 5}]}) + "\n"
    )
    dialog = opened(session, theme, show, qtbot, file)
    assert "tick Replace" in dialog.note.text()
    assert not dialog.import_button.isEnabled()
    keys(dialog, "Alt+R")
    qtbot.waitUntil(dialog.replace.isChecked)
    assert dialog.import_button.text().replace("&", "") == "Import 1 layer"
    with qtbot.waitSignal(dialog.imported):
        keys(dialog, "Alt+I")
    row = session.project.document_rows(session.project.document_keys())[-1]
    ben = session.project.layers(row.id)[0].annotator
    assert [span.label for span in session.project.bundle(row.id, ben.id).spans] == ["ORG"]


def test_the_encoding_is_asked_for_when_it_is_needed(
    session: Session, theme: Theme, path: Path, tmp_path: Path, show, keys, qtbot: QtBot
) -> None:
    file = tmp_path / "café.txt"
    file.write_bytes("Le café est fermé.".encode("cp1252"))
    dialog = opened(session, theme, show, qtbot, file)
    assert dialog.note.text().startswith("Choose the encoding")
    assert not dialog.import_button.isEnabled()
    keys(dialog, "Alt+N", "Western")
    qtbot.waitUntil(lambda: not dialog.reading())
    with qtbot.waitSignal(dialog.imported):
        keys(dialog, "Alt+I")
    row = session.project.document_rows(session.project.document_keys())[-1]
    assert session.project.document(row.id).text == "Le café est fermé."


def test_many_documents_go_to_a_child_and_appear(
    session: Session, theme: Theme, path: Path, tmp_path: Path, show, keys, qtbot: QtBot
) -> None:
    file = tmp_path / "many.jsonl"
    lines = [{"document": {"name": f"No {n}", "text": f"Text {n}."}} for n in range(150)]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    dialog = opened(session, theme, show, qtbot, file)
    heard = []
    session.documents_changed.connect(lambda: heard.append(1))
    with qtbot.waitSignal(dialog.imported, timeout=30_000):
        keys(dialog, "Return")
        assert dialog.strip.isVisible()
    assert heard
    assert len(names(session, path)) == 152


def test_a_missing_file_is_named(session: Session, theme: Theme, tmp_path: Path, show, qtbot: QtBot) -> None:
    dialog = opened(session, theme, show, qtbot, tmp_path / "nowhere.txt")
    assert "nowhere.txt" in dialog.note.text()
    assert not dialog.import_button.isEnabled()


def test_two_annotators_of_one_document_are_one_document(
    session: Session, theme: Theme, tmp_path: Path, show, keys, qtbot: QtBot
) -> None:
    file = tmp_path / "both.jsonl"
    plain = {**HAND_IN, "spans": HAND_IN["spans"][:1], "relations": []}
    both = [plain, {**plain, "annotator": {"name": "Cleo"}}]
    file.write_text("".join(json.dumps(one) + "\n" for one in both), encoding="utf-8")
    dialog = opened(session, theme, show, qtbot, file)
    assert dialog.import_button.text().replace("&", "") == "Import 1 document"
    assert dialog.note.text().startswith("2 layers with 2 spans")
    with qtbot.waitSignal(dialog.imported):
        keys(dialog, "Return")
    row = session.project.document_rows(session.project.document_keys())[-1]
    assert sorted(one.annotator.name for one in session.project.layers(row.id)) == ["Ben", "Cleo"]


def test_spans_without_annotator_go_to_the_one_named(
    session: Session, theme: Theme, tmp_path: Path, show, keys, qtbot: QtBot
) -> None:
    file = tmp_path / "nobody.jsonl"
    bare = {key: value for key, value in HAND_IN.items() if key not in ("annotator", "relations")}
    file.write_text(json.dumps({**bare, "spans": HAND_IN["spans"][:1]}) + "\n", encoding="utf-8")
    dialog = opened(session, theme, show, qtbot, file)
    dialog.sources.annotator.setFocus()
    dialog.sources.annotator.lineEdit().selectAll()
    keys(dialog, "Dana")
    assert "Dana" not in session.settings.people
    qtbot.waitUntil(lambda: any(row.cells[1] == "Dana" for row in dialog.documents.rows()))
    with qtbot.waitSignal(dialog.imported):
        keys(dialog, "Alt+I")
    row = session.project.document_rows(session.project.document_keys())[-1]
    assert [one.annotator.name for one in session.project.layers(row.id)] == ["Dana"]
    assert session.settings.people["Dana"] == session.project.layers(row.id)[0].annotator.id


def test_the_settings_of_the_format_that_was_found_are_asked_for_and_named_in_remedies(
    session: Session, theme: Theme, tmp_path: Path, show, qtbot: QtBot
) -> None:
    for who, end in (("ann", 3), ("bob", 7)):
        (tmp_path / "in" / who).mkdir(parents=True)
        (tmp_path / "in" / who / "a.txt").write_text("Ana met", encoding="utf-8")
        (tmp_path / "in" / who / "a.ann").write_text(
            f"T1\tPER 0 {end}\t{'Ana met'[:end]}\n", encoding="utf-8"
        )
    dialog = opened(session, theme, show, qtbot, tmp_path / "in")
    (row,) = dialog.problems.table.rows()
    assert (
        row.cells[3] == "If each folder is one person's work, say so above, under “Whose work it is”: folder."
    )
    box = dialog.sources.options.fields["annotators"]
    with qtbot.waitSignal(dialog.sources.changed):
        box.setCurrentText("folder")
    qtbot.waitUntil(lambda: not dialog.reading())
    assert [row.cells[1] for row in dialog.documents.rows()] == ["ann", "bob"]
    assert dialog.sources.options.values() == {"annotators": "folder"}
    dialog.sources.add([_jsonl(tmp_path)])
    with qtbot.waitSignal(dialog.sources.changed):  # read again, without the settings that are gone
        qtbot.waitUntil(lambda: not dialog.sources.options.fields)
    qtbot.waitUntil(lambda: not dialog.reading())


def _jsonl(folder: Path) -> Path:
    path = folder / "b.jsonl"
    path.write_text(json.dumps(HAND_IN), encoding="utf-8")
    return path
