"""Colours and keys of labels: what can be read in both themes, what every eye tells apart, what is still free."""

from __future__ import annotations

from collections.abc import Iterable
from colorsys import hls_to_rgb, rgb_to_hls
from functools import cache, lru_cache
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt
from string import ascii_lowercase

Triple = tuple[float, float, float]
Pair = tuple[str, str]  # light, dark, as "#rrggbb"

# paper, ink and the share of a tint, light and dark
PAPERS = (("#fcfcfa", "#1e2227", 0.16), ("#17191d", "#e4e6ea", 0.26))
AA = 4.5  # WCAG 2.2, success criterion 1.4.3
APART = 10.0  # the CIEDE2000 distance from which two colours are told apart

# light, dark: 4.5 or better on paper, as all colours of shipped schemas
SPARE: tuple[Pair, ...] = (
    ("#0b7285", "#5ccfe3"),
    ("#a61f64", "#f28cbf"),
    ("#566f00", "#b5cf4a"),
    ("#6e3fc4", "#b79bf7"),
    ("#9a4b00", "#f0a35e"),
    ("#14694b", "#5fcfa0"),
    ("#1f5fb8", "#7fb0f5"),
    ("#7a5c00", "#e3c04d"),
    ("#b4322a", "#f28b82"),
    ("#505b69", "#a9b4c2"),
)

# Machado, Oliveira and Fernandes 2009, table 1, severity 1.0: linear RGB as each eye sees it
EYES: dict[str, tuple[Triple, Triple, Triple]] = {
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
_XYZ = (
    (0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339 / 1.08883, 0.1191920 / 1.08883, 0.9503041 / 1.08883),
)


def rgb(colour: str) -> Triple:
    """Red, green and blue of "#rrggbb", 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _linear(colour: Triple) -> Triple:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return red, green, blue


def contrast(one: Triple, two: Triple) -> float:
    """The contrast ratio of WCAG 2.2, 1 to 21."""
    low, high = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (_linear(one), _linear(two)))
    return (high + 0.05) / (low + 0.05)


def over(colour: str, paper: str, share: float) -> Triple:
    """A tint as the screen blends it."""
    red, green, blue = (share * c + (1 - share) * p for c, p in zip(rgb(colour), rgb(paper), strict=True))
    return red, green, blue


@cache
def seen(colour: str, eye: str) -> Triple:
    """CIELAB (D65) of a colour as the eye sees it."""
    light = _linear(rgb(colour))
    light_seen = [
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, light, strict=True)))) for row in EYES[eye]
    ]
    x, y, z = (
        t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116
        for t in (sum(a * b for a, b in zip(row, light_seen, strict=True)) for row in _XYZ)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: Triple, two: Triple) -> float:
    """CIEDE2000 of two CIELAB colours, after Sharma, Wu and Dalal 2005."""
    chroma = (hypot(*one[1:]) + hypot(*two[1:])) / 2
    stretch = 1.5 - 0.5 * sqrt(chroma**7 / (chroma**7 + 25**7))
    c1, c2 = hypot(one[1] * stretch, one[2]), hypot(two[1] * stretch, two[2])
    h1 = degrees(atan2(one[2], one[1] * stretch)) % 360
    h2 = degrees(atan2(two[2], two[1] * stretch)) % 360
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    hue = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    light, chroma = (one[0] + two[0]) / 2, (c1 + c2) / 2
    weight = (
        1
        - 0.17 * cos(radians(hue - 30))
        + 0.24 * cos(radians(2 * hue))
        + 0.32 * cos(radians(3 * hue + 6))
        - 0.20 * cos(radians(4 * hue - 63))
    )
    by_light = (two[0] - one[0]) / (1 + 0.015 * (light - 50) ** 2 / sqrt(20 + (light - 50) ** 2))
    by_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    by_hue = 2 * sqrt(c1 * c2) * sin(radians(turn / 2)) / (1 + 0.015 * chroma * weight)
    bend = sin(radians(60 * exp(-(((hue - 275) / 25) ** 2)))) * 2 * sqrt(chroma**7 / (chroma**7 + 25**7))
    return sqrt(by_light**2 + by_chroma**2 + by_hue**2 - bend * by_chroma * by_hue)


@lru_cache(maxsize=4096)  # a schema that grows by many labels asks for the same pairs each time
def apart(one: Pair, two: Pair) -> float:
    """The smallest distance of two labels' colours, over the themes and over every eye."""
    return min(distance(seen(a, eye), seen(b, eye)) for a, b in zip(one, two, strict=True) for eye in EYES)


def can_be_read(colour: str, theme: int) -> bool:
    """Whether letters of the colour stand out from the paper of a theme (0 light, 1 dark), and ink from its tint."""
    paper, ink, share = PAPERS[theme]
    on_paper = contrast(rgb(colour), rgb(paper))
    return on_paper >= AA and contrast(rgb(ink), over(colour, paper, share)) >= AA


def legible(colour: str) -> Pair:
    """A colour for each theme that can be read: the colour itself, else its hue made darker or lighter."""
    return _legible(colour, 0), _legible(colour, 1)


def _legible(colour: str, theme: int) -> str:
    hue, light, saturation = rgb_to_hls(*rgb(colour))
    found = colour
    for _ in range(100):
        if can_be_read(found, theme):
            return found
        light += 0.01 if theme else -0.01
        parts = (round(255 * part) for part in hls_to_rgb(hue, min(1.0, max(0.0, light)), saturation))
        found = "#" + "".join(f"{part:02x}" for part in parts)
    return SPARE[-1][theme]


def free_colour(used: Iterable[Pair]) -> Pair:
    """Of the spare colours that which the fewest labels have, and among those the farthest from all of them."""
    taken = list(used)
    others = set(taken)
    return min(
        SPARE,
        key=lambda pair: (taken.count(pair), -min((apart(pair, one) for one in others), default=0.0)),
    )


def free_key(words: Iterable[str], taken: Iterable[str]) -> str:
    """A letter that no other label has: one that the words hold, else any; empty where all are taken."""
    gone = set(taken)
    wanted = [letter for word in words for letter in word.lower()]
    return next(
        (key for key in (*wanted, *ascii_lowercase) if key in ascii_lowercase and key not in gone), ""
    )
