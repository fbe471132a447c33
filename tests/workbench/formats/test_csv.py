"""CSV: documents in, spans out."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.formats import Reading, Writing
from workbench.formats.csv import FORMAT, FORMULAS, losses, read, write
from workbench.formats.csv_rows import plain
from workbench.model import Annotator, Bundle, Document, Relation, Span


def _read(path: Path, data: str, encoding: str = "utf-8", **options: str) -> tuple[list[Document], list[str]]:
    path.write_bytes(data.encode(encoding))
    reading = Reading(options=options)
    documents = [bundle.document for bundle in read(path, reading)]
    return documents, [str(problem).removeprefix(str(path)) for problem in reading.problems]


def test_the_text_column_is_the_text_and_the_rest_metadata(tmp_path) -> None:
    data = 'id,name,text,published,language,desk,page\n7,A,"two\r\nlines, ""x""",2023-04-28,en,foreign,\n'
    documents, problems = _read(tmp_path / "a.csv", data)
    assert not problems
    text = 'two\r\nlines, "x"'
    assert documents == [Document("7", "A", text, "en", "2023-04-28", meta={"desk": "foreign"})]


def test_columns_can_be_named(tmp_path) -> None:
    documents, _ = _read(
        tmp_path / "a.csv",
        "body;title\nAnna;T\n",
        separator="semicolon",
        text_column="body",
        name_column="title",
    )
    assert documents == [Document("", "T", "Anna")]


def test_a_missing_text_column_lists_the_columns(tmp_path) -> None:
    documents, problems = _read(tmp_path / "a.csv", "Text,title\nAnna,T\n")
    assert not documents
    assert problems == [
        ":1: there is no column 'text'; columns: Text, title. Name it with --set text_column=NAME."
    ]
    _, problems = _read(tmp_path / "a.csv", "text;title\nAnna;T\n")
    assert "--set separator=semicolon" in problems[0]
    _, problems = _read(tmp_path / "a.csv", "text\nAnna\n", name_column="head")
    assert "there is no column 'head'" in problems[0]


def test_wrong_rows_are_named_by_the_line_they_begin_in(tmp_path) -> None:
    data = 'text,desk\n"a\nb",1\none,2,3\n"x"y,1\n,1\n\nlast,2\n'
    documents, problems = _read(tmp_path / "a.csv", data)
    assert [document.text for document in documents] == ["a\nb", "last"]
    assert [problem.split(":")[1] for problem in problems] == ["4", "5", "6"]


def test_a_bom_is_encoding_even_before_a_quoted_name(tmp_path) -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        documents, problems = _read(tmp_path / "a.csv", '"text","a,b"\nAnna,1\n', encoding)
        assert not problems
        assert documents == [Document("", "a 1", "Anna", meta={"a,b": "1", "bom": True})]


def test_bytes_of_another_encoding_are_a_problem(tmp_path) -> None:
    documents, problems = _read(tmp_path / "a.csv", "text\nZoë\n", "latin-1")
    assert not documents and "are not UTF-8" in problems[0]


def test_long_cells_are_read(tmp_path) -> None:
    documents, problems = _read(tmp_path / "a.csv", "text\n" + "x" * 300_000 + "\n")
    assert not problems and len(documents[0].text) == 300_000


def test_formulas_are_written_as_text(tmp_path, schema) -> None:
    text = '=cmd()|"x" +1 -2 @a'
    spans = tuple(Span(str(n), "x", text.index(mark), len(text)) for n, mark in enumerate("=+-@"))
    bundle = Bundle(Document("d", "-name", text), Annotator("a", "=Ann"), spans=spans)
    (path,) = write([bundle], Writing(tmp_path, "out", schema))
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["text"] for row in rows] == ["'" + span.covered(text) for span in spans]
    assert {row["document"] for row in rows} == {"'-name"} and {row["annotator"] for row in rows} == {"'=Ann"}


@pytest.mark.parametrize(
    ("unit", "columns"), [("bytes", ("start_byte", "end_byte")), ("utf-16", ("start_utf16", "end_utf16"))]
)
def test_further_offsets_point_to_the_same_text(unit, columns, hell, tmp_path, schema) -> None:
    path, _ = write([hell], Writing(tmp_path, "out", schema, {"offsets": unit}))
    codec = "utf-8" if unit == "bytes" else "utf-16-le"
    data, size = hell.document.text.encode(codec), 1 if unit == "bytes" else 2
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(hell.spans)
    for row in rows:
        start, end = (int(row[column]) * size for column in columns)
        assert data[start:end].decode(codec) == hell.document.text[int(row["start"]) : int(row["end"])]


def test_relations_are_a_second_file(tmp_path, schema) -> None:
    spans = (Span("a", "p", 0, 4), Span("b", "p", 9, 12))
    bundle = Bundle(
        Document("d", "n", "Anna met Bob"), spans=spans, relations=(Relation("r", "met", "a", "b"),)
    )
    spans_file, relations_file = write(
        [bundle], Writing(tmp_path, "out", schema, {"separator": "tab", "bom": "yes"})
    )
    assert (spans_file.name, relations_file.name) == ("out.tsv", "out-relations.tsv")
    with relations_file.open(newline="", encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file, delimiter="\t")
    assert (row["label"], row["head_text"], row["tail_text"]) == ("met", "Anna", "Bob")


def test_its_own_export_is_not_taken_for_documents(tmp_path, round_trip, hell) -> None:
    back, reading = round_trip(FORMAT, [hell])
    assert not back and all("export of the workbench" in problem.message for problem in reading.problems)


@given(text=st.text(alphabet="'=+-@\t\r\n\"a,", min_size=1, max_size=6))
def test_cells_are_no_formulas_and_read_back_equal(text: str, tmp_path, schema) -> None:
    bundle = Bundle(Document("d", text, text), spans=(Span("s", text, 0, len(text), note=text),))
    (path,) = write([bundle], Writing(tmp_path, "out", schema))
    (row,) = csv.DictReader(io.StringIO(path.read_bytes().decode(), newline=""))
    for name in ("document", "label", "text", "note"):
        assert not row[name].startswith(("=", "+", "-", "@", "\t", "\r"))
        assert plain(row[name]) == text
    named = [loss.target for loss in losses(bundle, schema, {}) if loss.kind == FORMULAS]
    assert named == (["s"] if row["text"] != text else [])


def test_a_file_whose_formulas_were_made_safe_can_be_read_plain(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,change\n'=1,'-5 %\n", encoding="utf-8")
    for how, text, change in (("keep", "'=1", "'-5 %"), ("plain", "=1", "-5 %")):
        (bundle,) = read(path, Reading(options={"formulas": how}))
        assert (bundle.document.text, bundle.document.meta) == (text, {"change": change})
