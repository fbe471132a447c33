"""The meanings of days and longer parts of the calendar: Friday (April 28), last year, three weeks later, Q3 2012.

Each takes the slots of a rule, in which expressions are computed already, and the setting; None means that it says
nothing that can be (30 February, Sunday 28 April where that was a Friday).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from workbench.timex.computed import Computed, Setting, Slots, plural, undated
from workbench.timex.points import SIZES, easter, moved, nth_weekday, point, value

_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_CLEAR = 60  # days: a date that is nearer to publication is meant, whatever the tense says
_MARKS = {"quarter": "Q", "half": "H"}
_STARTS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


def written(slots: Slots, setting: Setting) -> Computed | None:
    """2023-04-28, 2023-04-28T14:30, 2023-W17: a value already."""
    words = str(slots["value"]).upper()
    return Computed("TIME" if "T" in words else "DATE", words, why="as written")


def fixed(slots: Slots, setting: Setting) -> Computed | None:
    """Now, recently, the future: the rule says the value."""
    return Computed(str(slots.get("type", "DATE")), str(slots["value"]), why="no place in the calendar")


def day(slots: Slots, setting: Setting) -> Computed | None:
    """April 28, 2023; Friday (April 28); the 28th of April; 28.4.2023; Christmas Eve 1968."""
    feast = str(slots.get("feast", ""))
    month_day = f"{int(str(slots['month'])):02}-{int(str(slots['day'])):02}" if "month" in slots else feast
    year = _given_year(slots)
    weekday = slots.get("weekday")
    if year is not None:
        there = _feast(year, month_day)
        if there is None or weekday not in (None, there.isoweekday()):
            return None
        return Computed("DATE", there.isoformat(), why="as written" if not feast else f"that day in {year}")
    if not setting.published:
        if _feast(2000, month_day) is None:
            return None
        fixed_day = re.fullmatch(r"\d\d-\d\d", month_day)
        found = f"XXXX-{month_day}" if fixed_day else ""
        return Computed("DATE", found, "publication", why="the year is not known")
    around = setting.year or setting.published.year
    days = [there for at in (around - 1, around, around + 1) if (there := _feast(at, month_day))]
    days = [one for one in days if weekday in (None, one.isoweekday())]
    if setting.year:
        days = [one for one in days if one.year == setting.year]
    there = _nearest(days, setting.published, setting.tense)
    if there is None:
        return None
    if setting.year:
        return Computed(
            "DATE", there.isoformat(), "text", why=f"the year {setting.year} of the date before it"
        )
    return Computed(
        "DATE", there.isoformat(), "publication", why=_place(there, setting.published, "that day")
    )


def month(slots: Slots, setting: Setting) -> Computed | None:
    """April 2023; April, the nearest one; last, this, next April."""
    number = int(str(slots["month"]))
    year = _given_year(slots)
    if year is not None:
        return Computed("DATE", f"{year:04}-{number:02}", why="as written")
    if not setting.published:
        return Computed("DATE", f"XXXX-{number:02}", "publication", why="the year is not known")
    if setting.year and "step" not in slots:
        found = f"{setting.year:04}-{number:02}"
        return Computed("DATE", found, "text", why=f"the year {setting.year} of the date before it")
    base = setting.published
    away = [step + number - base.month for step in (-12, 0, 12)]
    step = slots.get("step")
    if step == 0:
        chosen = number - base.month
    elif step is not None:
        chosen = min((months for months in away if months * int(str(step)) > 0), key=abs)
    else:
        chosen = min(away, key=lambda months: (abs(months), -months * setting.tense))
        if abs(chosen) > 3 and setting.tense:
            chosen = min((months for months in away if months * setting.tense >= 0), key=abs)
    there = moved(base.replace(day=1), "month", chosen)
    return _counted("month", there, base, _MONTHS[number - 1]) if there else None


def year(slots: Slots, setting: Setting) -> Computed | None:
    """2019, AD 124, 44 BC, fiscal 2024, the 95 of 1990-95."""
    number = _given_year(slots)
    if number is None:
        return None
    if slots.get("era") == "BC":
        return Computed("DATE", f"BC{number:04}", why="as written")
    mark = "FY" if slots.get("era") == "FY" else ""
    return Computed("DATE", f"{mark}{number:04}", why="as written" if not mark else "a fiscal year")


def decade(slots: Slots, setting: Setting) -> Computed | None:
    """The 1990s, the nineties, the '90s."""
    first = int(str(slots["decade"]))
    return Computed("DATE", f"{(first + 1900 if first < 100 else first) // 10:03}", why="ten years")


def century(slots: Slots, setting: Setting) -> Computed | None:
    """The 19th century."""
    number = int(str(slots.get("ordinal") or slots.get("number")))
    return Computed("DATE", f"{number - 1:02}", why="a hundred years") if number else None


def weekday(slots: Slots, setting: Setting) -> Computed | None:
    """Friday: the last one on or before publication, or the next where what is said lies ahead; last, next Friday."""
    base = setting.published
    if not base:
        return undated("DATE")
    wanted = int(str(slots["weekday"]))
    behind = (base.isoweekday() - wanted) % 7
    step = slots.get("step")
    if step is None:
        away = -behind if setting.tense <= 0 else (7 - behind) % 7
    else:
        away = {0: wanted - base.isoweekday(), -1: -(behind or 7), 1: 7 - behind}[int(str(step))]
    there = moved(base, "day", away)
    return _counted("day", there, base, _WEEKDAYS[wanted - 1]) if there else None


def shift(slots: Slots, setting: Setting) -> Computed | None:
    """Last year, this week, next month, yesterday; the end of the month."""
    base = setting.published
    if not base:
        return undated("DATE")
    unit = str(slots["unit"])
    weekend = 0 if setting.tense > 0 or base.isoweekday() > 5 else -1  # the one to come, or the last
    steps = weekend if "near" in slots else int(str(slots["step"]))
    there = moved(base, unit, steps)
    if there is None:
        return None
    where = f"{plural(abs(steps), unit)} {'before' if steps < 0 else 'after'}" if steps else f"the {unit} of"
    return Computed(
        "DATE",
        value(unit, there),
        "publication",
        str(slots.get("mod", "")),
        why=f"{where} publication {base}",
    )


def follow(slots: Slots, setting: Setting) -> Computed | None:
    """The following year, the next day, that month, the day before: from the last date of the text."""
    unit, steps, mod = str(slots["unit"]), int(str(slots["step"])), str(slots.get("mod", ""))
    near, anchor, called, place = setting.near(unit)
    if near is None:
        return undated("DATE")
    if SIZES[near.unit] > SIZES[unit]:
        return Computed("DATE", "", anchor, mod, why=f"{called} is no {unit}", base=place)
    there = moved(near.day, unit, steps)
    if there is None:
        return None
    where = f"{plural(abs(steps), unit)} {'before' if steps < 0 else 'after'}" if steps else f"the {unit} of"
    return Computed("DATE", value(unit, there), anchor, mod, why=f"{where} {called}", base=place)


def nth(slots: Slots, setting: Setting) -> Computed | None:
    """The third quarter, the first half of 2025, the first week of January, the last day of May."""
    unit, number = str(slots["unit"]), int(str(slots.get("ordinal") or slots.get("number")))
    inside = slots.get("inside")
    if isinstance(inside, Computed):
        return _nth_of(inside, unit, number)
    if unit not in _MARKS or not 1 <= number <= (4 if unit == "quarter" else 2):
        return None
    mark = f"{_MARKS[unit]}{number}"
    base = setting.published
    if not base:
        return Computed("DATE", f"XXXX-{mark}", "publication", why="the year is not known")
    if setting.year:
        return Computed(
            "DATE", f"{setting.year}-{mark}", "text", why=f"the year {setting.year} of the date before it"
        )
    months = 3 if unit == "quarter" else 6
    starts = [
        date(base.year + at, (number - 1) * months + 1, 1) for at in (-1, 0, 1) if 1 <= base.year + at <= 9999
    ]
    if setting.tense > 0:
        fitting = [one for one in starts if (end := moved(one, unit, 1)) and end > base]
    else:
        fitting = [one for one in starts if one <= base][::-1]
    return _counted(unit, fitting[0], base, f"that {unit}") if fitting else None


def _nth_of(inside: Computed, unit: str, number: int) -> Computed | None:
    if inside.type != "DATE":
        return None
    if unit in _MARKS and len(inside.value.removeprefix("FY")) == 4 and number > 0:
        found = f"{inside.value.removeprefix('FY')}-{_MARKS[unit]}{number}"
        return Computed("DATE", found, inside.anchor, inside.mod, why=inside.why)
    there = point(inside.value)
    if there is None or SIZES[unit] >= SIZES[there.unit]:
        return Computed("DATE", "", inside.anchor, why=inside.why) if not inside.value else None
    if number < 0:
        after = moved(there.day, there.unit, 1)
        first = moved(after, "day", -1) if after else None
    else:
        first = moved(there.day, unit, number - 1)
    return (
        Computed("DATE", value(unit, first), inside.anchor, why=f"counted in {inside.value}")
        if first
        else None
    )


def season(slots: Slots, setting: Setting) -> Computed | None:
    """Summer of 2022, last spring, this autumn, winter."""
    mark = str(slots["season"])
    year = _given_year(slots)
    if year is not None:
        return Computed("DATE", f"{year:04}-{mark}", why="as written")
    base = setting.published
    if not base:
        return Computed("DATE", f"XXXX-{mark}", "publication", why="the year is not known")
    if setting.year and "step" not in slots:
        return Computed(
            "DATE", f"{setting.year}-{mark}", "text", why=f"the year {setting.year} of the date before it"
        )
    starts = [date(base.year + at, _STARTS[mark], 1) for at in (-2, -1, 0, 1) if 1 <= base.year + at <= 9999]
    step = slots.get("step")
    if step == 0:
        chosen = base.year
    elif step is not None and int(str(step)) < 0:
        chosen = max(one.year for one in starts if one + timedelta(90) <= base)
    elif step is not None:
        chosen = min((one.year for one in starts if one > base), default=base.year + 1)
    else:
        nearest = _nearest([one + timedelta(45) for one in starts], base, setting.tense)
        chosen = (nearest - timedelta(45)).year if nearest else base.year
    return Computed("DATE", f"{chosen:04}-{mark}", "publication", why=f"counted from publication {base}")


def in_year(slots: Slots, setting: Setting) -> Computed | None:
    """29 March next year, the third quarter of next year, the same period last year: the year of one, the rest of the
    other."""
    inner, outer = slots["inner"], slots["outer"]
    if isinstance(inner, str):  # the same period: what the last date of the text says
        near, _, called, _ = setting.near("half")
        inner = Computed(
            "DATE", value(near.unit, near.day) if near and near.unit != "year" else "", "text", why=called
        )
    if not isinstance(inner, Computed) or not isinstance(outer, Computed):
        return None
    there = point(outer.value)
    if not outer.value or not inner.value:
        return Computed("DATE", "", outer.anchor, why=outer.why)
    if there and there.unit != "year" and isinstance(slots["inner"], str):
        return outer
    if there is None or there.unit != "year" or not inner.value[4:].startswith("-"):
        return None
    return Computed("DATE", f"{there.day.year:04}{inner.value[4:]}", outer.anchor, inner.mod, why=outer.why)


def range_end(slots: Slots, setting: Setting) -> Computed | None:
    """The 6 of May 4-6: that day of the month of the other."""
    first, last = slots["inner"], int(str(slots["day"]))
    if not isinstance(first, Computed) or first.value[:8].count("-") != 2 or last <= int(first.value[8:10]):
        return None
    return Computed("DATE", f"{first.value[:8]}{last:02}", first.anchor, why=first.why)


def away(slots: Slots, setting: Setting) -> Computed | None:
    """Two years ago, three weeks later, a year earlier, two days after Christmas, in a fortnight."""
    length = slots["amount"]
    if not isinstance(length, Computed):
        return None
    sign = int(str(slots["sign"]))
    steps, unit = _length(length.value)
    given, place = slots.get("date"), None
    if not steps and not unit:
        return None
    if not steps:
        vague = "PAST_REF" if sign < 0 else "FUTURE_REF"
        return Computed("DATE", vague, mod=length.mod, why="how long is left open")
    if isinstance(given, Computed):
        near, anchor, called, place = point(given.value), given.anchor, given.value, given.base
        day_only = True
    elif slots.get("from") == "text":
        near, anchor, called, place = setting.near(unit if unit in SIZES else "")
        day_only = anchor == "text"
    else:
        near = point(setting.published.isoformat()) if setting.published else None
        anchor, called, day_only = "publication", f"publication {setting.published}", False
    why = f"{plural(steps, unit)} {'before' if sign < 0 else 'after'} {called}"
    if near is None:
        return undated("DATE") if not isinstance(given, Computed) else Computed("DATE", "", anchor, why=why)
    if unit in ("hour", "minute", "second"):
        return _clock_away(setting, sign * steps, unit)
    if unit == "year" and steps > 9999 and not steps % 1000:
        return Computed("DATE", f"KA{steps // 1000}", mod=length.mod, why="thousands of years ago")
    there = moved(near.day, unit, sign * steps)
    if there is None:
        return Computed("DATE", "PAST_REF" if sign < 0 else "FUTURE_REF", mod=length.mod, why=why)
    exact = unit
    if SIZES[near.unit] > SIZES[unit]:
        exact = near.unit
    elif day_only and near.unit == "day" and unit == "week":
        exact = "day"
    elif (
        unit == "year"
        and day_only
        and (near.unit in ("quarter", "half") or (near.unit == "month" and steps == 1))
    ):
        exact = near.unit
    return Computed("DATE", value(exact, there), anchor, length.mod, why=why, base=place)


def _clock_away(setting: Setting, steps: int, unit: str) -> Computed:
    """An hour later, ten minutes before: from the last time of day in the text."""
    last, place = setting.clock()
    why = f"{plural(abs(steps), unit)} {'before' if steps < 0 else 'after'} {last or 'a time that is not named'}"
    day, mark, clock = last.partition("T")
    minutes = {"hour": 60, "minute": 1, "second": 0}[unit]
    if mark and clock[:5].replace(":", "").isdigit() and len(clock) >= 5 and minutes:
        total = int(clock[:2]) * 60 + int(clock[3:5]) + steps * minutes
        there = moved(date.fromisoformat(day), "day", total // 1440)
        if there:
            hour, minute = divmod(total % 1440, 60)
            return Computed("TIME", f"{there}T{hour:02}:{minute:02}", "text", why=why, base=place)
    return Computed("TIME", "", "text", why=why)


def _length(words: str) -> tuple[int, str]:
    """The number and unit of a duration value; no number where that is open, no unit where there are several."""
    clock = words.startswith("PT")
    body = words.removeprefix("PT").removeprefix("P")
    number = body.rstrip("ABCDEFGHIJKLMNOPQRSTUVWYZ")
    units = {
        "D": "day",
        "W": "week",
        "WE": "weekend",
        "M": "month",
        "Q": "quarter",
        "Y": "year",
        "DE": "decade",
    }
    units |= {"CE": "century", "H": "half"}
    clocks = {"H": "hour", "M": "minute", "S": "second", "NI": "day"}
    unit = (clocks if clock else units).get(body[len(number) :], "")
    if number == "X":
        return 0, unit
    if unit == "year" and number.endswith(".5"):
        return int(number[:-2]) * 12 + 6, "month"
    return (int(number), unit) if unit and number.isdigit() else (0, "")


def inner(slots: Slots, setting: Setting) -> Computed | None:
    """The past three years, Friday's: what is inside."""
    found = slots["inner"]
    return found if isinstance(found, Computed) else None


def _given_year(slots: Slots) -> int | None:
    if "year" in slots:
        return int(str(slots["year"]))
    if "short" in slots:
        return int(f"{slots.get('hundreds', 19)}{slots['short']}")
    return None


def _feast(year: int, when: str) -> date | None:
    """The day of a year that 12-25 names, or easter+1, or 11-4-4 (month, which, weekday); None if there is none."""
    try:
        if when.startswith("easter"):
            return easter(year) + timedelta(int(when.removeprefix("easter")))
        month, *rest = map(int, when.split("-"))
        if len(rest) == 2:
            return nth_weekday(year, month, nth=rest[0], weekday=rest[1])
        return date(year, month, rest[0])
    except (ValueError, OverflowError):
        return None


def _nearest(days: Iterable[date], base: date, tense: int) -> date | None:
    """The day nearest to publication; where that is far, the nearest on the side that the tense says."""
    ordered = sorted(days, key=lambda one: abs(one - base))
    if not ordered or not tense or abs(ordered[0] - base).days <= _CLEAR:
        return ordered[0] if ordered else None
    return next((one for one in ordered if (one - base).days * tense >= 0), ordered[0])


def _place(there: date, base: date, what: str) -> str:
    side = "before" if there < base else "after" if there > base else "of"
    return f"the day of publication {base}" if side == "of" else f"{what} {side} publication {base}"


def _counted(unit: str, there: date, base: date, what: str) -> Computed:
    found = value(unit, there)
    same = value(unit, base) == found
    side = f"the {unit} of" if same else f"{what} {'before' if there < base else 'after'}"
    return Computed("DATE", found, "publication", why=f"{side} publication {base}")
