"""CoNLL columns: four schemes, and what a tag for each token cannot say."""

from __future__ import annotations

from pathlib import Path

import pytest
from seqeval.metrics import f1_score
from seqeval.metrics.sequence_labeling import get_entities
from seqeval.scheme import BILOU, IOB1, IOB2, IOBES, Entities

from workbench.formats import Reading, Writing, detect
from workbench.formats.conll import losses, read, write
from workbench.model import Bundle, Document, Span
from workbench.schema import Schema

WNUT = Path(__file__).parents[4] / "shared" / "corpora" / "conll-wnut17"
TEXT = "Anna Smith met Bob. Eve Adams left New York City."
SPANS = (
    Span("a", "person", 0, 10),
    Span("b", "person", 15, 18),
    Span("c", "person", 20, 23),
    Span("d", "person", 24, 29),
    Span("e", "a place", 35, 48),
)
BUNDLE = Bundle(Document("", "d", TEXT), spans=SPANS)
SCHEMES = {
    "iob2": "B-person I-person O B-person O|B-person B-person O B-a%20place I-a%20place I-a%20place O",
    "iob1": "I-person I-person O I-person O|I-person B-person O I-a%20place I-a%20place I-a%20place O",
    "bioes": "B-person E-person O S-person O|S-person S-person O B-a%20place I-a%20place E-a%20place O",
    "bilou": "B-person L-person O U-person O|U-person U-person O B-a%20place I-a%20place L-a%20place O",
}


def _tags(path: Path) -> list[list[str]]:
    sentences = path.read_text("utf-8").split("\n\n")
    tagged = [[line.split()[-1] for line in sentence.splitlines()] for sentence in sentences]
    return [
        tags
        for sentence, tags in zip(sentences, tagged, strict=True)
        if tags and "-DOCSTART-" not in sentence
    ]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_each_scheme_is_written_to_the_letter_and_read_back(scheme, tmp_path, schema) -> None:
    (path,) = write([BUNDLE], Writing(tmp_path, "out", schema, {"scheme": scheme}))
    assert path.name == f"out.{scheme}.conll"
    assert _tags(path) == [part.split() for part in SCHEMES[scheme].split("|")]
    (back,) = read(path, Reading())
    covered = [(span.label, span.covered(back.document.text)) for span in back.spans]
    assert covered == [(span.label, span.covered(TEXT)) for span in SPANS]


@pytest.mark.parametrize(
    ("name", "scheme"), [("iob1", IOB1), ("iob2", IOB2), ("bioes", IOBES), ("bilou", BILOU)]
)
def test_seqeval_finds_the_same_spans(name, scheme, tmp_path, schema) -> None:
    (path,) = write([BUNDLE], Writing(tmp_path, "out", schema, {"scheme": name}))
    found = [[(e.tag, e.start, e.end) for e in row] for row in Entities(_tags(path), scheme).entities]
    assert found == [
        [("person", 0, 2), ("person", 3, 4)],
        [("person", 0, 1), ("person", 1, 2), ("a%20place", 3, 6)],
    ]
    assert f1_score(_tags(path), _tags(path), mode="strict", scheme=scheme) == 1.0
    if name in ("iob2", "bioes"):
        assert len(get_entities(_tags(path))) == len(SPANS)


@pytest.mark.parametrize(
    ("options", "head", "first"),
    [
        ({}, "-DOCSTART-\tO", "Anna\tB-person"),
        ({"columns": "3", "separator": "space"}, "-DOCSTART- O O", "Anna _ B-person"),
        ({"columns": "4", "separator": "space"}, "-DOCSTART- -X- O O", "Anna _ _ B-person"),
        ({"docstart": "no"}, "Anna\tB-person", "Smith\tI-person"),
    ],
)
def test_columns_and_docstart(options, head, first, tmp_path, schema) -> None:
    (path,) = write([BUNDLE, BUNDLE], Writing(tmp_path, "out", schema, options))
    lines = [line for line in path.read_text().splitlines() if line]
    assert lines[:2] == [head, first]
    back = list(read(path, Reading()))
    assert [bundle.document.name for bundle in back] == (
        ["out.iob2"] if "docstart" in options else ["out.iob2 1", "out.iob2 2"]
    )
    assert sum(len(bundle.spans) for bundle in back) == 2 * len(SPANS)
    assert ("limits of documents" in {loss.kind for loss in losses(BUNDLE, schema, options)}) == (
        "docstart" in options
    )


def test_of_overlapping_spans_the_longest_is_kept_and_the_others_named(tmp_path, schema) -> None:
    text = "the Bank of England building"
    spans = (
        Span("long", "organisation", 4, 19),
        Span("inner", "place", 12, 19),
        Span("same", "place", 4, 19),
        Span("across", "thing", 12, 28),
        Span("part", "x", 5, 8),
        Span("pieces", "x", 0, 28, ((0, 3), (20, 28))),
    )
    bundle = Bundle(Document("", "d", text), spans=spans)
    found = {loss.target: loss.kind for loss in losses(bundle, schema, {}) if loss.target}
    assert found == {
        "inner": "nested spans",
        "long": "overlapping spans",
        "same": "overlapping spans",
        "part": "spans inside a token",
        "pieces": "spans in fragments",
    }
    (path,) = write([bundle], Writing(tmp_path, "out", schema))
    (back,) = read(path, Reading())
    assert [span.covered(back.document.text) for span in back.spans] == ["England building"]


def test_a_sentence_does_not_end_inside_a_span(tmp_path, schema) -> None:
    text = "He wrote Stop. Go. Then he left."
    bundle = Bundle(Document("", "d", text), spans=(Span("a", "title", 9, 18),))
    (path,) = write([bundle], Writing(tmp_path, "out", schema))
    (back,) = read(path, Reading())
    assert [span.covered(back.document.text) for span in back.spans] == ["Stop . Go ."]


def _read(tmp_path: Path, data: str, **options: str) -> tuple[list[Bundle], list[str]]:
    path = tmp_path / "a.conll"
    path.write_text(data, "utf-8")
    reading = Reading(options=options)
    found = list(read(path, reading))
    return found, [str(problem).removeprefix(str(path)) for problem in reading.problems]


def test_texts_are_rebuilt_and_that_is_said(tmp_path) -> None:
    docstart = "-DOCSTART- -X- O O\n\n"
    sentence = "# a comment\n#tag NN _ B-x\nEU NNP _ I-x\n\nPeter NNP _ B-p\n\n"
    data = f"{docstart}{sentence}{docstart}x y z O"
    (first, second), problems = _read(tmp_path, data)
    assert (first.document.text, second.document.text) == ("#tag EU\nPeter", "x")
    assert [(span.start, span.end, span.label) for span in first.spans] == [(0, 7, "x"), (8, 13, "p")]
    assert problems == [": texts are rebuilt from their tokens, with single blanks between them."]
    tweets, _ = _read(tmp_path, "a\tO\nb\tB-x\n\nc\tI-x\n", documents="sentence")
    assert [(b.document.name, b.document.text, len(b.spans)) for b in tweets] == [
        ("a 1", "a b", 1),
        ("a 2", "c", 1),
    ]


@pytest.mark.parametrize("name", ["train.txt", "train.tsv", "train.annotated", "train"])
def test_columns_are_known_by_their_content(name: str, tmp_path) -> None:
    path = tmp_path / name
    path.write_text("-DOCSTART- O\n\n# one\nBo\tB-x\nran\tO\n\n.\tO\n")
    assert detect(path).id == "conll"
    for data in ("Anna met Bob.\n\nB-movies or Grade O\nfell.", "a O\nb O", "a\tb\n1\tO\n2\tO\n", ""):
        path.write_text(data)
        if path.suffix in (".txt", ".tsv"):
            assert detect(path).id in ("text", "csv")


def test_a_sentence_of_a_tagged_file_was_read_where_all_its_tags_are_o(tmp_path) -> None:
    found, _ = _read(tmp_path, "a\tO\n\nb\tB-x\n", documents="sentence")
    assert [(one.status, len(one.spans)) for one in found] == [("done", 0), ("done", 1)]
    found, _ = _read(tmp_path, "-DOCSTART-\tO\n\na\tO\n\nb\tO\n", documents="sentence")
    assert [one.status for one in found] == ["", ""]  # nobody has tagged it


def test_a_word_that_looks_like_the_beginning_of_a_document_is_none(tmp_path, schema) -> None:
    text = "Bo wrote -DOCSTART- twice"
    bundle = Bundle(Document("", "d", text), spans=(Span("a", "x", 9, 19), Span("b", "x", 20, 25)))
    (path,) = write([bundle], Writing(tmp_path, "out", schema, {"tokens": "whitespace"}))
    (back,) = read(path, Reading())
    assert [span.covered(back.document.text) for span in back.spans] == ["- DOCSTART-", "twice"]


def test_a_long_document_without_limits_is_questioned(tmp_path) -> None:
    _, problems = _read(tmp_path, "a\tO\nb\tO\n\n" * 201)
    assert "all 201 sentences are one" in problems[1] and "documents=sentence" in problems[1]
    assert len(_read(tmp_path, "-DOCSTART-\tO\n\n" + "a\tO\nb\tO\n\n" * 201)[1]) == 1


def test_wrong_lines_are_named(tmp_path) -> None:
    data = "a\tO\nb\tPERSON\nc\tx\tO\nd\n\u00a0\tO\ne\tB-\n"
    (bundle,), problems = _read(tmp_path, data)
    assert bundle.document.text == "a"
    assert [problem.split(":")[1] for problem in problems] == [
        "2",
        "3",
        "4",
        "5",
        "6",
        " texts are rebuilt from their tokens, with single blanks between them.",
    ]
    assert "'PERSON' is no tag" in problems[0] and "there are 3 columns, but 2" in problems[1]


@pytest.mark.skipif(not WNUT.is_dir(), reason="the corpus is not on this machine")
@pytest.mark.parametrize(
    ("name", "sentences", "spans"),
    [("emerging.dev.conll", 1009, 836), ("emerging.test.annotated", 1287, 1079)],
)
def test_a_real_corpus_is_read_and_comes_back(name, sentences, spans, tmp_path, schema) -> None:
    reading = Reading(options={"documents": "sentence"})
    found = list(read(WNUT / name, reading))
    assert not [problem for problem in reading.problems if problem.fatal]
    assert (len(found), sum(len(bundle.spans) for bundle in found)) == (sentences, spans)
    assert {span.label for bundle in found for span in bundle.spans} == {
        "person",
        "product",
        "creative-work",
        "location",
        "group",
        "corporation",
    }
    (path,) = write(found, Writing(tmp_path, "out", Schema("t", "T", "1")))
    lost = sum(1 for bundle in found for loss in losses(bundle, schema, {}) if loss.target)
    assert sum(len(bundle.spans) for bundle in read(path, Reading())) == spans - lost
    assert lost < spans / 20
