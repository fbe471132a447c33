"""TIMEX3 values as places in the calendar: reading them, and counting units from them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

UNITS = ("day", "week", "weekend", "season", "month", "quarter", "half", "year", "decade", "century")
SIZES = {  # how long a unit is, in steps: a week is finer than a month
    "day": 0,
    "weekend": 1,
    "week": 1,
    "month": 2,
    "season": 3,
    "quarter": 3,
    "half": 4,
    "year": 5,
    "decade": 6,
    "century": 7,
}
_MONTHS = {"month": 1, "quarter": 3, "season": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
_SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}  # the month in which one begins, on the northern half
_VALUE = re.compile(
    r"(?:FY)?(?P<year>\d{4})(?:-(?:(?P<month>\d\d)(?:-(?P<day>\d\d))?|W(?P<week>\d\d)(?P<end>-WE)?"
    r"|Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<season>SP|SU|FA|WI)))?(?:T.*)?|(?P<short>\d{2,3})",
    re.ASCII,
)


class Point(NamedTuple):
    """A stretch of the calendar: how long it is, and the day on which it begins."""

    unit: str  # of UNITS
    day: date


@lru_cache
def point(value: str) -> Point | None:
    """Where a DATE or TIME value lies; None for one that has no place (XXXX-04, PAST_REF) or is wrong."""
    match = _VALUE.fullmatch(value)
    if not match:
        return None
    part = match.groupdict()
    try:
        if part["short"]:
            years = 10 if len(value) == 3 else 100
            return Point("decade" if years == 10 else "century", date(int(value) * years or 1, 1, 1))
        year = int(part["year"])
        if part["week"]:
            monday = date.fromisocalendar(year, int(part["week"]), 1)
            return Point("weekend", monday + timedelta(5)) if part["end"] else Point("week", monday)
        for unit, months in (("quarter", 3), ("half", 6)):
            if part[unit]:
                return Point(unit, date(year, (int(part[unit]) - 1) * months + 1, 1))
        if part["season"]:
            return Point("season", date(year, _SEASONS[part["season"]], 1))
        if part["day"]:
            return Point("day", date(year, int(part["month"]), int(part["day"])))
        return (
            Point("month", date(year, int(part["month"]), 1))
            if part["month"]
            else Point("year", date(year, 1, 1))
        )
    except ValueError:
        return None


def value(unit: str, day: date) -> str:
    """The value of the day, week, month, ... (one of UNITS but season) in which a day lies."""
    year, week, _ = day.isocalendar()
    match unit:
        case "day":
            return day.isoformat()
        case "week":
            return f"{year:04}-W{week:02}"
        case "weekend":
            return f"{year:04}-W{week:02}-WE"
        case "month":
            return f"{day.year:04}-{day.month:02}"
        case "quarter":
            return f"{day.year:04}-Q{(day.month - 1) // 3 + 1}"
        case "half":
            return f"{day.year:04}-H{(day.month - 1) // 6 + 1}"
        case "decade":
            return f"{day.year // 10:03}"
        case "century":
            return f"{day.year // 100:02}"
        case _:
            return f"{day.year:04}"


def moved(day: date, unit: str, steps: int) -> date | None:
    """The day so many units (one of UNITS) after a day, before it with a negative number.

    None outside of the years 1 to 9999. 31 January and one month is the last day of February.
    """
    try:
        if unit in ("day", "week", "weekend"):
            return day + timedelta(steps * (1 if unit == "day" else 7))
        months = steps * _MONTHS[unit]
        year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
        return date(year, month + 1, min(day.day, _last_day(year, month + 1)))
    except (OverflowError, ValueError):
        return None


def _last_day(year: int, month: int) -> int:
    return (date(year + month // 12, month % 12 + 1, 1) - timedelta(1)).day


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Butcher, The Ecclesiastical Calendar, 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + k - 7 * ((a + 11 * h + 22 * k) // 451) + 114, 31)
    return date(year, month, day + 1)


def nth_weekday(year: int, month: int, *, nth: int, weekday: int) -> date:
    """The nth (from 1) Monday (1) to Sunday (7) of a month. Raises ValueError where there is none."""
    first = date(year, month, 1)
    there = first + timedelta((weekday - first.isoweekday()) % 7 + 7 * (nth - 1))
    if there.month != month:
        raise ValueError(f"No weekday {weekday} number {nth} in {year}-{month:02}.")
    return there
