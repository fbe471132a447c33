"""The shape of the repository: small files, flat folders, telling names, SQL and Qt where they belong."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("workbench", "ui", "tests")
SOURCES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
LONGEST = 500  # lines of a file
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}
SQL = re.compile(
    r"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|REPLACE|PRAGMA|WITH|BEGIN|VACUUM)\s+[A-Za-z_\"*(]"
)
# A place on this or that computer; what tests write into a sentence on purpose has no such root.
MACHINE = re.compile(r"(?<![\w.~])/(?:home|root|work|tmp|Users|opt)/\w+|[A-Z]:\\\\?Users")


def name(path: Path) -> str:
    """A file as a test's id."""
    return path.relative_to(ROOT).as_posix()


def constants(path: Path) -> Iterator[ast.Constant]:
    """The string constants of a file, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node


def imported(path: Path) -> set[str]:
    """The packages that a file imports anywhere, by their first word."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_file_is_short_and_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST
    assert ast.get_docstring(ast.parse(text)) or not text.strip(), "no docstring"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_name_is_vague_and_no_folder_deep(path: Path) -> None:
    parts = path.relative_to(ROOT).with_suffix("").parts
    assert not VAGUE & {word for part in parts for word in part.lower().split("_")}
    assert len(parts) <= 4, "folders are at most two deep below a top-level one"


@pytest.mark.parametrize("path", [p for p in SOURCES if not name(p).startswith("tests")], ids=name)
def test_sql_stands_in_storage_only(path: Path) -> None:
    if name(path).startswith("workbench/storage/"):
        return
    found = [node.value for node in constants(path) if SQL.match(str(node.value))]
    assert found == []


def test_the_search_for_sql_finds_it() -> None:
    statements = [node for path in (ROOT / "workbench" / "storage").glob("*.py") for node in constants(path)]
    assert sum(bool(SQL.match(str(node.value))) for node in statements) > 30
    assert SQL.match("PRAGMA journal_mode") and SQL.match('\n  CREATE TABLE "x" (') and SQL.match("SELECT *")
    assert not SQL.match("Delete span") and not SQL.match("Update the program")


@pytest.mark.parametrize("path", [p for p in SOURCES if name(p).startswith("workbench")], ids=name)
def test_the_library_does_not_import_qt(path: Path) -> None:
    assert not imported(path) & {"PySide6", "shiboken6", "qtawesome", "pyqtgraph", "qtpy"}
    assert "ui" not in imported(path) or name(path) == "workbench/cli/window.py"


@pytest.mark.parametrize("path", sorted((ROOT / "ui" / "document_view").glob("*.py")), ids=name)
def test_the_article_is_never_read_back_from_qt(path: Path) -> None:
    """QTextDocument turns NBSP into a blank and CRLF into one break."""
    words = set(re.findall(r"\w+", path.read_text(encoding="utf-8")))
    assert not words & {
        "QTextDocument",
        "QTextEdit",
        "QPlainTextEdit",
        "QTextCursor",
        "toPlainText",
        "toRawText",
    }


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if name(p).startswith("ui") and "document_view" not in p.parts], ids=name
)
def test_utf16_is_known_to_the_article_only(path: Path) -> None:
    assert "Utf16Map" not in path.read_text(encoding="utf-8")


def test_broad_excepts_stand_only_around_other_peoples_programs_and_where_bugs_are_shown() -> None:
    for path in SOURCES:
        if name(path) in ("workbench/suggest/checked.py", "ui/guard.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                caught = ast.unparse(node.type) if node.type else ""
                assert caught not in ("", "Exception"), f"{name(path)}:{node.lineno}"


def test_no_path_of_a_machine_is_written_down() -> None:
    texts = list(ROOT.glob("docs/**/*.md")) + list(ROOT.glob("*.md")) + list(ROOT.glob("*.toml"))
    texts += [ROOT / "Makefile", ROOT / "constraints.txt", ROOT / ".ci" / "run"]
    texts += [path for folder in ("schemas", "sample_docs") for path in (ROOT / folder).glob("*.*")]
    for path in [*SOURCES, *texts]:
        found = MACHINE.search(path.read_text(encoding="utf-8"))
        assert found is None, f"{name(path)}: {found}"


def test_tests_have_the_shape_of_the_tree() -> None:
    """A folder of tests belongs to a room, or is one of those that look at the whole."""
    whole = {"house", "journeys", "snapshots", "benchmarks"}
    for folder in {path.parent for path in SOURCES if name(path).startswith("tests")}:
        parts = folder.relative_to(ROOT / "tests").parts
        assert not parts or parts[0] in whole or ROOT.joinpath(*parts).is_dir(), name(folder)
    assert not list((ROOT / "tests").rglob("__init__.py"))
