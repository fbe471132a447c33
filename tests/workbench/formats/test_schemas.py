"""Other tools' configurations become schemas that can be used; what is mended or lost is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.errors import SchemaError
from workbench.formats.schemas import Foreign, is_foreign, read_foreign
from workbench.model import Bundle, Document, Relation, Span
from workbench.rules import check
from workbench.schema import Schema, load_schema, read_schema, write_schema
from workbench.schema_colours import can_be_read

CORPORA = Path(__file__).parents[4] / "shared" / "corpora"

STUDIO = """<View>
  <Header value="Who and what"/>
  <Relations><Relation value="works for"/><Relation value="near"/></Relations>
  <Labels name="label" toName="text" showInline="true">
    <Label value="Person" background="#FFA39E" hotkey="p" hint="People,  by name"/>
    <Label value="Place" alias="LOC" background="green" hotkey="p"/>
    <Label value="Date" background="no colour" hotkey="1"/>
    <Label value="Person"/>
  </Labels>
  <Labels name="claims" toName="text"><Label value="Claim"/><Label value="$more"/></Labels>
  <Text name="text" value="$text" granularity="word"/>
  <Choices name="role" toName="text" perRegion="true" whenTagName="label" whenLabelValue="Person,LOC"
           required="true" requiredMessage="Which role?">
    <Choice value="speaker" hint="who speaks"/><Choice value="other" alias="none"/>
  </Choices>
  <Choices name="sure" toName="text" perRegion="true" choice="single">
    <Choice value="true"/><Choice value="false"/></Choices>
  <Choices name="topics" toName="text" choice="multiple"><Choice value="war"/><Choice value="trade"/></Choices>
  <TextArea name="ref:text" toName="text" perRegion="true" whenTagName="claims"/>
  <Rating name="weight" toName="text" perRegion="true" maxRating="3" whenTagName="claims"/>
  <Number name="count:document" toName="text"/>
  <Taxonomy name="kind" toName="text"><Choice value="a"><Choice value="b"/></Choice></Taxonomy>
  <Choices name="free" toName="text"><Choice value="$options"/></Choices>
  <RectangleLabels name="box" toName="image"><Label value="Car"/></RectangleLabels>
</View>
"""


def studio(folder: Path, text: str = STUDIO) -> Foreign:
    path = folder / "label_config.xml"
    path.write_text(text, encoding="utf-8")
    return read_foreign([path])


def sound(schema: Schema) -> None:
    assert read_schema(write_schema(schema)) == schema
    keys = [label.key for label in schema.labels if label.key]
    assert len(set(keys)) == len(keys)
    for label in schema.labels:
        assert can_be_read(label.colour[0], 0) and can_be_read(label.colour[1], 1)


def test_label_studio(tmp_path: Path) -> None:
    found = studio(tmp_path)
    schema = found.schema
    sound(schema)
    assert [(one.id, one.title, one.key, one.group) for one in schema.labels] == [
        ("Person", "Person", "p", "entity"),
        ("LOC", "Place", "l", "entity"),
        ("Date", "Date", "d", "entity"),
        ("Claim", "Claim", "c", "claims"),
    ]
    assert schema.label("Person").definition == "People, by name"
    assert [one.id for one in schema.relations] == ["works for", "near"]
    person = {one.id: one for one in schema.label("Person").attributes}
    assert list(person) == ["role", "sure"]
    assert [(one.id, one.title, one.definition) for one in person["role"].values] == [
        ("speaker", "speaker", "who speaks"),
        ("none", "other", ""),
    ]
    assert person["sure"].type == "flag" and schema.label("Person").quick == ("role",)
    assert [(one.id, one.type) for one in schema.label("Claim").attributes] == [
        ("sure", "flag"),
        ("ref", "text"),
        ("weight", "scale"),
    ]
    assert [(one.id, one.type) for one in schema.attributes] == [
        ("topics", "choices"),
        ("count", "number"),
        ("kind", "choices"),
    ]
    assert [one.id for one in schema.attributes[2].values] == ["a", "a > b"]
    assert [(one.label, one.attributes, one.message) for one in schema.rules] == [
        ("Person", ("role",), "Which role?"),
        ("LOC", ("role",), "Which role?"),
    ]
    assert sorted(found.notes) == [
        "Choices that come with each task were left out: free.",
        "Colours made darker or lighter so that they can be read in both themes: Person, LOC.",
        "Colours that are none; given others: Date (no colour).",
        "Declared more than once, taken as one: Person.",
        "Keys are letters; given another: Date (1).",
        "Keys that were given twice; the later got another: p (Person, LOC).",
        "Labels that come with each task were left out: $more.",
        "Tags that nothing here stands for: RectangleLabels.",
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('<!DOCTYPE View [<!ENTITY a "b">]><View/>', "DOCTYPE is not read"),
        ("<View><Labels></View>", "no well-formed XML"),
        ('<View><Text name="text" value="$text"/></View>', "has no Labels for texts"),
    ],
)
def test_label_studio_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(SchemaError, match=reason):
        studio(tmp_path, text)


@pytest.mark.parametrize("name", ["news", "ner", "claims", "timeml"])
def test_the_configuration_of_our_own_export_comes_back(tmp_path: Path, name: str) -> None:
    from workbench.formats import FORMATS
    from workbench.formats.base import Writing

    ours = load_schema(name)
    kind = next(one for one in FORMATS if one.id == "labelstudio")
    assert kind.write is not None
    kind.write([Bundle(Document("d", "d", "x"))], Writing(tmp_path, "x", ours))
    found = read_foreign([next(tmp_path.glob("*.xml"))]).schema
    assert [(one.id, one.title and one.key) for one in found.labels] == [
        (one.id, one.key) for one in ours.labels
    ]
    assert [one.id for one in found.relations] == [one.id for one in ours.relations]
    for label in ours.labels:
        assert {one.id for one in found.label(label.id).attributes} == {one.id for one in label.attributes}


def doccano(folder: Path, name: str, *items: dict[str, object]) -> Path:
    path = folder / name
    path.write_text(json.dumps(items), encoding="utf-8")
    return path


def test_doccano(tmp_path: Path) -> None:
    spans = doccano(
        tmp_path,
        "label_config.json",
        {
            "id": 1,
            "text": "Person",
            "suffix_key": "p",
            "background_color": "#FF0000",
            "text_color": "#ffffff",
        },
        {"text": "Place", "prefix_key": "ctrl", "suffix_key": "p", "background_color": "#209cee"},
        {"text": "Date", "suffix_key": "3", "background_color": "#FFFFFF"},
    )
    relations = doccano(
        tmp_path, "relation_types.json", {"text": "near", "suffix_key": None, "background_color": ""}
    )
    categories = doccano(
        tmp_path, "category.json", {"text": "war", "background_color": "#111111"}, {"text": "trade"}
    )
    assert is_foreign(spans)
    found = read_foreign([spans, relations, categories], name="mine")
    schema = found.schema
    sound(schema)
    assert schema.name == "mine"
    assert [(one.id, one.key) for one in schema.labels] == [("Person", "p"), ("Place", "l"), ("Date", "d")]
    assert [(one.id, one.head) for one in schema.relations] == [("near", ("Person", "Place", "Date"))]
    assert [(one.id, [v.id for v in one.values]) for one in schema.attributes] == [
        ("categories", ["war", "trade"])
    ]
    assert "Keys that wanted Ctrl or Shift; here the letter alone: Place." in found.notes
    assert "relation_types.json: taken as relations between any labels, by the file's name." in found.notes


def test_doccano_as_its_window_writes_it(tmp_path: Path) -> None:
    path = doccano(tmp_path, "l.json", {"text": "Person", "suffixKey": "q", "backgroundColor": "#7c20e0"})
    assert is_foreign(path)
    assert [(one.id, one.key) for one in read_foreign([path]).schema.labels] == [("Person", "q")]


@pytest.mark.parametrize("text", ["[", '[{"background_color": 1}]', '["suffix_key"]', "[" * 100_000])
def test_doccano_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "labels.json"
    path.write_text(text)
    with pytest.raises(SchemaError, match=r"labels\.json: "):
        read_foreign([path], kind="doccano")


ANNOTATION = """# types
[entities]
!Thing
 Person
 Place|GEO:1
-----
Money
Founder
[relations]
Located\tArg1:Person, Arg2:<SPOT>
Located\tArg1:Money, Arg2:Person
Alias  Arg1:Person,\tArg2:Person, <REL-TYPE>:symmetric-transitive
Gone Arg1:Nobody, Arg2:Person
Founder\tArg1:Person, Arg2:Place
Any\tArg1:<ENTITY>, Arg2:Thing
ENTITY-NESTING\tArg1:Place, Arg2:Person
[events]
<SPOT>=Place
<LOOP>=<LOOP>|Person
<MORE>=
!Life
\tBirth\tWho:Person, Where?:<SPOT>, <MORE>
\tMerge\tWho{2}:<LOOP>, Result2:<EVENT>
[attributes]
Negated\tArg:<EVENT>
Sure\tArg:<ENTITY>|<EVENT>, Value:High|Low
!Polarity\tArg:Birth, Negative:✕, Positive:✓, <DEFAULT>:Positive, <GLYPH-POS>:left
Kept\tArg:<RELATION>
"""


def brat(folder: Path) -> Path:
    (folder / "annotation.conf").write_text(ANNOTATION, encoding="utf-8")
    (folder / "visual.conf").write_text(
        "[labels]\nMerge | Merger of companies | Mrg\nMoney | \n[drawing]\n"
        "SPAN_DEFAULT\tfgColor:black, bgColor:lightgreen, borderColor:darken\nPerson bgColor:#aaf\n"
        "Place\tfgColor:white, bgColor:darken\n",
        encoding="utf-8",
    )
    (folder / "kb_shortcuts.conf").write_text("P person\nM\tMoney\nM Merge\nW Who\n", encoding="utf-8")
    return folder


def test_brat(tmp_path: Path) -> None:
    found = read_foreign([brat(tmp_path)])
    schema = found.schema
    sound(schema)
    assert [(one.id, one.title, one.key, one.group) for one in schema.labels] == [
        ("Person", "Person", "p", "entity"),
        ("Place", "Place", "l", "entity"),
        ("Money", "Money", "m", "entity"),
        ("Founder", "Founder", "f", "entity"),
        ("Birth", "Birth", "b", "event"),
        ("Merge", "Merger of companies", "e", "event"),
    ]
    relations = {one.id: (set(one.head), set(one.tail)) for one in schema.relations}
    assert relations == {
        "Located": ({"Person", "Money"}, {"Place", "Person"}),
        "Alias": ({"Person"}, {"Person"}),
        "Founder-relation": ({"Person"}, {"Place"}),
        "Any": ({"Person", "Place", "Money", "Founder"}, {"Person", "Place"}),
        "Who": ({"Birth", "Merge"}, {"Person"}),
        "Where": ({"Birth"}, {"Place"}),
        "Result": ({"Merge"}, {"Birth", "Merge"}),
    }
    alias = schema.relation("Alias")
    assert alias.symmetric and alias.transitive and schema.relation("Who").key == "w"
    assert [(one.label, one.relation) for one in schema.rules] == [
        ("Birth", "Who"),
        ("Merge", "Who"),
        ("Merge", "Result"),
    ]
    assert [(one.id, one.type, one.default) for one in schema.label("Birth").attributes] == [
        ("Negated", "flag", None),
        ("Sure", "choice", None),
        ("Polarity", "choice", "Positive"),
    ]
    assert [one.id for one in schema.label("Money").attributes] == ["Sure"]
    told = "\n".join(found.notes)
    for words in (
        "Nobody",
        "Founder",
        "Located",
        "Merge Who{2}",
        "Kept",
        "m (Money, Merge)",
        "Place (darken)",
    ):
        assert words in told, words


def test_brats_files_are_named_one_by_one_too(tmp_path: Path) -> None:
    folder = brat(tmp_path)
    other = tmp_path / "elsewhere"
    other.mkdir()
    moved = [(folder / name).rename(other / name) for name in ("visual.conf", "kb_shortcuts.conf")]
    assert read_foreign([folder / "annotation.conf"]).schema.label("Merge").title == "Merge"
    assert read_foreign([folder / "annotation.conf", *moved]).schema.label("Merge").title != "Merge"


@pytest.mark.parametrize(
    ("text", "reason"), [("[entities]\n", "declares no entity"), ("[entities]\n\udcff", "not UTF-8")]
)
def test_brat_refused(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "annotation.conf"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SchemaError, match=reason):
        read_foreign([path])


def test_an_event_as_the_format_brat_reads_it_fits_the_schema(tmp_path: Path) -> None:
    from workbench.formats import FORMATS
    from workbench.formats.base import Reading

    schema = read_foreign([brat(tmp_path)]).schema
    (tmp_path / "a.txt").write_text("Ada was born in Rome.", encoding="utf-8")
    (tmp_path / "a.ann").write_text(
        "T1\tPerson 0 3\tAda\nT2\tBirth 8 12\tborn\nT3\tPlace 16 20\tRome\nE1\tBirth:T2 Who:T1 Where:T3\n"
        "A1\tNegated E1\nA2\tSure T1 High\n",
        encoding="utf-8",
    )
    kind = next(one for one in FORMATS if one.id == "brat")
    assert kind.read is not None
    (bundle,) = kind.read(tmp_path / "a.txt", Reading())
    assert check(bundle, schema) == []
    assert {relation.label for relation in bundle.relations} == {"Who", "Where"}


def test_more_labels_than_letters(tmp_path: Path) -> None:
    (tmp_path / "annotation.conf").write_text("[entities]\n" + "\n".join(f"Type_{n}" for n in range(40)))
    found = read_foreign([tmp_path])
    sound(found.schema)
    assert sum(bool(label.key) for label in found.schema.labels) == 26
    assert (
        "No letter is left; found by name with Ctrl+K: Type_26, Type_27, Type_28, Type_29, Type_30 and 9 more."
        in (found.notes)
    )


def test_what_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"a": 1}')
    assert not is_foreign(path) and not is_foreign(tmp_path / "none")
    with pytest.raises(SchemaError, match="no configuration of Label Studio"):
        read_foreign([path])
    with pytest.raises(SchemaError, match="no such file"):
        read_foreign([tmp_path / "none"])
    with pytest.raises(SchemaError, match="choose one of labelstudio, doccano, brat"):
        read_foreign([path], kind="webanno")


@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are not here")
@pytest.mark.parametrize("path", sorted(CORPORA.rglob("annotation.conf")), ids=lambda path: path.parent.name)
def test_real_configurations_of_brat(path: Path) -> None:
    found = read_foreign([path])
    sound(found.schema)
    assert len(found.schema.labels) >= 3


def test_a_relation_may_be_made_as_configured(tmp_path: Path) -> None:
    schema = studio(tmp_path).schema
    spans = (
        Span("a", "Person", 0, 3, attributes={"role": "speaker"}),
        Span("b", "LOC", 8, 12, attributes={"role": "none"}),
    )
    text = Document("d", "d", "Ada for Rome")
    assert check(Bundle(text, spans=spans, relations=(Relation("r", "works for", "a", "b"),)), schema) == []
