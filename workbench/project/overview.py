"""How far a project is: who has done how much in what time, day by day, and what was labelled."""

from __future__ import annotations

import csv
import io
from typing import Any

from msgspec import Struct, field
from msgspec.structs import asdict

from workbench.model import STATUSES
from workbench.project.comparing import names_apart
from workbench.project.project import Project
from workbench.storage import people, progress

HOUR = 3600


class PersonProgress(Struct, frozen=True):
    """One annotator: documents by status, what was assigned, spans, and the seconds really spent.

    `to_begin` are the assigned documents without a layer. `spans_per_hour` counts only where time was measured.
    """

    id: str
    name: str
    assigned: int
    due: str
    statuses: dict[str, int]
    spans: int
    seconds: int
    to_begin: int = 0

    @property
    def finished(self) -> int:
        """Documents that are done or reviewed."""
        return self.statuses.get("done", 0) + self.statuses.get("reviewed", 0)

    @property
    def wanted(self) -> int:
        """Documents that there are to do: those begun, whoever assigned them, and those assigned and not begun."""
        return sum(self.statuses.values()) + self.to_begin

    @property
    def spans_per_hour(self) -> float | None:
        """Spans in an hour of real work; None where less than a minute was measured."""
        return self.spans * HOUR / self.seconds if self.seconds >= 60 else None


class Overview(Struct):
    """All that the overview shows. `days` are (day, person's id, documents finished)."""

    name: str
    documents: int
    people: list[PersonProgress] = field(default_factory=list)
    gold: dict[str, int] = field(default_factory=dict)
    days: list[tuple[str, str, int]] = field(default_factory=list)
    labels: dict[str, int] = field(default_factory=dict)
    origins: dict[str, int] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "progress": [
                {
                    **asdict(person),
                    "finished": person.finished,
                    "spans_per_hour": None
                    if person.spans_per_hour is None
                    else round(person.spans_per_hour, 1),
                }
                for person in self.people
            ],
            "gold": self.gold,
            "finished_by_day": [
                {"day": day, "annotator": who, "documents": number} for day, who, number in self.days
            ],
            "origins": self.origins,
        }

    def table(self) -> str:
        """The people as CSV."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["annotator", "assigned", *STATUSES, "spans", "minutes", "spans per hour", "due"])
        for one in self.people:
            rate = one.spans_per_hour
            name = f"'{one.name}" if one.name[:1] in "=+-@\t\r" else one.name  # a spreadsheet would run it
            writer.writerow(
                [
                    name,
                    one.assigned,
                    *(one.statuses.get(status, 0) for status in STATUSES),
                    one.spans,
                    round(one.seconds / 60),
                    "" if rate is None else round(rate, 1),
                    one.due,
                ]
            )
        return out.getvalue()


def overview(project: Project) -> Overview:
    """Read it in one state of the project."""
    with project.store.read() as connection:
        assigned = progress.assigned_by_person(connection)
        to_begin = progress.not_begun_by_person(connection)
        statuses: dict[str, dict[str, int]] = {}
        spans: dict[str, int] = {}
        for who, status, layers, number in progress.layers_by_person(connection):
            statuses.setdefault(who, {})[status] = layers
            spans[who] = spans.get(who, 0) + number
        seconds: dict[str, int] = {}
        for who, _, _, spent in people.time_spent(connection):
            seconds[who] = seconds.get(who, 0) + spent
        names = names_apart(project.annotators())
        rows = [
            PersonProgress(
                one.id,
                names[one.id],
                *assigned.get(one.id, (0, "")),
                statuses.get(one.id, {}),
                spans.get(one.id, 0),
                seconds.get(one.id, 0),
                to_begin.get(one.id, 0),
            )
            for one in project.annotators()
            if one.kind != "gold" and (one.id in statuses or one.id in assigned)
        ]
        return Overview(
            project.name,
            project.document_count(),
            sorted(rows, key=lambda one: (one.name, one.id)),
            progress.gold_layers(connection),
            progress.finished_by_day(connection),
            progress.labels(connection),
            progress.origins(connection),
        )
