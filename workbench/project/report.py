"""What an export held, lost and left out: the report that is shown beforehand and written beside the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct, field

from workbench.formats import held
from workbench.formats.base import Loss
from workbench.formats.policies import CHANGES
from workbench.model import Annotator, Bundle
from workbench.project.proof import Proof

EXAMPLES = 10  # of each kind of loss that a report shows
REPORT = "export-report.json"
OTHER_GROUP = "spans of group"  # how the kind of loss of what the selection's groups leave out begins
LEFT_OUT, CHANGED, KEPT = "left out", "changed", "kept aside"
WHO = held.WHO  # the kind of loss whose examples name people themselves


class Example(NamedTuple):
    """A loss that a report shows: its document's id, and in whose layer it is (None: of the document, or a comment)."""

    document: str
    loss: Loss
    annotator: Annotator | None

    def words(self, *, named: bool) -> str:
        """What is lost of which document; with the annotator if `named`."""
        whose = f", {self.annotator.name}" if named and self.annotator and self.loss.kind != WHO else ""
        return f"{self.loss.what} ({self.loss.document}{whose})"


class LossLine(Struct):
    """All losses of one kind: how many, and up to ten of them."""

    kind: str
    effect: str
    count: int = 0
    examples: list[Example] = field(default_factory=list)

    def of_things(self) -> bool:
        """Whether spans, relations or comments are lost, and not what is known of documents and layers."""
        return any(example.loss.target for example in self.examples)

    def plain(self) -> dict[str, Any]:
        """The line as it is written to the report; start and end are code points."""
        return {
            "kind": self.kind,
            "effect": self.effect,
            "count": self.count,
            "examples": [
                {
                    "document": loss.document,
                    "document_id": document,
                    **({"annotator": who.name, "annotator_id": who.id} if who else {}),
                    "what": loss.what,
                    "target": loss.target,
                    "start": loss.start,
                    "end": loss.end,
                }
                for document, loss, who in self.examples
            ],
        }


class ExportReport(Struct):
    """What went out, or would, and what did not.

    `left_out` counts layers by status, `other_rounds` those of which another round went out instead, or which
    are not of the round that was asked for, `untouched` documents on which nobody has a layer.
    """

    format: str
    documents: int = 0
    layers: int = 0
    spans: int = 0
    relations: int = 0
    tokens: str = ""  # whose, where they are not the format's own
    left_out: dict[str, int] = field(default_factory=dict)
    other_rounds: int = 0
    untouched: int = 0
    repeated: int = 0  # documents that go out with several layers
    annotators: set[str] = field(default_factory=set)  # the names of those whose layers go out
    losses: dict[str, LossLine] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    split: dict[str, Any] = field(default_factory=dict)  # how documents were dealt, where they were
    proof: Proof | None = None  # None: nothing was written
    _told: tuple[str, set[Loss]] = field(
        default_factory=lambda: ("", set())
    )  # what was lost of the last document itself

    def add(self, loss: Loss, bundle: Bundle) -> None:
        """Count a loss of a bundle under its kind; of the document itself once, not for each layer."""
        document, of_layer = bundle.document.id, bool(loss.target) or loss.bare_kind in (held.LAYER, WHO)
        if not of_layer:
            if self._told[0] != document:
                self._told = document, set()
            if loss in self._told[1]:
                return
            self._told[1].add(loss)
        line = self.losses.get(loss.kind)
        if line is None:
            effect = KEPT if loss.kept else CHANGED if loss.kind in CHANGES else LEFT_OUT
            line = self.losses[loss.kind] = LossLine(loss.kind, effect)
        line.count += 1
        if len(line.examples) < EXAMPLES:
            commented = any(comment.id == loss.target for comment in bundle.comments)  # by whomever
            line.examples.append(
                Example(document, loss, bundle.annotator if of_layer and not commented else None)
            )

    def proof_sentence(self) -> str:
        """What the proof says; empty where nothing was written."""
        return self.proof.sentence(lossless=not self.losses) if self.proof else ""

    def lines(self) -> list[LossLine]:
        """The kinds of loss: what is left out first; in each effect first of spans, then of documents and layers; of
        these the most frequent."""
        order = (LEFT_OUT, CHANGED, KEPT)
        return sorted(
            self.losses.values(),
            key=lambda line: (order.index(line.effect), not line.of_things(), -line.count, line.kind),
        )

    def plain(self, *, files: Sequence[Path] = (), **words: Mapping[str, str] | str) -> dict[str, Any]:
        """The report as it is written to `export-report.json`; `words` are what was asked for (options, policies)."""
        return {
            "format": self.format,
            **words,
            "files": sorted(path.as_posix() for path in files),
            "documents": self.documents,
            "layers": self.layers,
            "spans": self.spans,
            "relations": self.relations,
            "annotators": sorted(self.annotators),
            **({"tokens": self.tokens} if self.tokens else {}),
            "layers_left_out": dict(sorted(self.left_out.items())),
            **({"documents_left_out": self.untouched} if self.untouched else {}),
            **({"rounds_left_out": self.other_rounds} if self.other_rounds else {}),
            **({"split": self.split} if self.split else {}),
            "warnings": list(self.warnings),
            "losses": [line.plain() for line in self.lines()],
            **({"proof": self.proof.plain(lossless=not self.losses)} if self.proof else {}),
        }


def repeats_words(repeated: int) -> str:
    """What is said of documents of which a trainer would get the text once for each annotator."""
    what = "document goes out" if repeated == 1 else "documents go out"
    return (
        f"{repeated:,} {what} more than once, with each annotator's labels: choose the gold or one annotator "
        "(--gold, --annotator), unless a model shall learn from all of them."
    )


def untouched_words(untouched: int) -> str:
    """What is said of the documents without a layer, which do not go out."""
    what = (
        "document is left out, as nobody has" if untouched == 1 else "documents are left out, as nobody has"
    )
    return f"{untouched:,} {what} worked on {'it' if untouched == 1 else 'them'}"


def rounds_words(other_rounds: int) -> str:
    """What is said of the layers that the choice of round left out."""
    what = (
        "layer is left out as another round" if other_rounds == 1 else "layers are left out as other rounds"
    )
    return f"{other_rounds:,} {what} of the same annotator on the same document"


def how_to_take(report: ExportReport) -> str:
    """The sentence that names the options which take the layers that were left out."""
    words = " ".join(
        f'--status "{status}"' if " " in status else f"--status {status}"
        for status in sorted(report.left_out)
    )
    return f"{words} takes {'it' if sum(report.left_out.values()) == 1 else 'them'}."
