"""workbench train: a model of what this project labels."""

from __future__ import annotations

from pathlib import Path

import msgspec
import typer

from workbench import jobs
from workbench.cli.opening import count, opened, print_json, run
from workbench.project.models import TrainedModel


def train(
    project: Path = typer.Argument(metavar="PROJECT", help="The project file.", readable=False),
    threshold: float = typer.Option(
        None, help="Let the model propose only what is at least so likely to be right (0 to 1)."
    ),
    show: bool = typer.Option(False, "--show", help="Train nothing; say what the model is worth."),
    if_due: bool = typer.Option(
        False,
        "--if-due",
        help="Train only if it is due: with twenty more finished documents, or twice as many.",
    ),
    curve: bool = typer.Option(False, "--curve", help="Measure it with fewer documents too, as --json does."),
    json: bool = typer.Option(False, "--json", help="Print as JSON, with the learning curve."),
    progress: str = typer.Option("auto", hidden=True, help="auto, json or none."),
) -> None:
    """Train a model on the finished documents. `suggest --with model` proposes what it finds in others.

    It says how good the model is on documents that it has not seen.
    """
    with opened(project) as target:
        if threshold is not None:
            target.set_model_threshold(threshold)
        if show or (if_due and not target.training_due()):
            model = target.model()
        else:
            _, model = run(jobs.train_job(target, curve=curve or json), progress=progress)
        least = target.model_threshold()
    if json:
        report = msgspec.to_builtins(model.report) if model else None
        print_json({"model": model.sha256 if model else "", "threshold": least, "report": report})
    elif model is None:
        print(f"{project} has no model yet.")
    else:
        _print(model, least)


def _print(model: TrainedModel, threshold: float) -> None:
    print(f"Trained on {count(model.report.documents, 'document')}; it proposes from {threshold:g} on.")
    print("On documents held out:")
    for row in model.report.quality:
        print(
            f"{row.label or 'all':10} precision {row.precision:.2f}  recall {row.recall:.2f}  F1 {row.f1:.2f}  "
            f"({count(row.spans, 'span')})"
        )
    for point in model.report.curve:
        print(f"after {count(point.documents, 'document')}: F1 {point.f1:.2f}")
