"""Suggesters of other packages."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.errors import UserError
from workbench.suggest import known


def test_one_that_fails_as_it_is_loaded_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    about = tmp_path / "theirs-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: theirs\nVersion: 1\n", encoding="utf-8")
    (about / "entry_points.txt").write_text(
        "[workbench.suggesters]\nguess = failing_guess:thing\n", encoding="utf-8"
    )
    (tmp_path / "failing_guess.py").write_text("raise RuntimeError('no model')", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(UserError, match="guess of another package cannot be loaded: no model"):
        known()
