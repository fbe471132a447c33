"""What every test shares: hypothesis without chance, Qt without a screen, settings in a folder of their own."""

from __future__ import annotations

import gc
import os
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
settings.register_profile(
    "house",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("house")
# As in the window: garbage ends in the thread of Qt alone, and not where a thread happens to make something.
gc.disable()
_FULL = 100  # tests between two full collections
_tests = count(1)


def pytest_runtest_logfinish() -> None:
    """Collect after each test, in the thread that runs them."""
    gc.collect(1 if next(_tests) % _FULL else 2)


@pytest.fixture(autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings of the person at this machine are neither read nor written."""
    folder = tmp_path_factory.mktemp("settings")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    monkeypatch.setenv("WORKBENCH_SETTINGS", str(folder))
    monkeypatch.delenv("WORKBENCH_ANNOTATOR", raising=False)
    return folder
