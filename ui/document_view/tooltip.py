"""What is said of the spans under the mouse: label, values, note and whose they are, as rich text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench.model import Span
from workbench.schema import Label, Schema

_LONGEST = 160  # characters of a note or a value


def describe(spans: Sequence[Span], schema: Schema, *, whose: str, time: Sequence[str] = ()) -> str:
    """The innermost span (the last) in full, those around it by name.

    `time` is what the margin says of a date, where the margin is folded.
    """
    if not spans:
        return ""
    from html import escape  # late: a start has no use for it

    span = spans[-1]
    label = schema.find_label(span.label)
    key = f" &nbsp;<b>{escape(label.key)}</b>" if label and label.key else ""
    unsure = " &nbsp;unsure" if span.unsure else ""
    lines = [f"<b>{escape(label.title if label else span.label)}</b>{key}{unsure}"]
    if time:
        lines.append(escape(" · ".join(time)))
    lines += [f"{escape(name)}: {escape(value)}" for name, value in _values(span, label) if value not in time]
    if span.note:
        lines.append(f"<i>{escape(_short(span.note))}</i>")
    around = [schema.find_label(other.label) for other in reversed(spans[:-1])]
    if around:
        titles = [label.title if label else "?" for label in around]
        lines.append(f"in {escape(', '.join(titles))}")
    if whose:
        lines.append(f"by {escape(whose)}")
    body = "".join(f"<p style='margin:0 0 2px 0'>{line}</p>" for line in lines)
    return f"<div style='max-width:320px'>{body}</div>"


def _values(span: Span, label: Label | None) -> list[tuple[str, str]]:
    found = []
    kinds = {attribute.id: attribute for attribute in label.attributes} if label else {}
    for name, value in span.attributes.items():
        attribute = kinds.get(name)
        titles = {choice.id: choice.title for choice in attribute.values} if attribute else {}
        shown = _written(value, titles)
        if shown:
            found.append((attribute.title if attribute else name, _short(shown)))
    return found


def _written(value: Any, titles: dict[str, str]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(titles.get(str(one), str(one)) for one in value)
    return titles.get(str(value), str(value)) if value is not None else ""


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
