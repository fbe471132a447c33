"""Long work as generators that yield Progress; closing one between two steps leaves everything whole."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from pathlib import Path

from workbench.agreement.consistency import FormRow
from workbench.agreement.report import Report
from workbench.agreement.types import Comparison, Disagreement
from workbench.model import Annotator, Change, Progress
from workbench.project import (
    Project,
    agreement,
    comparing,
    consistency,
    exporting,
    freezing,
    handouts,
    importing,
    merging,
    models,
    proposed,
    reviewing,
    splitting,
    suggesting,
)
from workbench.project.agreement import Place, Question
from workbench.project.base import finish as finish
from workbench.project.comparing import Layers
from workbench.project.consistency import FormContext
from workbench.project.datasets import Manifest
from workbench.project.differing import LayerDifference
from workbench.project.exporting import ExportResult
from workbench.project.importing import ImportPlan
from workbench.project.merging import MergePreview
from workbench.project.models import TrainedModel
from workbench.project.recipes import Recipe
from workbench.project.report import ExportReport
from workbench.project.reviewing import Findings
from workbench.project.splits import Dealt
from workbench.project.suggesting import SuggestResult


def plan_job(
    project: Project,
    paths: Sequence[Path],
    *,
    format_id: str | None = None,
    encoding: str | None = None,
    options: Mapping[str, str] | None = None,
    annotator: Annotator | None = None,
    published: str = "",
) -> Generator[Progress, None, ImportPlan]:
    """Read and check files; returns the plan of what an import would do."""
    return importing.plan_steps(
        project,
        paths,
        format_id=format_id,
        encoding=encoding,
        options=options,
        annotator=annotator,
        published=published,
    )


def import_job(
    project: Project,
    plan: ImportPlan,
    *,
    labels: Mapping[str, str] | None = None,
    attributes: Mapping[str, str] | None = None,
    replace: bool = False,
    polite: bool = False,
) -> Generator[Progress, None, Change]:
    """Store a plan; see `importing.store_steps`."""
    return importing.store_steps(
        project, plan, labels=labels, attributes=attributes, replacing=replace, polite=polite
    )


def export_job(
    project: Project,
    out: Path,
    recipe: Recipe,
    *,
    proving: bool = True,
) -> Generator[Progress, None, ExportResult]:
    """Write an export; see `exporting.export_steps`."""
    return exporting.export_steps(project, out, recipe, proving=proving)


def comparison_job(
    project: Project, layers: Layers | None = None, *, threshold: int | None = None
) -> Generator[Progress, None, Comparison]:
    """Compare layers; returns what is agreed and what is not; see `comparing.comparison_steps`."""
    return comparing.comparison_steps(project, layers, threshold=threshold)


def disagreement_job(
    project: Project, layers: Layers | None = None, *, threshold: int | None = None
) -> Generator[Progress, None, tuple[Disagreement, ...]]:
    """Compare layers; returns what is left to decide; see `comparing.disagreement_steps`."""
    return comparing.disagreement_steps(project, layers, threshold=threshold)


def findings_job(
    project: Project, layers: Layers | None = None, *, threshold: int | None = None, agreed: bool = True
) -> Generator[Progress | Findings, None, None]:
    """What a review goes through, a document at a time; see `reviewing.findings_steps`."""
    return reviewing.findings_steps(project, layers, threshold=threshold, agreed=agreed)


def split_check_job(project: Project, name: str, *, anew: bool) -> Generator[Progress, None, Dealt]:
    """A stored split with its leaks; see `splitting.check_steps`."""
    return splitting.check_steps(project, name, anew=anew)


def merge_job(project: Project, path: Path) -> Generator[Progress, None, tuple[Change, MergePreview]]:
    """Take a colleague's copy of the project back; see `merging.merge_steps`."""
    return merging.merge_steps(project, path)


def hand_out_job(
    project: Project,
    folder: Path,
    shares: Mapping[str, Sequence[str]],
    *,
    due: str = "",
    guidelines: str = "",
) -> Generator[Progress, None, tuple[Change, list[Path]]]:
    """Write a project file for each person; see `handouts.hand_out_steps`."""
    return handouts.hand_out_steps(project, folder, shares, due=due, guidelines=guidelines)


def agreement_job(project: Project, question: Question | None = None) -> Generator[Progress, None, Report]:
    """Measure how much annotators agree; see `agreement.agreement_steps`."""
    return agreement.agreement_steps(project, question)


def place_job(
    project: Project, layers: Layers, *, a: str, b: str, exact: bool | None = None
) -> Generator[Progress, None, list[Place]]:
    """Find the spans behind a cell of the matrix of labels; see `agreement.place_steps`."""
    return agreement.place_steps(project, layers, a=a, b=b, exact=exact)


def freeze_job(
    project: Project,
    name: str,
    recipe: Recipe,
) -> Generator[Progress, None, tuple[Change, Manifest]]:
    """Freeze a version; see `freezing.freeze_steps`."""
    return freezing.freeze_steps(project, name, recipe)


def rebuild_job(
    project: Project,
    manifest: Manifest,
    out: Path,
    given: Recipe | None = None,
    *,
    proving: bool = True,
) -> Generator[Progress, None, ExportResult]:
    """Export a frozen version; see `freezing.rebuild_steps`."""
    return freezing.rebuild_steps(project, manifest, out, given, proving=proving)


def preview_version_job(
    project: Project,
    manifest: Manifest,
    given: Recipe | None = None,
) -> Generator[Progress, None, ExportReport]:
    """What an export of a frozen version would lose; see `freezing.preview_steps`."""
    return freezing.preview_steps(project, manifest, given)


def check_version_job(project: Project, manifest: Manifest) -> Generator[Progress, None, str]:
    """Rebuild a version aside and compare; see `freezing.check_steps`."""
    return freezing.check_steps(project, manifest)


def difference_job(
    project: Project, before: str, after: str = ""
) -> Generator[Progress | LayerDifference, None, None]:
    """What differs between two versions; see `freezing.difference_steps`."""
    return freezing.difference_steps(project, before, after)


def suggest_job(
    project: Project, ids: Sequence[str], documents: Sequence[str] = (), *, polite: bool = False
) -> Generator[Progress, None, SuggestResult]:
    """Let suggesters propose; see `suggesting.suggest_steps`."""
    return suggesting.suggest_steps(project, ids, documents, polite=polite)


def train_job(
    project: Project, *, curve: bool = False
) -> Generator[Progress, None, tuple[Change, TrainedModel]]:
    """Train the project's own model; see `models.train_steps`."""
    return models.train_steps(project, curve=curve)


def import_suggestions_job(
    project: Project, plan: ImportPlan, *, labels: Mapping[str, str] | None = None
) -> Generator[Progress, None, Change]:
    """Store a program's output as suggestions; see `proposed.store_suggestions_steps`."""
    return proposed.store_suggestions_steps(project, plan, labels=labels)


def missing_job(
    project: Project, row: FormRow, annotators: Sequence[str] = (), *, fold: bool = False
) -> Generator[Progress, None, list[FormContext]]:
    """Find where words stand that nobody marked; see `consistency.missing_steps`."""
    return consistency.missing_steps(project, row, annotators, fold=fold)
