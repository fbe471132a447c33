"""The lines of brat's .ann files: parsed one by one, and made from a bundle."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from workbench.formats.names import from_word, to_word
from workbench.model import Attributes, Bundle, Comment, Fragment, Relation, Span
from workbench.schema import Schema

_BREAK = re.compile(
    "[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]"
)  # where str.splitlines, and so brat, ends a line
_COMMENT = "Comment"  # the type of # lines that hold comments; all other types are notes
_NOTE = "AnnotatorNotes"
_NO_TEXT = ("", '"', "[")  # beginnings of values that are written as JSON
_REFERENCE = re.compile(r"[^\s:]+:\S+")


class Content(Struct, frozen=True):
    """What an .ann file holds."""

    spans: tuple[Span, ...]
    relations: tuple[Relation, ...]
    comments: tuple[Comment, ...]


class _Thing(Struct):
    attributes: Attributes
    notes: list[str]


class _WrongLineError(Exception):
    """Why a line cannot be understood, and perhaps what to do."""

    def __init__(self, message: str, remedy: str = "", *, fatal: bool = True) -> None:
        super().__init__(message)
        self.remedy = remedy
        self.fatal = fatal


class Parser:
    """Takes the lines in any order, `finish` puts them together.

    `problems` are rows of (line, message, remedy, fatal).
    """

    def __init__(self, text: str) -> None:
        self.problems: list[tuple[int, str, str, bool]] = []
        self._text = text
        self._spans: dict[str, Span] = {}
        self._relations: dict[str, Relation] = {}
        self._events: dict[str, str] = {}  # event -> id of the span it became
        self._things: dict[str, _Thing] = {}
        self._comments: list[tuple[str, str, str]] = []  # id, target, text
        self._later: list[tuple[int, int, Callable[[], None]]] = []  # step, line, what to resolve
        self._ids: set[str] = set()
        self._triggers: set[str] = set()  # spans that events have become
        self.label_lines: dict[str, int] = {}  # where labels of spans and relations stand first
        self._number = 0
        self._unix: str | None = None  # the text with Unix line ends
        self._kinds: dict[str, tuple[int, Callable[[str, str], None]]] = {
            "T": (0, self._span),
            "E": (1, self._event),
            "R": (2, self._relation),
            "*": (2, self._equivalence),
            "A": (3, self._attribute),
            "M": (3, self._attribute),
            "N": (3, self._normalisation),
            "#": (3, self._note),
        }

    def line(self, number: int, line: str) -> None:
        """Parse one line, which is not blank."""
        key, tab, rest = line.partition("\t")
        if not tab or key[:1] not in self._kinds:
            self._wrong(number, f"this is no line of brat's: {line[:60]!r}.")
            return
        if key not in ("*", "#"):
            if key in self._ids:
                self._wrong(number, f"the id {key} is there twice.")
                return
            self._ids.add(key)
        step, parse = self._kinds[key[0]]
        if step == 0:
            self._attempt(number, lambda: parse(key, rest))
        else:
            self._later.append((step, number, lambda: parse(key, rest)))
            if key[0] == "E":
                self._later.append((2, number, lambda: self._roles(key, rest)))

    def finish(self) -> Content:
        """All that was parsed, once every line was given."""
        for _, number, action in sorted(self._later, key=lambda row: row[:2]):
            self._attempt(number, action)

        def finished(key: str) -> dict[str, Any]:
            thing = self._things.get(key)
            return {"attributes": thing.attributes, "note": "\n".join(thing.notes)} if thing else {}

        return Content(
            tuple(replace(span, **finished(span.id)) for span in self._spans.values()),
            tuple(replace(relation, **finished(relation.id)) for relation in self._relations.values()),
            tuple(
                Comment(key, "span" if target in self._spans else "relation", target, "", "", text)
                for key, target, text in self._comments
            ),
        )

    def _attempt(self, number: int, action: Callable[[], None]) -> None:
        self._number = number
        try:
            action()
        except _WrongLineError as error:
            self._wrong(number, str(error), error.remedy, fatal=error.fatal)

    def _label(self, word: str) -> str:
        """The label that a word of this line stands for."""
        label = from_word(word)
        self.label_lines.setdefault(label, self._number)
        return label

    def _wrong(self, number: int, message: str, remedy: str = "", *, fatal: bool = True) -> None:
        self.problems.append((number, message, remedy, fatal))

    def _span(self, key: str, rest: str) -> None:
        place, tab, reference = rest.partition("\t")
        word, _, offsets = place.partition(" ")
        try:
            parts = tuple(
                (int(start), int(end)) for start, end in (part.split() for part in offsets.split(";"))
            )
        except ValueError:
            raise _WrongLineError(f"{key}: {offsets!r} are no offsets (as in 0 5 or 0 5;8 12).") from None
        text = self._text
        ordered = [at for part in parts for at in part]
        if ordered != sorted(ordered) or any(start >= end for start, end in parts):
            raise _WrongLineError(f"{key}: the offsets {offsets} are empty or out of order.")
        if ordered[0] < 0 or ordered[-1] > len(text):
            raise _WrongLineError(
                f"{key}: the offsets {offsets} leave the text, which has {len(text)} characters.",
                self._line_ends(parts, reference),
            )
        covered = " ".join(text[start:end] for start, end in parts)
        if tab and reference != covered and _BREAK.sub(" ", covered) != reference:
            raise _WrongLineError(
                f"{key} says {reference[:40]!r}, but the text at {offsets} is {covered[:40]!r}.",
                self._line_ends(parts, reference),
            )
        self._spans[key] = Span(
            key, self._label(word), ordered[0], ordered[-1], parts if len(parts) > 1 else ()
        )

    def _line_ends(self, parts: tuple[Fragment, ...], reference: str) -> str:
        if self._unix is None:
            self._unix = self._text.replace("\r\n", "\n")
        unix = self._unix
        if len(unix) < len(self._text) and " ".join(unix[start:end] for start, end in parts) == reference:
            return "The offsets count each CRLF as one: convert the .txt to Unix line ends."
        return ""

    def _target(self, key: str, target: str) -> str:
        target = self._events.get(target, target)
        if target not in self._spans and target not in self._relations:
            raise _WrongLineError(f"{key}: there is no {target} in this file.")
        return target

    def _arguments(self, key: str, words: list[str]) -> list[tuple[str, str]]:
        pairs = [(role, target) for role, colon, target in (word.rpartition(":") for word in words) if colon]
        if len(pairs) != len(words):
            raise _WrongLineError(f"{key}: {' '.join(words)!r} are no arguments (as in Arg1:T1 Arg2:T2).")
        return [(role, self._target(key, target)) for role, target in pairs]

    def _event(self, key: str, rest: str) -> None:
        words = rest.split()
        label, colon, trigger = words[0].rpartition(":") if words else ("", "", "")
        if not colon or trigger not in self._spans:
            raise _WrongLineError(f"{key}: the event {rest[:40]!r} has no trigger in this file.")
        span, label = self._spans[trigger], self._label(label)
        if trigger in self._triggers or span.label != label:  # a span for each event
            self._spans[key] = Span(key, label, span.start, span.end, span.fragments)
            self._events[key] = key
        else:
            self._events[key] = trigger
            self._triggers.add(trigger)

    def _roles(self, key: str, rest: str) -> None:
        if key not in self._events:
            return
        for role, target in self._arguments(key, rest.split()[1:]):
            label = self._label(role.rstrip("0123456789") or role)
            name = f"{key}.{role}"
            while name in self._relations:
                name += "+"
            self._relations[name] = Relation(name, label, self._events[key], target)

    def _relation(self, key: str, rest: str) -> None:
        words = rest.split()
        arguments = self._arguments(key, words[1:])
        if len(arguments) != 2 or any(target not in self._spans for _, target in arguments):
            raise _WrongLineError(f"{key}: a relation has two ends, both spans or events.")
        self._relations[key] = Relation(key, self._label(words[0]), arguments[0][1], arguments[1][1])

    def _equivalence(self, key: str, rest: str) -> None:
        word, *members = rest.split() or [""]
        if len(members) < 2:
            raise _WrongLineError("an equivalence has two members or more.")
        targets = [self._target(key, member) for member in members]
        for head, tail in pairwise(targets):
            name = f"*{len(self._relations) + 1}"
            self._relations[name] = Relation(name, self._label(word), head, tail)

    def _thing(self, key: str, target: str) -> _Thing:
        return self._things.setdefault(self._target(key, target), _Thing({}, []))

    def _attribute(self, key: str, rest: str) -> None:
        word, _, more = rest.strip().partition(" ")
        target, blank, value = more.partition(" ")
        if not target:
            raise _WrongLineError(f"{key}: an attribute has a name and a target.")
        self._thing(key, target).attributes[from_word(word)] = _value(value) if blank else True

    def _normalisation(self, key: str, rest: str) -> None:
        place, _, title = rest.partition("\t")
        words = place.split()
        if len(words) != 3:
            raise _WrongLineError(f"{key}: a normalisation has a name, a target and a reference.")
        name, attributes = from_word(words[0]), self._thing(key, words[1]).attributes
        known = attributes.get(name)
        attributes[name] = (
            words[2] if known is None else [*(known if isinstance(known, list) else [known]), words[2]]
        )
        if title:
            attributes[f"{name} title"] = title

    def _note(self, key: str, rest: str) -> None:
        place, _, text = rest.partition("\t")
        kind, _, target = place.strip().partition(" ")
        if target[:1] in ("A", "M", "N", "#") and target in self._ids:
            message = f"{key}: a note on {target} is left out; only spans, relations and events have notes."
            raise _WrongLineError(message, fatal=False)
        thing = self._thing(key, target)
        if kind == _COMMENT:
            self._comments.append((key, self._target(key, target), text))
        else:
            thing.notes.append(text)


def _value(word: str) -> Any:
    """A number, list or quoted text if it is exactly how `_word` writes one, else the text as it is."""
    value = _json(word)
    return (
        value
        if value is not None and not isinstance(value, dict) and value == value and _word(value) == word
        else word
    )


def comes_back(value: Any) -> bool:
    """Whether an attribute's value is read as it was written; null and what holds names come back as text."""
    return value is True or _value(_word(value)) == value


def _json(word: str) -> Any:
    """The value of a piece of JSON; None if it is none."""
    try:
        return json.loads(word)
    except (ValueError, RecursionError):
        return None


def _word(value: Any) -> str:
    """Text as it is, where nothing else reads so; all else as JSON."""
    if (
        isinstance(value, str)
        and value == value.strip()
        and value.isprintable()
        and value[:1] not in _NO_TEXT
    ):
        known = _json(value)
        if known is None or isinstance(known, dict) or known != known:  # NaN is not itself
            return value
    return json.dumps(value)


def unusual_breaks(note: str) -> bool:
    """Whether it holds line breaks other than a line feed, which become blanks."""
    return _BREAK.search(note.replace("\n", "")) is not None


def without_breaks(span: Span, text: str) -> tuple[Fragment, ...]:
    """The parts of the span with every line break cut out; none if nothing else is there."""
    parts: list[Fragment] = []
    for start, end in span.parts():
        at = start
        for match in _BREAK.finditer(text, start, end):
            parts.append((at, match.start()))
            at = match.end()
        parts.append((at, end))
    return tuple(part for part in parts if part[0] < part[1])


def lines_of(bundle: Bundle, schema: Schema) -> Iterator[str]:
    """The lines of the .ann file, spans first, each by start, end and id."""
    text = bundle.document.text
    names: dict[str, str] = {}
    links = {(label.id, a.id) for label in schema.labels for a in label.attributes if a.type == "link"}
    rows: list[tuple[str, Span | Relation]] = []
    for span in sorted(bundle.spans, key=lambda span: (span.start, span.end, span.id)):
        parts = without_breaks(span, text)
        if not parts:
            continue
        names[span.id] = name = f"T{len(names) + 1}"
        offsets = ";".join(f"{start} {end}" for start, end in parts)
        yield f"{name}\t{to_word(span.label)} {offsets}\t{' '.join(text[start:end] for start, end in parts)}"
        rows.append((name, span))
    spans = len(names)
    for relation in sorted(bundle.relations, key=lambda relation: relation.id):
        if relation.head in names and relation.tail in names:
            names[relation.id] = name = f"R{len(names) - spans + 1}"
            yield f"{name}\t{to_word(relation.label)} Arg1:{names[relation.head]} Arg2:{names[relation.tail]}"
            rows.append((name, relation))
    attributes = normalisations = notes = 0
    for name, thing in rows:
        for key, value in sorted(thing.attributes.items()):
            if (thing.label, key) in links and isinstance(value, str) and _REFERENCE.fullmatch(value):
                normalisations += 1
                yield f"N{normalisations}\t{to_word(key)} {name} {value}\t"
            else:
                attributes += 1
                more = "" if value is True else f" {_word(value)}"
                yield f"A{attributes}\t{to_word(key)} {name}{more}"
    for name, thing in rows:
        for line in thing.note.split("\n") if thing.note else ():
            notes += 1
            yield f"#{notes}\t{_NOTE} {name}\t{_BREAK.sub(' ', line)}"
    for comment in sorted(bundle.comments, key=lambda comment: (comment.at, comment.id)):
        if comment.target in names:
            notes += 1
            yield f"#{notes}\t{_COMMENT} {names[comment.target]}\t{_BREAK.sub(' ', comment.text)}"


def configuration(schema: Schema) -> str:
    """An annotation.conf, so that brat shows the folder: labels, relations and attributes of the schema."""
    out = ["[entities]", *(to_word(label.id) for label in schema.labels), "", "[relations]"]
    for relation in schema.relations:
        head, tail = ("|".join(map(to_word, ends)) or "<ENTITY>" for ends in (relation.head, relation.tail))
        out.append(f"{to_word(relation.id)}\tArg1:{head}, Arg2:{tail}")
    out += ["", "[events]", "", "[attributes]"]
    seen = set()
    for label in schema.labels:
        for attribute in label.attributes:
            if attribute.id not in seen:
                seen.add(attribute.id)
                values = "|".join(choice.id for choice in attribute.values)
                ending = f", Value:{values}" if values else ""
                out.append(f"{to_word(attribute.id)}\tArg:<ENTITY>{ending}")
    return "\n".join(out) + "\n"
