"""Schema -> TOML, in the words that `workbench.schema_file` reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from workbench.schema_types import Attribute, Choice, Group, Label, RelationType, Rule, Schema


def write_schema(schema: Schema) -> str:
    """The TOML of a schema; reading it gives an equal schema. Comments of `source` are not in it."""
    lines = _pairs({"name": schema.name, "title": schema.title, "version": schema.version})
    lines += _pairs({"language": schema.language})
    for attribute in schema.attributes:
        lines += attribute_lines("attribute", attribute)
    for group in schema.groups:
        lines += _group(group)
    for label in schema.labels:
        lines += label_lines(label, group=schema.group(label.group))
    for relation in schema.relations:
        lines += relation_lines(relation)
    for rule in schema.rules:
        lines += _rule(rule)
    for derived in schema.derived:
        lines += _table("derived", {"id": derived.id, "label": derived.label, "default": derived.default})
        for when, value in derived.cases:
            lines += ["", "[[derived.case]]", f"when = {_inline(when)}", f"value = {_toml(value)}"]
    for reason in schema.reasons:
        lines += _table("reason", {"id": reason.id, "title": reason.title})
    return "\n".join(lines) + "\n"


def label_lines(label: Label, *, group: Group, declare: bool = False) -> list[str]:
    """The lines of one label, after those of its group where that is to be declared too."""
    values: dict[str, Any] = {"id": label.id, "title": label.title, "key": label.key}
    values |= {"colour": list(label.colour), "group": label.group}
    values |= {"definition": label.definition, "example": label.example}
    if label.form != ("passage" if group.passage else "span"):
        values["form"] = label.form
    if not label.trim:
        values["trim"] = False
    values["quick"] = list(label.quick)
    lines = [*(_group(group) if declare else []), *_table("label", values)]
    for attribute in label.attributes:
        lines += attribute_lines("label.attribute", attribute)
    return lines


def _group(group: Group) -> list[str]:
    values: dict[str, Any] = {"id": group.id, "title": group.title, "overlap": group.overlap}
    return _table("group", values | ({"passage": True} if group.passage else {}))


def relation_lines(relation: RelationType) -> list[str]:
    """The lines of one relation."""
    values: dict[str, Any] = {"id": relation.id, "title": relation.title, "key": relation.key}
    lines = _table("relation", values)
    lines += [f"head = {_toml(list(relation.head))}", f"tail = {_toml(list(relation.tail))}"]
    flags = {"symmetric": relation.symmetric, "transitive": relation.transitive}
    lines += _pairs({name: True for name, flag in flags.items() if flag})
    lines += _pairs({"definition": relation.definition, "example": relation.example})
    for attribute in relation.attributes:
        lines += attribute_lines("relation.attribute", attribute)
    return lines


def _rule(rule: Rule) -> list[str]:
    needs = [rule.relation] if rule.relation else list(rule.attributes)
    lines = ["", "[[rule]]", f"when = {_inline({'label': rule.label, **rule.when})}"]
    return lines + _pairs({"needs": needs, "message": rule.message})


def attribute_lines(table: str, attribute: Attribute) -> list[str]:
    """The lines of an attribute, under the name of its table: attribute, label.attribute, relation.attribute."""
    values: dict[str, Any] = {"id": attribute.id, "title": attribute.title, "type": attribute.type}
    lines = _table(table, values)
    if attribute.values:
        lines += ["values = [", *(f"  {_choice(choice)}," for choice in attribute.values), "]"]
    if attribute.default is not None:
        lines.append(f"default = {_toml(attribute.default)}")
    return lines + _pairs(
        {"definition": attribute.definition, **({"folded": True} if attribute.folded else {})}
    )


def _choice(choice: Choice) -> str:
    parts = {"id": choice.id, "title": choice.title}
    return _inline(parts | ({"definition": choice.definition} if choice.definition else {}))


def _table(name: str, values: Mapping[str, Any]) -> list[str]:
    return ["", f"[[{name}]]", *_pairs(values)]


def _pairs(values: Mapping[str, Any]) -> list[str]:
    """`key = value` lines; empty texts and lists are left out."""
    return [f"{key} = {_toml(value)}" for key, value in values.items() if value not in ("", [])]


def _inline(values: Mapping[str, Any]) -> str:
    shown = {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
    return "{ " + ", ".join(f"{_toml(key)} = {_toml(value)}" for key, value in shown.items()) + " }"


def _toml(value: Any) -> str:
    """A TOML value; JSON's texts are TOML's, but for U+007F."""
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
