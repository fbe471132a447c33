"""Reading expressions of time: finding them in a text, and computing what words that somebody labelled mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from workbench.timex import clocks, dates, lengths
from workbench.timex.computed import Computed, Last, Setting, Slots
from workbench.timex.finding import Node, find, plain, standing
from workbench.timex.grammar import Grammar, grammar
from workbench.timex.points import point
from workbench.timex.values import check

_LONGEST = 120  # code points of words that are computed
_BACK = 600  # code points before labelled words in which the last date is looked for
_CLAUSE = 160  # code points on each side in which the tense is looked for
_BEHIND = 40  # code points that a verb behind an expression counts as further off
_LASTS = 8  # expressions back in which another date is looked for
_HEAD = 400  # code points in which the dateline stands
_STOP = re.compile(r"[.!?;:]['\")]?\s|[\n\r\"]")

Meaning = Callable[[Slots, Setting], object]  # a Computed or None; what a word stands for


class Expression(Struct, frozen=True):
    """A time expression of a text: where it stands (code points), and what it means.

    `dateline` is whether it says when the text was published.
    """

    start: int
    end: int
    computed: Computed
    dateline: bool = False


def published_date(text: str) -> str | None:
    """The ISO date that a text proposes by beginning, after white space, with "date YYYY-MM-DD"."""
    match = re.match(r"[\s\ufeff]*date:?\s{1,8}(\d{4}-\d\d-\d\d)(?!\w)", text, re.ASCII | re.IGNORECASE)
    return match[1] if match and not check(match[1], "DATE") else None


def prepare(language: str = "") -> None:
    """Read and compile a language's grammar, which takes some tenths of a second: the first date is quick then."""
    rules = grammar(language)
    for stage in rules.stages if rules else ():
        stage.openers  # noqa: B018 - computed once
        for rule in stage.rules:
            rule.pattern  # noqa: B018


def expressions(text: str, *, published: str, language: str = "") -> list[Expression]:
    """The time expressions of a text, in order. `published` is an ISO date or empty; `language` a BCP 47 tag.

    An empty tag is read as English; a language without a grammar has none.
    """
    rules = grammar(language)
    if rules is None:
        return []
    words = plain(text)
    return _read(words, list(standing(words, find(words, rules))), rules, _date(published))


def compute(expression: str, published: str, *, language: str = "", last: str = "") -> Computed | None:
    """What an expression means by itself; None when unsure. `published` is an ISO date or empty.

    `last` is the value of the last date in the text before it. A day without a year is the one nearest to
    publication; a weekday the last on or before it.
    """
    return _labelled(expression, Setting(_date(published), (Last(last),) if last else ()), language)


def compute_at(text: str, *, start: int, end: int, published: str, language: str = "") -> Computed | None:
    """What the expression text[start:end] (code points) means where it stands, by the dates and the tense before it."""
    rules = grammar(language)
    if rules is None or end - start > _LONGEST:
        return None
    first = max(0, start - _BACK)
    around = plain(text[first : end + _CLAUSE])
    day = _date(published)
    known = _read(around, list(standing(around, find(around, rules))), rules, day)
    there = (start - first, end - first)
    same = next((one.computed for one in known if (one.start, one.end) == there), None)
    if same and same.value and _placed(same):
        return _moved(same, first)
    setting = _setting(around, *there, [one for one in known if one.end <= there[0]], rules, day)
    found = _labelled(text[start:end], setting, language)
    return _moved(found, first) if found else None


def _moved(found: Computed, by: int) -> Computed:
    return replace(found, base=(found.base[0] + by, found.base[1] + by)) if found.base else found


def _labelled(words: str, setting: Setting, language: str) -> Computed | None:
    rules = grammar(language)
    if rules is None or len(words) > _LONGEST:
        return None
    bare = re.sub(r"\s+", " ", plain(words)).strip(' .,;:!?"“”„«»').rstrip("'")
    bare = re.sub(r"(?<=\w)'s?$", "", bare)
    for variant in dict.fromkeys((bare, rules.leading.sub("", bare, count=1))):
        for node in find(variant, rules, sure=True):
            if node.start == 0 and node.end == len(variant):
                found = _resolve(node, setting)
                if found and found.value and not check(found.value, found.type) and _placed(found):
                    return found
    return None


def _placed(found: Computed) -> bool:
    return found.type == "SET" or not found.value.startswith("XXXX-")


def _read(text: str, nodes: list[Node], rules: Grammar, published: date | None) -> list[Expression]:
    """The expressions that the nodes come to, each read with those before it."""
    found: list[Expression] = []
    for node in nodes:
        found += _expressions(text, node, found, rules, published)
    return found


def _expressions(
    text: str, node: Node, before: list[Expression], rules: Grammar, published: date | None
) -> list[Expression]:
    setting = _setting(text, node.start, node.end, before, rules, published)
    computed = _resolve(node, setting)
    if computed is None or (computed.value and check(computed.value, computed.type)):
        parts: list[Expression] = []
        for part in node.parts():
            if part.rule.alone:
                parts += _expressions(text, part, before[-_LASTS:] + parts, rules, published)
        return parts
    line = (
        node.end <= _HEAD and bool(published) and computed.value == str(published) and _dateline(text, node)
    )
    return [Expression(node.start, node.end, computed, line)]


def _dateline(text: str, node: Node) -> bool:
    """Whether a full date stands alone on its line, or before the dash or the agency that opens a report."""
    if not {"day", "month"} & set(node.slots) and node.rule.means != "written":
        return False
    line = text[text.rfind("\n", 0, node.start) + 1 : node.start]
    after = text[node.end : node.end + 40]
    alone = not line.strip() and (not after.strip() or after.lstrip(" ")[:1] in "\r\n")
    opens = line.upper() == line and re.match(r"\s*(?:\([\w /]+\)\s*)?(?:[-—:]|$)", after)
    return alone or bool(opens and line.strip(" ,("))


def _setting(
    text: str, start: int, end: int, before: list[Expression], rules: Grammar, published: date | None
) -> Setting:
    known = [one for one in before[: -_LASTS - 1 : -1] if _place(one)]
    last = known[0] if known else None
    year = None
    if last and published and last.computed.anchor == "none":
        there = point(last.computed.value)
        gap = text[last.end : start]
        if (
            there
            and there.day.year != published.year
            and there.unit in ("day", "month")
            and len(gap) < _CLAUSE
        ):
            year = there.day.year if "\n" not in gap else None
    lasts = tuple(
        Last(one.computed.value, (one.start, one.end), one.computed.anchor == "publication") for one in known
    )
    return Setting(published, lasts, lambda: _tense(text, start, end, rules), year)


def _place(expression: Expression) -> bool:
    found = expression.computed
    return found.type in ("DATE", "TIME") and not expression.dateline and point(found.value) is not None


def _tense(text: str, start: int, end: int, rules: Grammar) -> int:
    """1 where the nearest verb of the sentence says that it lies ahead, -1 behind, 0 where none says anything."""
    before, after = text[max(0, start - _CLAUSE) : start], text[end : end + _CLAUSE]
    stops = list(_STOP.finditer(before))
    before = before[stops[-1].end() :] if stops else before
    stop = _STOP.search(after)
    after = after[: stop.start()] if stop else after
    signs: list[tuple[int, int]] = []
    for sign, pattern in ((1, rules.future), (-1, rules.past)):
        signs += [(len(before) - match.end(), sign) for match in pattern.finditer(before)]
        signs += [
            (match.start() + (_BEHIND if match.start() > 1 else 0), sign) for match in pattern.finditer(after)
        ]
    return min(signs)[1] if signs else int(bool(rules.ahead.search(before)))


def _resolve(node: Node, setting: Setting) -> Computed | None:
    found = _meaning(node, setting)
    return found if isinstance(found, Computed) else None


def _meaning(node: Node, setting: Setting) -> object:
    slots: dict[str, object] = {}
    for name, slot in node.slots.items():
        slots[name] = _meaning(slot, setting) if isinstance(slot, Node) else slot
        if slots[name] is None:
            return None
    return MEANINGS[node.rule.means](slots, setting)


def _word(slots: Slots, setting: Setting) -> object:
    return slots["word"]


def _bent(slots: Slots, setting: Setting) -> Computed | None:
    """Early April, the end of 2022, more than three years, shortly after 3 a.m."""
    found = slots["inner"]
    if not isinstance(found, Computed):
        return None
    if "date" in slots:
        bent = clocks.at({"time": found, "date": slots["date"]}, setting)
        return replace(bent, mod=str(slots["mod"])) if bent else None
    return replace(found, mod=str(slots["mod"])) if found.type != "SET" else found


def _ahead(slots: Slots, setting: Setting) -> Computed | None:
    """In a fortnight, in four years: a date where what is said lies ahead, else how long it took."""
    length = slots["amount"]
    if setting.tense > 0 and isinstance(length, Computed) and "X" not in length.value:
        return dates.away({**slots, "sign": 1, "from": "publication"}, setting)
    return length if isinstance(length, Computed) else None


MEANINGS: dict[str, Meaning] = {
    **{
        name: getattr(dates, name)
        for name in (
            "written",
            "fixed",
            "day",
            "month",
            "year",
            "decade",
            "century",
            "weekday",
            "shift",
            "follow",
            "nth",
            "season",
            "in_year",
            "range_end",
            "away",
            "inner",
        )
    },
    "word": _word,
    "number": lengths.number,
    "amount": lengths.amount,
    "added": lengths.added,
    "repeated": lengths.repeated,
    "rate": lengths.rate,
    "clock": clocks.clock,
    "part": clocks.part,
    "at": clocks.at,
    "bent": _bent,
    "ahead": _ahead,
}


def _date(published: str) -> date | None:
    try:
        return date.fromisoformat(published) if published else None
    except ValueError:
        return None
