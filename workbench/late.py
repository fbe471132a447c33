"""Patterns that are compiled when they are first used: the library takes longer to load than a window to appear."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import regex


class _Late:
    """Stands for a compiled pattern, and has its methods from their first use on."""

    def __init__(self, source: str) -> None:
        self.source = source

    def __getattr__(self, name: str) -> Any:
        import regex  # late: see above

        method = getattr(regex.compile(self.source), name)  # the library keeps what it has compiled
        setattr(self, name, method)
        return method


_PATTERNS: list[_Late] = []


def pattern(source: str) -> regex.Pattern[str]:
    """A pattern of the regex library, not compiled yet: a mistake in `source` shows at its first use."""
    made = _Late(source)
    _PATTERNS.append(made)
    return cast("regex.Pattern[str]", made)


def prepare() -> None:
    """Compile the patterns that there are: some hundredths of a second, while nobody waits."""
    for one in _PATTERNS:
        one.pattern  # noqa: B018 - compiles it
