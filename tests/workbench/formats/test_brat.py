"""brat standoff: every kind of line, every wrong line, and what line breaks do."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.formats import Reading, Writing, inputs
from workbench.formats.brat import FORMAT, losses, read, write
from workbench.model import Annotator, Bundle, Comment, Document, Relation, Span
from workbench.schema import Attribute, Group, Label, RelationType, Schema

CORPORA = Path(__file__).parents[4] / "shared" / "corpora"
SCHEMA = Schema("test", "Test", "1")
TEXT = "Anna met Bob in New York."
#       0    5   9   13 16  20

one_line = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
anything = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
values = st.one_of(
    anything,
    st.integers(),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.lists(anything, max_size=2),
)
attributes = st.dictionaries(names, values, max_size=3)
notes = st.lists(st.text(one_line, max_size=10), max_size=3).map("\n".join)


@st.composite
def bundles(draw: Any) -> Bundle:
    """A bundle of what brat holds, its ids as the writer will give them."""
    text = draw(st.text(one_line, min_size=2, max_size=40))
    places = st.lists(st.integers(0, len(text)), min_size=2, max_size=6, unique=True).map(sorted)
    spans = []
    for cuts in draw(st.lists(places, max_size=4)):
        parts = tuple(zip(cuts[::2], cuts[1::2], strict=False))
        spans.append((parts[0][0], parts[-1][1], parts if len(parts) > 1 else ()))
    spans.sort(key=lambda row: row[:2])
    found = tuple(
        Span(f"T{n}", draw(names), *place, draw(attributes), draw(notes)) for n, place in enumerate(spans, 1)
    )
    ends = st.sampled_from([span.id for span in found]) if found else st.just("")
    rows = draw(st.lists(st.tuples(names, ends, ends, attributes, notes), max_size=3)) if found else []
    relations = tuple(Relation(f"R{n}", *row) for n, row in enumerate(rows, 1))
    return Bundle(Document("", "some", text), spans=found, relations=relations)


@given(bundles())
def test_what_brat_holds_comes_back_equal(bundle: Bundle) -> None:
    assert not list(losses(bundle, SCHEMA, {}))
    with tempfile.TemporaryDirectory() as folder:
        write([bundle], Writing(Path(folder), "out", SCHEMA))
        reading = Reading()
        (back,) = read(Path(folder) / "out" / "some.ann", reading)
    assert not reading.problems
    assert back == bundle


def _read(tmp_path: Path, ann: str, text: str = TEXT, **options: str) -> tuple[list[Bundle], list[str]]:
    (tmp_path / "a.txt").write_bytes(text.encode())
    path = tmp_path / "a.ann"
    path.write_bytes(ann.encode())
    reading = Reading(options=options)
    found = list(read(path, reading))
    return found, [str(problem).removeprefix(str(path)) for problem in reading.problems]


def test_every_kind_of_line_is_read(tmp_path) -> None:
    ann = """T1\tPerson 0 4\tAnna
T2\tPerson 9 12\tBob
T3\tPlace 16 19;20 24\tNew York
T4\tMeeting 5 8\tmet
E1\tMeeting:T4 Who:T1 Who2:T2 Where:T3
E2\tMeeting:T4 Who:E1
R1\tKnows Arg1:T1 Arg2:T2\t
*\tAlias T1 T2 T3
A1\tSure T1
M1\tRank R1 3
A2\tMode E2 two words
N1\tReference T3 Wikidata:Q60\tNew York City
#1\tAnnotatorNotes T1\tone
#2\tAnnotatorNotes T1\ttwo\twith a tab
#3\tComment E1\tReally?
"""
    (bundle,), problems = _read(tmp_path, ann.replace("\n", "\r\n"))
    assert not problems
    spans = {span.id: span for span in bundle.spans}
    assert {key: (span.label, span.covered(TEXT)) for key, span in spans.items()} == {
        "T1": ("Person", "Anna"),
        "T2": ("Person", "Bob"),
        "T3": ("Place", "New York"),
        "T4": ("Meeting", "met"),
        "E2": ("Meeting", "met"),
    }
    assert spans["T1"].attributes == {"Sure": True} and spans["T1"].note == "one\ntwo\twith a tab"
    assert spans["E2"].attributes == {"Mode": "two words"}
    assert spans["T3"].attributes == {"Reference": "Wikidata:Q60", "Reference title": "New York City"}
    assert [(r.id, r.label, r.head, r.tail) for r in bundle.relations] == [
        ("E1.Who", "Who", "T4", "T1"),
        ("E1.Who2", "Who", "T4", "T2"),
        ("E1.Where", "Where", "T4", "T3"),
        ("E2.Who", "Who", "E2", "T4"),
        ("R1", "Knows", "T1", "T2"),
        ("*6", "Alias", "T1", "T2"),
        ("*7", "Alias", "T2", "T3"),
    ]
    assert bundle.relations[4].attributes == {"Rank": 3}
    assert bundle.comments == (Comment("#3", "span", "T4", "", "", "Really?"),)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nonsense", "this is no line of brat's: 'nonsense'."),
        ("X1\tPerson 0 4\tAnna", "this is no line of brat's"),
        ("T9\tPerson 0 4\tBob", "T9 says 'Bob', but the text at 0 4 is 'Anna'."),
        ("T9\tPerson zero 4\tAnna", "are no offsets"),
        ("T9\tPerson 0\tAnna", "are no offsets"),
        ("T9\tPerson 20 99\tYork", "leave the text, which has 25 characters"),
        ("T9\tPerson 4 4\t", "are empty or out of order"),
        ("T9\tPerson 9 12;0 4\tBob Anna", "are empty or out of order"),
        ("T1\tPerson 0 4\tAnna", "the id T1 is there twice"),
        ("R1\tKnows Arg1:T1 Arg2:T7", "there is no T7 in this file"),
        ("R1\tKnows Arg1:T1", "a relation has two ends"),
        ("R1\tKnows T1 T1", "are no arguments"),
        ("E1\tMeeting:T7", "has no trigger"),
        ("E1\tPerson:T1 Who:T7", "there is no T7 in this file"),
        ("A1\tSure", "an attribute has a name and a target"),
        ("A1\tSure T7", "there is no T7"),
        ("N1\tReference T1", "a normalisation has"),
        ("*\tAlias T1", "two members or more"),
        ("#1\tAnnotatorNotes T7\tnote", "there is no T7"),
    ],
)
def test_a_wrong_line_is_named_with_file_and_line(line, message, tmp_path) -> None:
    found, problems = _read(tmp_path, f"T1\tPerson 0 4\tAnna\n\n{line}\nbad\n")
    assert not found
    assert problems[0].startswith(":3: ") and message in problems[0]
    assert problems[1].startswith(":4: ")


def test_offsets_that_count_crlf_as_one_get_a_hint(tmp_path) -> None:
    _, problems = _read(tmp_path, "T1\tPerson 4 8\tAnna\n", "One\r\nAnna")
    assert "convert the .txt to Unix line ends" in problems[0]


def test_notes_on_attributes_are_left_out_with_a_word(tmp_path) -> None:
    (bundle,), problems = _read(tmp_path, "T1\tPerson 0 4\tAnna\nA1\tSure T1\n#1\tAnnotatorNotes A1\twhy\n")
    assert bundle.spans[0].attributes == {"Sure": True}
    assert problems == [":3: #1: a note on A1 is left out; only spans, relations and events have notes."]


def test_a_bom_is_text_and_bad_bytes_are_named(tmp_path) -> None:
    (bundle,), _ = _read(tmp_path, "T1\tPerson 1 5\tAnna\n", "\ufeffAnna")
    assert bundle.document.text == "\ufeffAnna"
    (tmp_path / "a.ann").write_bytes(b"T1\tPerson 1 5\tAnna\n#1\tAnnotatorNotes T1\t\xff\n")
    reading = Reading()
    assert not list(read(tmp_path / "a.ann", reading))
    assert [problem.line for problem in reading.problems] == [2]
    (tmp_path / "a.txt").unlink()
    assert not list(read(tmp_path / "a.ann", reading)) and "no a.txt beside it" in str(reading.problems[-1])


def test_line_breaks_cut_a_span_into_fragments(round_trip) -> None:
    text = "The Bank\r\nof\u2028England\n"
    bundle = Bundle(Document("", "d", text), spans=(Span("a", "x", 0, len(text)), Span("b", "x", 8, 10)))
    assert [loss.kind for loss in losses(bundle, SCHEMA, {})] == [
        "spans over line breaks",
        "spans of line breaks only",
    ]
    (back,), _ = round_trip(FORMAT, [bundle])
    assert [span.covered(text) for span in back.spans] == ["The Bank of England"]
    assert back.spans[0].fragments == ((0, 8), (10, 12), (13, 20)) and back.document.text == text


def test_two_annotators_of_a_document_get_a_folder_each(tmp_path) -> None:
    def layer(name: str, who: str, label: str) -> Bundle:
        return Bundle(Document(name, name, TEXT), Annotator(who, who), spans=(Span("a", label, 0, 4),))

    layers = [layer("one", "Ann", "x"), layer("one", "Bob", "y"), layer("two", "Ann", "z")]
    (folder,) = write(layers, Writing(tmp_path, "out", SCHEMA))
    found = inputs([folder])
    assert [path.relative_to(folder).as_posix() for _, path in found] == [
        "Ann/one.ann",
        "Bob/one.ann",
        "two.ann",
    ]
    reading = Reading(options={"annotators": "folder"})
    who = [
        (b.annotator.name, b.spans[0].label) for _, path in found for b in read(path, reading) if b.annotator
    ]
    assert who == [("Ann", "x"), ("Bob", "y"), ("out", "z")]


def test_names_that_are_taken_or_no_file_names_are_changed(tmp_path) -> None:
    names = ["a/b: c", "same", "same", "SAME", "…", "字" * 100]
    documents = [Bundle(Document(str(n), name, "text")) for n, name in enumerate(names)]
    (folder,) = write(documents, Writing(tmp_path, "out", SCHEMA))
    found = sorted(path.name for path in folder.glob("*.txt"))
    assert len(found) == 6 and {"a_b_ c.txt", "same.txt", "same 2.txt", "SAME 3.txt"} <= set(found)
    assert [loss.kind for loss in losses(documents[0], SCHEMA, {})] == ["names of documents"]


def test_links_of_the_schema_are_normalisations_and_brat_gets_its_configuration(tmp_path) -> None:
    label = Label("person", "Person", "who", attributes=(Attribute("ref", "Reference", "link"),))
    schema = Schema(
        "t",
        "T",
        "1",
        groups=(Group("who", "Who"),),
        labels=(label,),
        relations=(RelationType("knows", "Knows", ("person",), ("person",)),),
    )
    spans = (
        Span("a", "person", 0, 4, attributes={"ref": "wd:Q1"}),
        Span("b", "person", 9, 12, attributes={"ref": "Bob"}),
    )
    (folder,) = write([Bundle(Document("", "d", TEXT), spans=spans)], Writing(tmp_path, "out", schema))
    lines = (folder / "d.ann").read_text().splitlines()
    assert lines[2:] == ["N1\tref T1 wd:Q1\t", "A1\tref T2 Bob"]
    (back,) = read(folder / "d.ann", Reading())
    assert [span.attributes for span in back.spans] == [span.attributes for span in spans]
    configuration = (folder / "annotation.conf").read_text()
    assert "[entities]\nperson\n" in configuration and "knows\tArg1:person, Arg2:person\n" in configuration


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not on this machine")
@pytest.mark.parametrize(
    ("corpus", "documents", "spans"),
    [("litbank", 12, 1615), ("tutorials", 26, 226), ("four-annotators", 28, 1567)],
)
def test_real_corpora_are_read_without_a_problem_and_come_back(corpus, documents, spans, tmp_path) -> None:
    reading = Reading(options={"annotators": "folder"})
    found = [b for _, path in inputs([CORPORA / f"brat-{corpus}"], "brat") for b in read(path, reading)]
    assert not reading.problems
    assert (len(found), sum(len(bundle.spans) for bundle in found)) == (documents, spans)

    def content(bundle: Bundle) -> list[Any]:
        return sorted((s.label, s.parts(), str(sorted(s.attributes.items())), s.note) for s in bundle.spans)

    for number, bundle in enumerate(found):
        write([bundle], Writing(tmp_path, f"out{number}", SCHEMA))
        (back,) = read(tmp_path / f"out{number}" / f"{bundle.document.name}.ann", reading)
        assert back.document.text == bundle.document.text and content(back) == content(bundle)
        assert len(back.relations) == len(bundle.relations)
    assert not reading.problems
