"""Sentences with their time expressions marked, and how well a program finds and values them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent
_MARKED = re.compile(r"\[([^\[\]|]+)\|(DATE|TIME|DURATION|SET) ([^\s\]]+)([^\]]*)\]")


@dataclass(frozen=True, slots=True)
class Expression:
    """A stretch (code points) with its TIMEX3 type and value."""

    start: int
    end: int
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Article:
    """A text with the day of its publication, its language, and what is marked in it."""

    text: str
    published: str
    language: str
    expressions: tuple[Expression, ...]


@dataclass(slots=True)
class Score:
    """Counts as TempEval-3 counts them (UzZaman et al. 2013): strict is the same extent, relaxed any overlap, with a
    value those of the relaxed whose type and value are right."""

    gold: int = 0
    found: int = 0
    strict: int = 0
    relaxed: int = 0
    valued: int = 0
    wrong: list[str] = field(default_factory=list)

    def f1(self, hits: int) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * hits / (self.gold + self.found) if self.gold + self.found else 0.0


def articles(name: str) -> list[Article]:
    """What a file beside this one holds: `dates_held_out` and the like."""
    found = []
    for part in (FOLDER / f"{name}.txt").read_text("utf-8").split("\n# ")[1:]:
        head, _, body = part.partition("\n")
        published, language = head.split()
        found.append(marked(body.strip(), published, language))
    return found


def marked(body: str, published: str, language: str) -> Article:
    """An article from its text with marks."""
    text, at, expressions = "", 0, []
    for match in _MARKED.finditer(body):
        text += body[at : match.start()]
        expressions.append(Expression(len(text), len(text) + len(match[1]), match[2], match[3]))
        text += match[1]
        at = match.end()
    return Article(text + body[at:], published, language, tuple(expressions))


Finder = Callable[[Article], Iterable[Expression]]


def score(texts: Iterable[Article], find: Finder) -> Score:
    """How well a program does on some articles; `wrong` has a line for each mistake."""
    total = Score()
    for article in texts:
        gold, found = list(article.expressions), list(find(article))
        total.gold += len(gold)
        total.found += len(found)
        for one in gold:
            same = next((other for other in found if (other.start, other.end) == (one.start, one.end)), None)
            over = same or next((o for o in found if o.start < one.end and o.end > one.start), None)
            total.strict += same is not None
            total.relaxed += over is not None
            right = over is not None and (over.type, over.value) == (one.type, one.value)
            total.valued += right
            if same is None or not right:
                total.wrong.append(
                    f"{_shown(article, one)} <- {_shown(article, over) if over else 'not found'}"
                )
        for other in found:
            if not any(one.start < other.end and one.end > other.start for one in gold):
                around = article.text[max(0, other.start - 30) : other.end + 30].replace("\n", "/")
                total.wrong.append(f"too much: {_shown(article, other)} in {around}")
    return total


def _shown(article: Article, one: Expression) -> str:
    return f"{article.text[one.start : one.end]!r} {one.type} {one.value}"
