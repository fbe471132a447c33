"""Tokenisers of every kind give extents of the text itself, in code points, whatever they normalise."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench import offsets
from workbench.errors import UserError
from workbench.tokens import Tokeniser, file_choice, file_of, spacy_languages, tokeniser

KINDS = ("byte-level", "byte-level untrimmed", "wordpiece", "unigram", "prepend")
ODD = "ﬁne cafe\u0301 İstanbul ½ ﷺ 👍🏽 👨\u200d👩\u200d👧 한글 中文 x\u00a0y\u200b \ufeffa\u0000b\r\n\tNew Delhi"
texts = st.text(
    alphabet=st.sampled_from("aé\u0301 İﬁ½👍🏽\u200d中文\u00a0\r\n\tNew.,“”ﷺ\u1112\u1161\u11ab"), max_size=40
)


def words(made: Tokeniser, text: str) -> list[str]:
    return [text[start:end] for start, end in made.tokens(text)]


def of_file(content: bytes) -> Tokeniser:
    return tokeniser(file_choice(content), content=content, name="tiny.json")


def check(made: Tokeniser, text: str) -> None:
    place = 0
    for start, end in made.tokens(text):
        assert place <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert offsets.is_grapheme_boundary(text, start) or start > place
        place = end


def test_spacy_cuts_as_spacy_does() -> None:
    pytest.importorskip("spacy")
    made = tokeniser("spacy:en")
    assert made.whole_words
    text = "India’s  ministers didn't meet in New Delhi.\n\nSoon"
    assert words(made, text) == [
        "India",
        "’s",
        "ministers",
        "did",
        "n't",
        "meet",
        "in",
        "New",
        "Delhi",
        ".",
        "Soon",
    ]
    check(made, ODD)
    check(made, text)


def test_spacys_languages_are_known_without_importing_it() -> None:
    pytest.importorskip("spacy")
    assert {"en", "de", "zh"} <= set(spacy_languages())
    with pytest.raises(UserError, match="spaCy has no language “zz”: choose one of"):
        tokeniser("spacy:zz").load()


@pytest.mark.parametrize("kind", KINDS)
def test_tokens_of_a_file_are_found_again_in_the_text(kind: str, file: Callable[[str], bytes]) -> None:
    made = of_file(file(kind))
    made.load()
    check(made, ODD)
    text = "İ ﬁ café 👍🏽 New Delhi"
    assert text[made.tokens(text)[-1][0] : made.tokens(text)[-1][1]]
    assert made.tokens(text)[-1][1] == len(text)
    assert any(start == text.index("New") for start, _ in made.tokens(text))


@pytest.mark.parametrize("kind", KINDS)
def test_a_long_text_is_not_truncated_nor_padded(kind: str, file: Callable[[str], bytes]) -> None:
    made = of_file(file(kind))
    text = "India and Russia met. " * 40
    assert made.tokens(text)[-1][1] == len(text.rstrip())
    assert all(start < end for start, end in made.tokens(text))


@pytest.mark.parametrize("kind", KINDS)
def test_any_text_gives_sound_tokens(kind: str, file: Callable[[str], bytes]) -> None:
    made = of_file(file(kind))

    @given(texts)
    @settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def sound(text: str) -> None:
        check(made, text)

    sound()


def test_bytes_of_one_character_are_one_token(file: Callable[[str], bytes]) -> None:
    made = of_file(file("byte-level untrimmed"))
    assert words(made, "x 👨\u200d👩\u200d👧 y") == ["x", "👨\u200d👩\u200d👧", "y"]


def test_a_normaliser_that_forgets_places_is_refused(file: Callable[[str], bytes], monkeypatch) -> None:
    from workbench.tokens import tokenisers

    with pytest.raises(UserError, match="in a changed text"):
        tokenisers._check_offsets(lambda text: [(2, 4), (len(text) - 4, len(text) + 1)], "x.json")


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "is no tokeniser"), (b"{}", "is no tokenizer.json"), (b"\xff\xfe", "is no tokenizer.json")],
)
def test_files_that_are_none_are_refused(content: bytes, reason: str) -> None:
    pytest.importorskip("tokenizers")
    with pytest.raises(UserError, match=reason):
        tokeniser(file_choice(content), content=content, name="x.json").load()


@pytest.mark.parametrize("choice", ["", "word", "spacy:", "spacy:e n", "file:"])
def test_choices_that_are_none_are_refused(choice: str) -> None:
    with pytest.raises(UserError, match="is no tokeniser: choose whitespace, words, spacy:LANGUAGE"):
        tokeniser(choice)


def test_a_file_is_chosen_by_its_content() -> None:
    assert file_of(file_choice(b"one")) != file_of(file_choice(b"two"))
    assert file_of("words") == ""
