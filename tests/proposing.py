"""A small suggester on the article of `desk`, for tests of the window."""

from __future__ import annotations

from collections.abc import Iterator

from workbench import jobs
from workbench.model import Document, Relation, Span
from workbench.project import Project
from workbench.suggest import Context, Proposal

NAMES = (
    ("GPE", "India"),
    ("GPE", "Russia"),
    ("PER", "Rajnath Singh"),
    ("PER", "Sergei Shoigu"),
    ("GPE", "New Delhi"),
)


class Names:
    """Proposes the names of the article wherever they stand, a day with its value, and a claim with its source."""

    id = "names"
    title = "Names that tests know"
    languages: tuple[str, ...] = ("en",)
    extra = ""
    learns = False

    def __init__(self, score: float | None = 0.9) -> None:
        self.score = score

    def suggest(self, document: Document, context: Context) -> Iterator[Proposal]:
        text = document.text
        for label, words in NAMES:
            at = text.find(words)
            while at >= 0:
                if not text[at + len(words) :][:1].isalpha():
                    span = Span(f"{words} {at}", label, at, at + len(words), score=self.score)
                    yield Proposal((span,), reason="a name")
                at = text.find(words, at + 1)
        if (at := text.find("Friday (April 28)")) >= 0:
            values = {"type": "DATE", "value": "2023-04-28"}
            yield Proposal(
                (Span("day", "DATE", at, at + 17, attributes=values, score=0.97),), reason="the day before"
            )
        claim, source = text.find("India and Russia have"), text.find("Indian government")
        if 0 <= claim < source:
            end = text.index(", said")
            yield Proposal(
                (
                    Span("claim", "CLAIM", claim, end, attributes={"voice": "indirect"}, score=0.7),
                    Span("cue", "CUE", end + 2, end + 6, score=0.7),
                    Span("source", "ORG", source, source + 17, score=0.7),
                ),
                (Relation("by", "said-by", "claim", "source"), Relation("cue", "has-cue", "claim", "cue")),
                reason="“said”",
            )


def suggest(project: Project, *ids: str) -> None:
    """Run suggesters over the project, in this process."""
    jobs.finish(jobs.suggest_job(project, ids or ("names",)))
