"""Positions: grapheme, word, sentence, paragraph, trimming, and UTF-16."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from workbench import offsets
from workbench.utf16 import Utf16Map

SEED = Path(__file__).parents[3] / "shared" / "seed" / "article.txt"
FAMILY = "👨\u200d👩\u200d👧"
TRICKY = [
    "々",
    "ก",
    "\u0e33",
    "ခ\u1039",
    "a",
    "B",
    "7",
    " ",
    "\u00a0",
    "\r",
    "\n",
    "\r\n",
    "\u2028",
    "\t",
    ".",
    ",",
    "'",
    "’",
    "“",
    "”",
    "-",
    "é",
    "\u0301",
    "\u00ad",
    "\u200d",
    "\u200c",
    "\ufeff",
    "👨",
    "🇩",
    "🇪",
    "🏽",
    "中",
    "。",
    "「",
    "」",
    "カ",
    "は",
    "ك",
    "ـ",
    "\u0651",
    "\u0600",
    "،",
    "क",
    "\u094d",
    "ि",
    "ก",
    "\u0e33",
    "ᄒ",
    "ᅡ",
    "ᆫ",
    "한",
]
texts = st.one_of(st.lists(st.sampled_from(TRICKY), max_size=40).map("".join), st.text(max_size=40))


def placed(text: str) -> st.SearchStrategy[int]:
    return st.integers(0, len(text))


texts_with_place = texts.flatmap(lambda text: st.tuples(st.just(text), placed(text)))
texts_with_stretch = texts.flatmap(
    lambda text: st.tuples(st.just(text), st.tuples(placed(text), placed(text)).map(sorted))
)


def boundaries(text: str) -> list[int]:
    return [0, *(match.end() for match in regex.finditer(r"\X", text))]


@given(texts)
@example("a😀b")
def test_utf16_map_equals_the_codec(text: str) -> None:
    units = Utf16Map(text)
    for at in range(len(text) + 1):
        there = len(text[:at].encode("utf-16-le", "surrogatepass")) // 2
        assert units.to_utf16(at) == there
        assert units.to_code_point(there) == at
        if at < len(text) and ord(text[at]) > 0xFFFF:
            assert units.to_code_point(there + 1) == at


@pytest.mark.parametrize("position", [-1, 4])
def test_utf16_map_refuses_positions_outside_of_the_text(position: int) -> None:
    units = Utf16Map("a😀")
    with pytest.raises(ValueError):
        units.to_utf16(position)
    with pytest.raises(ValueError):
        units.to_code_point(position)


@given(texts)
def test_graphemes_are_those_of_the_whole_text(text: str) -> None:
    places = boundaries(text)
    for at in range(len(text) + 1):
        assert offsets.is_grapheme_boundary(text, at) == (at in places)
        assert offsets.next_grapheme(text, at) == min(
            (place for place in places if place > at), default=len(text)
        )
        assert offsets.previous_grapheme(text, at) == max(
            (place for place in places if place < at), default=0
        )


@given(texts)
def test_next_and_previous_grapheme_are_inverse_at_boundaries(text: str) -> None:
    for at in boundaries(text):
        if at < len(text):
            assert offsets.previous_grapheme(text, offsets.next_grapheme(text, at)) == at
        if at > 0:
            assert offsets.next_grapheme(text, offsets.previous_grapheme(text, at)) == at


def test_graphemes_longer_than_the_window() -> None:
    tall = "x" + "\u0301" * 5000 + "y"
    assert offsets.next_grapheme(tall, 0) == 5001
    assert offsets.previous_grapheme(tall, 5001) == 0
    flags = "ab" + "🇩🇪" * 300
    assert offsets.next_grapheme(flags, 402) == 404
    assert not offsets.is_grapheme_boundary(flags, 403)


@given(texts_with_stretch)
def test_snapping_goes_outward_and_only_as_far_as_needed(case: tuple[str, list[int]]) -> None:
    text, (start, end) = case
    low, high = offsets.snap_to_graphemes(text, start=start, end=end)
    places = boundaries(text)
    assert low in places and high in places and low <= start
    if start < end:
        assert high >= end
        assert not [place for place in places if low < place <= start or end <= place < high]
    else:
        assert low == high


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("India's 4.5% co-operation", ["India's", "4.5", "co", "operation"]),
        ("the U.S. “troops”", ["the", "U.S", "troops"]),
        ("印度和Russia在2023年", ["印", "度", "和", "Russia", "在", "2023", "年"]),
        ("قال الوزير، يوم", ["قال", "الوزير", "يوم"]),
        (f"a {FAMILY} b", ["a", FAMILY, "b"]),
        ("e\u0301te\u0301 l’été", ["e\u0301te\u0301", "l’été"]),
        (" .,; ", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in offsets.words(text)] == expected


@given(texts)
def test_words_are_ordered_cut_no_grapheme_and_are_the_same_from_everywhere(text: str) -> None:
    whole = list(offsets.words(text))
    places = boundaries(text)
    assert all(start in places and end in places and start < end for start, end in whole)
    assert all(left[1] <= right[0] for left, right in pairwise(whole))
    for at in range(len(text) + 1):
        assert list(offsets.words(text, start=at)) == [word for word in whole if word[1] > at]
        assert offsets.next_word(text, at) == min((s for s, _ in whole if s > at), default=len(text))
        assert offsets.next_word_end(text, at) == min((e for _, e in whole if e > at), default=len(text))
        assert offsets.previous_word(text, at) == max((s for s, _ in whole if s < at), default=0)
        assert offsets.previous_word_end(text, at) == max((e for _, e in whole if e < at), default=0)


@given(st.lists(st.sampled_from(TRICKY), min_size=300, max_size=500).map("".join))
def test_words_over_several_windows(text: str) -> None:
    whole = list(offsets.words(text))
    for at in range(0, len(text), 37):
        assert offsets.next_word(text, at) == min((s for s, _ in whole if s > at), default=len(text))
        assert offsets.previous_word(text, at) == max((s for s, _ in whole if s < at), default=0)


def test_the_word_at_a_caret() -> None:
    text = "in New Delhi, on 中文"
    assert offsets.word_at(text, 4) == (3, 6)
    assert offsets.word_at(text, 3) == (3, 6)
    assert offsets.word_at(text, 6) == (3, 6)
    assert offsets.word_at(text, 12) == (7, 12)
    assert offsets.word_at(text, 13) is None
    assert offsets.word_at(text, 18) == (18, 19)
    assert offsets.word_at("", 0) is None
    assert offsets.word_at("a b", 0) == (0, 1)


@given(texts)
def test_paragraphs_cover_the_text(text: str) -> None:
    found = offsets.paragraphs(text)
    place = 0
    for index, (start, end) in enumerate(found):
        assert start == place
        assert not set(text[start:end]) & set("\n\r\u2028\u2029")
        last = index == len(found) - 1
        place = end if last else end + (2 if text[end : end + 2] == "\r\n" else 1)
        for at in range(start, place + last):
            assert offsets.paragraph_at(text, at) == (start, end)
    assert place == len(text)


def test_paragraph_at_is_found_over_long_distances() -> None:
    text = "one\u2029" + "x" * 50_000 + "\u2028two"
    assert offsets.paragraph_at(text, 25_000) == (4, 50_004)
    assert offsets.paragraph_at(text, len(text)) == (50_005, 50_008)


def test_what_stands_around_is_cut_at_a_blank_with_a_sign_within_its_paragraph() -> None:
    text = "First line.\nThe two ministers met in New Delhi on Friday.\r\nLast line."

    def around(words: str, most: int) -> tuple[str, str]:
        start = text.index(words)
        return offsets.surroundings(text, start=start, end=start + len(words), most=most)

    assert around("met", 200) == ("The two ministers ", " in New Delhi on Friday.")
    assert around("met", 10) == ("…ministers ", " in New…")
    assert around("met", 12) == ("…ministers ", " in New…")
    assert around("met", 4) == ("…ers ", " in…")
    assert around("The", 5) == ("", " two…") and around("line.", 3) == ("…st ", "")
    assert offsets.surroundings("莫迪总理访问了莫斯科", start=4, end=6, most=2) == ("…总理", "了莫…")


SENTENCES = [
    (
        "He left. Did she? “No!” said A. Smith of the U.S. Army.",
        ["He left.", "Did she?", "“No!” said A. Smith of the U.S. Army."],
    ),
    (
        "Mr. Modi met Dr. Who at 4.5 p.m. on Jan. 3. It rained…",
        ["Mr. Modi met Dr. Who at 4.5 p.m. on Jan. 3.", "It rained…"],
    ),
    ("他说：“我来。”她走了。", ["他说：“我来。”", "她走了。"]),
    ("قال نعم. هل جاء؟ لا.", ["قال نعم.", "هل جاء؟", "لا."]),
    ("‘Make in India’? The statement said… nothing.", ["‘Make in India’?", "The statement said… nothing."]),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentence_at(text: str, expected: list[str]) -> None:
    found = [offsets.sentence_at(text, at) for at in range(len(text) + 1)]
    assert [text[start:end] for start, end in dict.fromkeys(found)] == expected
    assert all(start <= at for at, (start, _) in enumerate(found))


@given(texts_with_place)
def test_a_sentence_lies_in_its_paragraph(case: tuple[str, int]) -> None:
    text, at = case
    low, high = offsets.paragraph_at(text, at)
    start, end = offsets.sentence_at(text, at)
    assert low <= start <= end <= high


def test_sentences_of_one_giant_paragraph() -> None:
    text = "It rained over Delhi. " * 20_000
    assert text[slice(*offsets.sentence_at(text, 220_005))] == "It rained over Delhi."
    assert offsets.sentence_at("a" * 100_000, 50_000) == (0, 100_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  India, ", "India"),
        ("\u00a0India\u200b\u3000", "India"),
        ("“wide-ranging issues,”", "wide-ranging issues"),
        ("‘Make in India’?", "Make in India"),
        ("‘Make in India’ initiative", "‘Make in India’ initiative"),
        ("the “Make in India” programme", "the “Make in India” programme"),
        ("“A” and “B”", "“A” and “B”"),
        ('"A" and "B"', '"A" and "B"'),
        ('"He said "no" twice."', 'He said "no" twice'),
        ("“He came", "He came"),
        ("partnership.”", "partnership"),
        ("Ministers’", "Ministers"),
        ("India’s", "India’s"),
        ("’90s", "’90s"),
        ("U.S.", "U.S."),
        ("the U.S.A.", "the U.S.A."),
        ("4 p.m.", "4 p.m."),
        ("Acme Inc.", "Acme Inc."),
        ("Moscow...", "Moscow"),
        ("4.5.", "4.5"),
        ("„Berlin“", "Berlin"),
        ("‚Berlin‘,", "Berlin"),
        ("»Berlin«", "Berlin"),
        ("« Paris »", "Paris"),
        ("«\u202fParis\u202f»\u202f!", "Paris"),
        ("four\r\n", "four"),
        ("\r\nfour", "four"),
        ("four. \r\n\r\n", "four"),
        ("“four”\r\n", "four"),
        ("“four\r\n”", "four"),
        ("one\r\ntwo", "one\r\ntwo"),
        ("\r\n", "\r\n"),
        ("”Stockholm”", "Stockholm"),
        ("“北京。”", "北京"),
        ("《人民日报》", "人民日报"),
        ("「東京」、", "東京"),
        ("他说“好”", "他说“好”"),
        ("«القاهرة»،", "القاهرة"),
        ("“القاهرة”؟", "القاهرة"),
        ("``Delhi''", "Delhi"),
        ("Friday (April 28)", "Friday (April 28)"),
        ("“”", "“”"),
        (" . ", " . "),
        ("", ""),
        ('"\u0301a"', '"\u0301a"'),
    ],
)
def test_trim(text: str, expected: str) -> None:
    start, end = offsets.trim(f"x{text}y", start=1, end=1 + len(text))
    assert f"x{text}y"[start:end] == expected


@given(texts_with_stretch)
@example(("a\r\n", [0, 2]))
@example(("\r\na", [1, 3]))
@example((".\r\n”\r\n", [0, 6]))
def test_trim_never_widens_never_empties_and_is_done_at_once(case: tuple[str, list[int]]) -> None:
    text, (start, end) = case
    low, high = offsets.trim(text, start=start, end=end)
    assert start <= low <= high <= end
    assert (low == high) == (start == end)
    assert offsets.trim(text, start=low, end=high) == (low, high)
    if start != low:
        assert offsets.is_grapheme_boundary(text, low)
    if end != high:
        assert offsets.is_grapheme_boundary(text, high)


QUESTIONS: list[Callable[[str, int], object]] = [
    offsets.is_grapheme_boundary,
    offsets.next_grapheme,
    offsets.previous_grapheme,
    offsets.next_word,
    offsets.next_word_end,
    offsets.previous_word,
    offsets.word_at,
    offsets.sentence_at,
    offsets.paragraph_at,
]


@pytest.mark.parametrize(
    "piece", ["Ein Satz, kurz. Noch einer.\n", "印度和俄罗斯同意加强国防关系。", "x", "é", "🇩🇪"]
)
def test_a_question_costs_little_on_five_megabytes(piece: str) -> None:
    text = piece * (5_000_000 // len(piece))
    at = len(text) // 2
    for ask in QUESTIONS:
        if len(piece) < 3 and ask is offsets.sentence_at:
            continue  # one sentence of five million characters has to be walked
        begin = time.perf_counter()
        ask(text, at)
        assert time.perf_counter() - begin < 0.1, ask.__name__


@pytest.mark.skipif(not SEED.is_file(), reason="the seed article is not here")
def test_the_seed_article() -> None:
    text = SEED.read_text(encoding="utf-8")
    at = text.index("Organisation")
    assert text[slice(*offsets.word_at(text, at) or (0, 0))] == "Organisation"
    assert text[slice(*offsets.sentence_at(text, at))].endswith("on Friday (April 28).")
    quote = text.index("“wide"), text.index("said the Indian government, in")
    low, high = offsets.trim(text, start=quote[0], end=quote[1])
    assert text[low:high].startswith("wide-ranging") and text[low:high].endswith("partnership")


@pytest.mark.parametrize(
    ("text", "cut", "most", "whole"),
    [
        ("the Indian government", "Indi", None, "Indian"),
        ("India's army", "ndia", None, "India"),  # not the ending
        ("worth 1,250 dollars", "1,2", None, "1,250"),
        ("statement", "ate", None, "statement"),
        ("a statement", "a st", 2, "a st"),
        ("a statement", "a stateme", 2, "a statement"),
        ("印度和俄罗斯同意", "度", None, "度"),
        ("4bn", "4", None, "4"),
    ],
)
def test_whole_words(text: str, cut: str, most: int | None, whole: str) -> None:
    start = text.index(cut)
    low, high = offsets.whole_words(text, start=start, end=start + len(cut), most=most)
    assert text[low:high] == whole


@given(st.text(st.characters(max_codepoint=127), max_size=40))
def test_words_of_ascii_are_found_as_those_of_any_text(text: str) -> None:
    """There is a shorter way for ASCII without apostrophes: the same words as before a sign beyond ASCII."""
    assert list(offsets.words(text)) == [word for word in offsets.words(text + " ¿") if word[0] < len(text)]
