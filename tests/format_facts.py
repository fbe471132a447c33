"""Whether what an export left out is what it declared: nothing less, and no more."""

from __future__ import annotations

from workbench.formats import Format, Loss
from workbench.formats.facts import overstated, unnamed
from workbench.model import Bundle


def check(kind: Format, bundle: Bundle, back: list[Bundle], losses: list[Loss]) -> None:
    """What is not read back is what the losses name, nothing less and, but for what is kept aside, no more."""
    assert len(back) == 1
    assert unnamed(bundle, back[0], losses) == []
    assert overstated(bundle, back[0], losses) == []
