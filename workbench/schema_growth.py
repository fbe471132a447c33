"""A schema and one thing more, written into its own text, so that a person's comments and order stay."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from workbench.errors import SchemaError
from workbench.schema_colours import Pair, free_colour, free_key
from workbench.schema_file import read_schema
from workbench.schema_table import find_line
from workbench.schema_types import Attribute, RelationType, Schema
from workbench.schema_writer import attribute_lines, relation_lines, write_schema


def what_labels_get(schema: Schema, ids: Iterable[str]) -> dict[str, tuple[str, Pair]]:
    """The key and colours (light, dark) of labels that are added in this order, as `Schema.with_label` does it."""
    keys, colours = [label.key for label in schema.labels], [label.colour for label in schema.labels]
    found = {}
    for id in ids:
        found[id] = free_key((id, ""), keys), free_colour(colours)
        keys.append(found[id][0])
        colours.append(found[id][1])
    return found


def with_relation(schema: Schema, relation: RelationType) -> Schema:
    """The schema and one more relation; without a key it gets a free one. Raises SchemaError (a taken id)."""
    key = relation.key or free_key((relation.id, relation.title), (one.key for one in schema.relations))
    made = replace(relation, key=key)
    wanted = replace(schema, relations=(*schema.relations, made), source="")
    return _read(_appended(schema, relation_lines(made)), wanted)


def with_attribute(schema: Schema, owner: str, attribute: Attribute) -> Schema:
    """The schema with one more attribute on a label or relation, of documents where `owner` is empty.

    Raises KeyError for an owner that is none, SchemaError for an attribute that cannot be.
    """
    if not owner:
        wanted = replace(schema, attributes=(*schema.attributes, attribute), source="")
        return _read(_appended(schema, attribute_lines("attribute", attribute)), wanted)
    labels = [
        replace(x, attributes=(*x.attributes, attribute)) if x.id == owner else x for x in schema.labels
    ]
    relations = [
        replace(x, attributes=(*x.attributes, attribute)) if x.id == owner else x for x in schema.relations
    ]
    wanted = replace(schema, labels=tuple(labels), relations=tuple(relations), source="")
    table, ids = "label", [label.id for label in schema.labels]
    if owner not in ids:
        table, ids = "relation", [relation.id for relation in schema.relations]
        if owner not in ids:
            raise KeyError(owner)
    source = schema.source or write_schema(schema)
    text = _inserted(source, (table, ids.index(owner)), attribute_lines(f"{table}.attribute", attribute))
    return _read(text, wanted)


def _appended(schema: Schema, lines: list[str]) -> str:
    source = schema.source or write_schema(schema)
    return "\n".join([source.rstrip("\n"), *lines]) + "\n"


def _read(text: str, wanted: Schema) -> Schema:
    """The schema of the text; where that is not what was wanted, as its tables are inline, it is written anew."""
    try:
        read = read_schema(text)
    except SchemaError:
        read = None
    if read == wanted:
        return read
    return read_schema(write_schema(wanted), name_for_errors=f"schema {wanted.name}")


def _inserted(source: str, place: tuple[str, int], lines: list[str]) -> str:
    """The text with lines at the end of a table, before the next one that is not a part of it."""
    name, at = place
    old = source.split("\n")
    start = find_line(source, (place,))
    following = [find_line(source, ((name, at + 1),))]
    following += [
        number
        for number, line in enumerate(old, 1)
        if number > start and line.lstrip().startswith("[[") and not line.lstrip(" [").startswith(f"{name}.")
    ]
    end = min((number for number in following if number > start), default=len(old) + 1) - 1
    while end > start and (not old[end - 1].strip() or old[end - 1].lstrip().startswith("#")):
        end -= 1  # what stands before the next table belongs to it
    return "\n".join([*old[:end], *lines, *old[end:]])
