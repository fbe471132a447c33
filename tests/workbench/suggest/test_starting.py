"""What the start of the window does not wait for."""

from __future__ import annotations

import subprocess
import sys


def test_a_project_opens_without_the_patterns_of_the_candidates() -> None:
    """They take a tenth of a second to compile, and are for the first press of Space."""
    code = "import sys, workbench.project, workbench.jobs; print('workbench.suggest.patterns' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
