"""UIMA CAS: loads strictly in cassis, offsets are ours, and no DOCTYPE gets to a parser."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import cassis
import pytest

from workbench.errors import UserError
from workbench.formats import Reading, Writing, detect, inputs
from workbench.formats.uima import JSON, XMI, losses_xmi
from workbench.formats.uima_types import feature_of, name_of
from workbench.model import Bundle, Document, Relation, Span

CORPUS = Path(__file__).parents[4] / "shared" / "corpora" / "uima-cassis"
XMI_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:tcas="http:///uima/tcas.ecore" '
    'xmlns:cas="http:///uima/cas.ecore" xmi:version="2.0">\n'
)
XMI_TAIL = (
    '<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="&#128077; Anna"/>\n'
    '<cas:View sofa="1" members="2"/></xmi:XMI>\n'
)
BUNDLE = Bundle(
    Document("d", "doc", "👍 Anna met Bob", "en"),
    spans=(
        Span("a", "person", 2, 6, attributes={"type": "x", "class": "y", "rank": 3, "kinds": ["", "b c"]}),
        Span("b", "person", 11, 14),
        Span("c", "pair", 0, 14, ((0, 6), (11, 14))),
    ),
    relations=(Relation("r", "met", "a", "b"),),
)


def _read(path: Path, **options: str) -> tuple[list[Bundle], list[str]]:
    reading = Reading(options=options)
    kind = detect(path)
    assert kind.read is not None
    return list(kind.read(path, reading)), [str(one).removeprefix(str(path)) for one in reading.problems]


def _facts(cas: cassis.Cas) -> list[tuple[str, str]]:
    spans = cas.select("webanno.custom.Span")
    return sorted((span.label, span.get_covered_text()) for span in spans)


def test_both_load_strictly_in_cassis_with_their_types(tmp_path, schema) -> None:
    (folder,) = XMI.write([BUNDLE], Writing(tmp_path, "xmi", schema))
    with pytest.warns(UserWarning, match="reserved name"):
        types = cassis.load_typesystem((folder / "typesystem.xml").read_bytes().decode())
    with (folder / "doc.xmi").open("rb") as file:
        cas = cassis.load_cas_from_xmi(file, types, lenient=False)
    (folder,) = JSON.write([BUNDLE], Writing(tmp_path, "json", schema))
    with pytest.warns(UserWarning, match="reserved name"), (folder / "doc.json").open("rb") as file:
        other = cassis.load_cas_from_json(file)
    expected = [("pair", "👍 Anna met Bob"), ("person", "Anna"), ("person", "Bob")]
    assert _facts(cas) == _facts(other) == expected
    for one in (cas, other):
        (relation,) = one.select("webanno.custom.Relation")
        assert (relation.Governor.get_covered_text(), relation.Dependent.get_covered_text()) == (
            "Anna",
            "Bob",
        )
        assert one.document_language == "en"
    assert json.loads((folder / "doc.json").read_text("utf-8"))["%TYPES"]["webanno.custom.Span"]


def test_type_systems_are_no_documents(tmp_path, schema) -> None:
    XMI.write([BUNDLE], Writing(tmp_path, "xmi", schema))
    assert [(kind.id, path.name) for kind, path in inputs([tmp_path])] == [("uima-xmi", "doc.xmi")]


def test_names_of_features_come_back() -> None:
    values = ("x", 3, 2**40, True, 0.5, ["a"])
    for name in ("ref", "x:text", "ö 1", "", "u_41_", "class", "label", "rank_integer", "u_", "_a", "9"):
        found = {feature_of(name, value)[:2] for value in values}
        assert len({feature for feature, _ in found}) == len(values)
        assert {name_of(*one) for one in found} == {name}


def test_forbidden_characters_are_losses_of_xmi(schema) -> None:
    span = Span("a", "x", 0, 1, note="\x02")
    kinds = [
        (loss.kind, loss.target)
        for loss in losses_xmi(Bundle(Document("d", "d", "a\x0b"), spans=(span,)), schema, {})
    ]
    assert kinds == [("characters that XML forbids", ""), ("characters that XML forbids", "a")]


def _xmi(tmp_path: Path, annotation: str, head: str = XMI_HEAD) -> Path:
    path = tmp_path / "file.xmi"
    path.write_text(f"{head}{annotation}\n{XMI_TAIL}", "utf-8")
    return path


def test_offsets_are_utf16(tmp_path) -> None:
    path = _xmi(tmp_path, '<tcas:Annotation xmi:id="2" sofa="1" begin="3" end="7"/>')
    (bundle,), problems = _read(path)
    assert not problems and [span.covered("👍 Anna") for span in bundle.spans] == ["Anna"]


@pytest.mark.parametrize(("begin", "end"), [(1, 7), (3, 9), (5, 3)])
def test_places_that_are_none_are_problems_by_line(begin, end, tmp_path) -> None:
    found, problems = _read(
        _xmi(tmp_path, f'<tcas:Annotation xmi:id="2" sofa="1" begin="{begin}" end="{end}"/>')
    )
    assert not found and len(problems) == 1
    assert problems[0].startswith(":3: ") and f"its place {begin} to {end} is no place" in problems[0]


def test_a_doctype_is_refused_in_the_file_and_in_its_type_system(tmp_path) -> None:
    evil = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n'
    path = _xmi(tmp_path, "", head=XMI_HEAD.replace("\n<xmi", f"\n{evil}<xmi"))
    found, problems = _read(path)
    assert not found and "DOCTYPE is not read" in problems[0]
    path = _xmi(tmp_path, "")
    types = tmp_path / "typesystem.xml"
    types.write_text(f"{evil}<typeSystemDescription/>", "utf-8")
    found, problems = _read(path)
    assert not found and str(types) in problems[0] and "DOCTYPE is not read" in problems[0]


def test_a_missing_type_is_a_problem_that_names_the_remedy(tmp_path) -> None:
    annotation = '<no:Thing xmlns:no="http:///no.ecore" xmi:id="2" sofa="1" begin="3" end="7"/>'
    path = _xmi(tmp_path, annotation)
    found, problems = _read(path)
    assert not found and "no.Thing" in problems[0] and "typesystem=FILE" in problems[0]
    with pytest.raises(UserError, match="no such type system"):
        _read(path, typesystem=str(tmp_path / "none.xml"))


@pytest.mark.parametrize(
    "data", ['{"%FEATURE_STRUCTURES": [1]}', '{"%TYPES": [], "%FEATURE_STRUCTURES": {"a": 1}}']
)
def test_json_without_sense_is_a_problem(data, tmp_path) -> None:
    path = tmp_path / "file.json"
    path.write_text(data, "utf-8")
    found, problems = _read(path)
    assert detect(path) is JSON and not found and len(problems) == 1


@pytest.mark.parametrize("units", ["[1, 2, 99, 100]", "[12, 15, 0, 7]", "[0, 7, 12]"])
def test_fragments_that_are_no_places_are_problems(units, tmp_path, schema) -> None:
    (folder,) = JSON.write([BUNDLE], Writing(tmp_path, "out", schema))
    path = folder / "doc.json"
    text = path.read_text("utf-8")
    assert text.count("[0, 7, 12, 15]") == 1
    path.write_text(text.replace("[0, 7, 12, 15]", units), "utf-8")
    found, problems = _read(path)
    assert not found and "its fragments are no places of the text" in problems[0]


def test_without_cassis_the_command_that_installs_it_is_named(tmp_path, schema, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "cassis", None)
    with pytest.raises(UserError, match=r'pip install "annotation-workbench\[uima\]"'):
        list(XMI.read(tmp_path / "a.xmi", Reading()))
    with pytest.raises(UserError, match="dkpro-cassis"):
        JSON.write(iter(()), Writing(tmp_path, "out", schema))


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpora are not here")
def test_real_files_are_read_or_end_in_problems() -> None:
    read = {}
    for path in sorted((*CORPUS.rglob("*.xmi"), *CORPUS.rglob("data*.json"))):
        own = CORPUS / "typesystems" / f"typesystem_{path.stem.removeprefix('cas_')}.xml"
        named = own if own.exists() else CORPUS / "typesystems" / "important_dkpro_types.xml"
        found, problems = _read(path, **({"typesystem": str(named)} if path.parent.name == "xmi" else {}))
        assert found or problems
        read[path.parent.name + "/" + path.name] = found
    emoji = "casWithEmojiUnicodeTextAndAnnotations"
    for name in (f"{emoji}/data.json", f"{emoji}/debug.xmi"):
        (bundle,) = read[name]
        covered = [span.covered(bundle.document.text) for span in bundle.spans]
        assert covered == ["🥳", "This", "👳🏻\u200d♀️", "is", "✆", "a", "🧔🏾\u200d♂️", "test", "👻"]
    (smileys,) = read["xmi/cas_with_smileys.xmi"]
    assert smileys.spans[0].covered(smileys.document.text) == "Transformers"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('sofa="1" ', "", ":3: tcas:Annotation does not say which text it is about: it has no sofa."),
        ("begin=", "odd=", "its type system gives Annotation no odd"),
        ("xmi:id=", "no=", "this is no whole UIMA CAS: "),
        ('sofaNum="1"', 'sofaNum="x"', "“x” stands where a number should be"),
        ('members="2"', 'members="9"', "lacks “9”, or refers to one that is not there"),
    ],
)
def test_what_is_wrong_in_an_xmi_is_said_in_words(old, new, words, tmp_path) -> None:
    path = _xmi(tmp_path, '<tcas:Annotation xmi:id="2" sofa="1" begin="3" end="7"/>')
    text = path.read_text("utf-8")
    path.write_text(text.replace(old, new, 1), "utf-8")
    found, problems = _read(path)
    assert not found and len(problems) == 1 and words in problems[0]
    assert "Error" not in problems[0] and "__" not in problems[0]


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("@sofa", None, "the feature structure 2 does not say which text it is about"),
        ("%ID", "x", "the feature structure x has no number as its %ID"),
        ("%TYPE", 3, "has no %TYPE"),
        ("begin", "0", "has no whole number as its begin"),
        ("odd", 1, "its type system gives Annotation no odd"),
    ],
)
def test_what_is_wrong_in_json_is_said_in_words(key, value, words, tmp_path) -> None:
    span = {"%ID": 2, "%TYPE": "uima.tcas.Annotation", "@sofa": 1, "begin": 0, "end": 4, key: value}
    sofa = {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "sofaString": "Anna"}
    whole = {
        "%TYPES": {},
        "%FEATURE_STRUCTURES": [sofa, {name: one for name, one in span.items() if one is not None}],
        "%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": [2]}},
    }
    path = tmp_path / "file.json"
    path.write_text(json.dumps(whole), "utf-8")
    found, problems = _read(path)
    assert not found and len(problems) == 1 and words in problems[0]


def test_slots_and_chains_become_relations(tmp_path) -> None:
    types = cassis.TypeSystem()
    link = types.create_type("webanno.custom.Slot", "uima.cas.TOP")
    types.create_feature(link, "role", "uima.cas.String")
    types.create_feature(link, "target", "uima.tcas.Annotation")
    event = types.create_type("webanno.custom.Event", "uima.tcas.Annotation")
    types.create_feature(event, "slots", "uima.cas.FSArray", elementType="webanno.custom.Slot")
    chain = types.create_type("x.CoreferenceChain", "uima.cas.AnnotationBase")
    mention = types.create_type("x.CoreferenceLink", "uima.tcas.Annotation")
    types.create_feature(chain, "first", "x.CoreferenceLink")
    types.create_feature(mention, "next", "x.CoreferenceLink")
    for name in ("referenceType", "referenceRelation"):
        types.create_feature(mention, name, "uima.cas.String")
    cas = cassis.Cas(types)
    cas.sofa_string, cas.sofa_mime = "Anna met her", "text/plain"
    her = mention(begin=9, end=12, referenceType="pronoun")
    anna = mention(begin=0, end=4, referenceType="name", referenceRelation="same", next=her)
    slots = [link(role="who", target=anna), link(target=her)]
    met = event(begin=5, end=8, slots=types.get_type("uima.cas.FSArray")(elements=slots))
    cas.add_all([her, anna, met, chain(first=anna)])
    (tmp_path / "a.xmi").write_text(cas.to_xmi(), "utf-8")
    (tmp_path / "typesystem.xml").write_text(types.to_xml(), "utf-8")
    found, problems = _read(tmp_path / "a.xmi")
    assert not problems
    (bundle,) = found
    names = {span.id: f"{span.label} {span.covered(bundle.document.text)}" for span in bundle.spans}
    assert sorted((names[one.head], one.label, names[one.tail]) for one in bundle.relations) == [
        ("Event met", "slot", "pronoun her"),
        ("Event met", "who", "name Anna"),
        ("name Anna", "same", "pronoun her"),
    ]
    assert not problems and not any(span.attributes for span in bundle.spans)
