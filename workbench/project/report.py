"""What an export held, lost and left out: the report that is shown beforehand and written beside the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.formats.base import Loss

EXAMPLES = 10  # of each kind of loss that a report shows
REPORT = "export-report.json"


@dataclass(slots=True)
class LossLine:
    """All losses of one kind: how many, and up to ten of them."""

    kind: str
    count: int = 0
    examples: list[Loss] = field(default_factory=list)

    @property
    def kept(self) -> bool:
        """Whether the files hold it, where the format's own programs do not look."""
        return is_kept(self.kind)


def is_kept(kind: str) -> bool:
    """Whether a kind of loss names what is written all the same, beside what trainers read."""
    return ", kept in " in kind


@dataclass(slots=True)
class ExportReport:
    """What went out, or would, and what did not. `left_out` counts layers by status."""

    format: str
    documents: int = 0
    layers: int = 0
    spans: int = 0
    relations: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    losses: dict[str, LossLine] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    split: dict[str, Any] = field(default_factory=dict)  # how documents were dealt, where they were

    def add(self, loss: Loss) -> None:
        """Count a loss under its kind."""
        line = self.losses.setdefault(loss.kind, LossLine(loss.kind))
        line.count += 1
        if len(line.examples) < EXAMPLES:
            line.examples.append(loss)

    def lines(self) -> list[LossLine]:
        """The kinds of loss, the most frequent first; last what is kept where trainers do not look."""
        return sorted(self.losses.values(), key=lambda line: (line.kept, -line.count, line.kind))

    def plain(
        self, *, files: Sequence[Path] = (), options: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """The report as it is written to `export-report.json`."""
        return {
            "format": self.format,
            "options": dict(options or {}),
            "files": sorted(path.as_posix() for path in files),
            "documents": self.documents,
            "layers": self.layers,
            "spans": self.spans,
            "relations": self.relations,
            "layers_left_out": dict(sorted(self.left_out.items())),
            **({"split": self.split} if self.split else {}),
            "warnings": list(self.warnings),
            "losses": [
                {
                    "kind": line.kind,
                    "count": line.count,
                    "examples": [
                        {
                            "document": loss.document,
                            "what": loss.what,
                            "target": loss.target,
                            "start": loss.start,
                            "end": loss.end,
                        }
                        for loss in line.examples
                    ],
                }
                for line in self.lines()
            ],
        }


def how_to_take(report: ExportReport) -> str:
    """The sentence that names the options which take the layers that were left out."""
    words = " ".join(
        f'--status "{status}"' if " " in status else f"--status {status}"
        for status in sorted(report.left_out)
    )
    return f"{words} takes {'it' if sum(report.left_out.values()) == 1 else 'them'}."
