"""Label Studio's labelling configuration: Labels, Choices, TextArea, Rating, Number, Taxonomy, Relations.

https://labelstud.io/tags. Names are read as the format `labelstudio` reads results: a control's name is the
attribute, an alias stands for its value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from workbench.errors import SchemaError
from workbench.formats import markup
from workbench.formats.base import Reading
from workbench.formats.labelstudio_controls import attribute_of
from workbench.formats.schema_draft import Draft, Foreign, choices, line
from workbench.schema import Attribute, AttributeType, Rule

_LABELS = ("Labels", "HyperTextLabels", "ParagraphLabels")
_CONTROLS = ("Choices", "TextArea", "Rating", "Number", "Taxonomy", "DateTime")
_ITEMS = ("Label", "Choice", "Relation")
_SILENT = {
    *(
        "View",
        "Text",
        "HyperText",
        "Paragraphs",
        "Header",
        "Style",
        "Filter",
        "Collapse",
        "Panel",
        "Relations",
    ),
    *("Shortcut", "Table", "List", "Markdown"),
}
_FLAGS = {"true", "false"}
_MOST_STARS = 20


class _Control(Struct):
    """A control with the items inside it: value, title, definition, and what else the item says."""

    tag: str
    attributes: Mapping[str, str]
    items: list[tuple[str, str, str]] = field(default_factory=list)
    more: list[Mapping[str, str]] = field(default_factory=list)


def claims(path: Path, head: str) -> bool:
    """Whether a file is XML that begins with a View."""
    return head.lstrip("\ufeff \r\n\t").startswith("<") and "<View" in head


def read(paths: Sequence[Path], name: str) -> Foreign:
    """The schema of one configuration. Raises SchemaError for what is none, and for any DOCTYPE."""
    if len(paths) != 1:
        raise SchemaError("Name one labelling configuration of Label Studio.")
    reading, handler = Reading(), _Handler()
    if not markup.parse(paths[0], reading, handler):
        raise SchemaError(str(reading.problems[0]))
    draft = Draft(name)
    controls = handler.controls
    for control in controls:
        if control.tag in _LABELS:
            _add_labels(draft, control)
    if not draft.labels:
        raise SchemaError(f"{paths[0]}: this labelling configuration has no Labels for texts.")
    for control in controls:
        if control.tag == "Relation":
            draft.relation(
                control.attributes.get("value", ""), head=tuple(draft.labels), tail=tuple(draft.labels)
            )
    groups = {control.attributes.get("name", ""): [one[0] for one in control.items] for control in controls}
    for control in controls:
        if control.tag in _CONTROLS:
            _add_attribute(draft, control, groups)
    for tag in handler.others:
        draft.note("Tags that nothing here stands for: {}.", tag)
    return draft.finish()


def _add_labels(draft: Draft, control: _Control) -> None:
    group = line(control.attributes.get("name", "")) or "entity"
    group = "entity" if group == "label" else group
    for (id, title, definition), more in zip(control.items, control.more, strict=True):
        if id.startswith("$"):
            draft.note("Labels that come with each task were left out: {}.", id)
            continue
        draft.label(
            id,
            group=group,
            title=title,
            key=more.get("hotkey", ""),
            colour=more.get("background", ""),
            definition=definition,
        )


def _add_attribute(draft: Draft, control: _Control, groups: Mapping[str, list[str]]) -> None:
    said = control.attributes
    per_region = said.get("perRegion", "").lower() == "true"
    id = line(attribute_of(said.get("name", ""), whole=not per_region))
    if not id:
        draft.note(f"A {control.tag} without a name was left out.")
        return
    made = _attribute(draft, control, id)
    if made is None:
        return
    if not per_region:
        draft.of_document(made)
        return
    owners = _owners(draft, said, groups)
    draft.attribute(made, labels=owners)
    if said.get("required", "").lower() == "true":
        message = said.get("requiredMessage", "")
        draft.rules += [Rule(owner, {}, attributes=(id,), message=message) for owner in owners]


def _owners(draft: Draft, said: Mapping[str, str], groups: Mapping[str, list[str]]) -> list[str]:
    """The labels that a control is for: those of whenLabelValue, else of whenTagName, else all."""
    named = [one.strip() for one in said.get("whenLabelValue", "").split(",") if one.strip()]
    within = groups.get(said.get("whenTagName", ""), [])
    found = [one for one in named or within if one in draft.labels]
    return found or list(draft.labels)


def _attribute(draft: Draft, control: _Control, id: str) -> Attribute | None:
    said, tag = control.attributes, control.tag
    title = id.replace("_", " ").capitalize()
    if tag in ("Choices", "Taxonomy"):
        values = choices(one for one in control.items if not one[0].startswith("$"))
        if not values:
            draft.note("Choices that come with each task were left out: {}.", id)
            return None
        several = tag == "Taxonomy" or said.get("choice", "") == "multiple"
        if not several and {one.id for one in values} == _FLAGS:
            return Attribute(id, title, "flag")
        return Attribute(id, title, "choices" if several else "choice", values)
    if tag == "Rating":
        stars = said.get("maxRating", "5")
        most = min(int(stars), _MOST_STARS) if stars.isdecimal() and int(stars) else 5
        return Attribute(id, title, "scale", choices((str(n), "", "") for n in range(1, most + 1)))
    type: AttributeType = "number" if tag == "Number" else "text"
    if tag == "DateTime":
        draft.note("Dates are kept as text: {}.", id)
    return Attribute(id, title, type)


class _Handler:
    """Takes the tags of a configuration."""

    def __init__(self) -> None:
        self.controls: list[_Control] = []
        self.others: list[str] = []
        self._open: list[_Control] = []
        self._path: list[str] = []  # of a choice inside choices

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """A control opens, or an item of the control that is open."""
        if name in _LABELS or name in _CONTROLS:
            control = _Control(name, attributes)
            self.controls.append(control)
            self._open.append(control)
        elif name == "Relation":
            self.controls.append(_Control(name, attributes))
        elif name in _ITEMS:
            if self._open:
                self._item(attributes)
        elif name not in _SILENT and name not in self.others:
            self.others.append(name)

    def _item(self, attributes: Mapping[str, str]) -> None:
        control = self._open[-1]
        value = attributes.get("alias") or attributes.get("value", "")
        self._path.append(value)
        id = " > ".join(self._path) if control.tag == "Taxonomy" else value
        title = attributes.get("value", "") if control.tag != "Taxonomy" else ""
        control.items.append((id, title, attributes.get("hint", "")))
        control.more.append(attributes)

    def end(self, name: str, line: int) -> None:
        """What is open closes."""
        if self._open and name == self._open[-1].tag:
            self._open.pop()
        elif name in ("Label", "Choice") and self._path:
            self._path.pop()

    def text(self, data: str) -> None:
        """Nothing is said between tags."""

    def instruction(self, target: str, data: str) -> None:
        """Nothing is said by instructions."""
