"""How each label of a schema is drawn: its form, its tag, and a second sign beside its colour: pure."""

from __future__ import annotations

from ui.document_view.geometry import Look, Tags
from workbench.schema import Schema

LONGEST_NAME = 12  # characters of a title that stands above a span


def looks(schema: Schema, tags: Tags) -> dict[str, Look]:
    """How each label is drawn. Letters of a group's labels differ, also where a label has no key."""
    letters, names = letters_of(schema), names_of(schema)
    result = {}
    for label in schema.labels:
        word = {"letters": letters[label.id], "names": names[label.id], "none": ""}[tags]
        dated = any(attribute.type == "timex" for attribute in label.attributes)
        result[label.id] = Look(label.form, word, dated, letters[label.id])
    return result


def names_of(schema: Schema) -> dict[str, str]:
    """Each label's title; of a long list of words its first, if no other label has that; else the label's id."""
    heads = {label.id: label.title.partition(",")[0].strip() for label in schema.labels}
    found = {}
    for label in schema.labels:
        head = heads[label.id]
        if len(label.title) <= LONGEST_NAME:
            found[label.id] = label.title
        elif 0 < len(head) <= LONGEST_NAME and list(heads.values()).count(head) == 1:
            found[label.id] = head
        else:
            found[label.id] = label.id
    return found


def letters_of(schema: Schema) -> dict[str, str]:
    """Each label's key; without one, as much of its title as no other label of its group is tagged with."""
    found = {label.id: label.key for label in schema.labels if label.key}
    for label in schema.labels:
        if label.key:
            continue
        taken = {found.get(other.id) for other in schema.labels if other.group == label.group}
        title = label.title.lower() or label.id
        heads = [title[:length] for length in range(1, len(title) + 1)]
        found[label.id] = next((head for head in heads if head not in taken), label.id)
    return found
