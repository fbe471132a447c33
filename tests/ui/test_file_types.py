"""Qt's file dialog takes no lock of an open project away."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ui.file_types import teach

CHILD = """
import os, sqlite3, sys
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from ui.file_types import teach

folder = Path(sys.argv[1])
teach(folder / "share")
app = QApplication([])
file = folder / "open.wbench"
connection = sqlite3.connect(file, isolation_level=None)
connection.execute("PRAGMA journal_mode = WAL")
connection.execute("CREATE TABLE IF NOT EXISTS one (a)")
connection.execute("INSERT INTO one VALUES (1)")

def locks():
    ours = {str(os.stat(f"{file}{end}").st_ino) for end in ("", "-shm")}
    lines = Path("/proc/locks").read_text().splitlines()
    return sum(line.split()[5].rpartition(":")[2] in ours and line.split()[4] == str(os.getpid()) for line in lines)

before = locks()
dialog = QFileDialog(None, "Open", str(folder))
dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
dialog.open()
for _ in range(20):
    QTest.qWait(20)
print(before, locks())
"""


@pytest.mark.skipif(not Path("/proc/locks").is_file(), reason="no list of locks here")
def test_a_file_dialog_beside_an_open_project_leaves_its_locks(tmp_path: Path) -> None:
    asked = [sys.executable, "-c", CHILD, str(tmp_path)]
    done = subprocess.run(asked, capture_output=True, text=True, check=True, env=dict(os.environ))
    before, after = map(int, done.stdout.split())
    if before < 2:
        pytest.skip("this system lists no locks of its processes")
    assert after == before


def test_what_is_taught_once_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_DIRS", "/usr/share")
    for _ in range(2):
        teach(tmp_path)
    assert os.environ["XDG_DATA_DIRS"] == f"{tmp_path}:/usr/share"
    file = tmp_path / "file"
    file.touch()
    teach(file)  # no folder: nothing can be written there
    assert os.environ["XDG_DATA_DIRS"] == f"{tmp_path}:/usr/share"
