"""How good proposed dates are: against sentences marked beforehand and the samples' annotators; and how fast."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from tests.benchmarks.dates_gold import Article, Expression, Score, articles, score
from tests.benchmarks.measure import Row, Scale
from workbench import timex
from workbench.data import data_folder

# What HeidelTime reached on the English newswire of TempEval-3 (UzZaman et al. 2013): other text, the same measures.
OTHERS = {"strict": 0.81, "relaxed": 0.90, "valued": 0.78}
TITLES = {"strict": "same extent", "relaxed": "overlap", "valued": "overlap, right type and value"}


def found(article: Article) -> list[Expression]:
    """What the program finds in an article."""
    ours = timex.expressions(article.text, published=article.published, language=article.language)
    return [Expression(one.start, one.end, one.computed.type, one.computed.value) for one in ours]


def sampled(file: Path) -> Iterator[Article]:
    """The documents of a sample file with the dates of its layer."""
    for line in file.read_text(encoding="utf-8").splitlines():
        row = msgspec.json.decode(line)
        if row.get("spans"):
            document = row["document"]
            dates = [span for span in row["spans"] if span["label"] == "DATE"]
            marks = (
                Expression(one["start"], one["end"], one["attributes"]["type"], one["attributes"]["value"])
                for one in dates
            )
            yield Article(document["text"], document["published"], document["language"], tuple(marks))


def rows(title: str, total: Score, *, compared: bool = False) -> Iterator[Row]:
    """F1 strict, relaxed, and with the value; beside it what the best known program reached elsewhere."""
    for name, what in TITLES.items():
        reached = 100 * total.f1(getattr(total, name))
        budget = 100 * OTHERS[name] if compared else None
        yield Row(f"dates, {title} ({total.gold}): F1, {what}", reached, "%", budget=budget, least=True)
    right = 100 * total.valued / max(1, total.relaxed)
    yield Row(f"dates, {title}: right values of those that overlap", right, "%")


def run(scale: Scale) -> Iterator[Row]:
    """The rows of the table: both halves of English, the other languages, both annotators, the speed on 1 MB."""
    halves = {"held out": "dates_held_out", "development": "dates_development"}
    for title, name in halves.items():
        yield from rows(f"English, {title}", score(articles(name), found), compared=name.endswith("out"))
    yield from rows("German, French, Spanish", score(articles("dates_others"), found))
    for who in ("noor-haddad", "jonas-lindqvist"):
        yield from rows(who, score(sampled(data_folder("sample_docs") / f"{who}.jsonl"), found))
    texts = [article.text for article in sampled(data_folder("sample_docs") / "noor-haddad.jsonl")]
    size = scale.of(1_000_000, 10_000)
    text = ("\n\n".join(texts) + "\n\n") * (1 + size // sum(map(len, texts)))
    began = time.perf_counter()
    number = len(timex.expressions(text[:size], published="2024-09-13"))
    spent = time.perf_counter() - began
    yield Row(f"dates of {size:,} characters ({number:,} expressions)", spent, "s", budget=5.0)
