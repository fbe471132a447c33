"""What a form shows, as options of a command."""

from __future__ import annotations

from workbench.project.recipes import Recipe
from workbench.project.splits import SplitChoice


def recipe_words(recipe: Recipe) -> list[str]:
    """The options of `workbench export` and `workbench dataset freeze` that say a recipe."""
    found = ["--format", recipe.format]
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
