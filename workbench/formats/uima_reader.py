"""Reads UIMA's CAS from XMI and JSON through dkpro-cassis; what goes into it is looked at here first."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from workbench.errors import UserError
from workbench.formats import inception, markup
from workbench.formats.base import Reading
from workbench.formats.reading import BOM, read_text, unfit
from workbench.formats.uima_types import cassis
from workbench.formats.uima_view import Places, View
from workbench.model import Bundle

TYPE_SYSTEM = "typesystem.xml"
_NO_TEXT = "it holds no text."
_NUMBER = re.compile(r"[0-9]{1,15}").fullmatch
_DECLARATION = re.compile(r"^<\?xml\b.*?\?>", re.DOTALL)
_XML_1_1 = re.compile(r"""^<\?xml\s+version\s*=\s*["']1\.1""")
_CONTROL = re.compile(r"&#(?:0*(?:[1-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[1-8b-cB-Ce-fE-F]|1[0-9a-fA-F]));")
# what cassis and lxml raise on files that they cannot make sense of; neither has one class for it
_BROKEN = (
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    RuntimeError,
    NameError,
    SyntaxError,
    ArithmeticError,
)
# what some of their messages say of the file
_NO_FEATURE = "its type system gives {0} no {1}"
_MEANINGS = (
    (re.compile(r"^(\w+)\.__init__\(\) got an unexpected keyword argument '([^']*)'"), _NO_FEATURE),
    (re.compile(r"^'(\w+_\w+)' object has no attribute '([^']*)'"), _NO_FEATURE),
    (
        re.compile(r"^(?:invalid literal for int|could not convert string)[^']*'([^']*)'"),
        "“{0}” stands where a number should be",
    ),
    (re.compile(r"'(\w+)' must be <class 'str'>"), "its {0} is no text"),
    (re.compile(r"'(\w+)' must be <class 'int'>"), "its {0} is no whole number"),
)
_REMEDY = "Put its type system beside it as typesystem.xml, or name one with --set typesystem=FILE."
_STRUCTURE = "this is no whole UIMA CAS: {}."


class _Elements(markup.Silent):
    """Takes the ids and offsets of an XMI with the lines that they stand in."""

    __slots__ = ("homeless", "places", "root")

    def __init__(self) -> None:
        self.root = ""
        self.places: Places = {}
        self.homeless: list[tuple[int, str]] = []  # line and name of what has a place, but in no text

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """An element begins."""
        self.root = self.root or name
        values = [attributes.get(key, "") for key in ("xmi:id", "begin", "end")]
        if all(value.isascii() and value.isdigit() and len(value) < 16 for value in values):
            number, begin, end = map(int, values)
            self.places[number] = (begin, end, line)
        if all(values) and not attributes.get("sofa"):
            self.homeless.append((line, name))


def read_xmi(path: Path, reading: Reading) -> Iterator[Bundle]:
    """A bundle for each view that has a text, with the type system beside the file; a zip as INCEpTION writes it.

    What a parser is given is the text that was searched for a DOCTYPE, never the file itself.
    """
    cassis()
    if inception.is_zip(path):
        for cas in inception.members(path, reading):
            yield from _of_member(cas, reading)
        return
    text = markup.source(path, reading)
    if text is not None:
        told = inception.of_path(path)
        for bundle in _of_xmi(text, lambda: _types(path, reading), path, reading):
            yield told.named(bundle) if told else bundle


def read_json(path: Path, reading: Reading) -> Iterator[Bundle]:
    """A bundle for each view that has a text."""
    cassis()
    text = read_text(path, reading)
    if text is not None:
        told = inception.of_path(path)
        for bundle in _of_json(text, path, reading):
            yield told.named(bundle) if told else bundle


def _of_member(cas: inception.Member, reading: Reading) -> Iterator[Bundle]:
    """What one CAS of an INCEpTION archive holds."""
    text = markup.decoded(cas.data, cas.place, Reading(problems=reading.problems))
    if text is None:
        return
    if cas.place.suffix.lower() == ".json":
        found = _of_json(text, cas.place, reading)
    else:
        found = _of_xmi(text, lambda: _types_of(cas, reading), cas.place, reading)
    for bundle in found:
        named = cas.owner.named(bundle)
        if bundle.spans and not named.spans:
            message = f"what everybody began with is left out: {len(bundle.spans)} spans of nobody."
            reading.problem(cas.place, 0, message, fatal=False)
        yield named


def _of_xmi(text: str, types: Callable[[], Any], path: Path, reading: Reading) -> Iterator[Bundle]:
    """The bundles of an XMI's text; `types` gives its type system, or None after noting what is wrong with it."""
    elements = _Elements()
    if _XML_1_1.match(text):
        text, count = _CONTROL.subn(" ", text)  # one UTF-16 unit for one: places stay
        if count:
            message = f"{count} characters that XML 1.0 forbids are read as blanks."
            reading.problem(path, 0, message, fatal=False)
    if not markup.parse_text(text, path, reading, elements):
        return
    if elements.root.rpartition(":")[2] != "XMI":
        reading.problem(path, 1, f"this is no XMI: it begins with {elements.root}.")
        return
    for line, name in elements.homeless:
        reading.problem(path, line, f"{name} does not say which text it is about: it has no sofa.")
    if elements.homeless:
        return
    system = types()
    if system is None:
        return
    cas = _loaded(
        lambda: cassis().load_cas_from_xmi(_bare(text), system, trusted=True), path, reading, _REMEDY
    )
    if cas is not None:
        yield from _bundles(cas, elements.places, path, reading)


def _of_json(text: str, path: Path, reading: Reading) -> Iterator[Bundle]:
    if not text.strip():
        reading.problem(path, 0, "the file is empty.", "Leave it out.")
        return
    text = text.removeprefix(BOM)
    try:
        data = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        reading.problem(path, 1, f"this is no JSON: {str(error).removeprefix('JSON is malformed: ')}.")
        return
    if not isinstance(data, dict) or not {"%TYPES", "%FEATURE_STRUCTURES", "%VIEWS"} & data.keys():
        reading.problem(path, 1, "this is no UIMA CAS JSON: it has no %FEATURE_STRUCTURES.")
        return
    listed = data.get("%FEATURE_STRUCTURES")
    if not listed:
        reading.problem(path, 0, _NO_TEXT, "Leave it out.")
        return
    if isinstance(listed, dict):
        listed = [
            {"%ID": int(key), **one} for key, one in listed.items() if _NUMBER(key) and isinstance(one, dict)
        ]
    places: Places = {}
    for at, one in enumerate(listed if isinstance(listed, list) else [], 1):
        reason = _unsound(one)
        if reason:
            what = one.get("%ID", at) if isinstance(one, dict) else at
            reading.problem(path, 0, _STRUCTURE.format(f"the feature structure {what} {reason}"))
            return
        number, begin, end = [one.get(key) for key in ("%ID", "begin", "end")]
        if isinstance(begin, int) and isinstance(end, int):
            places[number] = (begin, end, 0)
    cas = _loaded(lambda: cassis().load_cas_from_json(text), path, reading, "")
    if cas is not None:
        yield from _bundles(cas, places, path, reading)


def _unsound(structure: Any) -> str:
    """Why cassis could not take a feature structure; empty if it can."""
    if not isinstance(structure, dict):
        return "is no object"
    if type(structure.get("%ID")) is not int:
        return "has no number as its %ID"
    if not isinstance(structure.get("%TYPE"), str):
        return "has no %TYPE"
    if structure.keys() >= {"begin", "end"} and "@sofa" not in structure:
        return "does not say which text it is about: it has no @sofa"
    for key in ("begin", "end"):
        if key in structure and type(structure[key]) is not int:
            return f"has no whole number as its {key}"
    return ""


def _bare(text: str) -> str:
    """Without its declaration: the text is decoded, and goes on as UTF-8 whatever it was."""
    return _DECLARATION.sub("", text, count=1)


def _loaded(load: Callable[[], Any], path: Path, reading: Reading, remedy: str) -> Any:
    """What cassis makes of it; None after noting why it makes nothing."""
    try:
        with warnings.catch_warnings():  # offsets are checked by ourselves, and stricter
            warnings.simplefilter("ignore")
            return load()
    except cassis().typesystem.TypeNotFoundError as error:
        name = re.search(r"\[([^]]+)\]", error.message)
        reading.problem(
            path, 0, f"its type system has no type {name[1] if name else ''}".rstrip() + ".", remedy
        )
    except _BROKEN as error:
        reading.problem(path, 0, _STRUCTURE.format(_reason(error)))
    return None


def _reason(error: Exception) -> str:
    """What a failure of cassis says of the file, in words."""
    told = str(error).partition("\n")[0][:200]
    if isinstance(error, KeyError) and error.args:
        return f"something in it lacks “{error.args[0]}”, or refers to one that is not there"
    if isinstance(error, SyntaxError):  # of lxml, with line and column
        return told or "it is not well-formed"
    for pattern, words in _MEANINGS:
        if match := pattern.search(told):
            return words.format(*(one.rpartition("_")[2] for one in match.groups()))
    return "something in it has another form than the type system says"


def _types(path: Path, reading: Reading) -> Any:
    """The type system that is named, or lies beside the file or a folder above; else UIMA's own types."""
    told = reading.options.get("typesystem", "")
    if told:
        file: Path | None = Path(told)
        if not Path(told).is_file():
            raise UserError(f"{told}: there is no such type system.")
    else:
        names = (f"{path.stem}-{TYPE_SYSTEM}", TYPE_SYSTEM, "TypeSystem.xml")
        near = (folder / name for folder in (path.parent, path.parent.parent) for name in names)
        file = next((one for one in near if one.is_file()), None)
    if file is None:
        return cassis().TypeSystem()
    text = markup.source(file, reading)
    return None if text is None else _system(text, file, reading)


def _types_of(cas: inception.Member, reading: Reading) -> Any:
    """The type system in the archive; that of the project, if there is none, is UIMA's own types."""
    if cas.types is None:
        return cassis().TypeSystem()
    place = cas.place.with_name("TypeSystem.xml")
    text = markup.decoded(cas.types, place, Reading(problems=reading.problems))
    return None if text is None else _system(text, place, reading)


def _system(text: str, path: Path, reading: Reading) -> Any:
    if not markup.parse_text(text, path, reading, _Elements()):
        return None
    return _loaded(lambda: cassis().load_typesystem(_bare(text)), path, reading, "")


def _bundles(cas: Any, places: Places, path: Path, reading: Reading) -> Iterator[Bundle]:
    views = [view for view in cas.views if view.sofa.sofaString is not None]
    if not views:
        reading.problem(path, 0, _NO_TEXT, "Leave it out.")
    for view in views:
        name = path.stem if len(views) == 1 else f"{path.stem} {view.sofa.sofaID}"
        text = view.sofa.sofaString
        reason = unfit(text) if isinstance(text, str) else "what should be its text is none"
        if reason:
            reading.problem(path, 0, f"{reason}.")
            continue
        before = len(reading.problems)
        bundle = View(view, cas.typesystem, places, path, reading).bundle(name)
        if not any(problem.fatal for problem in reading.problems[before:]):
            yield bundle
