"""Schemas: labels, groups, attributes, keys, colours and rules of a project, from TOML files.

The one door to the rooms behind it: types, values, reading and writing. `workbench.rules` checks
bundles.
"""

from __future__ import annotations

from workbench.schema_file import load_schema, read_schema, shipped
from workbench.schema_growth import what_labels_get, with_attribute, with_relation
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
from workbench.schema_values import TIMEX_TYPES, check_value
from workbench.schema_writer import write_schema

__all__ = [
    "TIMEX_TYPES",
    "Attribute",
    "AttributeType",
    "Choice",
    "Derived",
    "Form",
    "Group",
    "Label",
    "Overlap",
    "Reason",
    "RelationType",
    "Rule",
    "Schema",
    "check_value",
    "load_schema",
    "read_schema",
    "shipped",
    "what_labels_get",
    "with_attribute",
    "with_relation",
    "write_schema",
]
