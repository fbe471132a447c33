"""What the card of an exported dataset says that only the project knows."""

from __future__ import annotations

from collections.abc import Generator

from workbench.agreement.report import Report, Row
from workbench.errors import UserError
from workbench.model import Progress
from workbench.project.agreement import Question, agreement_steps
from workbench.project.project import Project

_SHOWN = (("exact", "F1 exact"), ("partial", "F1 partial"), ("alpha", "alpha"), ("relations", "F1 relations"))


def about_steps(project: Project) -> Generator[Progress, None, dict[str, str]]:
    """What to hand to a format as `Writing.about`: under "agreement" a paragraph and a table in Markdown.

    The agreement is that of all finished layers of people and models in the first round, whatever goes
    out: a gold layer is worth what its makers agreed on. Empty where no document has two of them.
    """
    question = Question(by="group", measures=("f1", "alpha", "relations"))
    try:
        report = yield from agreement_steps(project, question)
    except UserError:  # no document has two layers, or the project's tokeniser is not installed
        return {}
    return {"agreement": _words(report)}


def _words(report: Report) -> str:
    documents = f"{report.documents:,} document" + ("" if report.documents == 1 else "s")
    lines = [
        f"Compared are the finished layers of {len(report.annotators)} annotators on {documents}. F1 is the mean "
        "over pairs of annotators, for the same spans or for spans that overlap; alpha is Krippendorff’s, over "
        "tokens.",
        "",
        f"| | {' | '.join(title for _, title in _SHOWN)} |",
        f"|{' --- |' * (len(_SHOWN) + 1)}",
    ]
    lines += [f"| {row.title or 'all'} | {' | '.join(_cells(row))} |" for row in report.rows]
    return "\n".join(lines)


def _cells(row: Row) -> list[str]:
    found = [row.values.get(id) for id, _ in _SHOWN]
    return ["" if one is None or one.value is None else f"{one.value:.2f}" for one in found]
