"""Parts and their shares of the documents."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.errors import UserError

Shares = Sequence[tuple[str, float]]  # the parts' names with their shares, which add up to 1

SHARES_MAY_MISS = 0.001  # three parts of 0.3333 are meant to be all
MOST_FOLDS = 100


def sizes(documents: int, shares: Shares) -> list[int]:
    """How many of so many documents each part gets: rounded so that they add up to all."""
    total = sum(share for _, share in shares)
    found, at, reached = [], 0, 0.0
    for _, share in shares:
        reached += share / total
        end = round(reached * documents)
        found.append(end - at)
        at = end
    return found


def empty_parts(documents: int, shares: Shares) -> str:
    """A sentence that names the parts which get none of so many documents; empty if each gets one."""
    if not shares:
        return ""
    return parts_that_stay_empty(
        dict(zip([name for name, _ in shares], sizes(documents, shares), strict=True))
    )


def parts_that_stay_empty(counts: dict[str, int]) -> str:
    """The same sentence for parts whose documents have been counted."""
    empty = [name for name, size in counts.items() if not size]
    if not empty:
        return ""
    documents = sum(counts.values())
    stay = "stays" if len(empty) == 1 else "stay"
    there = "there is 1 document" if documents == 1 else f"there are {documents:,} documents"
    return f"{' and '.join(empty)} {stay} empty: {there} for {len(counts)} parts."


def check_shares(shares: Shares) -> None:
    """Raises UserError where the shares do not add up to 1."""
    total = sum(share for _, share in shares)
    if shares and abs(total - 1) > SHARES_MAY_MISS:
        raise UserError(f"The shares add up to {total:g}, not to 1: write train=0.8,dev=0.2.")


def folds(count: int) -> tuple[tuple[str, float], ...]:
    """So many equal parts, fold1, fold2 and on. Raises UserError for fewer than two or more than a hundred."""
    if not 2 <= count <= MOST_FOLDS:
        raise UserError(f"There can be 2 to {MOST_FOLDS} folds, not {count}.")
    return tuple((f"fold{number}", 1 / count) for number in range(1, count + 1))
