"""What several groups propose alike is drawn once."""

from __future__ import annotations

from ui.document_view.painting import Marks
from ui.document_view.proposed import once
from workbench.model import Span

ALIKE = [Span(id, "PER", 0, 11) for id in "abc"]


def test_the_same_span_of_several_groups_is_drawn_once() -> None:
    other = Span("d", "ORG", 0, 11)
    assert once([*ALIKE, other], Marks()) == [ALIKE[0], other]


def test_it_is_drawn_as_part_of_the_current_group() -> None:
    assert once(ALIKE, Marks(suggestion="b")) == [ALIKE[1]]
    assert once(ALIKE, Marks(together=frozenset("c"))) == [ALIKE[2]]
