"""A picture of counts: a horizontal bar for each label in its colour, on light paper, as PNG.

Drawn with Pillow and the packaged Source Sans, so that the same counts are the same bytes
(docs/adr, "Charts with Pillow"). Pillow is imported only when it is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from msgspec import Struct

from workbench.errors import UserError

PAPER, INK, SOFT, FAINT = "#fcfcfa", "#1e2227", "#5d646d", "#e6e6e1"
MOST = 60  # bars of a section; the rest is one line of text
_SCALE = 2  # pixels for each unit below: sharp on screens of high density
_WIDTH, _MARGIN = 880, 40
_ROW, _BAR, _GAP = 27, 15, 14
_LABELS = 230  # the widest that names of labels may be
_SHARES = (1.0, 0.55, 0.3, 0.18)  # how strong the colour is in the first part, the second, and so on


class Bar(Struct, frozen=True):
    """One label: its title (and its id, for scripts that the face lacks), colour "#rrggbb", counts by part."""

    title: str
    id: str
    colour: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """The sum of its counts."""
        return sum(self.counts)


class Section(Struct, frozen=True):
    """Bars that belong together, under a heading; drawn from the largest to the smallest."""

    title: str
    bars: tuple[Bar, ...]


def draw(title: str, subtitle: str, parts: Sequence[str], sections: Iterable[Section]) -> bytes:
    """The picture as PNG, as high as it needs to be; `parts` name the counts of each bar."""
    return _Picture(title, subtitle, parts, [section for section in sections if section.bars]).png()


def pillow() -> tuple[Any, Any, Any]:
    """What draws. Raises UserError, with the command that installs it, if that is missing."""
    try:
        from PIL import Image, ImageDraw, ImageFont
    except ImportError:
        message = 'The picture of counts needs Pillow: pip install "annotation-workbench[huggingface]".'
        raise UserError(message) from None
    return Image, ImageDraw, ImageFont


@cache
def _face(name: str, size: int) -> Any:
    _, _, fonts = pillow()
    # The package's own __init__ walks its folder; finding it is enough.
    spec = find_spec("font_source_sans_pro")
    if spec is None or spec.origin is None:
        raise UserError("The picture of counts needs its face: pip install font-source-sans-pro.")
    file = Path(spec.origin).parent / "files" / f"SourceSansPro-{name}.ttf"
    return fonts.truetype(str(file), size * _SCALE, layout_engine=fonts.Layout.BASIC)


def _covers(text: str) -> bool:
    """Whether the face has all letters of a text."""
    face = _face("Regular", 15)
    missing = bytes(face.getmask("\uffff"))
    return all(sign.isspace() or bytes(face.getmask(sign)) != missing for sign in text)


def _shortened(text: str, face: Any, width: int) -> str:
    """The text, its end cut off where it is wider than `width` units."""
    if face.getlength(text) <= width * _SCALE:
        return text
    while text and face.getlength(text + "…") > width * _SCALE:
        text = text[:-1]
    return text.rstrip() + "…"


def mixed(colour: str, share: float) -> str:
    """`share` (0 to 1) of the colour on paper."""
    pairs = [(int(colour[at : at + 2], 16), int(PAPER[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(ink * share + paper * (1 - share)):02x}" for ink, paper in pairs)


class _Picture:
    def __init__(self, title: str, subtitle: str, parts: Sequence[str], sections: Sequence[Section]) -> None:
        self._title = title if _covers(title) else ""
        self._subtitle, self._parts, self._sections = subtitle, parts, sections
        names = [self._name(bar) for section in sections for bar in section.bars] or [""]
        self._left = _MARGIN + max(-(-_face("Regular", 15).getlength(name) // _SCALE) for name in names)
        self._most = max((bar.total for section in sections for bar in section.bars), default=0)
        self._image: Any = None
        self._pen: Any = None

    def png(self) -> bytes:
        """Draw, and give the bytes."""
        image, pens, _ = pillow()
        height = self._drawn()  # without a pen: only how far down it goes
        self._image = image.new("RGB", (_WIDTH * _SCALE, height * _SCALE), PAPER)
        self._pen = pens.Draw(self._image)
        self._drawn()
        out = BytesIO()
        self._image.save(out, "PNG")
        return out.getvalue()

    def _name(self, bar: Bar) -> str:
        name = bar.title if _covers(bar.title) else bar.id if _covers(bar.id) else "?"
        return _shortened(name, _face("Regular", 15), _LABELS)

    def _drawn(self) -> int:
        y = _MARGIN - 8
        if self._title:
            self._write(
                _MARGIN,
                y + 12,
                _shortened(self._title, _face("Semibold", 23), _WIDTH - 2 * _MARGIN),
                23,
                INK,
                "Semibold",
            )
            y += 32
        self._write(_MARGIN, y + 10, self._subtitle, 15, SOFT)
        y += 24
        if len(self._parts) > 1:
            self._legend(y + 10)
            y += 24
        for section in self._sections:
            y += 18
            if _covers(section.title):
                self._write(_MARGIN, y + 8, section.title, 15, INK, "Semibold")
            self._line(y + 22)
            y += 30
            bars = sorted(section.bars, key=lambda bar: -bar.total)
            for bar in bars[:MOST]:
                self._row(bar, y)
                y += _ROW
            if len(bars) > MOST:
                rest = sum(bar.total for bar in bars[MOST:])
                words = f"and {len(bars) - MOST:,} more, {rest:,} together"
                self._write(self._left + _GAP, y + _ROW // 2, words, 14, SOFT)
                y += _ROW
        return y + _MARGIN - 14

    def _row(self, bar: Bar, y: int) -> None:
        middle, start = y + _ROW // 2, self._left + _GAP
        self._write(self._left, middle, self._name(bar), 15, INK if bar.total else SOFT, anchor="rm")
        room = _WIDTH - _MARGIN - start - 70  # for the number
        end = start
        done = 0
        for at, count in enumerate(bar.counts):
            done += count
            left, end = end, start + room * done / self._most if self._most else start
            if count and self._pen:
                share = _SHARES[min(at, len(_SHARES) - 1)]
                last = done == bar.total
                end = max(end, left + 1)
                self._pen.rounded_rectangle(
                    (
                        round(left * _SCALE),
                        (middle - _BAR / 2) * _SCALE,
                        round(end * _SCALE) - 1,
                        (middle + _BAR / 2) * _SCALE,
                    ),
                    radius=3 * _SCALE if last and end - left > 4 else 0,
                    fill=mixed(bar.colour, share),
                    corners=(False, True, True, False),
                )
        self._write(end + (8 if bar.total else 0), middle, f"{bar.total:,}", 14, SOFT)

    def _legend(self, y: int) -> None:
        x = float(_MARGIN)
        for at, part in enumerate(self._parts):
            colour = mixed(SOFT, _SHARES[min(at, len(_SHARES) - 1)])
            if self._pen:
                box = (x * _SCALE, (y - 5) * _SCALE, (x + 11) * _SCALE, (y + 6) * _SCALE)
                self._pen.rounded_rectangle(box, radius=2 * _SCALE, fill=colour)
            self._write(x + 17, y, part, 14, SOFT)
            x += 17 + _face("Regular", 14).getlength(part) / _SCALE + 20

    def _line(self, y: int) -> None:
        if self._pen:
            box = (_MARGIN * _SCALE, y * _SCALE, (_WIDTH - _MARGIN) * _SCALE, y * _SCALE + 1)
            self._pen.rectangle(box, fill=FAINT)

    def _write(
        self, x: float, y: float, text: str, size: int, colour: str, face: str = "Regular", anchor: str = "lm"
    ) -> None:
        if self._pen:
            place = (x * _SCALE, y * _SCALE)
            self._pen.text(place, text, fill=colour, font=_face(face, size), anchor=anchor)
