"""The models of the lists: pages of documents, spans in the order of the text, counts."""

from __future__ import annotations

from pathlib import Path

from desk import make_project, someone
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ui.models import (
    AS_PROPOSED,
    BY_HAND,
    CORRECTED,
    PAGE,
    ROW,
    DocumentModel,
    LabelCounts,
    SpanModel,
    one_line,
)
from workbench.model import Span
from workbench.project import Project

TITLES = {"PER": "Person", "GPE": "Country, region, city"}
TEXT = "Ada met Ben.\r\n\r\nCai met Dan in Ystad.\nEnd."


def shown(model: SpanModel) -> list[str]:
    return [model.span_at(row) for row in range(model.rowCount())]


def test_documents_come_by_page(tmp_path: Path, qapp: QApplication) -> None:
    path = make_project(tmp_path, *(f"Text {n}" for n in range(PAGE + 6)))
    project = Project.open(path, annotator=someone()[1])
    model = DocumentModel()
    model.load(project, project.document_keys())
    assert model.rowCount() == PAGE + 6
    names = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert names == [model.row(row).name for row in range(model.rowCount())]  # type: ignore[union-attr]
    last = model.row(PAGE + 5)
    assert last is not None
    assert model.place_of_key(last.key) == PAGE + 5
    changed: list[int] = []
    model.dataChanged.connect(lambda top, bottom: changed.extend((top.row(), bottom.row())))
    project.set_document(last.id, name="Renamed")
    model.refresh({last.id})
    assert changed == [PAGE + 5, PAGE + 5]
    assert model.index(PAGE + 5, 0).data() == "Renamed"
    model.load(project, project.document_keys("renam"))
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["Renamed"]
    project.close()


def test_spans_stand_in_the_order_of_the_text_outer_first(qapp: QApplication) -> None:
    spans = {
        "inner": Span("inner", "PER", 16, 19),
        "outer": Span("outer", "GPE", 16, 27),
        "first": Span("first", "PER", 0, 3),
    }
    model = SpanModel()
    model.load(TEXT, spans, TITLES)
    assert shown(model) == ["first", "outer", "inner"]
    assert [model.index(1, column).data() for column in range(4)] == [
        "Cai met Dan",
        "Country, region, city",
        "",
        "2",  # as in the gutter, which does not count the blank one
    ]
    assert model.index(0, 0).data(ROW) == "first"
    assert model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == "Ada\nPerson, paragraph 1\nmade by hand"
    assert (model.place_of("inner"), model.place_of("nobody")) == (2, -1)


def test_searching_looks_at_words_and_labels(qapp: QApplication) -> None:
    spans = {"a": Span("a", "PER", 0, 3), "y": Span("y", "GPE", 31, 36)}
    model = SpanModel()
    model.load(TEXT, spans, TITLES)
    model.search("YST")
    assert shown(model) == ["y"]
    model.search("person")
    assert shown(model) == ["a"]
    spans["y"] = Span("y", "PER", 31, 36)
    model.refresh(["y"])
    assert shown(model) == ["a", "y"]


labels = st.sampled_from(sorted(TITLES))
step = st.tuples(st.integers(0, 12), st.booleans(), st.integers(0, 30), st.integers(1, 9), labels)


@given(st.lists(step, max_size=30), st.sampled_from(["", "a", "person"]))
def test_following_changes_ends_where_loading_anew_ends(changes: list[tuple], needle: str) -> None:
    spans: dict[str, Span] = {}
    followed, counts = SpanModel(), LabelCounts(spans)
    followed.load(TEXT, spans, TITLES)
    followed.search(needle)
    for number, delete, start, length, label in changes:
        key = f"s{number}"
        if delete:
            spans.pop(key, None)
        else:
            spans[key] = Span(key, label, start, start + length)
        followed.refresh([key])
        counts.refresh([key])
    fresh = SpanModel()
    fresh.load(TEXT, spans, TITLES)
    fresh.search(needle)
    assert shown(followed) == shown(fresh)
    assert {label: counts[label] for label in TITLES} == {
        label: sum(span.label == label for span in spans.values()) for label in TITLES
    }


def test_one_line_keeps_words_and_cuts_long_ones() -> None:
    assert one_line("a\r\n  b\u00a0c") == "a b c"
    assert one_line("x" * 300) == "x" * 200 + "…"
    assert one_line("short", limit=5) == "short"


def test_spans_say_where_they_come_from_and_are_filtered_by_it() -> None:
    spans = {
        "a": Span("a", "PER", 0, 3),
        "b": Span("b", "GPE", 16, 19, origin="memory"),
        "c": Span("c", "GPE", 20, 23, origin="memory (corrected)"),
    }
    model = SpanModel()
    model.load(TEXT, spans, TITLES)
    assert [model.index(row, 2).data() for row in range(3)] == ["", "memory", "memory ✎"]
    model.terse = True
    assert [model.index(row, 2).data() for row in range(3)] == ["", "✓", "✎"]
    tip = model.index(2, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.endswith("proposed by memory, corrected")
    for origin, found in (
        (BY_HAND, ["a"]), (AS_PROPOSED, ["b"]), (CORRECTED, ["c"]), ("memory", ["b", "c"]), ("", ["a", "b", "c"])
    ):  # fmt: skip
        model.search("", origin)
        assert shown(model) == found
    assert model.origins() == ["memory"]
    del spans["b"], spans["c"]
    model.refresh(["b", "c"])
    assert model.origins() == []
