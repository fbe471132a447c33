"""Tokenisers: white space, words and signs, sentences."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import offsets
from workbench.tokens import Token, sentences, whitespace_tokens, word_tokens

texts = st.text(max_size=60) | st.lists(
    st.sampled_from(
        [
            "India's",
            " ",
            "\u00a0",
            ". ",
            "“",
            "”",
            "。",
            "中文",
            "4.5",
            "\r\n",
            "👨\u200d👩",
            "e\u0301",
            "U.S. ",
            "!",
        ]
    ),
    max_size=30,
).map("".join)


def covered(text: str, tokens: list[Token]) -> list[str]:
    return [text[start:end] for start, end in tokens]


def test_whitespace_tokens() -> None:
    text = " India\u00a0and  Russia,\r\n中文 "
    assert covered(text, whitespace_tokens(text)) == ["India", "and", "Russia,", "中文"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“India's” 4.5%...", ["“", "India's", "”", "4.5", "%", ".", ".", "."]),
        ("U.S. troops", ["U.S", ".", "troops"]),
        ("co-operation", ["co", "-", "operation"]),
        ("他说：“好”。", ["他", "说", "：", "“", "好", "”", "。"]),
        ("قال، نعم.", ["قال", "،", "نعم", "."]),
        ("go 👍🏽!", ["go", "👍🏽", "!"]),
        ("", []),
    ],
)
def test_word_tokens(text: str, expected: list[str]) -> None:
    assert covered(text, word_tokens(text)) == expected


@given(texts)
def test_word_tokens_cover_all_but_white_space(text: str) -> None:
    tokens = word_tokens(text)
    place = 0
    for start, end in tokens:
        assert not text[place:start] or text[place:start].isspace()
        assert offsets.is_grapheme_boundary(text, start) and offsets.is_grapheme_boundary(text, end)
        assert start < end
        place = end
    assert not text[place:] or text[place:].isspace()


@given(texts)
def test_sentences_are_those_at_a_caret(text: str) -> None:
    found = sentences(text)
    for start, end in found:
        assert text[start:end] == text[start:end].strip() != ""
        assert offsets.sentence_at(text, start) == (start, end)
    outside = "".join(text[left:right] for left, right in _gaps(found, len(text)))
    assert not outside or outside.isspace()


def _gaps(tokens: list[Token], length: int) -> list[Token]:
    places = [0, *(place for token in tokens for place in token), length]
    return list(zip(places[::2], places[1::2], strict=True))


def test_sentences_of_several_paragraphs() -> None:
    text = " One. Two!\r\nThree\n\n他来。她走。"
    assert covered(text, sentences(text)) == ["One.", "Two!", "Three", "他来。", "她走。"]


def test_a_megabyte_is_cut_in_seconds() -> None:
    text = "India’s ministers met in New Delhi (April 28). " * 21_000
    begin = time.perf_counter()
    assert len(word_tokens(text)) == 11 * 21_000
    assert len(sentences(text)) == 21_000
    assert time.perf_counter() - begin < 10
