"""Words as a hand takes them, where blanks part words and where none do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import offsets, runs
from workbench.tokens import word_tokens

PIECES = [
    "word", " ", "it's", "4.5", "国防", "長官", "々", "の", "した", "ロイド", "・", "スピーチ", "ー", "ﾛｲﾄﾞ", "ประเทศ",
    "ไทย", "\u0e33", "ລາວ", "မြန်မာ", "ខ្មែរ", "。", "，", "_", "\u200b", "\u200d", "\n", "👨‍👩‍👧", "e\u0301", "שלום",
]  # fmt: skip
mixtures = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in runs.runs(text, start=0, end=len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the U.S. “troops”", ["the", "U.S", "troops"]),
        (
            "米国の国防長官ロイド・オースティン氏は東京でスピーチした。",
            ["米国", "の", "国防長官", "ロイド・オースティン", "氏", "は", "東京", "で", "スピーチ", "した"],
        ),
        ("印度国防部长拉杰纳特", list("印度国防部长拉杰纳特")),
        ("นายกรัฐมนตรี ประยุทธ์ จันทร์โอชา", ["นายกรัฐมนตรี", "ประยุทธ์", "จันทร์โอชา"]),
        ("ไทยASEANไทย", ["ไทย", "ASEAN", "ไทย"]),
        ("ຄວາມ ພະຍາຍາມ", ["ຄວາມ", "ພະຍາຍາມ"]),
        ("မြန်မာ နိုင်ငံ", ["မြန်မာ", "နိုင်ငံ"]),
        ("ខ្មែរ\u200bភាសា", ["ខ្មែរ", "ភាសា"]),
        (" .,; ", []),
        ("", []),
    ],
)
def test_runs(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_each_paragraph_says_itself_whether_it_is_japanese() -> None:
    assert found("東京\n東京で") == ["東", "京", "東京", "で"]
    assert found("他在の东京" + "和大阪" * 10)[:2] == ["他", "在"]  # one sign of Kana makes no Japanese


def test_a_run_too_long_to_be_meant_is_taken_word_by_word() -> None:
    text = "ก" * (runs.LONGEST + 1)
    assert runs.run_at(text, 7) == (7, 8)
    assert runs.run_at(text[:-1], 7) == (0, runs.LONGEST)


@given(mixtures)
def test_a_run_is_made_of_whole_tokens_and_graphemes(text: str) -> None:
    edges = {at for token in word_tokens(text) for at in token}
    for start, end in runs.runs(text, start=0, end=len(text)):
        assert {start, end} <= edges
        assert offsets.is_grapheme_boundary(text, start) and offsets.is_grapheme_boundary(text, end)


@given(mixtures)
def test_every_question_has_the_same_answer_from_everywhere(text: str) -> None:
    whole = list(runs.runs(text, start=0, end=len(text)))
    for at in range(len(text) + 1):
        assert list(runs.runs(text, start=at, end=len(text))) == [run for run in whole if run[1] > at]
        assert runs.next_run(text, at) == min((s for s, _ in whole if s > at), default=len(text))
        assert runs.next_run_end(text, at) == min((e for _, e in whole if e > at), default=len(text))
        assert runs.previous_run(text, at) == max((s for s, _ in whole if s < at), default=0)
        assert runs.previous_run_end(text, at) == max((e for _, e in whole if e < at), default=0)
        word = offsets.word_at(text, at)
        assert (runs.run_at(text, at) in whole) if word else runs.run_at(text, at) is None


def test_words_parted_by_blanks_are_those_of_the_tokens() -> None:
    text = "India's 4.5% co-operation, قال الوزير 28 🦊."
    assert list(runs.runs(text, start=0, end=len(text))) == list(offsets.words(text))
