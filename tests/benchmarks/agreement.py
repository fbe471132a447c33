"""Three annotators on a thousand documents: what is left to decide, how much they agree, which words are odd."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.benchmarks import corpus
from tests.benchmarks.measure import Row, Scale, median, own_settings, timed
from tests.benchmarks.window import opened, parts
from workbench import jobs
from workbench.model import Annotator, new_id
from workbench.project.agreement import Question
from workbench.project.consistency import form_table

_LABELS = ("PER", "ORG", "GPE", "LOC", "NORP")


def run(scale: Scale) -> Iterator[Row]:
    """Yields the rows of this family."""
    count = scale.of(1_000, 5)
    with tempfile.TemporaryDirectory() as name, own_settings(Path(name)):
        folder = Path(name)
        file = corpus.write(folder / "three.jsonl", three(count, size=2000, each=20))
        project = corpus.project(folder / "p.wbench", file)
        runs = min(3, scale.runs)
        resamples = scale.of(1_000, 20)

        def asked(**more: Any) -> float:
            question = Question(**more)
            return median(
                [timed(lambda: jobs.finish(jobs.agreement_job(project, question))) for _ in range(runs)]
            )

        what = f"{count:,} documents, 3 annotators, 20 spans each"
        queue = median([timed(lambda: jobs.finish(jobs.disagreement_job(project))) for _ in range(runs)])
        yield Row(f"what is left to decide, {what}", queue, budget=1_000)
        painted = median([to_the_queue(project.path) for _ in range(runs)])
        yield Row("from Ctrl+Shift+V to the painted queue", painted, budget=1_000)
        with_agreed = median([timed(lambda: jobs.finish(jobs.comparison_job(project))) for _ in range(runs)])
        yield Row("the same with what is agreed", with_agreed)
        yield Row("agreement on them, without intervals", asked(), budget=2_000)
        yield Row(f"with {resamples:,} resamples", asked(intervals=resamples), budget=10_000)
        yield Row("by label", asked(by="label"))
        yield Row(f"by label, with {resamples:,} resamples", asked(by="label", intervals=resamples))
        yield Row("forms against labels", median([timed(lambda: form_table(project)) for _ in range(runs)]))
        project.close()


def to_the_queue(path: Path) -> float:
    """Milliseconds from the key, in the window on a project, until its review is there to be decided on."""
    with opened(path) as window:
        _, article = parts(window)
        keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier

        def press() -> None:
            QTest.keyClick(article, Qt.Key.Key_V, keys)
            shown = window.review
            assert shown is not None
            while shown.desk.looking.busy or not shown.queue.model.items:
                QApplication.processEvents()
            shown.refresh()
            shown.repaint()

        return timed(press)


def three(documents: int, *, size: int, each: int) -> Iterator[dict[str, Any]]:
    """Documents with the layers of three annotators, who differ about a span in seven."""
    people = [Annotator(new_id(), name) for name in ("Ada Okafor", "Ben Sato", "Cyd Roy")]
    chance = random.Random(1)
    for number in range(documents):
        body = corpus.text(size, seed=number)
        for annotator in people:
            line = corpus.bundle(f"document {number:05}", body, each, annotator)
            line["spans"] = [one for span in line["spans"] for one in _seen(span, body, chance)]
            yield line


def _seen(span: dict[str, Any], body: str, chance: random.Random) -> list[dict[str, Any]]:
    """A span as one of three sees it: in one of twenty cases not, longer, or under another label."""
    draw = chance.random()
    if draw < 0.05:
        return []
    if draw < 0.10:
        end = min(len(body), span["end"] + 3)
        return [{**span, "end": end, "text": body[span["start"] : end]}]
    if draw < 0.15:
        return [{**span, "label": chance.choice(_LABELS), "attributes": {}}]
    return [span]
