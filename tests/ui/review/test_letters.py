"""Who is A and who is B: by name, or blind the same for each document on every machine."""

from __future__ import annotations

from ui.review.letters import letter, order


def test_letters_go_on_after_z() -> None:
    assert [letter(number) for number in (0, 1, 25, 26, 27)] == ["A", "B", "Z", "A1", "B1"]


def test_a_blind_order_is_stable_and_differs_between_documents() -> None:
    people = ["Ada", "Ben", "Cyd", "Dan"]
    assert order(people, seed="p one", blind=False) == [0, 1, 2, 3]
    blind = [order(people, seed=f"p {number}", blind=True) for number in range(12)]
    assert all(sorted(one) == [0, 1, 2, 3] for one in blind)
    assert len({tuple(one) for one in blind}) > 5
    assert blind[0] == order(people, seed="p 0", blind=True)
