"""TOML -> Schema and back; a file that cannot be used is refused with file, line or key, and reason."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, get_args

from msgspec.structs import replace

from workbench.data import data_folder
from workbench.errors import SchemaError
from workbench.schema_table import Table, near
from workbench.schema_types import (
    Attribute,
    AttributeType,
    Choice,
    Derived,
    Form,
    Group,
    Label,
    Overlap,
    Reason,
    RelationType,
    Rule,
    Schema,
)
from workbench.schema_values import check_value
from workbench.schema_writer import label_lines, write_schema

_KEY = re.compile(r"[a-z]\Z")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_VALUED = ("choice", "choices", "scale")  # the types whose values are listed
_MOST_QUICK = 9  # the digits that choose a value


def shipped() -> dict[str, Path]:
    """The schemas offered for a new project: name -> file."""
    return {path.stem: path for path in sorted(data_folder("schemas").glob("*.toml"))}


def load_schema(name_or_path: str) -> Schema:
    """The shipped schema of this name, else the schema in this file. Raises SchemaError."""
    offered = shipped()
    if name_or_path in offered:
        return read_schema(offered[name_or_path])
    path = Path(name_or_path)
    if path.suffix or path.exists():
        return read_schema(path)
    raise SchemaError(
        f'There is no schema "{name_or_path}": choose one of {", ".join(offered)}, or name a TOML file.'
    )


def read_schema(source: Path | str, *, name_for_errors: str = "") -> Schema:
    """The schema in a file (Path) or in TOML text (str).

    Raises SchemaError with the file (or `name_for_errors`), the line or key, and the reason.
    """
    if isinstance(source, Path):
        name, text = name_for_errors or str(source), _read(source)
    else:
        name, text = name_for_errors or "schema", source
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason = str(error)
        place = re.search(r"\(at line (\d+), column \d+\)", reason)
        line = f"line {place[1]}: " if place else ""
        plain = reason.partition(" (at ")[0]
        raise SchemaError(f"{name}: {line}this is not valid TOML: {plain}.") from error
    return replace(_schema(Table(name=name, text=text, values=values)), source=text)


def append_label(schema: Schema, label: Label) -> Schema:
    """The schema with one more label, and its group where that is new, appended to its `source`."""
    source = schema.source or write_schema(schema)
    lines = []
    if all(group.id != label.group for group in schema.groups):
        group = Group(id=label.group, title=label.group.capitalize())
        lines = label_lines(label, group=group, declare=True)
    else:
        lines = label_lines(label, group=schema.group(label.group))
    text = "\n".join([source.rstrip("\n"), "", *lines]) + "\n"
    return read_schema(text, name_for_errors=f"schema {schema.name}")


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        raise SchemaError(f"{path}: there is no such file.") from None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise SchemaError(f"{path}: line {line}: this is not UTF-8; save the schema as UTF-8.") from None
    except OSError as error:
        raise SchemaError(f"{path}: cannot be read ({error.strerror}).") from None


def _schema(top: Table) -> Schema:
    top.only(
        *("name", "title", "version", "language", "group", "label", "relation"),
        *("attribute", "rule", "derived", "reason"),
    )
    name = top.word("name", needed=True)
    groups = tuple(_group(table) for table in top.named("group"))
    labels = tuple(_label(table, groups) for table in top.named("label"))
    _keys_differ(top, "label", [label.key for label in labels], [label.id for label in labels])
    relations = tuple(_relation(table, groups, labels) for table in top.named("relation"))
    _keys_differ(top, "relation", [r.key for r in relations], [r.id for r in relations])
    for table, relation in zip(top.tables("relation"), relations, strict=True):
        if any(relation.id == label.id for label in labels):
            table.fail(f'"{relation.id}" is the id of a label already.', "id")
    return Schema(
        name=name,
        title=top.word("title") or name,
        version=top.word("version") or "1",
        language=top.word("language"),
        groups=groups,
        labels=labels,
        relations=relations,
        attributes=_attributes(top),
        rules=tuple(_rule(table, labels, relations) for table in top.tables("rule")),
        derived=tuple(_derived(table, labels) for table in top.named("derived")),
        reasons=tuple(_reason(table) for table in top.named("reason")),
    )


def _group(table: Table) -> Group:
    table.only("id", "title", "passage", "overlap")
    overlap: Overlap = table.one_of("overlap", get_args(Overlap), "nest")
    id = table.word("id")
    return Group(
        id=id, title=table.word("title") or id, passage=table.flag("passage", False), overlap=overlap
    )


def _label(table: Table, groups: tuple[Group, ...]) -> Label:
    table.only(
        *("id", "title", "key", "colour", "group", "definition", "example"),
        *("form", "trim", "quick", "attribute"),
    )
    group_id = table.word("group", needed=True)
    group = next((group for group in groups if group.id == group_id), None)
    if group is None:
        known = [group.id for group in groups]
        table.fail(f'there is no group "{group_id}"{near(group_id, known)}.', "group")
    form: Form = table.one_of("form", get_args(Form), "passage" if group.passage else "span")
    attributes = _attributes(table)
    quick = table.texts("quick")
    for id in quick:
        attribute = next((attribute for attribute in attributes if attribute.id == id), None)
        if attribute is None:
            known = [attribute.id for attribute in attributes]
            table.fail(f'quick names no attribute of this label: "{id}"{near(id, known)}.', "quick")
        if attribute.type not in ("choice", "scale"):
            table.fail(f'"{id}" cannot be quick: digits fill choices and scales only.', "quick")
        if len(attribute.values) > _MOST_QUICK:
            table.fail(f'"{id}" cannot be quick: it has more than {_MOST_QUICK} values.', "quick")
    if len(set(quick)) < len(quick):
        table.fail("quick names an attribute twice.", "quick")
    id = table.word("id")
    return Label(
        id=id,
        title=table.word("title") or id,
        group=group_id,
        key=_key(table),
        colour=_colour(table),
        definition=table.word("definition"),
        example=table.word("example"),
        form=form,
        trim=table.flag("trim", True),
        quick=quick,
        attributes=attributes,
    )


def _key(table: Table) -> str:
    key = table.word("key")
    if key and not _KEY.match(key):
        table.fail(f'a key is one small letter, a to z, not "{key}".', "key")
    return key


def _keys_differ(top: Table, kind: str, keys: list[str], ids: list[str]) -> None:
    """Refuse two labels, or two relations, of one key."""
    for at, key in enumerate(keys):
        if key and key in keys[:at]:
            other = ids[keys.index(key)]
            top.tables(kind)[at].fail(f'the key "{key}" is taken by {kind} {other}.', "key")


def _colour(table: Table) -> tuple[str, str]:
    """`colour` is one #rrggbb for both themes, or a list of two: light, dark."""
    if "colour" not in table.values:
        return Label(id="", title="", group="").colour
    value = table.values["colour"]
    pair = (value, value) if isinstance(value, str) else value
    right = isinstance(pair, list | tuple) and len(pair) == 2
    if not right or not all(isinstance(colour, str) and _COLOUR.match(colour) for colour in pair):
        table.fail('a colour is ["#rrggbb", "#rrggbb"], light and dark.', "colour")
    return (pair[0].lower(), pair[1].lower())


def _attributes(owner: Table) -> tuple[Attribute, ...]:
    return tuple(_attribute(table) for table in owner.named("attribute"))


def _attribute(table: Table) -> Attribute:
    table.only("id", "title", "type", "values", "default", "folded", "definition")
    id = table.word("id")
    type: AttributeType = table.one_of("type", get_args(AttributeType), None)
    values = _values(table)
    if type in _VALUED and not values:
        table.fail(f"a {type} needs values.", "values" if "values" in table.values else "")
    if values and type not in _VALUED:
        table.fail(f"a {type} takes no values.", "values")
    attribute = Attribute(
        id=id,
        title=table.word("title") or id,
        type=type,
        values=values,
        folded=table.flag("folded", False),
        definition=table.word("definition"),
    )
    default = table.values.get("default")
    wrong = check_value(attribute, default)
    if wrong:
        table.fail(f"the default is not right: {wrong}", "default")
    return replace(attribute, default=default)


def _values(table: Table) -> tuple[Choice, ...]:
    """`values` are ids, or tables with id, title, definition."""
    values = table.values.get("values", [])
    if not isinstance(values, list):
        table.fail("values is a list.", "values")
    choices: list[Choice] = []
    for value in values:
        parts: Any = {"id": value} if isinstance(value, str) else value
        if not isinstance(parts, dict) or not all(isinstance(part, str) for part in parts.values()):
            table.fail("each value is a text, or a table with id, title and definition.", "values")
        for word in parts:
            if word not in ("id", "title", "definition"):
                table.fail(f'a value has no "{word}"{near(word, ["id", "title", "definition"])}.', "values")
        id = parts.get("id", "")
        if not id.strip():
            table.fail("a value needs an id.", "values")
        if any(choice.id == id for choice in choices):
            table.fail(f'the value "{id}" is there twice.', "values")
        choices.append(Choice(id=id, title=parts.get("title") or id, definition=parts.get("definition", "")))
    return tuple(choices)


def _relation(table: Table, groups: tuple[Group, ...], labels: tuple[Label, ...]) -> RelationType:
    table.only(
        *("id", "title", "key", "head", "tail", "symmetric", "transitive"),
        *("definition", "example", "attribute"),
    )
    id = table.word("id")
    return RelationType(
        id=id,
        title=table.word("title") or id,
        head=_ends(table, "head", groups, labels),
        tail=_ends(table, "tail", groups, labels),
        key=_key(table),
        symmetric=table.flag("symmetric", False),
        transitive=table.flag("transitive", False),
        definition=table.word("definition"),
        example=table.word("example"),
        attributes=_attributes(table),
    )


def _ends(table: Table, side: str, groups: tuple[Group, ...], labels: tuple[Label, ...]) -> tuple[str, ...]:
    """The label ids that `side` names; the id of a group stands for its labels."""
    named = table.texts(side, needed=True)
    ends: dict[str, None] = {}
    for id in named:
        of_group = [label.id for label in labels if label.group == id]
        if any(group.id == id for group in groups):
            ends.update(dict.fromkeys(of_group))
        elif any(label.id == id for label in labels):
            ends[id] = None
        else:
            known = [label.id for label in labels] + [group.id for group in groups]
            table.fail(f'there is no label or group "{id}"{near(id, known)}.', side)
    return tuple(ends)


def _conditions(table: Table, when: dict[str, Any], label: Label) -> dict[str, tuple[str, ...]]:
    """attribute id -> the values that match, checked against the label."""
    conditions: dict[str, tuple[str, ...]] = {}
    for id, value in when.items():
        attribute = next((attribute for attribute in label.attributes if attribute.id == id), None)
        if attribute is None:
            known = [attribute.id for attribute in label.attributes]
            table.fail(f'{label.id} has no attribute "{id}"{near(id, known)}.', "when")
        values = value if isinstance(value, list) else [value]
        if attribute.type == "flag":
            values = [str(v).lower() if isinstance(v, bool) else v for v in values]
        ids = ["true", "false"] if attribute.type == "flag" else [choice.id for choice in attribute.values]
        for v in values:
            if not isinstance(v, str):
                table.fail(f"when compares {id} with texts.", "when")
            if ids and v not in ids:
                table.fail(f'{label.id}.{id} has no value "{v}"{near(v, ids)}.', "when")
        conditions[id] = tuple(values)
    return conditions


def _label_of(table: Table, id: Any, labels: tuple[Label, ...], key: str) -> Label:
    label = next((label for label in labels if label.id == id), None)
    if label is None:
        table.fail(f'there is no label "{id}"{near(str(id), [label.id for label in labels])}.', key)
    return label


def _rule(table: Table, labels: tuple[Label, ...], relations: tuple[RelationType, ...]) -> Rule:
    """`when` has the label and, by attribute, the values; `needs` one relation, or attributes."""
    table.only("when", "needs", "message")
    when = table.table("when")
    if "label" not in when:
        table.fail('when needs the label: when = { label = "…" }.', "when")
    label = _label_of(table, when.pop("label"), labels, "when")
    needs = table.texts("needs", needed=True)
    wanted = [relation for relation in relations if relation.id in needs]
    attributes = [id for id in needs if any(attribute.id == id for attribute in label.attributes)]
    for id in needs:
        known = [relation.id for relation in relations] + [attribute.id for attribute in label.attributes]
        if id not in known:
            table.fail(f'needs names no relation and no attribute: "{id}"{near(id, known)}.', "needs")
        if known.count(id) > 1:
            table.fail(f'"{id}" is a relation and an attribute of {label.id}: give one another id.', "needs")
    if len(wanted) + bool(attributes) != 1:
        table.fail("a rule needs one relation, or attributes; write a rule for each.", "needs")
    if wanted and label.id not in (*wanted[0].head, *wanted[0].tail):
        table.fail(f"{wanted[0].id} has no end for {label.id}.", "needs")
    return Rule(
        label=label.id,
        when=_conditions(table, when, label),
        relation=wanted[0].id if wanted else "",
        attributes=tuple(attributes),
        message=table.word("message"),
    )


def _derived(table: Table, labels: tuple[Label, ...]) -> Derived:
    table.only("id", "label", "case", "default")
    label = _label_of(table, table.word("label", needed=True), labels, "label")
    id = table.word("id")
    if any(attribute.id == id for attribute in label.attributes):
        table.fail(f'{label.id} has an attribute "{id}" already.', "id")
    cases = []
    for case in table.tables("case"):
        case.only("when", "value")
        cases.append((_conditions(case, case.table("when"), label), case.word("value", needed=True)))
    return Derived(id=id, label=label.id, cases=tuple(cases), default=table.word("default", needed=True))


def _reason(table: Table) -> Reason:
    table.only("id", "title")
    id = table.word("id")
    return Reason(id=id, title=table.word("title") or id)
