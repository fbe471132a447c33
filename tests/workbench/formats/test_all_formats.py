"""What every format must do. To register a format is to be enrolled here."""

from __future__ import annotations

from pathlib import Path

import pytest
from format_facts import check

from workbench.errors import UserError
from workbench.formats import FORMATS, Format, Loss, Reading, Writing, detect, find_format, inputs
from workbench.formats.csv import TEXTS
from workbench.model import Bundle, Document, Relation, Span
from workbench.schema import Schema

every_format = pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.id)
every_reader = pytest.mark.parametrize("kind", [f for f in FORMATS if f.read], ids=lambda kind: kind.id)
both_ways = pytest.mark.parametrize(
    "kind", [f for f in FORMATS if f.read and f.write], ids=lambda kind: kind.id
)
every_writer = pytest.mark.parametrize("kind", [f for f in FORMATS if f.write], ids=lambda kind: kind.id)


def losses_of(kind: Format, bundle: Bundle, schema: Schema) -> list[Loss]:
    return list(kind.losses(bundle, schema, {})) if kind.losses else []


def case(text: str, *spans: Span, relations: tuple[Relation, ...] = ()) -> Bundle:
    return Bundle(Document("d1", "case", text), status="done", spans=spans, relations=relations)


CASES = {
    "empty document": case(""),
    "nothing labelled": case("Anna met Bob."),
    "plain": case("Anna met Bob.", Span("a", "person", 0, 4), Span("b", "person", 9, 12)),
    "emoji": case("👩‍👩‍👧 met 👍 Anna.", Span("a", "person", 12, 16), Span("b", "emoji", 10, 11)),
    "CRLF": case("Anna\r\nmet\r\n\r\nBob.", Span("a", "person", 0, 4), Span("b", "person", 13, 16)),
    "over a line break": case("Anna\r\nSmith", Span("a", "person", 0, 11)),
    "NBSP": case("Anna\u00a0Smith met", Span("a", "person", 0, 10)),
    "overlap": case("Anna Maria Smith", Span("a", "x", 0, 10), Span("b", "y", 5, 16)),
    "nested": case("Bank of England", Span("a", "organisation", 0, 15), Span("b", "place", 8, 15)),
    "identical": case("Anna met", Span("a", "x", 0, 4), Span("b", "x", 0, 4), Span("c", "y", 0, 4)),
    "fragments": case("left and right hand", Span("a", "hand", 0, 19, ((0, 4), (15, 19)))),
    "inside a word": case("antigovernment", Span("a", "x", 4, 14)),
    "beside each other": case(
        "Anna Bob Eve", Span("a", "x", 0, 4), Span("b", "x", 5, 8), Span("c", "y", 9, 12)
    ),
    "relation": case(
        "Anna met Bob",
        Span("a", "person", 0, 4),
        Span("b", "person", 9, 12),
        relations=(Relation("r", "met", "a", "b"),),
    ),
}


@both_ways
@pytest.mark.parametrize("name", CASES)
def test_small_cases_come_back_less_the_declared_losses(kind, name, schema, round_trip) -> None:
    bundle = CASES[name]
    losses = losses_of(kind, bundle, schema)
    back, reading = round_trip(kind, [bundle])
    if TEXTS in {loss.kind for loss in losses}:
        assert not back and reading.problems[0].fatal
        return
    assert not [problem for problem in reading.problems if problem.fatal]
    check(kind, bundle, back, losses)


@both_ways
def test_the_text_from_hell_comes_back_less_the_declared_losses(kind, hell, schema, round_trip) -> None:
    losses = losses_of(kind, hell, schema)
    back, reading = round_trip(kind, [hell])
    if TEXTS in {loss.kind for loss in losses}:
        assert not back and reading.problems[0].fatal
        return
    assert not [problem for problem in reading.problems if problem.fatal]
    check(kind, hell, back, losses)


@both_ways
def test_settings_say_when_they_matter_so_that_no_dialog_asks_for_others(kind) -> None:
    for option in kind.options:
        assert option.title.endswith(("(when reading)", "(when writing)")) or option.id == "separator"


@every_writer
def test_losses_name_document_and_place(kind, hell, schema) -> None:
    ids = {thing.id for thing in (*hell.spans, *hell.relations, *hell.comments)}
    for loss in losses_of(kind, hell, schema):
        assert loss.document == "hell" and loss.kind
        assert loss.target in ids | {""}
        assert 0 <= loss.start <= loss.end <= len(hell.document.text)


@both_ways
def test_several_documents_come_back_in_order(kind, schema, round_trip) -> None:
    bundles = [
        Bundle(Document(f"d{n}", f"name {n}", f"Anna {n} met Bob"), spans=(Span("s", "person", 0, 4),))
        for n in range(3)
    ]
    losses = losses_of(kind, bundles[0], schema)
    if TEXTS in {loss.kind for loss in losses}:
        return
    back, _ = round_trip(kind, bundles)
    assert [bundle.document.text for bundle in back] == [bundle.document.text for bundle in bundles]
    assert [[span.covered(b.document.text) for span in b.spans] for b in back] == [
        [] if any(loss.target == "s" for loss in losses) else ["Anna"]
    ] * 3


@every_writer
def test_no_bundles_make_files_without_documents(kind, tmp_path, schema) -> None:
    files = kind.write(iter(()), Writing(tmp_path, "none", schema))
    assert all(file.exists() for file in files)
    if kind.read and files[0].is_file():
        assert list(kind.read(files[0], Reading())) == []


@every_writer
def test_two_writes_make_the_same_bytes(kind, hell, tmp_path, schema) -> None:
    contents = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        kind.write(iter([hell, CASES["plain"]]), Writing(folder, "out", schema))
        contents.append(
            {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
        )
    assert contents[0] and contents[0] == contents[1]


@every_writer
def test_a_writer_that_fails_leaves_no_half_file(kind, tmp_path, schema) -> None:
    def failing():
        yield CASES["plain"]
        raise RuntimeError("the pen broke")

    with pytest.raises(RuntimeError):
        kind.write(failing(), Writing(tmp_path, "out", schema))
    left = {file.suffix for file in tmp_path.rglob("*") if file.is_file()}
    assert left <= {
        ".txt",
        ".ann",
        ".conf",
        ".tml",
        ".tsv",
        ".xmi",
        ".json",
    }  # some have files for each document; those are whole


@every_reader
@pytest.mark.parametrize("data", [b"\x81\x82 [{\x00", b'{"a": 1\n"b', b"\x00\x01\x02" * 50, b"a\nb\tc\td\n"])
def test_malformed_files_are_problems_and_never_errors(kind, data, tmp_path) -> None:
    path = tmp_path / f"broken{kind.suffixes[0]}"
    path.write_bytes(data)
    (tmp_path / "broken.txt").write_bytes(data if kind.id == "text" else b"some text")
    reading = Reading()
    bundles = list(kind.read(path, reading))
    if kind.id == "text" and not bundles:
        assert reading.problems
    elif kind.id != "text":
        assert not bundles and [problem for problem in reading.problems if problem.fatal]
    for problem in reading.problems:
        assert str(problem).startswith(str(tmp_path / "broken")) and problem.message.endswith(".")


@every_reader
def test_missing_and_empty_files_are_problems(kind, tmp_path) -> None:
    for path in (tmp_path / f"missing{kind.suffixes[0]}", tmp_path / f"empty{kind.suffixes[0]}"):
        if path.stem == "empty":
            path.touch()
        reading = Reading()
        assert list(kind.read(path, reading)) == []
        assert len(reading.problems) == 1 and reading.problems[0].fatal


@every_reader
def test_detect_finds_the_format_of_its_suffixes(kind, tmp_path) -> None:
    for suffix in kind.suffixes:
        path = tmp_path / f"file{suffix}"
        path.touch()
        sharing = [other for other in FORMATS if other.read and suffix in other.suffixes]
        assert detect(path) is sharing[0]
        path.unlink()


@every_format
def test_a_row_says_what_it_is(kind) -> None:
    assert find_format(kind.id) is kind
    assert kind.title and all(suffix.startswith(".") for suffix in kind.suffixes)
    assert (kind.loses or not kind.write) and (kind.read or kind.write)
    assert all(not option.values or option.default in option.values for option in kind.options)


def test_ids_are_unique() -> None:
    assert len({kind.id for kind in FORMATS}) == len(FORMATS)


def test_unknown_ids_and_files_are_user_errors(tmp_path: Path) -> None:
    (tmp_path / "picture.png").touch()
    with pytest.raises(UserError, match="known are: text, csv"):
        find_format("docx97")
    with pytest.raises(UserError, match="--format"):
        detect(tmp_path / "picture.png")
    with pytest.raises(UserError, match="no such file"):
        detect(tmp_path / "nothing.txt")
    with pytest.raises(UserError, match="holds no file to import"):
        inputs([tmp_path])


def test_folders_are_walked_in_order_and_brat_pairs_are_one_input(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    reports = ("export-report.json", "c.jsonl.export-report.json")
    for name in ("z.txt", "a.txt", "a.ann", "b/c.jsonl", "b/notes.xyz", ".hidden.txt", *reports):
        (tmp_path / name).write_text("text")
    found = [(kind.id, path.relative_to(tmp_path).as_posix()) for kind, path in inputs([tmp_path])]
    assert found == [("brat", "a.ann"), ("jsonl", "b/c.jsonl"), ("text", "z.txt")]
    assert [(kind.id, path.name) for kind, path in inputs([tmp_path / "a.txt"])] == [("brat", "a.ann")]
    assert [path.name for _, path in inputs([tmp_path], "text")] == ["a.txt", "z.txt"]
    assert [path.name for _, path in inputs([tmp_path / "b" / "notes.xyz"], "conll")] == ["notes.xyz"]
