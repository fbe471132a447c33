"""What is written down is true: keys, words, links, commands, pinned versions, licences, schemas."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest
from house import commands, keys, licences
from pytestqt.qtbot import QtBot
from typer.testing import CliRunner

from ui.actions import find_action, keys_text
from workbench import __version__, formats
from workbench.cli import COMMANDS
from workbench.cli.app import app
from workbench.data import data_folder
from workbench.schema import load_schema, read_schema, shipped

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("sample_docs/*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")
# The words of the project; CONTEXT.md says what each means.
WORDS = [
    *("project", "document", "span", "relation", "attribute", "label", "group", "schema"),
    *("annotator", "layer", "suggestion", "gold", "bundle", "operation"),
]
KEYS_THAT_MATTER = {
    "Space": "next_candidate",
    "a to z": "label",
    "1 to 9": "quick",
    "Enter": "enter",
    "Tab": "next_span",
    "Ctrl+L": "grow",
    "Shift+arrows": "edge",
    "Ctrl+R": "relation",
    "F8": "next_problem",
    "Ctrl+Return": "finish",
}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def rows(page: str) -> list[str]:
    """The lines of a page's tables; elsewhere than on Linux without the column of keys, which differ there."""
    found = [line for line in page.splitlines() if line.startswith("|")]
    return found if sys.platform == "linux" else [line.split("|", 2)[2] for line in found]


def test_the_page_of_keys_is_the_table_of_actions(qtbot: QtBot) -> None:
    written = keys.PAGE.read_text(encoding="utf-8")
    assert rows(written) == rows(keys.page()), "run `python tests/house/keys.py`"


def test_the_page_of_commands_is_what_they_print() -> None:
    assert commands.PAGE.read_text(encoding="utf-8") == commands.page(), (
        "run `python tests/house/commands.py`"
    )


def test_the_list_of_commands_is_whole_sentences() -> None:
    shown = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "80"})
    assert shown.exit_code == 0 and "..." not in shown.output.partition("Commands:")[2]


def test_the_readme_shows_keys_as_the_actions_have_them(qtbot: QtBot) -> None:
    ten = README.partition("## The ten keys that matter")[2].partition("\n## ")[0]
    shown = re.findall(r"^\| `([^`]+)` \|", ten, re.MULTILINE)
    assert shown == list(KEYS_THAT_MATTER)
    for key, action in KEYS_THAT_MATTER.items():
        assert key in keys_text(find_action(action), most=9).split(", "), key


def test_the_words_are_explained() -> None:
    explained = re.findall(r"^\| \*\*([a-z]+)\*\* \|", (ROOT / "CONTEXT.md").read_text("utf-8"), re.MULTILINE)
    assert explained == WORDS


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s#]+)[^)]*\)", text):
        if not target.startswith(("http://", "https://")):
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_files_that_are_named_exist(path: Path) -> None:
    """`workbench/...`, `ui/...` and their like in a page."""
    for target in re.findall(
        r"`((?:workbench|ui|tests|schemas|sample_docs|docs)/[\w./-]*)`", path.read_text(encoding="utf-8")
    ):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_commands_that_are_shown_exist(path: Path) -> None:
    """Every `workbench COMMAND --option` in a page is one that the program has."""
    for line in re.findall(
        r"(?:^|`|\$ |> )workbench ([^`\n]+)", path.read_text(encoding="utf-8"), re.MULTILINE
    ):
        words = line.split()
        if words[0] in COMMANDS:
            depth = 2 if words[0] in ("schema", "split", "dataset") else 1
            shown = CliRunner().invoke(app, [*words[:depth], "--help"], env={"COLUMNS": "200"})
            assert shown.exit_code == 0, line
            for option in re.findall(r"(?<!\S)--[a-z-]+", line):
                assert option in shown.output, line
        else:
            assert words[0].startswith(("PROJECT", "-")) or "." in words[0], f"no command: {line}"


def test_the_readme_names_every_format() -> None:
    table = README.partition("## Formats")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| `([\w-]+)` \| (yes|) *\| (yes|) *\|", table, re.MULTILINE)
    assert listed == [
        (known.id, "yes" if known.read else "", "yes" if known.write else "") for known in formats.FORMATS
    ]


def test_the_readme_begins_with_the_two_commands() -> None:
    demo, test, picture = (
        README.index(words) for words in ("make demo", "make test", "docs/window-light.png")
    )
    assert demo < test < picture < README.index("| `Space` |")
    assert "pip install -c constraints.txt -e ." in README


def test_the_changelog_knows_this_version() -> None:
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_constraints_are_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9A-Za-z.]*", line) for line in lines)
    names = [licences.normal(line.split("==")[0]) for line in lines]
    assert names == sorted(set(names))


def test_all_that_is_needed_is_pinned() -> None:
    """Also what the dependencies need in turn, as far as it is installed here."""
    pinned = {
        licences.normal(line.split("==")[0])
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    }
    wanted = set(licences.needed(licences.PROJECT, frozenset({"all", "dev"})))
    assert wanted - pinned <= {licences.PROJECT, "pip", "setuptools", "colorama", "tzdata"}


def test_the_bad_version_of_qt_is_excluded() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (qt,) = [line for line in project["dependencies"] if line.startswith("PySide6")]
    assert "!=6.12.0" in qt


def test_no_package_is_under_gpl_or_agpl() -> None:
    assert list(licences.examine(licences.needed(licences.PROJECT, frozenset({"all", "dev"})))) == []


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        (["MIT"], True),
        (["LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"], True),
        (["GNU Lesser General Public License v3 (LGPLv3)"], True),
        (["MPL-2.0 AND MIT"], True),
        (["GPL-3.0-or-later"], False),
        (["AGPL-3.0-only"], False),
        (["MIT AND GPL-2.0-only"], False),
        (["GNU General Public License v3 (GPLv3)"], False),
        (["GNU Affero General Public License v3"], False),
        (["BSD", "GNU General Public License v2 (GPLv2)"], False),
        ([], False),
    ],
)
def test_licences_are_told_apart(words: list[str], allowed: bool) -> None:
    assert (not licences.refused(words)) is allowed


@pytest.mark.parametrize("schema", shipped())
def test_every_shipped_schema_loads_and_checks(schema: str) -> None:
    loaded = load_schema(schema)
    assert loaded.name == schema
    assert read_schema(loaded.source, name_for_errors=schema) == loaded
    assert all(label.definition and label.example for label in loaded.labels)


def test_shipped_schemas_are_the_files_in_the_folder() -> None:
    assert sorted(shipped()) == sorted(path.stem for path in data_folder("schemas").glob("*.toml"))
    assert {"news", "ner", "claims", "timeml"} <= set(shipped())
