"""Tells Qt what project files are by their names, so that its file dialogs never look into them.

Qt's own file dialog (where the desktop brings none) reads the beginning of each file of a kind unknown to it, for the
icon. Closing that handle gives up all POSIX locks that the process holds on the file (sqlite.org/howtocorrupt.html,
2.2): to the next program that closes the project it would be nobody's, and it would take the open window's log away.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

KINDS = """<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="application/x-annotation-workbench">
    <comment>Project of Annotation Workbench</comment>
    <glob pattern="*.wbench"/>
    <glob pattern="*.wbench-wal"/>
    <glob pattern="*.wbench-shm"/>
  </mime-type>
</mime-info>
"""
_VARIABLE, _USUAL = "XDG_DATA_DIRS", "/usr/local/share:/usr/share"


def teach(folder: Path) -> None:
    """Write the kinds of files below `folder` and have Qt read them; to be called before Qt looks at any file.

    Nothing on Windows and macOS, whose systems bring the dialogs and where locks do not go this way.
    """
    if sys.platform in ("win32", "darwin"):
        return
    file = folder / "mime" / "packages" / "annotation-workbench.xml"
    try:
        if not file.is_file() or file.read_text(encoding="utf-8") != KINDS:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(KINDS, encoding="utf-8")
    except OSError:
        return  # a home that cannot be written: the window works all the same
    known = os.environ.get(_VARIABLE) or _USUAL
    if str(folder) not in known.split(":"):
        os.environ[_VARIABLE] = f"{folder}:{known}"
