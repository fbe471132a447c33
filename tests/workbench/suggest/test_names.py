"""Finding names as whole words, with the automaton and without it."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.suggest.names import Names


@pytest.fixture(params=["automaton", "table"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "table":
        monkeypatch.setitem(sys.modules, "ahocorasick", None)
    else:
        pytest.importorskip("ahocorasick")
    return request.param


def found(text: str, *forms: str) -> list[str]:
    return [
        text[one.start : one.end] + (f" in {one.outer}" if one.outer else "")
        for one in Names(forms).find(text)
    ]


@pytest.mark.parametrize(
    ("text", "forms", "expected"),
    [
        ("India and Indian; India’s, (India)", ["India"], ["India", "India", "India"]),
        ("the Make in India plan", ["India", "Make in India"], ["Make in India", "India in Make in India"]),
        ("New Delhi University", ["New Delhi", "Delhi University"], ["New Delhi"]),
        ("US troops, not us; Us neither", ["US"], ["US"]),
        ("New Delhi and NEW DELHI, new delhi", ["New Delhi"], ["New Delhi", "NEW DELHI"]),
        ("It is an IT firm", ["It"], ["It"]),
        ("Nearly half left. They nearly half fell; a Nearly half", ["nearly half"], ["Nearly half", "nearly half"]),
        ("Over it all", ["over"], ["Over"]),
        ("no stop\n\nOver it all", ["over"], ["Over"]),
        ("3.5 and 3, 13 and 3.", ["3"], ["3", "3"]),
        ("New\nDelhi, New  Delhi, New\u00a0Delhi, New\r\n Delhi", ["New Delhi"],
         ["New\nDelhi", "New  Delhi", "New\u00a0Delhi", "New\r\n Delhi"]),
        ("New\n\nDelhi", ["New Delhi"], []),
        ("印度与俄罗斯在新德里会谈", ["印度", "新德里"], ["印度", "新德里"]),
        ("러시아는 인도와 대인도", ["러시아", "인도"], ["러시아", "인도"]),
        ("ประเทศอินเดียและรัสเซีย", ["อินเดีย"], ["อินเดีย"]),
        ("e\u0301 e", ["e"], ["e"]),
        ("😀India😀", ["India"], ["India"]),
        ("U.S. and U.S", ["U.S."], ["U.S."]),
        ("", ["India"], []),
        ("India", ["", "  "], []),
    ],
)  # fmt: skip
def test_what_is_found(way: str, text: str, forms: list[str], expected: list[str]) -> None:
    assert found(text, *forms) == expected


PIECES = [
    "New",
    "Delhi",
    " ",
    "  ",
    "\n",
    "\r\n",
    "印度",
    "India",
    "n",
    ".",
    "é",
    "😀",
    "러시아",
    "는",
    "3",
    ",",
]


@given(
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
    st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join), max_size=6),
)
def test_both_ways_find_the_same(text: str, forms: list[str]) -> None:
    pytest.importorskip("ahocorasick")
    quick = Names(forms).find(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "ahocorasick", None)
        assert Names(forms).find(text) == quick
    for one in quick:
        assert " ".join(text[one.start : one.end].split()).casefold() == one.form.casefold()
