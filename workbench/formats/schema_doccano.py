"""doccano's label types: a JSON list of objects with text, suffix_key and background_color.

https://github.com/doccano/doccano, its label types' export. A file says nothing of what its labels are for:
its name does, if it holds "relation" or "categor"; else they are labels of spans.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from workbench.errors import SchemaError
from workbench.formats.doccano import CATEGORIES
from workbench.formats.schema_draft import Draft, Foreign, choices
from workbench.schema import Attribute

GROUP = "entity"
_SIGNS = ("background_color", "backgroundColor", "suffix_key", "suffixKey")


def claims(path: Path, head: str) -> bool:
    """Whether a file is a JSON list whose objects have a text and a colour or a key."""
    return head.lstrip("\ufeff \t\r\n").startswith("[") and any(f'"{key}"' in head for key in _SIGNS)


def read(paths: Sequence[Path], name: str) -> Foreign:
    """The schema of one or more exported files of label types. Raises SchemaError for what is none."""
    draft = Draft(name)
    found = {path: _items(path) for path in paths}
    for path, items in found.items():
        if _kind(path) == "span":
            for item in items:
                draft.label(
                    item["text"],
                    group=GROUP,
                    key=_key(draft, item),
                    colour=_word(item, "background_color", "backgroundColor"),
                )
    for path, items in found.items():
        if _kind(path) == "relation":
            for item in items:
                ends = tuple(draft.labels)
                draft.relation(item["text"], head=ends, tail=ends, key=_key(draft, item))
            draft.note(f"{path.name}: taken as relations between any labels, by the file's name.")
        elif _kind(path) == "category":
            values = choices((item["text"], "", "") for item in items)
            if values:
                draft.of_document(Attribute(CATEGORIES, "Categories", "choices", values))
            draft.note(f"{path.name}: taken as categories of documents, by the file's name.")
    return draft.finish()


def _kind(path: Path) -> str:
    name = path.stem.lower()
    return "relation" if "relation" in name else "category" if "categor" in name else "span"


def _items(path: Path) -> list[dict[str, Any]]:
    try:
        items = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise SchemaError(f"{path}: this is no JSON ({str(error)[:80]}).") from error
    if not isinstance(items, list) or not all(
        isinstance(item, dict) and isinstance(item.get("text"), str) for item in items
    ):
        raise SchemaError(f"{path}: doccano's label types are a list of objects with a text.")
    return items


def _key(draft: Draft, item: dict[str, Any]) -> str:
    key = _word(item, "suffix_key", "suffixKey")
    if _word(item, "prefix_key", "prefixKey") and key:
        draft.note("Keys that wanted Ctrl or Shift; here the letter alone: {}.", item["text"])
    return key


def _word(item: dict[str, Any], *names: str) -> str:
    value = next((item[name] for name in names if item.get(name)), "")
    return value if isinstance(value, str) else ""
