"""Near-duplicates: what counts as alike in which script, and that no similar pair is missed."""

from __future__ import annotations

import random
import sys

import pytest

from workbench.errors import UserError
from workbench.splits import clusters
from workbench.splits.clusters import Clusters, Texts, jaccard, rows_of_band, shingles

WIRE = (
    "Moscow, 28 April. The defence minister of India told his Russian colleague on Friday that both countries "
    "would look for ways to build more weapons together, the ministry in New Delhi said in a statement. "
    "The two had met beside a conference of the Shanghai Cooperation Organisation."
)
OTHER = WIRE.replace("Moscow, 28 April.", "NEW DELHI (agencies) -").replace("in a statement", "afterwards")
CHINESE = "国防部长星期五对记者说,两国将寻找更多共同制造武器的办法,双方在会议期间进行了会谈。"
ARABIC = "قال وزير الدفاع يوم الجمعة إن البلدين سيبحثان عن سبل لتصنيع المزيد من الأسلحة معا."


def gathered(texts: list[str], **how: float) -> list[set[int]]:
    """The clusters of two and more."""
    found = Texts(texts.__getitem__, **how)
    for text in texts:
        found.add(text)
    joined = Clusters(len(texts))
    assert list(found.links(joined))[-1] == 0
    groups: dict[int, set[int]] = {}
    for number in range(len(texts)):
        groups.setdefault(joined.find(number), set()).add(number)
    return [group for group in groups.values() if len(group) > 1]


def test_shingles_are_three_words_whatever_case_and_punctuation() -> None:
    assert shingles("The cat, the CAT sat.") == {"the cat the", "cat the cat", "the cat sat"}
    assert shingles("Yes.") == shingles("YES") == {"yes"}
    assert shingles("...") == shingles("") == frozenset()
    assert shingles("Été à Paris") == shingles("E\u0301te\u0301 a\u0300 PARIS") == {"été à paris"}


def test_scripts_without_blanks_are_cut_into_five_signs() -> None:
    assert shingles("两国将寻找") == {"两 国 将 寻 找"}
    assert len(shingles("两国将寻找更多")) == 3
    assert shingles("한국 정부는 오늘 말했다") == {"한국 정부는 오늘", "정부는 오늘 말했다"}


@pytest.mark.parametrize("text", [WIRE, CHINESE, ARABIC])
def test_the_same_story_with_another_beginning_is_a_near_duplicate(text: str) -> None:
    texts = [
        text,
        "An unrelated piece about the price of bread in the capital and elsewhere.",
        text + "!",
        "x" + text,
    ]
    assert gathered(texts) == [{0, 2, 3}]


def test_a_wire_story_is_found_and_the_threshold_counts() -> None:
    assert 0.5 < jaccard(shingles(WIRE), shingles(OTHER)) < 0.9
    assert gathered([WIRE, "Bread is dear.", OTHER]) == [{0, 2}]
    assert gathered([WIRE, "Bread is dear.", OTHER], similar=0.95) == []


def test_texts_without_a_word_are_like_nothing() -> None:
    assert gathered(["", "...", "", WIRE]) == []


def test_what_joins_two_clusters_makes_one_of_them() -> None:
    words = [f"word{number}" for number in range(300)]
    texts = [" ".join(words[at : at + 100]) for at in (0, 30, 60, 90, 180)]
    assert gathered(texts) == [{0, 1, 2, 3}]


def test_pairs_clearly_above_the_threshold_are_never_missed() -> None:
    chance = random.Random(7)
    texts: list[str] = []
    for _ in range(150):
        words = [f"w{chance.randrange(400)}" for _ in range(80)]
        changed = list(words)
        for _ in range(chance.randrange(16)):
            changed[chance.randrange(80)] = "changed"
        texts += [" ".join(words), " ".join(changed)]
    want = [
        {at, at + 1}
        for at in range(0, 300, 2)
        if jaccard(shingles(texts[at]), shingles(texts[at + 1])) >= 0.5
    ]
    assert 75 < len(want) < 150
    found = gathered(texts)
    assert all(pair in want for pair in found)
    assert len(found) >= 0.97 * len(want)


def test_many_equal_texts_are_one_cluster() -> None:
    assert gathered([WIRE] * 500) == [set(range(500))]


def test_bands_are_as_wide_as_the_threshold_allows() -> None:
    assert [rows_of_band(similar) for similar in (0.3, 0.5, 0.8, 0.9)] == [2, 3, 6, 10]


def test_without_datasketch_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasketch", None)
    with pytest.raises(UserError, match=r"pip install 'annotation-workbench\[dedupe\]'"):
        clusters.Texts(str)
