"""Discontinuous spans keep their id and take and lose fragments, each step undone by itself."""

from __future__ import annotations

import pytest

from workbench.errors import UserError
from workbench.model import Span
from workbench.project import Project


def place(project: Project, document: str, words: str) -> tuple[int, int]:
    start = project.text(document).index(words)
    return start, start + len(words)


@pytest.fixture
def span(project: Project, document: str) -> Span:
    start, end = place(project, document, "Rajnath Singh met")
    change = project.add_span(document, start=start, end=end, label="CLAIM")
    return project.spans([change.created[0].id])[0]


def test_a_fragment_is_added_and_taken_away(project: Project, document: str, span: Span) -> None:
    start, end = place(project, document, "in New Delhi")
    project.add_fragment(span.id, start=start, end=end)
    (two,) = project.spans([span.id])
    assert two.covered(project.text(document)) == "Rajnath Singh met in New Delhi"
    assert (two.start, two.end) == (span.start, end) and len(two.fragments) == 2
    project.remove_fragment(span.id, start=start, end=end)
    assert project.spans([span.id]) == [span]
    project.undo()
    assert project.spans([span.id]) == [two]
    project.undo()
    assert project.spans([span.id]) == [span]


def test_fragments_that_touch_become_one(project: Project, document: str, span: Span) -> None:
    start, end = place(project, document, "Sergei Shoigu")
    project.add_fragment(span.id, start=start, end=end)
    (joined,) = project.spans([span.id])
    assert joined.fragments == () and joined.end == end


def test_a_hole_is_cut(project: Project, document: str, span: Span) -> None:
    start, end = place(project, document, " Singh")
    project.remove_fragment(span.id, start=start, end=end)
    (two,) = project.spans([span.id])
    assert two.covered(project.text(document)) == "Rajnath met"
    assert two.fragments[0] == (span.start, start)


def test_the_last_fragment_stays_and_one_can_be_moved(project: Project, document: str, span: Span) -> None:
    with pytest.raises(UserError, match="delete it"):
        project.remove_fragment(span.id, start=span.start, end=span.end)
    with pytest.raises(UserError, match="not in the span"):
        project.remove_fragment(span.id, start=span.end + 5, end=span.end + 8)
    start, end = place(project, document, "in New Delhi")
    project.add_fragment(span.id, start=start, end=end)
    project.move_fragment(span.id, index=1, start=start + 3, end=end)
    assert project.spans([span.id])[0].covered(project.text(document)) == "Rajnath Singh met New Delhi"


def test_all_fragments_move_in_one_step_and_may_come_together(
    project: Project, document: str, span: Span
) -> None:
    start, end = place(project, document, "in New Delhi")
    project.add_fragment(span.id, start=start, end=end)
    project.move_fragments(span.id, [(span.start, span.end - 4), (start + 3, end)])
    (moved,) = project.spans([span.id])
    assert moved.covered(project.text(document)) == "Rajnath Singh New Delhi"
    project.move_fragments(span.id, [(span.start, start - 1), (start, end)])
    (whole,) = project.spans([span.id])
    assert whole.fragments == () and (whole.start, whole.end) == (span.start, end)
    project.undo()
    assert project.spans([span.id]) == [moved]
    with pytest.raises(UserError):
        project.move_fragments(span.id, [(4, 4)])
