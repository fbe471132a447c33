"""The meanings of lengths of time and of what is repeated: three weeks, every Monday, twice a year."""

from __future__ import annotations

from workbench.timex.computed import Computed, Setting, Slots

_FORMS = {  # unit -> what stands before and after the number in a duration
    "second": ("PT", "S"),
    "minute": ("PT", "M"),
    "hour": ("PT", "H"),
    "night": ("PT", "NI"),
    "day": ("P", "D"),
    "week": ("P", "W"),
    "weekend": ("P", "WE"),
    "month": ("P", "M"),
    "quarter": ("P", "Q"),
    "half": ("P", "H"),
    "year": ("P", "Y"),
    "decade": ("P", "DE"),
    "century": ("P", "CE"),
}
_HALVES = {
    "hour": "PT30M",
    "minute": "PT30S",
    "day": "PT12H",
    "year": "P6M",
    "decade": "P5Y",
    "century": "P50Y",
}
_WHOLE = {"fortnight": (2, "week")}


def counted(slots: Slots, thousands: str = ",") -> str:
    """The number that a count says: digits, X where it is vague; empty where it is none."""
    digits = str(slots.get("digits") or "").replace(thousands, "").replace(",", ".")
    count = digits or str(slots.get("count") or "")
    if "tens" in slots:
        count = str(int(str(slots["tens"])) + int(str(slots.get("ones") or 0)))
    scale = slots.get("scale")
    if isinstance(scale, int):
        count = str(round(float(count or 1) * scale)) if (count or "1").replace(".", "").isdigit() else "X"
    return count


def number(slots: Slots, setting: Setting) -> str:
    """Three, twenty-five, two hundred, several: its digits, or X."""
    return counted(slots)


def amount(slots: Slots, setting: Setting) -> Computed | None:
    """Three weeks, a few years, half an hour, two and a half years, months."""
    unit = str(slots["unit"])
    times, unit = _WHOLE.get(unit, (1, unit))
    before, after = _FORMS[unit]
    if slots.get("halved"):
        return Computed("DURATION", _HALVES.get(unit, f"{before}0.5{after}"), why=f"half of one {unit}")
    count = counted(slots) or "1"
    if slots.get("plus_half"):
        count += ".5"
    if times > 1 and count.isdigit():
        count = str(int(count) * times)
    length = f"{before}{count}{after}"
    return Computed(
        "DURATION", length, why="a length of time that is left open" if count == "X" else "a length of time"
    )


def added(slots: Slots, setting: Setting) -> Computed | None:
    """3 minutes 51 seconds, two years and three months."""
    first, second = slots["first"], slots["second"]
    if not isinstance(first, Computed) or not isinstance(second, Computed):
        return None
    if first.type != "DURATION" or second.type != "DURATION":
        return None
    date, _, clock = first.value[1:].partition("T")
    more_date, _, more_clock = second.value[1:].partition("T")
    dates, clocks = date + more_date, clock + more_clock
    if (clock and more_date) or not _falls(dates, "YMWD") or not _falls(clocks, "HMS"):
        return None
    return Computed("DURATION", f"P{dates}" + (f"T{clocks}" if clocks else ""), why="a length of time")


def _falls(parts: str, units: str) -> bool:
    """Whether the units of a length get smaller, each once."""
    ranks = [units.find(one) for one in parts if one.isalpha()]
    return ranks == sorted(set(ranks)) and -1 not in ranks


def repeated(slots: Slots, setting: Setting) -> Computed | None:
    """Every Monday, Mondays, each year, every two weeks, every April 28, daily."""
    quant = str(slots.get("quant", ""))
    if "weekday" in slots:
        value = f"XXXX-WXX-{slots['weekday']}" + (f"T{slots['part']}" if "part" in slots else "")
    elif "feast" in slots:
        value = f"XXXX-{slots['feast']}" if str(slots["feast"]).replace("-", "").isdigit() else "P1Y"
    elif "season" in slots:
        value = f"XXXX-{slots['season']}"
    elif "part" in slots:
        value = f"XXXX-XX-XXT{slots['part']}"
    elif "month" in slots:
        value = f"XXXX-{int(str(slots['month'])):02}"
        value += f"-{int(str(slots['day'])):02}" if "day" in slots else ""
    elif isinstance(slots.get("amount"), Computed):
        value = slots["amount"].value  # type: ignore[attr-defined]
    elif "value" in slots:
        value = str(slots["value"])
    else:
        before, after = _FORMS[str(slots["unit"])]
        value = f"{before}{counted(slots) or 1}{after}"
    return Computed(
        "SET", value, quant=quant, freq=f"{slots['times']}X" if "times" in slots else "", why="it is repeated"
    )


def rate(slots: Slots, setting: Setting) -> Computed | None:
    """Twice a week, three times per year, three evenings a week, a day (25,000 containers a day)."""
    before, after = _FORMS[str(slots["unit"])]
    count = counted(slots)
    return Computed("SET", f"{before}1{after}", freq=f"{count}X" if count else "", why="it is repeated")
