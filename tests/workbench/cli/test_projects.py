"""workbench new, backup, doctor, stats, check, history, schema."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]
Refused = Callable[..., str]


def test_new_takes_a_shipped_schema_or_a_file_and_no_name_that_is_taken(
    cli: Cli, refused: Refused, tmp_path: Path
) -> None:
    assert cli("new", "a.wbench").status == 0
    before = (tmp_path / "a.wbench").read_bytes()
    assert "exists already" in refused("new", "a.wbench", "--schema", "ner")
    assert (tmp_path / "a.wbench").read_bytes() == before
    (tmp_path / "own.toml").write_text(cli("schema", "show", "ner").out, encoding="utf-8")
    assert cli("new", "b.wbench", "--schema", "own.toml").status == 0
    for words, told in (
        (["none/c.wbench"], "make it first"),
        (["c.wbench", "--schema", "nope"], "claims, ner, news, timeml"),
        (["c.wbench", "--schema", "nope.toml"], "nope.toml"),
        (["c.wbench", "--schema", "a.wbench"], "a.wbench"),
        (["x" * 300], "too long"),
    ):
        assert told in refused("new", *words)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.wbench", "b.wbench", "own.toml"]


def test_a_name_like_a_command_and_a_name_with_signs(cli: Cli, tmp_path: Path) -> None:
    for name in ("./new", "50% of ? #1 é.wbench"):
        assert cli("new", name).status == 0
        assert cli("stats", name).status == 0
        assert (tmp_path / name).exists()


def test_a_backup_is_whole_and_overwrites_nothing(
    project: Path, cli: Cli, refused: Refused, tmp_path: Path
) -> None:
    before = project.read_bytes()
    assert cli("backup", project, "copy.wbench").status == 0
    assert project.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir() if "copy" in path.name) == ["copy.wbench"]
    assert (
        cli("stats", "copy.wbench", "--json").out.replace("copy", "p") == cli("stats", project, "--json").out
    )
    assert "exists already" in refused("backup", project, "copy.wbench")
    assert "make it first" in refused("backup", project, "none/copy.wbench")


def test_doctor_finds_what_was_tampered_with(project: Path, cli: Cli) -> None:
    assert "is sound" in cli("doctor", project).out
    with closing(sqlite3.connect(project)) as other:
        other.execute("UPDATE version SET text = 'short'")
        other.commit()
    done = cli("doctor", project, "--json")
    assert done.status == 1
    problems = json.loads(done.out)["problems"]
    assert problems == ["The text of “first” is not the one that was stored."]
    with closing(sqlite3.connect(project)) as other:
        other.execute('UPDATE span SET "end" = 99')
        other.commit()
    assert any("beyond the text" in line for line in cli("doctor", project).out.splitlines())


@pytest.mark.parametrize("command", ["stats", "check", "history", "doctor"])
def test_who_only_looks_leaves_no_trace(
    command: str, project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_ANNOTATOR", "Somebody new")
    before = project.read_bytes()
    plain, as_json = cli(command, project), cli(command, project, "--json")
    assert plain.status == as_json.status == 0
    assert plain.out
    json.loads(as_json.out)
    assert project.read_bytes() == before


def test_the_reports_tell_what_is_there(project: Path, cli: Cli) -> None:
    stats = json.loads(cli("stats", project, "--json").out)
    assert (stats["documents"], stats["labels"], stats["schema"]) == (1, {"PER": 1}, "ner")
    history = json.loads(cli("history", project, "--json").out)
    assert [(row["kind"], row["title"]) for row in history] == [
        ("import", "import 1 document"),
        ("setup", "new project"),
    ]
    assert "import 1 document" in (plain := cli("history", project).out) and "import: import" not in plain
    assert "No problems." in cli("check", project).out


def test_values_of_any_kind_do_not_upset_a_report_or_an_export(
    project: Path, cli: Cli, tmp_path: Path
) -> None:
    odd = {"a": None, "b": {"c": [1, {}]}, "d": [1, None], "": "", "x y": True}
    line = {
        "document": {"name": "odd", "text": "Ana met Bo.", "published": "gestern", "meta": odd},
        "attributes": odd,
        "spans": [{"label": "PER", "start": 0, "end": 3, "attributes": odd}],
    }
    (tmp_path / "odd.jsonl").write_text(json.dumps(line), encoding="utf-8")
    assert cli("import", project, "odd.jsonl").status == 0
    assert "no attribute" in cli("check", project).out
    for format_id in ("jsonl", "csv", "brat", "conll", "spacy"):
        assert cli("export", project, format_id, "--format", format_id).status == 0


def test_schemas_are_listed_shown_and_checked(cli: Cli, refused: Refused, tmp_path: Path) -> None:
    listed = json.loads(cli("schema", "list", "--json").out)
    assert {row["name"] for row in listed} == {"claims", "ner", "news", "timeml"}
    source = cli("schema", "show", "news").out
    (tmp_path / "mine.toml").write_text(source, encoding="utf-8")
    assert "is right" in cli("schema", "check", "mine.toml").out
    (tmp_path / "mine.toml").write_text(source.replace('"#1f5fb8"', '"blue"'), encoding="utf-8")
    sentence = refused("schema", "check", "mine.toml")
    assert "mine.toml" in sentence
    assert "line" in sentence
    assert "a colour is" in sentence
    (tmp_path / "mine.toml").write_bytes(b"\xff\xfe\0")
    assert "mine.toml" in refused("schema", "check", "mine.toml")
    assert "none.toml" in refused("schema", "check", "none.toml")


def test_other_tools_configurations_begin_a_project_or_become_toml(
    cli: Cli, refused: Refused, tmp_path: Path
) -> None:
    (tmp_path / "label_config.xml").write_text(
        '<View><Labels name="label" toName="text"><Label value="Person" background="yellow" hotkey="a"/>'
        '<Label value="Place" hotkey="a"/></Labels><Text name="text" value="$text"/></View>'
    )
    made = cli("schema", "import", "label_config.xml", "--name", "mine")
    assert made.status == 0 and made.out.startswith('name = "mine"\n')
    assert "note: Keys that were given twice; the later got another: a (Person, Place).\n" in made.err
    (tmp_path / "mine.toml").write_text(made.out, encoding="utf-8")
    assert cli("schema", "check", "mine.toml").out == "mine.toml is right: 2 labels, 0 relations.\n"
    facts = json.loads(cli("schema", "import", "label_config.xml", "--json").out)
    assert [label["key"] for label in facts["labels"]] == ["a", "p"] and len(facts["notes"]) == 2
    new = cli("new", "x.wbench", "--schema", "label_config.xml")
    assert new.status == 0 and "note: Colours made darker" in new.err
    assert "no configuration" in refused("schema", "import", "x.wbench")
    assert "choose one of" in refused("schema", "import", "label_config.xml", "--from", "x")
    (tmp_path / "annotation.conf").write_text("[entities]\nPerson\n")
    assert cli("new", "y.wbench", "--schema", ".").status == 0
    assert cli("new", "z.wbench", "--schema", "annotation.conf").status == 0


def test_formats_are_listed_with_all_that_a_script_needs(cli: Cli) -> None:
    for known in json.loads(cli("formats", "--json").out):
        assert known["id"] and known["title"] and known["suffixes"]
        assert known["direction"] in ("in", "out", "in and out")
        assert (known["reads"], known["writes"]) == (
            "in" in known["direction"].split(),
            "out" in known["direction"],
        )
        assert known["losses"] or not known["writes"] or known["id"] == "jsonl"
        for option in known["options"]:
            assert option["id"] and option["title"]
            assert not option["values"] or option["default"] in option["values"]
