"""Eight telling states of the article, light and dark, as they were when somebody looked at them last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from snapshots.compare import difference

from ui import theme as themes
from ui.document_view import DocumentView
from ui.open_document import OpenDocument
from ui.theme import DARK, LIGHT, Theme
from workbench.model import Annotator, Bundle, Comment, Document, Problem, Relation, Span
from workbench.schema import load_schema

WIDTH = 830
ARABIC_FACE = "Noto Naskh Arabic"  # with which the right-to-left pictures were stored


@dataclass(frozen=True, slots=True)
class Scene:
    """A text; spans as (label, words, which occurrence, values); relations as (label, head, tail)."""

    text: str
    height: int
    spans: tuple[tuple[object, ...], ...]
    relations: tuple[tuple[str, int, int], ...] = ()
    selected: int = -1
    unsure: frozenset[int] = frozenset()
    notes: frozenset[int] = frozenset()
    problems: tuple[int, ...] = ()
    map: bool = False
    suggested: tuple[tuple[str, str], ...] = ()  # label, words; the first is the current one
    values: dict[int, dict[str, str]] = field(default_factory=dict)


TALKS = (
    "India and Russia have agreed to boost their defence ties, said the Indian government after the "
    "Shanghai Cooperation Organisation meeting in New Delhi on Friday."
)
CLAIM = "India and Russia have agreed to boost their defence ties"
QUOTED = (
    "The two ministers also acknowledged “the unique, long-lasting and time-tested relationship between India "
    "and Russia,” a brief statement read. Experts doubt that it will last, and prices rose."
)
SPREAD = (
    "The two ministers also acknowledged “the unique, long-lasting and time-tested relationship between "
    "India and Russia"
)
ARABIC = "قال وزير الدفاع الهندي إن الهند وروسيا اتفقتا يوم الجمعة على تعزيز التعاون في نيودلهي، وفق بيان NATO رسمي."

SCENES: dict[str, Scene] = {
    "single": Scene(
        TALKS,
        150,
        (("GPE", "India"), ("GPE", "Russia"), ("CUE", "said"), ("ORG", "Indian government"), ("GPE", "New Delhi")),
    ),
    "nested": Scene(
        TALKS,
        150,
        (
            ("ORG", "Indian government"),
            ("NORP", "Indian"),
            ("EVENT", "Shanghai Cooperation Organisation meeting"),
            ("ORG", "Shanghai Cooperation Organisation"),
            ("GPE", "Shanghai"),
            ("PROG", "Cooperation Organisation meeting in New Delhi"),
        ),
    ),
    "claims": Scene(
        QUOTED,
        150,
        (
            ("CLAIM", SPREAD),
            ("CLAIM", "the unique, long-lasting and time-tested relationship between India and Russia"),
            ("GPE", "Russia"),
            ("CUE", "acknowledged"),
            ("SOURCE", "The two ministers"),
            ("CLAIM", "it will last"),
            ("CLAIM", "prices rose"),
        ),
    ),
    "dates": Scene(
        "date 2023-04-28 They met on Friday (April 28), and over the decades before that, every Monday.",
        120,
        (("DATE", "2023-04-28"), ("DATE", "Friday (April 28)"), ("DATE", "over the decades"), ("DATE", "every Monday")),
        values={
            0: {"value": "2023-04-28", "function": "publication"},
            1: {"value": "2023-04-28"},
            3: {"value": "XXXX-WXX-1"},
        },
    ),
    "relations": Scene(
        TALKS,
        150,
        (("CLAIM", CLAIM), ("CUE", "said"), ("ORG", "Indian government"), ("GPE", "India"), ("GPE", "Russia")),
        (("has-cue", 0, 1), ("said-by", 0, 2)),
        selected=0,
    ),
    "selected": Scene(
        TALKS,
        150,
        (("ORG", "Indian government"), ("NORP", "Indian"), ("GPE", "Russia"), ("GPE", "New Delhi"), ("DATE", "Friday")),
        selected=0,
        suggested=(
            ("EVENT", "Shanghai Cooperation Organisation meeting"),
            ("ORG", "Shanghai Cooperation Organisation"),
            ("GPE", "India"),
            ("CUE", "said"),
        ),
        unsure=frozenset({2, 3}),
        notes=frozenset({3}),
        problems=(4,),
    ),
    "right-to-left": Scene(
        ARABIC,
        150,
        (("CLAIM", "الهند وروسيا اتفقتا يوم الجمعة على تعزيز التعاون"), ("NORP", "الهندي"), ("GPE", "وروسيا"),
         ("DATE", "الجمعة"), ("GPE", "نيودلهي"), ("ORG", "NATO")),
        selected=4,
    ),
    "dense": Scene(
        TALKS,
        190,
        tuple(
            (label, " ".join(TALKS.split()[at : at + count]).strip(",."))
            for at, (label, count) in enumerate(
                zip(
                    ["GPE", "PER", "ORG", "NORP", "EVENT", "CUE", "PROG", "QUANT", "LOC", "DATE", "CLAIM"] * 2,
                    [1, 3, 2, 5, 1, 2, 8, 1, 4, 1, 6, 2, 1, 3, 1, 4, 2, 1, 5, 2, 1, 1],
                    strict=True,
                )
            )
        ),
        map=True,
    ),
}  # fmt: skip


def document_of(scene: Scene) -> OpenDocument:
    """The scene as an open document."""
    spans = []
    for number, (label, words, *_) in enumerate(scene.spans):
        start = scene.text.index(str(words))
        spans.append(
            Span(
                f"s{number:02}",
                str(label),
                start,
                start + len(str(words)),
                attributes=dict(scene.values.get(number, {})),
                unsure=number in scene.unsure,
            )
        )
    bundle = Bundle(
        document=Document("d", "article", scene.text, published="2023-04-28"),
        annotator=Annotator("a", "Ada Okafor"),
        status="new",
        spans=tuple(spans),
        relations=tuple(
            Relation(f"r{n}", label, f"s{head:02}", f"s{tail:02}")
            for n, (label, head, tail) in enumerate(scene.relations)
        ),
        comments=tuple(
            Comment(
                id=f"c{n}", target_kind="span", target=f"s{n:02}", annotator="a", at="2024-01-01", text="Why?"
            )
            for n in scene.notes
        ),
    )
    problems = [
        Problem(
            kind="empty value", message="Value is empty.", target_kind="span", target=spans[n].id,
            start=spans[n].start, end=spans[n].end,
        )
        for n in scene.problems
    ]  # fmt: skip
    return OpenDocument(bundle, problems=problems)


def picture(scene: Scene, theme: Theme, qtbot: QtBot) -> tuple[DocumentView, QImage]:
    """The scene as the view draws it, without the focus."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    themes.apply(app, theme)
    view = DocumentView(theme, load_schema("news"))
    qtbot.addWidget(view)
    view.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # a caret would blink
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.set_map_visible(scene.map)
    view.resize(WIDTH, scene.height)
    view.set_document(document_of(scene))
    view.set_suggestions(
        [
            Span(f"p{n}", label, scene.text.index(words), scene.text.index(words) + len(words))
            for n, (label, words) in enumerate(scene.suggested)
        ],
        "p0",
    )
    view.show()
    qtbot.waitExposed(view)
    if scene.selected >= 0:
        view.select_span(f"s{scene.selected:02}", reveal=False)
    QApplication.processEvents()
    if scene.map:
        qtbot.waitUntil(lambda: view.map._drawn is not None)  # it is drawn when idle
    return view, view.grab().toImage()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", SCENES)
def test_it_looks_as_it_did(
    name: str, theme: Theme, qtbot: QtBot, same_as_stored: Callable[[QImage, str], None]
) -> None:
    view, drawn = picture(SCENES[name], theme, qtbot)
    if name == "right-to-left" and ARABIC_FACE not in faces(view):
        pytest.skip(f"The pictures were stored with {ARABIC_FACE}.")
    same_as_stored(drawn, f"{name}-{theme.name}")


def faces(view: DocumentView) -> set[str]:
    """The families with which the first paragraph is drawn."""
    assert view.page is not None
    return {run.rawFont().familyName() for run in view.page.entry(0).laid.layout.glyphRuns()}


def test_a_letter_of_a_tag_that_is_missing_is_seen(qtbot: QtBot) -> None:
    scene = SCENES["single"]
    view, before = picture(scene, LIGHT, qtbot)
    view.set_tags("none")
    QApplication.processEvents()
    mean, share = difference(before, view.grab().toImage())
    assert mean > 0 and share > 0
    plain = QImage(before.size(), QImage.Format.Format_RGB32)
    plain.fill(QColor(LIGHT.paper))
    assert difference(before, plain)[1] > 0.02
