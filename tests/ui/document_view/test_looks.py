"""Labels of a group differ by more than colour: by a letter, and with tags off by the line itself."""

from __future__ import annotations

import pytest

from ui.document_view.looks import letters_of, looks, names_of
from ui.patterns import DOTTED, patterns
from workbench.schema import Group, Label, Schema, load_schema
from workbench.schema_file import shipped

LABELS = tuple(Label(name.upper(), name, "g") for name in ("person", "place", "pl", "p"))


@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_label_of_a_group_has_its_own_sign(name: str) -> None:
    schema = load_schema(name)
    for group in schema.groups:
        labels = [label for label in schema.labels if label.group == group.id]
        letters = looks(schema, "letters")
        spans = [label.id for label in labels if label.form == "span"]
        assert len({letters[id].tag for id in spans}) == len(spans)
        lines = patterns(schema, "none")
        if len(spans) <= 10:
            assert len({lines[id] for id in spans}) == len(spans)
        assert all(lines[label.id] == DOTTED for label in labels if label.form == "cue")


def test_labels_without_a_key_are_told_apart_by_their_titles() -> None:
    schema = Schema(name="x", title="X", version="1", groups=(Group("g", "G"),), labels=LABELS)
    assert letters_of(schema) == {"PERSON": "p", "PLACE": "pl", "PL": "PL", "P": "P"}


def test_a_long_title_is_named_by_its_first_word_or_by_its_id() -> None:
    titles = {
        "GPE": "Country, region, city",
        "PER": "Person",
        "A": "Ship, boat, raft",
        "B": "Ship, vessel, hull",
    }
    titles["LONG"] = "Internationalisation of law"
    labels = tuple(Label(id, title, "g") for id, title in titles.items())
    names = names_of(Schema(name="x", title="X", version="1", groups=(Group("g", "G"),), labels=labels))
    assert names == {"GPE": "Country", "PER": "Person", "A": "A", "B": "B", "LONG": "LONG"}
