"""Colours, faces and distances of the window, light and dark; all px are at 17 px type and scale with it."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ui.stylesheet import stylesheet

if TYPE_CHECKING:
    from workbench.schema import Label

BASE_PX = 17  # the type size at which every distance of the design is given
# px of the article's type, up to 300 %: larger by about a tenth each time
TEXT_SIZES = (11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 22, 24, 26, 28, 31, 34, 38, 42, 46, 51)
SERIF, SANS = "Source Serif Pro", "Source Sans Pro"
_FACES = ("Regular", "It", "Semibold", "Bold")
# Families for scripts that the two faces lack, in order; the platform's own choice comes after them.
_SERIF_FALLBACK = (
    "Noto Serif",
    "Noto Serif CJK SC",
    "Noto Naskh Arabic",
    "Noto Serif Hebrew",
    "Noto Color Emoji",
)
_SANS_FALLBACK = ("Noto Sans", "Noto Sans CJK SC", "Noto Sans Arabic", "Noto Color Emoji")


class Theme(Struct, frozen=True):
    """What everything is painted with: colours as "#rrggbb", and `scale`, the zoom (1.0 is 17 px type)."""

    name: str
    paper: str  # behind the article, and in fields
    ink: str
    soft: str  # secondary text: 4.5 : 1 or better on paper and panel
    faint: str  # hairlines on paper
    panel: str  # behind lists, header, hint line
    panel_line: str  # hairlines on panels
    hover: str  # a row under the mouse
    chosen: str  # the current row
    border: str  # edges of fields and buttons
    accent: str
    on_accent: str  # text on the accent
    amber: str
    red: str
    green: str
    wash: str  # ink at 6 % on paper: a passage
    wash_nested: str  # ink at 11 % on paper
    plate: str  # behind a toast: the other theme's paper
    on_plate: str
    tint: float  # share of a label's colour in its tint
    scale: float = 1.0
    contrast: bool = False  # high contrast: no tints and washes but outlines of 2 px

    @property
    def dark(self) -> bool:
        """Whether light letters stand on a dark page."""
        return self.name == "dark"

    def px(self, n: float) -> float:
        """`n` px at 17 px type, scaled by the zoom."""
        return n * self.scale

    def scaled(self, scale: float) -> Theme:
        """The same colours at another zoom."""
        return replace(self, scale=scale)

    def reading_font(self, px: float = BASE_PX, *, bold: bool = False, italic: bool = False) -> QFont:
        """The face of the article, `px` at 17 px type."""
        return _font((SERIF, *_SERIF_FALLBACK), self.px(px), bold=bold, italic=italic, serif=True)

    def ui_font(self, px: float = 13, bold: bool = False, italic: bool = False) -> QFont:
        """The face of everything around the article, `px` at 17 px type."""
        return _font((SANS, *_SANS_FALLBACK), self.px(px), bold=bold, italic=italic, serif=False)

    def label_colour(self, label: Label) -> QColor:
        """The label's colour in this theme."""
        return QColor(label.colour[1 if self.dark else 0])

    def tint_colour(self, label: Label) -> QColor:
        """The tint behind a span of this label, opaque, as it looks on paper."""
        return mix(self.label_colour(label), QColor(self.paper), self.tint)


LIGHT = Theme(
    name="light", paper="#fcfcfa", ink="#1e2227", soft="#5d646d", faint="#e6e6e1",
    panel="#f4f4f1", panel_line="#e0e0da", hover="#ebebe6", chosen="#dfe8f3", border="#c6c8c6",
    accent="#1a5fb4", on_accent="#ffffff", amber="#8a5300", red="#b3261e", green="#1b6e3c",
    wash="#efefed", wash_nested="#e4e4e3", plate="#2a2e34", on_plate="#f2f3f5", tint=0.16,
)  # fmt: skip
DARK = Theme(
    name="dark", paper="#17191d", ink="#e4e6ea", soft="#9aa1ab", faint="#2a2d33",
    panel="#1d2024", panel_line="#2e3238", hover="#262a30", chosen="#243447", border="#454b54",
    accent="#78aeed", on_accent="#10151c", amber="#e8b04a", red="#f28b82", green="#6fcf97",
    wash="#232529", wash_nested="#2e3034", plate="#e4e6ea", on_plate="#1a1d21", tint=0.26,
)  # fmt: skip


def mix(colour: QColor, over: QColor, share: float) -> QColor:
    """`share` (0 to 1) of `colour` laid over `over`, opaque."""

    def channel(top: int, bottom: int) -> int:
        return round(top * share + bottom * (1 - share))

    return QColor(
        channel(colour.red(), over.red()),
        channel(colour.green(), over.green()),
        channel(colour.blue(), over.blue()),
    )


def chosen_theme(setting: str, *, text_size: float = BASE_PX) -> Theme:
    """The theme for the setting "light", "dark", "contrast" or "system", zoomed to `text_size` px.

    High contrast comes when it is chosen or when the system asks for it, light or dark as the system is.
    """
    dark = setting == "dark"
    if setting in ("system", "contrast"):
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    theme = (DARK if dark else LIGHT).scaled(text_size / BASE_PX)
    return high_contrast(theme) if setting == "contrast" or _wants_contrast() else theme


def high_contrast(theme: Theme) -> Theme:
    """The theme without greys and tints."""
    ink, paper = ("#ffffff", "#000000") if theme.dark else ("#000000", "#ffffff")
    return replace(
        theme,
        contrast=True,
        ink=ink,
        paper=paper,
        soft=ink,
        panel=paper,
        faint=ink,
        panel_line=ink,
        border=ink,
    )


def _wants_contrast() -> bool:
    # Qt says since 6.10 whether the system asks for high contrast.
    hints = getattr(QGuiApplication.styleHints(), "accessibility", None)
    return hints is not None and hints().contrastPreference() == Qt.ContrastPreference.HighContrast


@cache
def load_fonts() -> bool:
    """Load the reading face and the face around it from their packages; False if one is missing."""
    complete = True
    for package, stem in (
        ("font_source_serif_pro", "SourceSerifPro"),
        ("font_source_sans_pro", "SourceSansPro"),
    ):
        # The packages' own __init__ walks their folders; finding them is enough.
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            complete = False
            continue
        folder = Path(spec.origin).parent / "files"
        for face in _FACES:
            file = folder / f"{stem}-{face}.ttf"
            complete &= file.is_file() and QFontDatabase.addApplicationFont(str(file)) >= 0
    return complete


def apply(app: QApplication, theme: Theme) -> None:
    """Dress the whole application: style, palette, face and style sheet."""
    load_fonts()
    app.setStyle("Fusion")
    app.setPalette(palette(theme))
    plain = theme.scaled(1.0)
    app.setFont(plain.ui_font())
    app.setStyleSheet(stylesheet(plain, Path(__file__).parent / "icons"))


def palette(theme: Theme) -> QPalette:
    """The theme as Qt's roles, for what the style draws itself."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.panel,
        role.WindowText: theme.ink,
        role.Base: theme.paper,
        role.AlternateBase: theme.panel,
        role.Text: theme.ink,
        role.Button: theme.panel,
        role.ButtonText: theme.ink,
        role.BrightText: theme.red,
        role.ToolTipBase: theme.plate,
        role.ToolTipText: theme.on_plate,
        role.PlaceholderText: theme.soft,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Mid: theme.border,
        role.Midlight: theme.hover,
        role.Dark: theme.border,
        role.Light: theme.paper,
        role.Accent: theme.accent,
    }
    result = QPalette()
    for one, colour in colours.items():
        result.setColor(one, QColor(colour))
    faded = mix(QColor(theme.ink), QColor(theme.panel), 0.42)
    for one in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, one, faded)
    return result


@cache
def _font(families: tuple[str, ...], px: float, *, bold: bool, italic: bool, serif: bool) -> QFont:
    font = QFont()
    font.setFamilies(list(families))
    font.setStyleHint(QFont.StyleHint.Serif if serif else QFont.StyleHint.SansSerif)
    font.setPixelSize(max(1, round(px)))
    font.setItalic(italic)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
