"""The shipped schemas say what they should, and what a schema can be asked."""

from __future__ import annotations

import pytest

from workbench.errors import SchemaError
from workbench.schema import (
    Attribute,
    Choice,
    RelationType,
    Schema,
    check_value,
    load_schema,
    read_schema,
    shipped,
)

NEWS = load_schema("news")


@pytest.mark.parametrize("name", sorted(shipped()))
def test_shipped_schema_is_complete(name: str) -> None:
    schema = load_schema(name)
    assert schema.name == name
    assert schema.title and schema.version and schema.reasons
    for label in schema.labels:
        assert label.key, label.id
        assert len(label.definition) > 60, label.id
        assert "[" in label.example and "]" in label.example, label.id
        assert label.title and schema.group(label.group).title
    for relation in schema.relations:
        assert relation.key and relation.definition and relation.example, relation.id


@pytest.mark.parametrize("name", sorted(shipped()))
def test_rules_name_relations_by_their_titles(name: str) -> None:
    schema = load_schema(name)
    for rule in schema.rules:
        if rule.relation:
            assert f"“{schema.relation(rule.relation).title}”" in rule.message, rule.message
            assert "-" not in rule.message  # an id would break at its hyphen in a narrow panel


def test_four_schemas_are_shipped() -> None:
    assert set(shipped()) == {"news", "ner", "claims", "timeml"}


def test_news_has_its_labels_and_keys() -> None:
    assert {label.id: label.key for label in NEWS.labels} == {
        "PER": "p", "ORG": "o", "NORP": "n", "EVENT": "e", "GPE": "g", "LOC": "l", "PROG": "r", "PROD": "t",
        "QUANT": "q", "DATE": "d", "CLAIM": "c", "CUE": "u", "SOURCE": "s",
    }  # fmt: skip
    assert {group.id: (group.passage, group.overlap) for group in NEWS.groups} == {
        "entity": (False, "nest"),
        "time": (False, "nest"),
        "claim": (True, "nest"),
    }
    assert {label.id: label.form for label in NEWS.labels_of("claim")} == {
        "CLAIM": "passage",
        "CUE": "cue",
        "SOURCE": "span",
    }
    assert all(label.form == "span" for label in NEWS.labels_of("entity"))
    assert all(label.trim for label in NEWS.labels)


def test_news_has_its_attributes() -> None:
    attributes = {
        label.id: [attribute.id for attribute in label.attributes]
        for label in NEWS.labels
        if label.attributes
    }
    for id in ("PER", "ORG", "NORP", "EVENT", "LOC", "PROG", "PROD"):
        assert attributes.pop(id) == ["ref"]
    assert attributes == {
        "GPE": ["ref", "role"],
        "QUANT": ["kind", "value", "unit"],
        "DATE": ["type", "value", "mod", "quant", "freq", "function"],
        "CLAIM": [
            *("voice", "checkable", "certainty", "polarity"),
            *("verdict", "evidence", "retrieved"),
        ],
        "SOURCE": ["kind"],
    }
    assert {label.id: label.quick for label in NEWS.labels if label.quick} == {
        "QUANT": ("kind",),
        "DATE": ("type",),
        "CLAIM": ("voice", "checkable"),
        "SOURCE": ("kind",),
    }
    assert values("CLAIM", "voice") == ["paper", "direct", "indirect", "mixed", "unattributed"]
    assert values("CLAIM", "checkable") == ["no", "minor", "worthy"]
    assert values("CLAIM", "certainty") == ["certain", "probable", "possible", "unclear"]
    assert values("CLAIM", "verdict") == ["supported", "refuted", "conflicting", "not-enough-evidence"]
    assert values("DATE", "type") == ["DATE", "TIME", "DURATION", "SET"]
    assert values("GPE", "role") == ["place", "government", "people"]
    assert values("SOURCE", "kind") == ["pronoun", "description", "document", "anonymous"]
    assert values("", "genre") == ["report", "analysis", "opinion", "wire"]
    assert [attribute.id for attribute in NEWS.label("CLAIM").attributes if attribute.folded] == [
        "verdict",
        "evidence",
        "retrieved",
    ]
    assert NEWS.defaults("CLAIM") == {"certainty": "certain", "polarity": "affirmed"}


def values(label: str, id: str) -> list[str]:
    attribute = NEWS.attribute(label, id)
    assert attribute is not None
    return [choice.id for choice in attribute.values]


def test_news_has_its_relations() -> None:
    entity = tuple(label.id for label in NEWS.labels_of("entity"))
    ends = {r.id: (r.key, r.head, r.tail) for r in NEWS.relations}
    assert ends == {
        "said-by": ("s", ("CLAIM",), ("PER", "ORG", "GPE", "NORP", "SOURCE")),
        "has-cue": ("u", ("CLAIM",), ("CUE",)),
        "about": ("a", ("CLAIM",), entity),
        "same-as": ("i", (*entity, "SOURCE"), (*entity, "SOURCE")),
        "happened-on": ("h", ("EVENT", "CLAIM"), ("DATE",)),
        "anchored-to": ("n", ("DATE",), ("DATE",)),
    }
    assert [r.id for r in NEWS.relations if r.symmetric and r.transitive] == ["same-as"]
    assert [r.id for r in NEWS.relations if r.symmetric or r.transitive] == ["same-as"]


def test_ner_has_the_four_classes_of_conll_2003_without_overlap() -> None:
    schema = load_schema("ner")
    assert [label.id for label in schema.labels] == ["PER", "ORG", "LOC", "MISC"]
    assert [(group.id, group.overlap) for group in schema.groups] == [("entity", "none")]


def test_claims_supports_and_attacks() -> None:
    schema = load_schema("claims")
    assert [label.id for label in schema.labels] == ["CLAIM", "PREMISE", "EVIDENCE", "SPEAKER", "STANCE"]
    arguments = ("CLAIM", "PREMISE", "EVIDENCE")
    for id in ("supports", "attacks"):
        assert (schema.relation(id).head, schema.relation(id).tail) == (arguments, arguments)


def test_timeml_links_have_their_types() -> None:
    schema = load_schema("timeml")
    assert [label.id for label in schema.labels] == ["TIMEX3", "EVENT", "SIGNAL"]
    sizes = {}
    for id in ("TLINK", "SLINK", "ALINK"):
        kind = schema.attribute(id, "relType")
        assert kind is not None and kind.type == "choice"
        sizes[id] = len(kind.values)
    assert sizes == {"TLINK": 14, "SLINK": 6, "ALINK": 5}


def test_lookups() -> None:
    by_key = NEWS.label_by_key("g")
    assert by_key is not None and by_key.id == "GPE"
    assert NEWS.label_by_key("z") is None and NEWS.label_by_key("") is None
    relation = NEWS.relation_by_key("s")
    assert relation is not None and relation.id == "said-by"
    assert NEWS.relation_by_key("z") is None and NEWS.relation_by_key("") is None
    assert NEWS.find_label("XYZ") is None and NEWS.find_relation("XYZ") is None
    assert NEWS.attribute("GPE", "size") is None and NEWS.attribute("XYZ", "ref") is None
    assert NEWS.defaults("XYZ") == {} == NEWS.defaults("said-by")
    for ask in (NEWS.label, NEWS.group, NEWS.relation):
        with pytest.raises(KeyError):
            ask("XYZ")


def test_relations_that_are_possible() -> None:
    assert [r.id for r in NEWS.relations_between("CLAIM", "GPE")] == ["said-by", "about"]
    assert [r.id for r in NEWS.relations_between("GPE", "CLAIM")] == []
    assert [r.id for r in NEWS.relations_between("SOURCE", "PER")] == ["same-as"]
    assert [r.id for r in NEWS.relations_from("CLAIM")] == ["said-by", "has-cue", "about", "happened-on"]
    assert [r.id for r in NEWS.relations_from("DATE")] == ["anchored-to"]


def test_symmetric_relation_joins_either_way() -> None:
    schema = read_schema(
        'name = "x"\n[[group]]\nid = "g"\n'
        '[[label]]\nid = "A"\ngroup = "g"\n[[label]]\nid = "B"\ngroup = "g"\n'
        '[[relation]]\nid = "r"\nhead = ["A"]\ntail = ["B"]\nsymmetric = true\n'
    )
    assert schema.relations_between("B", "A") == schema.relations_between("A", "B") == schema.relations
    assert schema.relations_between("A", "A") == ()
    assert schema.relations_from("B") == schema.relations


def test_with_label_appends_to_the_source() -> None:
    wider = NEWS.with_label("SHIP", title="Ship", key="w")
    assert wider.source.startswith(NEWS.source.rstrip())
    assert read_schema(wider.source) == wider
    assert wider.labels[:-1] == NEWS.labels
    assert (wider.label("SHIP").group, wider.label("SHIP").key) == ("entity", "w")
    assert "SHIP" in wider.relation("about").tail


def test_with_label_in_a_new_group_and_under_odd_ids() -> None:
    wider = NEWS.with_label('Käse "x" \\ 名', group="food", colour=("#111111", "#eeeeee"))
    label = wider.label('Käse "x" \\ 名')
    assert (label.group, label.colour, wider.group("food").title) == ("food", ("#111111", "#eeeeee"), "Food")
    assert read_schema(wider.source) == wider


def test_with_label_gives_colours_in_turn() -> None:
    schema = Schema(name="empty", title="Empty", version="1")
    for at in range(10):
        schema = schema.with_label(f"L{at}")
    assert len({label.colour for label in schema.labels}) == 10
    assert schema.labels[0].group == "entity"
    assert read_schema(schema.source) == schema


@pytest.mark.parametrize(
    ("id", "key", "reason"), [("PER", "", "twice"), ("X", "p", "taken"), ("X", "P", "small")]
)
def test_with_label_refuses_a_clash(id: str, key: str, reason: str) -> None:
    with pytest.raises(SchemaError, match=reason):
        NEWS.with_label(id, key=key)


CHOICES = (Choice("a", "A"), Choice("b", "B"))


@pytest.mark.parametrize(
    ("attribute", "right", "wrong"),
    [
        (Attribute("x", "X", "text"), ["", "any\ntext"], [1, True, ["a"]]),
        (Attribute("x", "X", "choice", CHOICES), ["a", "b", None], ["c", "A", 1, ["a"]]),
        (Attribute("x", "X", "scale", CHOICES), ["a"], ["c", 0]),
        (
            Attribute("x", "X", "choices", CHOICES),
            [[], ["a"], ["b", "a"]],
            ["a", ["a", "a"], ["c"], [["a"]], {}],
        ),
        (Attribute("x", "X", "flag"), [True, False], ["true", 1, 0.0]),
        (Attribute("x", "X", "number"), [0, -1, 4.5], [True, "4.5", float("nan"), float("inf")]),
        (
            Attribute("x", "X", "link"),
            ["https://example.org/a?b#c", "http://a"],
            ["example.org", "ftp://a", "https://", "https://a b", "https://[", 3],
        ),
        (
            Attribute("x", "X", "timex"),
            ["2023-04-28", "P3D", "PXDE"],
            ["yesterday", "2023-13-01", 2023, ["2023"]],
        ),
    ],
    ids=lambda value: value.type if isinstance(value, Attribute) else "",
)
def test_check_value(attribute: Attribute, right: list[object], wrong: list[object]) -> None:
    for value in right:
        assert check_value(attribute, value) is None, value
    for value in wrong:
        assert check_value(attribute, value), value


def test_timex_value_is_read_under_its_type() -> None:
    value = NEWS.attribute("DATE", "value")
    assert value is not None
    assert check_value(value, "2023-04-28", timex_type="DATE") is None
    assert check_value(value, "P3D", timex_type="DATE")
    assert check_value(value, "P3D", timex_type="no such type") is None


def test_an_attribute_is_written_where_its_label_stands_and_comments_stay() -> None:
    from workbench.schema import with_attribute

    source = NEWS.source.replace("[[label]]", "# a person's remark\n[[label]]", 3)
    schema = read_schema(source)
    mood = Attribute("mood", "Mood", "choice", CHOICES)
    for owner in (
        schema.labels[0].id,
        schema.labels[-1].id,
        schema.relations[0].id,
        schema.relations[-1].id,
        "",
    ):
        wider = with_attribute(schema, owner, mood)
        assert wider.attribute(owner, "mood") == mood
        assert wider.source.count("# a person's remark") == 3
        assert read_schema(wider.source) == wider
        gone = wider.source.replace("\n".join(attribute_block(wider.source)), "")
        assert "mood" not in gone
    with pytest.raises(KeyError):
        with_attribute(schema, "nobody", mood)
    with pytest.raises(SchemaError, match="twice"):
        with_attribute(with_attribute(schema, "PER", mood), "PER", mood)


def attribute_block(source: str) -> list[str]:
    lines = source.split("\n")
    at = lines.index('id = "mood"')
    end = next(number for number in range(at, len(lines)) if lines[number] == "]")
    return lines[at - 1 : end + 1]


def test_an_attribute_comes_into_a_schema_without_a_text_or_with_an_odd_one() -> None:
    from workbench.schema import with_attribute, with_relation

    plain = Schema(name="x", title="x", version="1").with_label("A").with_label("B")
    odd = read_schema(
        'name = "x"\ngroup = [{ id = "g" }]\nlabel = [{ id = "A", group = "g" }, { id = "B", group = "g" }]\n'
    )
    for schema in (plain, odd):
        wider = with_attribute(schema, "A", Attribute("n", "N", "number"))
        assert [one.id for one in wider.label("A").attributes] == ["n"] and wider.label("B").attributes == ()
        assert read_schema(wider.source) == wider
    arrow = with_relation(plain, RelationType("r", "R", ("A",), ("B",)))
    assert (arrow.relation("r").key, read_schema(arrow.source)) == ("r", arrow)
