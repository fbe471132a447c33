"""The meanings of times of day: 4 p.m., noon on Friday, Sunday night, the evening of 7 June."""

from __future__ import annotations

from msgspec.structs import replace

from workbench.timex.computed import UNDATED, Computed, Setting, Slots
from workbench.timex.points import moved

_UNDATED = Computed("DATE", "XXXX-XX-XX", "publication", why=UNDATED)


def clock(slots: Slots, setting: Setting) -> Computed | None:
    """4 p.m., 14:30, noon, half past seven in the evening, 1530 GMT; on the day named beside it, else the last one."""
    if not str(slots.get("hour", 0)).isdigit() or not str(slots.get("minutes", 0)).isdigit():
        return None
    if "fixed" in slots:
        hour, minute = divmod(int(str(slots["fixed"])), 100)
    else:
        hour, minute = int(str(slots["hour"])), int(str(slots.get("minute") or 0))
    half = slots.get("half")
    shift = slots.get("shift")  # minutes: "quarter to", "half past"
    if half in ("a", "p"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half in ("EV", "AF", "NI") and 1 <= hour <= 11:
        hour += 12 if half != "NI" or hour >= 6 else 0
    if "sign" in slots:
        shift = int(str(slots["sign"])) * int(str(slots["minutes"]))
    if shift is not None:
        hour, minute = divmod(hour * 60 + int(str(shift)), 60)
    if hour > 24 or minute > 59:
        return None
    mark = f"T{hour:02}:{minute:02}{slots.get('zone') or ''}"
    return _timed(_day(slots, setting), mark)


def part(slots: Slots, setting: Setting) -> Computed | None:
    """This morning, tonight, last night, Friday evening, the night of 4 May, the next morning."""
    day = _day(slots, setting)
    found = _timed(day, f"T{slots['part']}")
    return replace(found, mod=str(slots["mod"])) if found and "mod" in slots else found


def at(slots: Slots, setting: Setting) -> Computed | None:
    """7.30 pm on Friday; Friday at 7.30 pm: the time of one on the day of the other."""
    time, date = slots["time"], slots["date"]
    if not isinstance(time, Computed) or not isinstance(date, Computed) or "T" not in time.value:
        return None
    return _timed(date, f"T{time.value.partition('T')[2]}", mod=time.mod)


def _day(slots: Slots, setting: Setting) -> Computed | None:
    """The day of a time: named, so many from publication or from the last date; else the last date of the text."""
    given = slots.get("date")
    if isinstance(given, Computed):
        return given
    step = slots.get("step")
    near, anchor, called, place = setting.day()
    if step is not None and slots.get("from") != "text":
        if setting.published is None:
            return _UNDATED
        day = moved(setting.published, "day", int(str(step)))
        word = {0: "on the day of", -1: "the day before", 1: "the day after"}.get(
            int(str(step)), "counted from"
        )
        return (
            Computed("DATE", str(day), "publication", why=f"{word} publication {setting.published}")
            if day
            else None
        )
    if near is None:
        if setting.published is None:
            return _UNDATED
        anchor, called, place = "publication", f"publication {setting.published}", None
        base = setting.published
    else:
        base = near
    day = moved(base, "day", int(str(step or 0)))
    if day is None:
        return None
    why = f"the day of {called}" if day == base else f"the day {'before' if day < base else 'after'} {called}"
    return Computed("DATE", str(day), anchor, why=why, base=place)


def _timed(day: Computed | None, mark: str, mod: str = "") -> Computed | None:
    if day is None:
        return None
    if not day.value:
        return replace(day, type="TIME")
    if day.value.count("-") != 2 or "W" in day.value or "T" in day.value:
        return None
    return replace(day, type="TIME", value=day.value + mark, mod=mod or day.mod)
