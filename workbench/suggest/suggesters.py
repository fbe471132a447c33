"""Which suggesters there are: SUGGESTERS is the one list of our own, and other packages name theirs."""

from __future__ import annotations

from workbench.errors import UserError
from workbench.suggest.base import Suggester
from workbench.suggest.checked import loaded
from workbench.suggest.claims import Claims
from workbench.suggest.dates import Dates
from workbench.suggest.memory import Memory
from workbench.suggest.model import Learned

ENTRY_POINTS = "workbench.suggesters"  # the group in which other packages name theirs
SUGGESTERS: tuple[Suggester, ...] = (Memory(), Learned(), Claims(), Dates())


def known() -> dict[str, Suggester]:
    """Our own suggesters and those that other packages name under `workbench.suggesters`, by id.

    Raises UserError for one of theirs that cannot be loaded.
    """
    from importlib.metadata import entry_points  # late: a start has no use for it

    found = {one.id: one for one in SUGGESTERS}
    for point in entry_points(group=ENTRY_POINTS):
        suggester = loaded(point)
        found.setdefault(suggester.id, suggester)
    return found


def find_suggester(id: str) -> Suggester:
    """The suggester of this id. Raises UserError, which lists those there are, if there is none."""
    suggesters = known()
    if id not in suggesters:
        names = ", ".join(suggesters) or "none"
        raise UserError(f"There is no suggester {id!r}; known are: {names}.")
    return suggesters[id]
