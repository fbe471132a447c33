"""What an expression comes to, and what it is counted from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

from workbench.timex.points import SIZES, Point, point

Slots = Mapping[str, object]


class Computed(Struct, frozen=True):
    """A TIMEX3 type and value, and what it was computed from.

    `anchor` is "publication" if the value depends on the day of publication, "text" if on another date of the text,
    else "none" (it is not TIMEX3's functionInDocument); `mod`, `quant` and `freq` are the TIMEX3 attributes of these
    names. `why` says in a few words how the value came about, `base` where the other date of the text stands. A value
    that cannot be computed is empty.
    """

    type: str
    value: str
    anchor: str = "none"
    mod: str = ""
    quant: str = ""
    freq: str = ""
    why: str = ""
    base: tuple[int, int] | None = None


class Last(NamedTuple):
    """A DATE or TIME value of the text, where it stands (code points; None outside of it), and whether it is counted
    from publication."""

    value: str
    place: tuple[int, int] | None = None
    spoken: bool = False


class Setting(Struct, frozen=True, dict=True):
    """What an expression is read by: the day of publication, the last date of the text, and the tense around it."""

    published: date | None = None
    last: tuple[Last, ...] = ()  # the newest first
    verbs: Callable[[], int] = int  # reads the tense around it
    year: int | None = None  # of the date just before, where that is not the year of publication

    @cached_property
    def tense(self) -> int:
        """1 where what is said lies ahead, -1 behind, 0 where that is not known."""
        return self.verbs()

    def near(self, unit: str = "") -> tuple[Point | None, str, str, tuple[int, int] | None]:
        """What "later" counts from: the last date of the text, else publication.

        With a unit, longer ones that are counted from publication themselves ("next year") are passed over where there
        is another. Comes with its `anchor`, how it is called, and where it stands.
        """
        known = [(there, last) for last in self.last if (there := point(last.value))]
        fine = [one for one in known if not unit or not one[1].spoken or SIZES[one[0].unit] <= SIZES[unit]]
        if known:
            there, last = (fine or known)[0]
            return there, "text", f"{last.value}, the date before it in the text", last.place
        if self.published:
            return Point("day", self.published), "publication", f"publication {self.published}", None
        return None, "none", "", None

    def day(self) -> tuple[date | None, str, str, tuple[int, int] | None]:
        """The last day of the text; None if there is none."""
        for last in self.last:
            there = point(last.value)
            if there and there.unit == "day":
                return there.day, "text", f"{last.value[:10]}, the day before it in the text", last.place
        return None, "none", "", None

    def clock(self) -> tuple[str, tuple[int, int] | None]:
        """The value of the last time of day in the text and where it stands; empty if there is none."""
        times = (last for last in self.last if "T" in last.value)
        last = next(times, None)
        return (last.value, last.place) if last else ("", None)


UNDATED = "the document has no day of publication: set it above the article"


def undated(type: str) -> Computed:
    """An expression that counts from publication, which is not known."""
    return Computed(type, "", "publication", why=UNDATED)


def plural(count: int, unit: str) -> str:
    """3 weeks, 1 day, 2 centuries."""
    if count == 1:
        return f"1 {unit}"
    return f"{count} {unit[:-1]}ies" if unit == "century" else f"{count} {unit}s"
