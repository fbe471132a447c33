"""WebAnno TSV: rows, ids, offsets in UTF-16, escapes; chains and slots as relations."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.formats import Reading, Writing, detect
from workbench.formats.webanno import FORMAT, escaped, losses, read, write
from workbench.formats.webanno_reader import unescaped
from workbench.model import Bundle, Document, Relation, Span

HEAD = "#FORMAT=WebAnno TSV 3.3\n"


def _read(tmp_path: Path, data: str, **options: str) -> tuple[list[Bundle], list[str]]:
    path = tmp_path / "file.tsv"
    path.write_text(data, "utf-8", newline="")
    assert detect(path) is FORMAT
    reading = Reading(options=options)
    return list(read(path, reading)), [str(one).removeprefix(str(path)) for one in reading.problems]


def _written(tmp_path: Path, schema, bundle: Bundle) -> str:
    (folder,) = write([bundle], Writing(tmp_path, "out", schema))
    return (folder / f"{bundle.document.name}.tsv").read_bytes().decode()


def test_rows_have_utf16_offsets_ids_where_needed_and_the_relation_on_its_tail(tmp_path, schema) -> None:
    text = "👍 Anna Smith met co-workers. So?"
    spans = (
        Span("a", "PER", 2, 12, attributes={"ref": "Q_1"}),
        Span("b", "first", 2, 6),
        Span("c", "part", 20, 24),
        Span("d", "lone", 13, 16),
    )
    relations = (Relation("r", "knows", "a", "d"), Relation("s", "near", "d", "c"))
    assert _written(
        tmp_path, schema, Bundle(Document("d", "doc", text), spans=spans, relations=relations)
    ) == (
        "#FORMAT=WebAnno TSV 3.3\n"
        "#T_SP=webanno.custom.Span|label|ref\n"
        "#T_RL=webanno.custom.Relation|label|BT_webanno.custom.Span\n"
        "\n\n"
        "#Text=👍 Anna Smith met co-workers. \n"
        "1-1\t0-2\t👍\t_\t_\t_\t_\t\n"
        "1-2\t3-7\tAnna\tfirst[1]|PER[2]\t*[1]|Q\\_1[2]\t_\t_\t\n"
        "1-3\t8-13\tSmith\tPER[2]\tQ\\_1[2]\t_\t_\t\n"
        "1-4\t14-17\tmet\tlone\t*\tknows\t1-2[2_0]\t\n"
        "1-5\t18-20\tco\t_\t_\t_\t_\t\n"
        "1-6\t20-21\t-\t_\t_\t_\t_\t\n"
        "1-7\t21-28\tworkers\t_\t_\t_\t_\t\n"
        "1-7.1\t21-25\twork\tpart\t*\tnear\t1-4\t\n"
        "1-8\t28-29\t.\t_\t_\t_\t_\t\n"
        "\n"
        "#Text=So?\n"
        "2-1\t30-32\tSo\t_\t_\t_\t_\t\n"
        "2-2\t32-33\t?\t_\t_\t_\t_\t\n"
    )


def test_white_space_at_the_edges_of_a_span_is_a_loss(schema) -> None:
    bundle = Bundle(Document("d", "doc", "\ta b"), spans=(Span("a", "x", 1, 3),))
    assert [(loss.kind, loss.target) for loss in losses(bundle, schema, {})] == [
        ("spans with white space at an edge, which is cut off", "a"),
        ("white space before the first word", ""),
    ]


@pytest.mark.parametrize("value", ["a->b", "\\", "\\[", "a|b_c;d*", "\t\n\r", "->", "-\\>", ""])
def test_escapes_come_back(value) -> None:
    assert unescaped(escaped(value)) == value


def test_values_that_have_no_cell_of_their_own_are_losses(schema) -> None:
    spans = (Span("a", "x", 0, 4, attributes={"ref": "", "n": 3}), Span("b", "x", 5, 8))
    arrows = (Relation("r", "met", "a", "b", {"how": ""}),)
    bundle = Bundle(Document("", "d", "Anna met"), spans=spans, relations=arrows)
    assert [(one.kind.split(",")[0], one.target) for one in losses(bundle, schema, {})] == [
        ("numbers", "a"),
        ("values that are empty", "a"),
        ("values that are empty", "r"),
    ]


def test_stacked_multi_token_and_sub_token_spans(tmp_path) -> None:
    data = HEAD + (
        "#T_SP=de.ner.NamedEntity|identifier|value\n#T_SP=webanno.custom.Mood|\n"
        "#T_RL=webanno.custom.Rel|kind|BT_de.ner.NamedEntity\n\n\n"
        "#Text=aaa bbb\n#Text=ccc\n"
        "1-1\t0-3\taaa\t*[1]|x\\|y[2]\tPER[1]|ORG[2]\t_\t_\t_\t\n"
        "1-2\t4-7\tbbb\t*[1]\tPER[1]\t*\t_\t_\t\n"
        "1-3\t8-11\tccc\t_\t_\t_\t_\t_\t\n"
        "1-3.1\t8-10\tcc\t*\tLOC\t_\tr1|r2\t1-1[2_0]|1-1[1_0]\t\n\n"
        "#Sentence.id=s2\n#Text=👍.\n2-1\t14-16\t👍\t*\t*\t_\t_\t_\t\n2-2\t16-17\t.\t_\t_\t_\t_\t_\t\n"
    )
    (bundle,), problems = _read(tmp_path, data)
    text = "aaa bbb\nccc\n  👍."
    assert not problems and bundle.document.text == text
    assert [(span.label, span.covered(text), span.attributes) for span in bundle.spans] == [
        ("PER", "aaa bbb", {}),
        ("ORG", "aaa", {"identifier": "x|y"}),
        ("Mood", "bbb", {}),
        ("LOC", "cc", {}),
        ("NamedEntity", "👍", {}),
    ]
    label = {span.id: span.label for span in bundle.spans}
    assert [(r.label, r.attributes, label[r.head], label[r.tail]) for r in bundle.relations] == [
        ("Rel", {"kind": "r1"}, "ORG", "LOC"),
        ("Rel", {"kind": "r2"}, "PER", "LOC"),
    ]
    (bundle,), _ = _read(tmp_path, data, layers="Mood, Rel", relation_label="kind")
    assert [span.label for span in bundle.spans] == ["Mood"] and not bundle.relations


def test_slots_and_chains_become_relations(tmp_path) -> None:
    data = HEAD + (
        "#T_SP=webanno.custom.Host|ROLE_webanno.custom.Host:links_webanno.custom.Link|uima.tcas.Annotation\n"
        "#T_SP=webanno.custom.Thing|\n#T_CH=coref.CoreferenceLink|referenceType|referenceRelation\n\n\n"
        "#Text=He shot himself\n"
        "1-1\t0-2\tHe\tgoal;*\t1-2[1];1-3\t_\tpr[1]\tcoref->1-1\t\n"
        "1-2\t3-7\tshot\t_\t_\t*[1]\t_\t_\t\n"
        "1-3\t8-15\thimself\t_\t_\t*\tpr[1]\t*->1-2\t\n"
    )
    (bundle,), problems = _read(tmp_path, data)
    assert not problems
    about = {span.id: (span.label, span.covered(bundle.document.text)) for span in bundle.spans}
    assert [(r.label, about[r.head], about[r.tail]) for r in bundle.relations] == [
        ("goal", ("Host", "He"), ("Thing", "shot")),
        ("slot", ("Host", "He"), ("Thing", "himself")),
        ("coref", ("pr", "He"), ("pr", "himself")),
    ]


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        ("#Text=ab\n1-1\t0-3\tab\t_\t\n", 6, "the place 0-3 is outside"),
        ("#Text=ab\n1-1\t0-2\tax\t_\t\n", 6, "the text at 0-2 is 'ab', the token 'ax'"),
        ("#Text=ab\n1-1\t0-2\tab\n", 6, "there are 0 columns of the 1 declared"),
        ("#Text=ab\nab\n", 6, "this is no token"),
        ("#Text=ab\n1-1\t0-2\tab\t_\t\n\n#Text=c\n2-1\t1-2\tc\t_\t\n", 9, "the sentence cannot begin at 1"),
    ],
)
def test_wrong_rows_are_problems_by_line(body, line, message, tmp_path) -> None:
    found, problems = _read(tmp_path, f"{HEAD}#T_SP=a.B|\n\n\n{body}")
    assert not found and len(problems) == 1
    assert problems[0].startswith(f":{line}: ") and message in problems[0]


def test_other_versions_and_headers_are_problems(tmp_path) -> None:
    found, problems = _read(tmp_path, "#FORMAT=WebAnno TSV 2\n")
    assert not found and "only version 3" in problems[0]
    found, problems = _read(tmp_path, HEAD + "#T_XX=a\n")
    assert not found and problems[0].startswith(":2: this declares no layer")


def test_zero_width_annotations_and_missing_ends_are_left_out_with_a_word(tmp_path) -> None:
    data = HEAD + (
        "#T_SP=a.B|v\n#T_RL=a.R|BT_a.B\n\n\n#Text=ab\n1-1\t0-2\tab\t_\t*\t\n".replace("_\t*", "_\t_")
        + "1-1.1\t0-0\t\tx\t1-9\t\n"
    )
    (bundle,), problems = _read(tmp_path, data)
    assert not bundle.spans and not bundle.relations and len(problems) == 2
