"""Noun phrases beside a cue, found by closed classes of words alone. Positions are places in a unit's tokens."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.suggest.claims.units import Token
from workbench.suggest.claims.wording import Wording

Stretch = tuple[int, int]
_LONGEST = 25  # tokens of a phrase
JOINTS = frozenset(
    ("de", "la", "del", "della", "di", "da", "dos", "van", "von", "der", "den", "bin", "ibn", "al", "el", "y")
)
CONTRACTED = ("n't", "'ll", "'ve", "'re", "'d", "'m")
_MONTHS_OR_NAMES = frozenset(["may", "march", "april", "june", "august"])


def phrase_before(tokens: Sequence[Token], words: Wording, end: int, floor: int = 0) -> Stretch | None:
    """The longest noun phrase that ends before `end` and begins at `floor` or later."""
    low = end
    while low > max(floor, end - _LONGEST):
        token = tokens[low - 1]
        if token.kind == "quotation" or (token.kind == "sign" and token.text not in "&/"):
            break
        if token.kind == "word" and _ends_phrase(token, words) and low - 1 > floor - 1:
            break
        low -= 1
    for start in range(low, end):
        if _is_phrase(tokens, words, start, end):
            return start, end
    return None


def _ends_phrase(token: Token, words: Wording) -> bool:
    small = token.small
    if token.capital and small not in words.classes.get("subordinators", ()):
        return False
    return any(words.is_a(small, name) for name in ("subordinators", "conjunctions", "finite", "auxiliaries"))


def _is_phrase(tokens: Sequence[Token], words: Wording, start: int, end: int) -> bool:
    first = tokens[start]
    if first.kind != "word" or (end - start == 1 and first.text[0].isdigit()):
        return False
    small = first.small
    if small.endswith(CONTRACTED):
        return False
    if any(words.is_a(small, name) for name in ("prepositions", "openers", "conjunctions", "subordinators")):
        return False
    if words.is_a(small, "adverbs") or (small.endswith("ly") and not first.capital and end - start > 1):
        return False
    if words.is_a(small, "pronouns") and not words.is_a(small, "determiners"):
        return end - start == 1 or (end - start > 2 and tokens[start + 1].small in ("of", "in"))
    if any(words.is_a(small, name) for name in ("auxiliaries", "finite")) and not first.capital:
        return False
    for at in range(start, end):
        token, before = tokens[at], tokens[at - 1] if at > start else None
        small = token.small
        dated = words.is_a(small, "dates") and not (token.capital and small in _MONTHS_OR_NAMES)
        if dated and at + 1 < end and not words.is_a(tokens[at + 1].small, "inside"):
            return False
        if before is None:
            continue
        after_preposition = words.is_a(before.small, "prepositions")
        if words.is_a(small, "determiners") and not (
            after_preposition or words.is_a(before.small, "determiners")
        ):
            return False
        if words.is_a(small, "pronouns") and not words.is_a(small, "determiners") and not after_preposition:
            return False
    last = tokens[end - 1].small
    if words.is_a(last, "determiners"):
        return end - start == 1 and words.is_a(last, "sources")
    return not words.is_a(last, "prepositions")


def phrase_after(tokens: Sequence[Token], words: Wording, start: int) -> Stretch | None:
    """The noun phrase that begins at `start`: up to a sign, a relative clause, a participle, a date or a venue."""
    if start >= len(tokens) or tokens[start].kind != "word":
        return None
    first = tokens[start]
    if words.is_a(first.small, "pronouns") and not words.is_a(first.small, "determiners"):
        if words.is_a(first.small, "sources") and not _followed_by_of(tokens, start):
            return start, start + 1
        if not _followed_by_of(tokens, start):
            return None
    elif any(
        words.is_a(first.small, name)
        for name in ("prepositions", "conjunctions", "subordinators", "adverbs", "auxiliaries", "openers")
    ):
        return None
    at = start + 1
    while at < min(len(tokens), start + _LONGEST):
        if not _goes_on(tokens, words, start, at):
            break
        at += 1
    while at > start + 1 and words.is_a(tokens[at - 1].small, "prepositions"):
        at -= 1
    return start, at


def _followed_by_of(tokens: Sequence[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].small == "of"


def _goes_on(tokens: Sequence[Token], words: Wording, start: int, at: int) -> bool:
    """Whether the phrase that begins at `start` reaches over the token at `at`."""
    token, before = tokens[at], tokens[at - 1]
    small = token.small
    if token.kind in ("quotation", "sign"):
        return token.text in "&/"
    if token.kind == "bracket":
        return before.capital
    if small in JOINTS and before.capital and at + 1 < len(tokens) and tokens[at + 1].capital:
        return True
    after_preposition = words.is_a(before.small, "prepositions")
    if words.is_a(small, "prepositions"):
        return words.is_a(small, "inside") and not after_preposition and _belongs(tokens, words, at)
    if words.is_a(small, "subordinators") or words.is_a(small, "conjunctions"):
        return False
    if words.is_a(small, "dates"):
        return token.capital and small in _MONTHS_OR_NAMES and before.capital
    if words.is_a(small, "determiners") or words.is_a(small, "pronouns"):
        counted = (
            words.is_a(before.small, "determiners") and not words.is_a(small, "definite") and small[0] != "a"
        )
        return after_preposition or words.is_a(before.small, "quantifiers") or counted  # all the, his two
    if token.capital:
        return True
    if any(words.is_a(small, name) for name in ("auxiliaries", "finite", "adverbs")):
        return False
    opens = words.is_a(before.small, "determiners") or after_preposition or before.small.endswith("'s")
    if opens or words.language != "en":
        return True
    if small.endswith(("ing", "ly")):
        return False
    return not (small.endswith("ed") and ends_with_participle(tokens, words, at))


def ends_with_participle(tokens: Sequence[Token], words: Wording, at: int) -> bool:
    """Whether the word in -ed at `at` begins what a relative clause could say ("published on Tuesday")."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None or following.kind != "word":
        return True
    names = ("prepositions", "adverbs", "dates", "auxiliaries", "finite")
    return any(words.is_a(following.small, name) for name in names) or following.small.endswith("wards")


def _belongs(tokens: Sequence[Token], words: Wording, at: int) -> bool:
    """Whether the preposition at `at` joins to the phrase: not to a date or a venue."""
    small = tokens[at].small
    following = tokens[at + 1 : at + 5]
    for token in following:
        if token.kind != "word":
            return token.kind == "quotation" and small == "of"
        if small != "of" and (words.is_a(token.small, "dates") or words.is_a(token.small, "venues")):
            return False
        if small != "of" and token.text[0].isdigit() and small in ("in", "on", "at"):
            return False
        if words.is_a(token.small, "pronouns") and not words.is_a(token.small, "determiners"):
            return small == "of"
        if not (words.is_a(token.small, "determiners") or token.small.endswith(("ly", "al", "ed"))):
            following_two = tokens[at + 3 : at + 4]
            return small == "of" or not (
                following_two and words.is_a(following_two[0].small, "venues") and not token.capital
            )
    return False
