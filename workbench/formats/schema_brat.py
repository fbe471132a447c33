"""brat's configuration: annotation.conf with entities, relations, events and attributes; beside it visual.conf
with titles and colours, and kb_shortcuts.conf with keys. https://brat.nlplab.org/configuration.html

An event type becomes a label, a role a relation from the labels of its events, as brat's files are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct, field

from workbench.errors import SchemaError
from workbench.formats.schema_draft import Draft, Foreign, choices
from workbench.schema import Attribute, Group, Rule

MAIN, VISUAL, KEYS = "annotation.conf", "visual.conf", "kb_shortcuts.conf"
_SECTION = re.compile(r"\s*\[(\w+)\]\s*\Z")
_SECTIONS = {"spans": "entities"}  # older names
_MACRO = re.compile(r"\s*<([^>]+)>\s*=(.*)\Z")
_ROLE = re.compile(r"(.+?)([?*+]|\{[\d,-]+\})?\Z")
_LARGEST = 2_000_000  # bytes


class _Type(Struct):
    """A line of a section: a name, its arguments, and the names below it. An abstract one begins with "!"."""

    name: str
    arguments: str
    abstract: bool
    below: list[str] = field(default_factory=list)


def claims(path: Path, head: str) -> bool:
    """Whether a file is an annotation.conf, or a folder holds one."""
    if path.is_dir():
        return (path / MAIN).is_file()
    return path.suffix == ".conf" and any(f"[{name}]" in head for name in ("entities", "spans", "events"))


def read(paths: Sequence[Path], name: str) -> Foreign:
    """The schema of an annotation.conf, or of the folder that holds it. Raises SchemaError for what is none.

    visual.conf and kb_shortcuts.conf are those that are named, else those beside it.
    """
    files = {path.name: path for path in paths if path.is_file()}
    mains = [path / MAIN if path.is_dir() else path for path in paths if path.name not in (VISUAL, KEYS)]
    if len(mains) != 1:
        raise SchemaError("Name one annotation.conf, or the folder that holds it.")
    main = mains[0]
    return _Reader(
        _sections(main),
        _sections(files.get(VISUAL, main.with_name(VISUAL)), needed=False),
        _lines(files.get(KEYS, main.with_name(KEYS)), needed=False),
        name if name != MAIN.removesuffix(".conf") else main.absolute().parent.name or "brat",
    ).read()


class _Reader:
    def __init__(
        self,
        sections: dict[str, list[str]],
        visual: dict[str, list[str]],
        keys: Iterable[str],
        name: str,
    ) -> None:
        self.draft = Draft(name)
        self.sections = sections
        self.macros: dict[str, str] = {}
        self.types: dict[str, dict[str, _Type]] = {}
        for section in ("entities", "relations", "events", "attributes"):
            self.types[section] = self._types(section)
        self.titles = dict(_titles(visual.get("labels", ())))
        self.colours = dict(_colours(visual.get("drawing", ())))
        pairs = [line.split() for line in keys]
        self.keys = {words[1]: words[0] for words in pairs if len(words) == 2}
        self.lower = {name.lower(): key for name, key in self.keys.items()}

    def read(self) -> Foreign:
        for section, group in (("entities", "entity"), ("events", "event")):
            for type in self.types[section].values():
                if not type.abstract:
                    self.draft.label(
                        type.name,
                        group=group,
                        title=self.titles.get(type.name, ""),
                        key=self._key(type.name),
                        colour=self.colours.get(type.name, ""),
                    )
        if not self.draft.labels:
            raise SchemaError("This configuration of brat declares no entity and no event.")
        self._relations()
        self._roles()
        self._attributes()
        return self.draft.finish()

    def _key(self, name: str) -> str:
        return self.keys.get(name, "") or self.lower.get(name.lower(), "")

    def _types(self, section: str) -> dict[str, _Type]:
        """The types of a section by name; one that is there twice has its arguments one after the other."""
        found: dict[str, _Type] = {}
        above: list[tuple[int, str]] = []
        for line in self.sections.get(section, ()):
            macro = _MACRO.match(line)
            if macro:
                self.macros[f"<{macro[1]}>"] = macro[2].strip()
                continue
            word, *more = line.split(None, 1)
            rest = more[0] if more else ""
            name = word.partition("|")[0]
            if not name.strip("-"):
                above.clear()
                continue
            depth = len(line) - len(line.lstrip())
            while above and above[-1][0] >= depth:
                above.pop()
            abstract, name = name.startswith("!"), name.removeprefix("!")
            for _, parent in above:
                found[parent].below.append(name)
            above.append((depth, name))
            if name in found:
                found[name].arguments += f"\n{rest.strip()}"
            else:
                found[name] = _Type(name, rest.strip(), abstract)
        return found

    def _labels(self, words: str, *, seen: frozenset[str] = frozenset()) -> list[str]:
        """The labels that A|B|<MACRO> stands for."""
        found: dict[str, None] = {}
        for word in (part.strip() for part in words.split("|")):
            if word in ("<ENTITY>", "<EVENT>", "<ANY>"):
                groups = {"<ENTITY>": ("entity",), "<EVENT>": ("event",)}.get(word, ("entity", "event"))
                found.update((id, None) for id, one in self.draft.labels.items() if one.group in groups)
            elif word in self.macros and word not in seen:
                found.update(dict.fromkeys(self._labels(self.macros[word], seen=seen | {word})))
            elif word in self.draft.labels:
                found[word] = None
            elif (type := self.types["entities"].get(word) or self.types["events"].get(word)) is not None:
                found.update((id, None) for id in type.below if id in self.draft.labels)
            elif word and word not in ("<NONE>", "<RELATION>") and word not in self.types["relations"]:
                self.draft.note("Named as an end, but no type: {}.", word)
        return list(found)

    def _arguments(self, words: str) -> list[tuple[str, str]]:
        """Role and types of "A:X|Y, B?:Z", macros put in."""
        for name, text in self.macros.items():
            if ":" in text or not text:
                words = words.replace(name, text)
        pairs = (part.strip().partition(":") for part in words.split(","))
        return [(role.strip(), types.strip()) for role, colon, types in pairs if colon]

    def _relations(self) -> None:
        for type in self.types["relations"].values():
            for line in type.arguments.split("\n"):
                arguments = self._arguments(line)
                flags = {types for role, types in arguments if role == "<REL-TYPE>"}
                ends = [self._labels(types) for role, types in arguments if not role.startswith("<")]
                if type.name in ("ENTITY-NESTING", "<OVERLAP>"):
                    self._overlap(arguments)
                elif len(ends) < 2:
                    self.draft.note("Relations without two ends were left out: {}.", type.name)
                else:
                    words = "-".join(flags)
                    self.draft.relation(
                        type.name,
                        head=ends[0],
                        tail=ends[1],
                        title=self.titles.get(type.name, ""),
                        key=self._key(type.name),
                        symmetric="symmetric" in words or type.name == "Equiv",
                        transitive="transitive" in words,
                    )

    def _overlap(self, arguments: list[tuple[str, str]]) -> None:
        """Where brat lets spans cross, the groups do as well."""
        told = "|".join(types for role, types in arguments if role == "<OVL-TYPE>")
        if "cross" in told or "<ANY>" in told:
            for id, group in self.draft.groups.items():
                self.draft.groups[id] = Group(group.id, group.title, overlap="any")
        else:
            self.draft.note("Which labels may lie inside which is not kept: all may nest.")

    def _roles(self) -> None:
        for type in self.types["events"].values():
            if type.abstract:
                continue
            for line in type.arguments.split("\n"):
                for word, types in self._arguments(line):
                    match = _ROLE.match(word)
                    if match is None:
                        continue
                    role, count = match[1].rstrip("0123456789") or match[1], match[2] or ""
                    made = self.draft.relation(
                        role,
                        head=[type.name],
                        tail=self._labels(types),
                        title=self.titles.get(role, ""),
                        key=self._key(role),
                    )
                    if count.startswith("{"):
                        self.draft.note(
                            "How many of a role an event takes is not kept: {}.", f"{type.name} {word}"
                        )
                    rule = Rule(type.name, {}, made)
                    if made and count not in ("?", "*") and rule not in self.draft.rules:
                        self.draft.rules.append(rule)

    def _attributes(self) -> None:
        for type in self.types["attributes"].values():
            for line in type.arguments.split("\n"):
                arguments = self._arguments(line)
                owners = [id for role, types in arguments if role == "Arg" for id in self._labels(types)]
                values = _values(arguments)
                default = next((value for role, value in arguments if role == "<DEFAULT>"), None)
                title = self.titles.get(type.name, type.name)
                if values:
                    kept = choices((value, "", "") for value in values)
                    ids = [one.id for one in kept]
                    attribute = Attribute(
                        type.name, title, "choice", kept, default if default in ids else None
                    )
                else:
                    attribute = Attribute(type.name, title, "flag")
                if any("<RELATION>" in types for _, types in arguments):
                    self.draft.note("Attributes of relations were left out: {}.", type.name)
                self.draft.attribute(attribute, labels=dict.fromkeys(owners))


def _values(arguments: list[tuple[str, str]]) -> list[str]:
    """The values of an attribute: Value:A|B, or in older files each a key of its own with its glyph."""
    named = [types for role, types in arguments if role == "Value"]
    if named:
        return [value.strip() for value in named[0].split("|")]
    return [role for role, _ in arguments if role != "Arg" and not role.startswith("<")]


def _titles(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        names = [part.strip() for part in line.split("|")]
        if len(names) > 1 and names[1]:
            yield names[0], names[1]


def _colours(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        name, *more = line.split(None, 1)
        for pair in "".join(more).split(","):
            key, _, value = pair.partition(":")
            if key.strip() == "bgColor" and value.strip():
                yield name, value.strip()


def _sections(path: Path, *, needed: bool = True) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    current = found.setdefault("", [])
    for line in _lines(path, needed=needed):
        header = _SECTION.match(line)
        if header:
            current = found.setdefault(_SECTIONS.get(header[1], header[1]), [])
        else:
            current.append(line)
    return found


def _lines(path: Path, *, needed: bool = True) -> list[str]:
    """The lines that hold something, without comments."""
    if not needed and not path.exists():
        return []
    try:
        data = path.read_bytes()[:_LARGEST]
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise SchemaError(f"{path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError:
        raise SchemaError(f"{path}: this is not UTF-8; save the configuration as UTF-8.") from None
    return [line.rstrip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
