"""What Space proposes: names, dates, numbers and quotations, by rules alone."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import offsets
from workbench.suggest.candidates import Stretch, next_candidate, previous_candidate

SEED = Path(__file__).parents[4] / "shared" / "seed" / "article.txt"


def all_candidates(text: str, covered: list[Stretch] | None = None, language: str = "") -> list[str]:
    found = []
    at: int | Stretch = 0
    while stretch := next_candidate(text, after=at, covered=covered or [], language=language):
        found.append(text[slice(*stretch)])
        at = stretch
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("However, New Delhi agreed with the United States.", ["New Delhi", "United States"]),
        ("It said the Bank of England paid.", ["Bank of England"]),
        ("He met Charles de Gaulle, I’m told.", ["Charles de Gaulle"]),
        ("Prime Minister Narendra Modi’s office", ["Narendra Modi"]),
        ("The U.S. and the People's Republic of China", ["U.S.", "People's Republic of China"]),
        ("the Indian government", ["Indian government", "Indian"]),
        ("a G20 talk on COVID-19", ["G20", "COVID-19"]),
        ("on Friday (April 28), not on 14 March 2019", ["Friday (April 28)", "14 March 2019"]),
        (
            "on Saturday, 31\u00a0May\u00a02025 the Bank\u00a0of\u00a0England held €\u202f4,500 or 300\u00a0km",
            [
                "Saturday, 31\u00a0May\u00a02025",
                "Bank\u00a0of\u00a0England",
                "€\u202f4,500",
                "300\u00a0km",
            ],
        ),
        ("the past three years, last week and the 1990s", ["the past three years", "last week", "the 1990s"]),
        ("from 2019 at 4 p.m. today", ["2019", "4 p.m.", "today"]),
        ("it paid $3.5 billion for 36 jets", ["$3.5 billion", "36 jets"]),
        ("about 3,000 troops, 4.5% and half a day", ["about 3,000 troops", "4.5%", "half"]),
        (
            "she said “the aim is ‘Make in India’ now,”",
            ["the aim is ‘Make in India’ now", "Make in India", "India"],
        ),
        (
            "‘Make in India’ failed. Make in India is over.",
            ["Make in India", "India", "Make in India", "India"],
        ),
        ('they called it "a mistake" and it\'s one', ["a mistake"]),
        ("«Это правда», — сказал Иван Петров.", ["Это правда", "Иван Петров"]),
        ("nothing is here, of course", []),
        ("", []),
    ],
)
def test_candidates_in_order(text: str, expected: list[str]) -> None:
    assert all_candidates(text) == expected


def test_chinese_has_quotations_dates_and_numbers() -> None:
    text = "2024年3月5日，他在《人民日报》说：“合作很重要。”会上有300多名代表，投资3.2万亿元，增长5%。昨天，十二月。"
    assert all_candidates(text) == [
        "2024年3月5日", "人民日报", "合作很重要", "300多名", "3.2万亿元", "5%", "昨天", "十二月",
    ]  # fmt: skip


def test_latin_names_end_where_a_script_without_blanks_begins() -> None:
    text = "米国の国防長官ロイド・オースティン氏は4月28日、NATOの総長とEU-Japanの会議をNew Delhiで開いた。"
    assert all_candidates(text) == ["ロイド・オースティン", "4月28日", "NATO", "EU-Japan", "New Delhi"]
    assert all_candidates("NATO秘书长在New Delhi说") == ["NATO", "New Delhi"]


def test_arabic_has_quotations_dates_and_numbers() -> None:
    text = "قال الوزير يوم الجمعة 28 أبريل 2023 إن «التعاون مهم» وإن 30 طائرة و5 في المئة من 200 مليون دولار."
    assert all_candidates(text) == [
        "يوم الجمعة", "28 أبريل 2023", "التعاون مهم", "30 طائرة", "5 في المئة", "200 مليون دولار",
    ]  # fmt: skip


def test_a_german_noun_alone_is_no_candidate() -> None:
    text = "In Berlin sagte Angela Merkel der Zeitung nichts über die NATO."
    assert all_candidates(text, language="de") == ["Angela Merkel", "NATO"]


def test_what_is_covered_is_passed_over() -> None:
    text = "the Indian government met Rajnath Singh in New Delhi"
    government, delhi = (4, 21), (43, 52)
    assert all_candidates(text, [government, delhi]) == ["Indian", "Rajnath Singh"]
    assert all_candidates(text, [government, (4, 10), (26, 39), delhi]) == []
    assert all_candidates(text, [(26, 33)])[2:] == ["Singh", "New Delhi"]


def test_names_in_a_labelled_quotation_are_still_offered() -> None:
    text = "He said: “India has agreed with Russia on everything.”"
    claim = (text.index("India"), text.index(".”"))
    assert all_candidates(text, [claim]) == ["India", "Russia"]
    assert all_candidates(text)[0] == "India has agreed with Russia on everything"


def test_from_a_place_from_a_stretch_and_backwards() -> None:
    text = "see India, Russia and China"
    assert next_candidate(text, after=4, covered=[]) == (4, 9)
    assert next_candidate(text, after=5, covered=[]) == (11, 17)
    assert next_candidate(text, after=(4, 9), covered=[]) == (11, 17)
    assert next_candidate(text, after=23, covered=[]) is None
    assert previous_candidate(text, before=22, covered=[]) == (11, 17)
    assert previous_candidate(text, before=(11, 17), covered=[]) == (4, 9)
    assert previous_candidate(text, before=4, covered=[]) is None
    assert previous_candidate(text, before=len(text), covered=[(22, 27)]) == (11, 17)


PIECES = [
    "India",
    "the ",
    " ",
    "“",
    "”",
    "'",
    "\n",
    "\r\n",
    "2023",
    "April 28",
    "中文",
    "年",
    "5%",
    ". ",
    "e\u0301",
    "«",
    "»",
]
texts = st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=40)


@given(texts, st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=4))
def test_walking_back_finds_what_walking_forth_found(text: str, spans: list[tuple[int, int]]) -> None:
    covered = [(start, start + length) for start, length in spans]
    forth = []
    at: int | Stretch = 0
    while found := next_candidate(text, after=at, covered=covered):
        assert 0 <= found[0] < found[1] <= len(text)
        assert found not in covered
        assert offsets.is_grapheme_boundary(text, found[0]) and offsets.is_grapheme_boundary(text, found[1])
        assert not forth or (found[0], -found[1]) > (forth[-1][0], -forth[-1][1])
        forth.append(found)
        at = found
    back = []
    before: int | Stretch = len(text)
    while found := previous_candidate(text, before=before, covered=covered):
        back.append(found)
        before = found
    assert back[::-1] == forth


@pytest.mark.parametrize(
    "piece", ["the ministers of India met; ", "印度和“俄罗斯”同意3月5日。", "India ", "none of it. ", "x"]
)
def test_five_megabytes_in_one_paragraph(piece: str) -> None:
    text = piece * (5_000_000 // len(piece))
    covered = [(at, at + 1) for at in range(0, len(text), 100)]
    begin = time.perf_counter()
    found = next_candidate(text, after=len(text) // 2, covered=covered)
    earlier = previous_candidate(text, before=len(text) // 2, covered=covered)
    assert time.perf_counter() - begin < 3
    assert (found is None) == (earlier is None) == (piece in ("none of it. ", "x"))


@pytest.mark.skipif(not SEED.is_file(), reason="the seed article is not here")
def test_the_seed_article() -> None:
    found = all_candidates(SEED.read_text(encoding="utf-8"))
    names = {
        "India": 8, "Russia": 3, "Indian government": 3, "Indian": 4, "Russian": 4, "New Delhi": 3, "Moscow": 2,
        "SCO": 1, "Shanghai Cooperation Organisation": 1, "Rajnath Singh": 1, "Sergei Shoigu": 1, "Western": 1,
        "United States": 1, "Ukraine": 1, "Make in India": 3, "Government of India": 1, "Friday (April 28)": 1,
        "2023-04-28": 1, "the decades": 1, "nearly half": 1,
        "Shanghai Cooperation Organisation (SCO) Defence Ministers’ meeting": 1,
    }  # fmt: skip
    for name, times in names.items():
        assert found.count(name) >= times, name
    quotations = [candidate for candidate in found if len(candidate) > 70]
    assert len(quotations) == 5
    assert set(found) - set(quotations) == set(names)
