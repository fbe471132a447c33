"""One line of a Prodigy file taken apart, and lines on one text put together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, ValidationError, convert, field
from msgspec.structs import replace

from workbench.formats import held
from workbench.model import Annotator, Attributes, Bundle, Document, Relation, Span

CATEGORIES = "categories"  # the attribute of documents that holds the options that were chosen
KEPT = (held.ATTRIBUTES, held.NOTES, held.UNSURE, held.ORIGINS)
_MORE: dict[str, Any] = {
    "attributes": Attributes,
    "note": str,
    "unsure": bool,
    "origin": str,
    "score": float | None,
}
_NOTHING: dict[str, Any] = {"attributes": {}, "note": "", "unsure": False, "origin": "", "score": None}


def kept_aside(thing: Span | Relation) -> dict[str, Any]:
    """What is on a span or relation besides its label, as further keys."""
    return {key: value for key in _MORE if (value := getattr(thing, key)) != _NOTHING[key]}


class Task(Struct):
    """A line: `wrong` says why it cannot be used, `left_out` what of it is not."""

    document: Document
    annotator: Annotator | None = None
    hash: Any = None
    answered: bool = False
    counts: bool = True
    spans: list[Span] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    round: int = 1
    _names: dict[Any, str] = field(default_factory=dict)  # spans by id and by place

    @classmethod
    def of(cls, line: Mapping[str, Any], *, accept_all: bool) -> Task:
        """The line; with `accept_all` every answer counts as accept."""
        text = line.get("text")
        if not isinstance(text, str):
            known = ", ".join(sorted(line)[:8]) or "none"
            return cls(Document("", "", ""), wrong=[f"there is no text here (keys: {known})"])
        task = cls(_document(line, text), hash=line.get("_task_hash"))
        who = line.get("_annotator_id") or line.get("_session_id")
        if isinstance(who, str):
            task.annotator = Annotator("", who)
        if type(number := line.get("_round")) is int and number > 0:
            task.round = number
        answer = line.get("answer")
        task.answered = answer is not None
        if answer not in (None, "accept", "reject", "ignore"):
            task.wrong.append(f"the answer {answer!r} is none of accept, reject, ignore")
        elif answer in ("reject", "ignore") and not accept_all:
            task.counts = False
            task.left_out.append(f"the annotations of this line are left out: its answer is {answer}")
            return task
        task._spans(line, text)
        task._relations(line)
        chosen = line.get("accept", [])
        if "label" in line and "spans" not in line:  # one question about the whole text
            chosen = [line["label"]]
        if isinstance(chosen, list):
            task.categories = [str(one) for one in chosen]
        return task

    def _spans(self, line: Mapping[str, Any], text: str) -> None:
        tokens: dict[Any, tuple[int, int]] | None = None
        for at, item in enumerate(self._list(line, "spans")):
            if not isinstance(item, dict):
                self.wrong.append(f"spans[{at}] is no object")
                continue
            start, end, label = item.get("start"), item.get("end"), item.get("label")
            if start is None and end is None:
                tokens = _places(line.get("tokens")) if tokens is None else tokens
                first, last = tokens.get(item.get("token_start")), tokens.get(item.get("token_end"))
                start, end = first[0] if first else None, last[1] if last else None
            if type(start) is not int or type(end) is not int or not isinstance(label, str):
                self.wrong.append(f"spans[{at}] has no whole start and end and label")
            elif not 0 <= start < end <= len(text):
                self.wrong.append(
                    f"spans[{at}] goes from {start} to {end}, which is empty or leaves the text of "
                    f"{len(text)} characters"
                )
            elif isinstance(said := item.get("text"), str) and said != text[start:end]:
                self.wrong.append(
                    f"spans[{at}] says {said[:40]!r}, but the text there is {text[start:end][:40]!r}"
                )
            elif isinstance(key := item.get("id"), str) and key in self._names:
                self.wrong.append(f"spans[{at}]: the id {key!r} is there twice")
            else:
                name = key if isinstance(key, str) else f"{start} {end} {label} {at}"
                self.spans.append(Span(name, label, start, end, (), **self._more(f"spans[{at}]", item)))
                for place in (name, (start, end, label), (start, end, None)):
                    self._names.setdefault(place, name)

    def _relations(self, line: Mapping[str, Any]) -> None:
        for at, item in enumerate(self._list(line, "relations")):
            label = item.get("label") if isinstance(item, dict) else None
            if not isinstance(label, str):
                self.wrong.append(f"relations[{at}] has no label")
                continue
            head, child = self._end(item.get("head_span")), self._end(item.get("child_span"))
            if head is None or child is None:
                self.left_out.append(f"relations[{at}] ({label}) is left out: it does not join two spans")
                continue
            more = self._more(f"relations[{at}]", item)
            self.relations.append(Relation(f"{head} {child} {label} {at}", label, head, child, **more))

    def _end(self, place: Any) -> str | None:
        """The id of the span that stands at one end: by id, else by its place and label."""
        if not isinstance(place, dict):
            return None
        key = place.get("id")
        if isinstance(key, str) and key in self._names:
            return self._names[key]
        label = place.get("label")
        where = (place.get("start"), place.get("end"), label if isinstance(label, str) else None)
        return self._names.get(where) if all(type(at) is int for at in where[:2]) else None

    def _list(self, line: Mapping[str, Any], key: str) -> list[Any]:
        value = line.get(key)
        if value is not None and not isinstance(value, list):
            self.wrong.append(f"{key} holds no list")
        return value if isinstance(value, list) else []

    def _more(self, place: str, item: Mapping[str, Any]) -> dict[str, Any]:
        found = {}
        for key, type_ in _MORE.items():
            if key in item:
                try:
                    found[key] = convert(item[key], type_)
                except ValidationError:
                    self.wrong.append(f"{place}: its {key} is no {key}")
        return found


def _document(line: Mapping[str, Any], text: str) -> Document:
    own = line.get("_document")
    about = (
        {key: value for key, value in own.items() if isinstance(value, str)} if isinstance(own, dict) else {}
    )
    meta = line.get("meta")
    return Document(
        about.get("id", ""),
        about.get("name", ""),
        text,
        about.get("language", ""),
        about.get("published", ""),
        about.get("source", ""),
        meta if isinstance(meta, dict) else {} if meta is None else {"meta": meta},
    )


def _places(tokens: Any) -> dict[Any, tuple[int, int]]:
    return {
        token.get("id", number): (token["start"], token["end"])
        for number, token in enumerate(tokens if isinstance(tokens, list) else ())
        if isinstance(token, dict) and type(token.get("start")) is int and type(token.get("end")) is int
    }


def merged(tasks: list[Task], name: str) -> Bundle:
    """The bundle of all lines on one text by one annotator; `name` is for a document without one."""
    last: dict[Any, Task] = {}
    for number, task in enumerate(tasks):
        key = ("line", number) if task.hash is None else task.hash
        last.pop(key, None)
        last[key] = task
    counting = [task for task in last.values() if task.counts]
    document = tasks[-1].document
    document = document if document.name else replace(document, name=name)
    if not counting or not any(
        task.answered or task.spans or task.annotator or task.categories for task in counting
    ):
        return Bundle(document)
    spans: dict[tuple[int, int, str] | str, Span] = {}
    relations: dict[tuple[str, str, str] | str, Relation] = {}
    categories: list[str] = []
    alone = len(counting) == 1
    for task in counting:
        names = {}
        for span in task.spans:
            found = spans.setdefault(span.id if alone else (span.start, span.end, span.label), span)
            names[span.id] = found.id
        for relation in task.relations:
            head, tail = names[relation.head], names[relation.tail]
            key = relation.id if alone else (head, tail, relation.label)
            relations.setdefault(key, replace(relation, head=head, tail=tail))
        categories += [one for one in task.categories if alone or one not in categories]
    return Bundle(
        document,
        counting[-1].annotator,
        counting[-1].round,
        status="done" if any(task.answered for task in counting) else "",
        attributes={CATEGORIES: categories} if categories else {},
        spans=tuple(spans.values()),
        relations=tuple(relations.values()),
    )
