"""Grammars of time expressions: TOML files with word lists and patterns, one for each language.

A pattern is a regular expression in lower case. In it `{month}` stands for a word of the table `words.month`,
`{year}` for a number, `{DATE}` for an expression found by an earlier stage, and `{of}` for a part that is written
once; `{day:first}` names what was read otherwise. The words of tables and numbers reach the rule's meaning by name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path

from msgspec import Struct

from workbench.timex.openers import DIGIT, openers

Value = int | str
LANGUAGES = {"en": "english", "de": "german", "fr": "french", "es": "spanish"}
_SLOT = re.compile(r"\{([A-Za-z_]+)(?::([a-z_]+))?\}")
_LEFT = r"(?<![\w$€£#@])(?<!\d[.,/:])"
_RIGHT = r"(?![\w%]|[.,:/]\d| %)"
_NO_MARKS = str.maketrans("<>#", "   ")
FIRST_MARK, LAST_MARK = "\ue000", "\ue0ff"  # private characters: each stands for a class of what was found


class Rule(Struct, frozen=True, dict=True):
    """One way to say a time. `kind` is the class of what it finds, `means` the name of its meaning.

    `given` are slots that the rule fills itself. `only` and `never` are looked for around an expression that stands
    alone, in the words as they are written, with the expression between < and > (and # before it where another one
    ends in its hyphen); with `at_once` they count for a part of a longer one too. `alone` is False for what is an
    expression only as part of a longer one, or where a person says so; `labelled` rules are only for the latter.
    """

    id: str
    kind: str
    means: str
    stage: int
    source: str
    slots: Mapping[str, tuple[str, str]]  # group -> name of the slot, name of its table
    given: Mapping[str, Value]
    capitals: tuple[str, ...] = ()  # groups whose words are written with a capital
    only: str = ""
    never: str = ""
    alone: bool = True
    labelled: bool = False
    at_once: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What it looks like."""
        return re.compile(self.source)

    @cached_property
    def openers(self) -> frozenset[str]:
        """What it can begin with."""
        return openers(self.source)

    def stands(self, before: str, words: str, after: str, hangs: str = "") -> bool:
        """Whether it may stand between these words, as written."""
        if not (self.only or self.never):
            return True
        before, words, after = (one.translate(_NO_MARKS) for one in (before, words, after))
        around = f"{before}{hangs}<{words}>{after}"
        return not (self.never and re.search(self.never, around)) and bool(
            not self.only or re.search(self.only, around)
        )


class Stage(Struct, frozen=True, dict=True):
    """Rules that are tried together: the longest expression wins, among equals the first rule."""

    rules: tuple[Rule, ...]

    @cached_property
    def openers(self) -> re.Pattern[str]:
        """Where a rule can begin: the words, digits, signs and marks that any of its patterns holds."""
        words = {one for one in self._by_opener if len(one) > 1 or one.isalpha()}
        signs = {one for one in self._by_opener if one not in words and one != DIGIT}
        listed = "|".join(sorted(map(re.escape, words)))
        marks = "".join(map(re.escape, signs))
        return re.compile(rf"(?<!\w)(?:(?:{listed})(?![^\W\d_])|\d|[{marks}\0])")

    def rules_of(self, opener: str) -> tuple[Rule, ...]:
        """The rules that can begin with what `openers` found."""
        return self._by_opener.get(DIGIT if opener.isdigit() else opener, ())

    @cached_property
    def _by_opener(self) -> dict[str, tuple[Rule, ...]]:
        found: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for opener in rule.openers:
                found.setdefault(opener, []).append(rule)
        return {opener: tuple(rules) for opener, rules in found.items()}


class Grammar(Struct, frozen=True, dict=True):
    """All that is known of a language."""

    language: str
    stages: tuple[Stage, ...]
    words: Mapping[str, Mapping[str, Value]]
    marks: Mapping[str, str]  # class -> the character that stands for it
    leading: re.Pattern[str]  # what may stand before an expression that a person labelled
    future: re.Pattern[str]
    past: re.Pattern[str]
    ahead: re.Pattern[str]  # the future, where nothing else says anything
    thousands: str  # the sign between thousands


@lru_cache
def grammar(language: str) -> Grammar | None:
    """The grammar of a BCP 47 tag; None for a language that has none. An empty tag is English."""
    name = LANGUAGES.get((language or "en").split("-")[0].lower())
    if name is None:
        return None
    here = Path(__file__).parent
    rules = here / f"{name}_rules.toml"
    return read({**_toml(here / f"{name}.toml"), **(_toml(rules) if rules.exists() else {})})


def _toml(path: Path) -> dict[str, object]:
    return tomllib.loads(path.read_text("utf-8"))


def read(data: dict[str, object]) -> Grammar:
    """A grammar from the parsed TOML. Raises KeyError and re.error for one that is wrong."""
    return _Reader(data).grammar()


class _Reader:
    def __init__(self, data: Mapping[str, object]) -> None:
        self.data = data
        self.tables = {name: _table(table) for name, table in _mapping(data["words"]).items()}
        self.numbers = {name: str(one) for name, one in _mapping(data["numbers"]).items()}
        self.parts = {name: str(one) for name, one in _mapping(data["parts"]).items()}
        self.classes = {name: list(map(str, _list(one))) for name, one in _mapping(data["classes"]).items()}
        self.tokens = list(map(str, _list(data.get("tokens", []))))
        kinds = dict.fromkeys([*self.tokens, *(str(_mapping(rule)["kind"]) for rule in _list(data["rule"]))])
        self.marks = {kind: chr(ord(FIRST_MARK) + at) for at, kind in enumerate(kinds)}
        self.capitals = set(map(str, _list(data.get("capitals", []))))

    def grammar(self) -> Grammar:
        rules = [self._token(name) for name in self.tokens]
        rules += [self._rule(_mapping(rule), at) for at, rule in enumerate(_list(self.data["rule"]))]
        stages = sorted({rule.stage for rule in rules})
        context = {name: str(one) for name, one in _mapping(self.data["context"]).items()}
        return Grammar(
            language=str(self.data["language"]),
            stages=tuple(Stage(tuple(rule for rule in rules if rule.stage == stage)) for stage in stages),
            words=self.tables,
            marks=self.marks,
            leading=re.compile(context["leading"]),
            future=re.compile(context["future"], re.IGNORECASE),
            ahead=re.compile(context["ahead"], re.IGNORECASE),
            past=re.compile(context["past"], re.IGNORECASE),
            thousands=context["thousands"],
        )

    def _token(self, table: str) -> Rule:
        slots = {"g0": ("word", table)}
        capitals = ("g0",) if table in self.capitals else ()
        source = f"{_LEFT}(?P<g0>{self._words(table)}){_RIGHT}"
        return Rule(table, table, "word", 0, source, slots, {}, capitals, alone=False)

    def _rule(self, rule: Mapping[str, object], at: int) -> Rule:
        self.slots: dict[str, tuple[str, str]] = {}
        source = self._expand(_blanks(str(rule["pattern"])))
        given = {
            name: one for name, one in _mapping(rule.get("given", {})).items() if isinstance(one, int | str)
        }
        return Rule(
            id=f"{rule['means']} {at + 1}",
            kind=str(rule["kind"]),
            means=str(rule["means"]),
            stage=int(str(rule.get("stage", 1))),
            source=f"{_LEFT}(?:{source}){_RIGHT}",
            slots=self.slots,
            given=given,
            capitals=tuple(group for group, (_, table) in self.slots.items() if table in self.capitals),
            only=self._guard(rule.get("only", "")),
            never=self._guard(rule.get("never", "")),
            alone=bool(rule.get("alone", True)),
            labelled=bool(rule.get("labelled", False)),
            at_once=bool(rule.get("at_once", False)),
        )

    def _guard(self, pattern: object) -> str:
        return _SLOT.sub(lambda match: self.parts[match[1]], str(pattern))

    def _expand(self, pattern: str) -> str:
        return _SLOT.sub(lambda match: self._slot(match[1], match[2] or match[1]), pattern)

    def _slot(self, name: str, called: str) -> str:
        if name in self.parts:
            return self._expand(_blanks(f"(?:{self.parts[name]})"))
        if name in self.tables and name not in self.tokens:
            inside = self._words(name)
        elif name in self.numbers:
            inside = self.numbers[name]
        else:
            kinds = self.classes.get(name.lower(), [name.lower()])
            inside = f"[{''.join(self.marks[kind] for kind in kinds)}]"
        group = f"g{len(self.slots)}"
        self.slots[group] = (called, name)
        return f"(?P<{group}>{inside})"

    def _words(self, table: str) -> str:
        words = sorted(self.tables[table], key=len, reverse=True)
        return "|".join(re.escape(word).replace(r"\ ", "[ ]{1,3}") for word in words)


def _blanks(pattern: str) -> str:
    """A pattern in which each blank outside of brackets stands for one to three."""
    return re.sub(r"\[[^\]]*\]| ", lambda match: "(?:[ ]{1,3})" if match[0] == " " else match[0], pattern)


def _table(table: object) -> dict[str, Value]:
    """Words -> values, from a TOML table of values -> words, or a list of words for 1, 2, ...; digits are numbers."""
    if isinstance(table, list):
        table = {str(at): words for at, words in enumerate(table, start=1)}
    return {
        word: int(given) if re.fullmatch(r"-?\d+", given) else given
        for given, words in _mapping(table).items()
        for word in str(words).split("|")
    }


def _mapping(thing: object) -> Mapping[str, object]:
    assert isinstance(thing, Mapping)
    return thing


def _list(thing: object) -> list[object]:
    assert isinstance(thing, list)
    return thing
