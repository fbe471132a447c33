"""The command that does what the export dialog shows."""

from __future__ import annotations

from pathlib import Path

from workbench.project.recipes import Recipe
from workbench.project.splits import SplitChoice


def arguments(project: Path, out: Path, recipe: Recipe) -> list[str]:
    """The words after `workbench` that export the project as a recipe says."""
    found = ["export", str(project), str(out), "--format", recipe.format]
    if recipe.selection:
        found += ["--only", recipe.selection]
    for id, value in recipe.options.items():
        found += ["--set", f"{id}={value}"]
    for name, word in recipe.policies.words().items():
        found += [f"--{name}", word]
    return found + (split_words(recipe.split) if recipe.split is not None else [])


def split_words(choice: SplitChoice) -> list[str]:
    """The options that say a split."""
    rule = choice.rule
    if rule is None:
        return ["--split", choice.name]
    if rule.folds:
        found = ["--folds", str(len(rule.shares))]
    else:
        found = ["--split", ",".join(f"{name}={share}" for name, share in rule.shares)]
    found += ["--seed", str(rule.seed)] if rule.seed else []
    found += ["--group-by", rule.group_by, "--similarity", str(rule.similar)] if rule.group_by else []
    found += ["--stratify"] if rule.stratify else []
    return found + (["--split-name", choice.name] if choice.name else [])
