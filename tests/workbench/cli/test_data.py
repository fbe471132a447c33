"""workbench import, export, formats: what they store, write and say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]
Refused = Callable[..., str]
TEXT = "Ana met Bo in Oslo."


def write(path: Path, *lines: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def line(name: str = "a", label: str = "PER", **more: Any) -> dict[str, Any]:
    spans = [
        {"id": "T1", "label": label, "start": 0, "end": 3},
        {"id": "T2", "label": "PER", "start": 8, "end": 10},
    ]
    return {"document": {"name": name, "text": TEXT}, "spans": spans, **more}


def labels(cli: Cli, project: Path) -> dict[str, int]:
    found: dict[str, int] = json.loads(cli("stats", project, "--json").out)["labels"]
    return found


def test_an_unknown_label_is_an_error_that_names_the_ways_out(
    project: Path, cli: Cli, refused: Refused, tmp_path: Path
) -> None:
    write(tmp_path / "a.jsonl", line(label="PERSON"))
    before = project.read_bytes()
    sentence = refused("import", project, "a.jsonl")
    assert "PERSON (1 time)" in sentence
    for option in ("--map", "--add-labels", "--drop-labels"):
        assert option in sentence
    assert "cannot become NOBODY: the schema has" in refused(
        "import", project, "a.jsonl", "--map", "PERSON=NOBODY"
    )
    dry = cli("import", project, "a.jsonl", "--dry-run")
    assert dry.status == 1 and "The schema has no PERSON (1 span)" in dry.out and sentence in dry.err
    assert cli("import", project, "a.jsonl", "--dry-run", "--map", "PERSON=NOBODY").status == 1
    assert project.read_bytes() == before


def test_a_dry_run_follows_the_choices(project: Path, cli: Cli, tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", line(label="PERSON"))
    before = project.read_bytes()
    dry = cli("import", project, "a.jsonl", "--dry-run", "--drop-labels")
    assert (dry.status, dry.out) == (0, "a, Ada: 1 span, 0 relations, new\nLeft out: 1 span.\n")
    mapped = json.loads(cli("import", project, "a.jsonl", "--dry-run", "--json", "--map", "PERSON=ORG").out)
    assert (mapped["documents"][0]["spans"], mapped["notes"]) == (2, [])
    assert project.read_bytes() == before
    assert cli("import", project, "a.jsonl", "--drop-labels").out == (
        "Imported 1 document; 1 span.\nLeft out: 1 span.\n"
    )
    write(tmp_path / "b.jsonl", line("b", label="PERSON"))
    waiting = cli("import", project, "b.jsonl", "--suggestions", "--drop-labels").out
    assert waiting == "1 span and 0 relations wait as suggestions.\nLeft out: 1 span.\n"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--map", "PERSON=ORG"], {"PER": 2, "ORG": 1}),
        (["--map", "PERSON="], {"PER": 2}),
        (["--drop-labels"], {"PER": 2}),
        (["--add-labels"], {"PER": 2, "PERSON": 1}),
        (["--map", "PERSON=+"], {"PER": 2, "PERSON": 1}),
        (["--map", "PERSON=LOC", "--drop-labels"], {"PER": 2, "LOC": 1}),
    ],
)
def test_an_unknown_label_is_mapped_added_or_left_out(
    options: list[str], expected: dict[str, int], project: Path, cli: Cli, tmp_path: Path
) -> None:
    write(tmp_path / "a.jsonl", line(label="PERSON"))
    assert cli("import", project, "a.jsonl", *options).status == 0
    assert labels(cli, project) == expected
    after = project.read_bytes()
    again = cli("import", project, "a.jsonl", *options)
    assert (again.status, "there already" in again.out) == (0, True)
    assert project.read_bytes() == after


def test_an_unknown_relation_is_mapped_added_or_left_out(
    project: Path, cli: Cli, refused: Refused, tmp_path: Path
) -> None:
    write(tmp_path / "a.jsonl", line(relations=[{"label": "knows", "head": "T1", "tail": "T2"}]))
    sentence = refused("import", project, "a.jsonl")
    assert "no relation knows (1 time)" in sentence
    assert all(option in sentence for option in ("--map", "--add-labels", "--drop-labels"))
    assert cli("import", project, "a.jsonl", "--drop-labels").status == 0
    write(tmp_path / "b.jsonl", line("b", relations=[{"label": "knows", "head": "T1", "tail": "T2"}]))
    assert cli("import", project, "b.jsonl", "--add-labels").status == 0


def test_a_dry_run_tells_everything_and_stores_nothing(project: Path, cli: Cli, tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", line("a"), line("b", annotator={"name": "Bob"}))
    (tmp_path / "dated.txt").write_text(" date 2023-04-28 Ana met Bo.", encoding="utf-8")
    before = project.read_bytes()
    for who in ("Ada", "a newcomer"):
        done = cli("import", project, "a.jsonl", "dated.txt", "--dry-run", "--json", "--annotator", who)
        facts = json.loads(done.out)
        assert [row["state"] for row in facts["documents"]] == ["new", "new", "new"]
        assert [row["published"] for row in facts["documents"]] == ["", "", "2023-04-28"]
        assert done.err == ""
        assert project.read_bytes() == before
    plain = cli("import", project, "a.jsonl", "dated.txt", "--dry-run").out
    assert "published 2023-04-28 (from its text)" in plain
    assert project.read_bytes() == before


def test_a_different_layer_needs_replace(project: Path, cli: Cli, refused: Refused, tmp_path: Path) -> None:
    same = json.loads((tmp_path / "first.jsonl").read_text(encoding="utf-8"))
    assert "there already" in cli("import", project, "first.jsonl").out
    same["spans"][0]["end"] = 2
    write(tmp_path / "other.jsonl", same)
    before = project.read_bytes()
    assert "--replace" in refused("import", project, "other.jsonl")
    assert project.read_bytes() == before
    done = cli("import", project, "other.jsonl", "--replace")
    assert "1 layer in place of others" in done.out
    assert labels(cli, project) == {"PER": 1}
    assert cli("import", project, "other.jsonl", "--annotator", "Bob").status == 0
    assert labels(cli, project) == {"PER": 2}
    assert cli("import", project, "other.jsonl", "--annotator", "Bob").out == "All of it is there already.\n"


def test_dates_and_encodings(project: Path, cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "dated.txt").write_bytes(b" date 2023-04-28 Ana met Bo.")
    (tmp_path / "old.txt").write_bytes("Küche — naïve".encode("cp1252"))
    (tmp_path / "wide.txt").write_bytes("\ufeffKüche 👍".encode("utf-16-le"))
    assert "as its text begins" in cli("import", project, "dated.txt").out
    assert cli("import", project, "old.txt", "--encoding", "cp1252", "--published", "2001-02-03").status == 0
    assert cli("import", project, "wide.txt").status == 0
    assert cli("export", project, "out", "--format", "jsonl").status == 0
    rows = [
        json.loads(row) for row in (tmp_path / "out" / "p.jsonl").read_text(encoding="utf-8").splitlines()[1:]
    ]
    found = {row["document"]["name"]: row["document"] for row in rows}
    assert found["dated"]["published"] == "2023-04-28"
    assert found["dated"]["text"] == " date 2023-04-28 Ana met Bo."
    assert (found["old"]["text"], found["old"]["published"]) == ("Küche — naïve", "2001-02-03")
    assert (found["wide"]["text"], found["wide"]["meta"]) == ("Küche 👍", {"bom": True})


def test_a_folder_comes_in_whole_or_not_at_all(
    project: Path, cli: Cli, refused: Refused, tmp_path: Path
) -> None:
    folder = tmp_path / "news"
    (folder / "deep").mkdir(parents=True)
    (folder / "1.txt").write_text("One.", encoding="utf-8")
    (folder / "deep" / "2.txt").write_bytes(b"T\xfcr")
    (folder / ".hidden.txt").write_text("No.", encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    before = project.read_bytes()
    assert "2.txt:1" in refused("import", project, "news")
    assert project.read_bytes() == before
    assert "Imported 2 documents" in cli("import", project, "news", "--encoding", "latin-1").out


def test_documents_that_nobody_has_worked_on_are_said_to_stay(
    project: Path, cli: Cli, refused: Refused, tmp_path: Path
) -> None:
    (tmp_path / "b.txt").write_text("Nobody read this.")
    cli("import", project, "b.txt")
    cli("new", "q.wbench")
    cli("import", "q.wbench", "b.txt")
    assert "1 document is left out, as nobody has worked on it." in refused(
        "export", "q.wbench", "out", "--format", "conll"
    )
    nested = line("nested")
    nested["spans"].append({"label": "ORG", "start": 0, "end": 10})
    cli("import", project, write(tmp_path / "a.jsonl", nested))
    told = cli("export", project, "out", "--format", "conll").out
    assert "1 document is left out, as nobody has worked on it." in told
    assert "--overlaps says what becomes of such spans." in told
    assert json.loads((tmp_path / "out" / "export-report.json").read_bytes())["documents_left_out"] == 1
    for words in (("--format", "jsonl"), ("--format", "conll", "--annotator", "Ada")):
        assert "nobody has worked" not in cli("export", project, "out", *words).out


def test_export_tells_losses_beforehand_and_afterwards(project: Path, cli: Cli, tmp_path: Path) -> None:
    nested = line("nested")
    nested["spans"].append({"label": "ORG", "start": 0, "end": 10})
    nested["status"] = "in progress"
    write(tmp_path / "a.jsonl", nested)
    cli("import", project, "a.jsonl")
    dry = json.loads(cli("export", project, "out", "--format", "conll", "--dry-run", "--json").out)
    assert dry["layers_left_out"] == {"in progress": 1}
    assert not (tmp_path / "out").exists()
    words = ("--format", "conll", "--status", "in progress", "--status", "done", "--scheme", "bioes")
    wet = json.loads(cli("export", project, "out", *words, "--json").out)
    assert wet["layers_left_out"] == {}
    assert sum(loss["count"] for loss in wet["losses"] if "nested" in loss["kind"]) == 2
    written = json.loads((tmp_path / "out" / "export-report.json").read_bytes())
    assert written == {key: value for key, value in wet.items() if key not in ("report", "hint")}
    assert "S-PER" in next((tmp_path / "out").glob("*.conll")).read_text(encoding="utf-8")
    shown = cli("export", project, "out", *words).out
    assert "cannot hold, or was not asked for" in shown
    assert "export-report.json" in shown


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--format", "nope"], "nope"),
        (["--format", "text"], "read, not written"),
        (["--format", "jsonl", "--annotator", "Zoe"], "no annotator Zoe"),
        (["--format", "jsonl", "--label", "NOPE"], "no label NOPE"),
        (["--format", "jsonl", "--group", "nope"], "it has entity"),
        (["--format", "jsonl", "--status", "returned"], "nothing to export"),
        (
            ["--format", "jsonl", "--status", "doen"],
            "There is no status “doen”: choose one of new, in progress,",
        ),
        (["--format", "jsonl", "--set", "a=b"], "no option “a”"),
        (["--format", "conll", "--scheme", "iob9"], "choose one of"),
        *(
            (["--format", "jsonl", "--split", split], told)
            for split, told in (
                ("train", "There is no split “train” (none is stored); shares are written train=0.8"),
                ("train=1,", "NAME=VALUE"),
                ("train=nan,dev=1", "no part and share"),
                ("train=inf", "no part and share"),
                ("train=-1", "no part and share"),
                ("train=much", "no part and share"),
                ("../x=1", "no part and share"),
                ("a=1,a=2", "twice"),
                ("train=0.8,dev=0.1", "add up to 0.9, not to 1"),
            )
        ),
    ],
)
def test_a_wrong_export_writes_nothing(
    words: list[str], sentence: str, project: Path, refused: Refused, tmp_path: Path
) -> None:
    before = {path.name for path in tmp_path.iterdir()}
    assert sentence in refused("export", project, "out", *words)
    assert {path.name for path in tmp_path.iterdir()} == before


def test_splits_selections_and_files(project: Path, cli: Cli, tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", *(line(f"d{number}") for number in range(9)))
    cli("import", project, "a.jsonl", "--annotator", "Bob")
    words = (
        "export",
        project,
        "out",
        "--format",
        "jsonl",
        "--annotator",
        "Bob",
        "--split",
        "train=0.667,dev=0.333",
    )
    assert "9 documents, 9 layers, 18 spans" in cli(*words, "--seed", 3).out
    first = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert sorted(first) == ["dev.jsonl", "export-report.json", "train.jsonl"]
    assert [len(first[name].splitlines()) for name in ("dev.jsonl", "train.jsonl")] == [4, 7]
    cli(*words, "--seed", 3)
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == first
    assert "Wrote one.jsonl" in cli("export", project, "one.jsonl", "--format", "jsonl", "--label", "PER").out


def test_the_formats_are_listed(cli: Cli) -> None:
    facts = {row["id"]: row for row in json.loads(cli("formats", "--json").out)}
    assert set(facts) >= {"text", "csv", "jsonl", "brat", "conll", "spacy"}
    assert all(row["reads"] or row["writes"] for row in facts.values())
    assert facts["jsonl"]["policies"] == {} and facts["conll"]["policies"]["fragments"] == ["drop", "cover"]
    assert all(key in cli("formats").out for key in facts)


def test_wrong_usage_is_status_2(project: Path, cli: Cli) -> None:
    for words in (
        ("import",),
        ("import", project),
        ("export", project, "out"),
        ("import", project, "a", "--nope"),
    ):
        assert cli(*words).status == 2


def shell(words: list[object], **environment: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "workbench", *map(str, words)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **environment}
    )


def test_a_terminal_without_the_letters_and_a_closed_pipe_do_no_harm(
    project: Path, cli: Cli, tmp_path: Path
) -> None:
    write(tmp_path / "a.jsonl", *(line(f"北京 {number}") for number in range(2000)))
    process = shell(["import", project, tmp_path / "a.jsonl", "--dry-run"], PYTHONIOENCODING="ascii")
    out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert out.startswith(b"\\u5317\\u4eac 0, Ada: 2 spans")
    process = shell(["import", project, tmp_path / "a.jsonl", "--dry-run"])
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), err) == (1, b"")


def test_progress_as_json_lines(project: Path, tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", *(line(f"d{number}") for number in range(300)))
    process = shell(["import", project, tmp_path / "a.jsonl", "--progress", "json", "--yield"])
    out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    steps = [json.loads(row) for row in out.splitlines() if row.startswith(b"{")]
    assert steps[-1] == {"done": 300, "total": 300, "text": "storing"}
    assert len(steps) > 3


def test_parts_that_stay_empty_are_said(project: Path, cli: Cli, tmp_path: Path) -> None:
    words = ("export", project, "out", "--format", "jsonl", "--split", "train=0.8,dev=0.2")
    sentence = "dev stays empty: there is 1 document for 2 parts."
    for more in ((), ("--dry-run",), ("--json",)):
        done = cli(*words, *more)
        assert (done.status, done.err) == (0, sentence + "\n")
    report = json.loads((tmp_path / "out" / "export-report.json").read_bytes())
    assert report["warnings"] == [sentence]
    thirds = "a=0.3333,b=0.3333,c=0.3333"
    done = cli("export", project, "out", "--format", "jsonl", "--split", thirds)
    assert (done.status, done.err.count(" stay empty: there is 1 document for 3 parts.")) == (0, 1)


def test_what_is_kept_aside_is_not_said_to_be_lost(project: Path, cli: Cli, tmp_path: Path) -> None:
    noted = line("noted")
    noted["spans"][0]["attributes"] = {"ref": "Q1"}
    write(tmp_path / "a.jsonl", noted)
    assert cli("import", project, "a.jsonl").status == 0
    shown = cli("export", project, "out", "--format", "spacy", "--dry-run").out
    assert "spacy, kept where trainers do not look: attributes, kept in user_data: 1, e.g." in shown
    assert "cannot hold" not in "".join(one for one in shown.splitlines() if "user_data" in one)


def test_what_the_schema_lacks_is_decided_by_option(cli: Any, refused: Any, project: Path) -> None:
    (project.parent / "in.jsonl").write_text(
        '{"document":{"name":"n","text":"Ana met Bo."},"annotator":{"name":"Bob"},"spans":['
        '{"id":"a","label":"a=b","start":0,"end":3,"attributes":{"mood":"calm"}},'
        '{"id":"b","label":"PER","start":8,"end":10,"attributes":{"mood":"calm"}}],'
        '"relations":[{"label":"met","head":"a","tail":"b"}]}\n'
    )
    dry = cli("import", project, "in.jsonl", "--dry-run")
    assert "The schema has no attribute PER.mood (1 value, choice: calm): --add-attributes" in dry.out
    assert "write add, move or keep" in refused("import", project, "in.jsonl", "--attribute", "PER.mood=x")
    assert "there are a=b.mood, PER.mood" in refused(
        "import", project, "in.jsonl", "--attribute", "PER.x=add"
    )
    facts = json.loads(cli("import", project, "in.jsonl", "--dry-run", "--json").out)
    assert facts["unknown_attributes"]["PER.mood"] == {"count": 1, "type": "choice", "values": ["calm"]}
    done = cli(
        *("import", project, "in.jsonl", "--map", "a=b=LOC", "--add-labels", "--drop-attributes"),
        *("--attribute", "a=b.mood=add"),
    )
    assert done.status == 0, done
    assert "under “attributes not in the schema”: PER.mood (1)." in done.out
    out = cli("export", project, "out.jsonl", "--format", "jsonl", "--annotator", "Bob")
    assert out.status == 0
    first, second = (project.parent / "out.jsonl").read_text().splitlines()
    assert 'id = "met"' in json.loads(first)["schema"]["toml"]
    assert json.loads(second)["document"]["meta"]["attributes not in the schema"][0]["value"] == "calm"


def test_recipes_are_saved_used_listed_and_forgotten(
    project: Path, cli: Cli, refused: Refused, tmp_path: Path
) -> None:
    words = (
        "--format",
        "conll",
        "--overlaps",
        "outermost",
        "--only",
        "unsure:no to:2030-01-01",
        "--status",
        "done",
    )
    assert "nothing to export" in refused("export", project, "out", *words, "--save-recipe", "ner")
    words = (*words[:-4], "--only", "unsure:no", "--status", "done", "--scheme", "bioes")
    assert cli("export", project, "out", *words, "--save-recipe", "ner", "--dry-run").status == 0
    dry = json.loads(cli("export", project, "out", *words, "--dry-run", "--json").out)
    assert dry["policies"] == {"overlaps": "outermost"} and dry["selection"] == "status:done unsure:no"
    assert (
        cli("recipes", project).out == "ner: conll; status:done unsure:no; scheme=bioes; overlaps outermost\n"
    )
    done = cli("export", project, "again", "--recipe", "ner")
    assert "Read back and compared: the files hold everything but what is named here." in done.out
    assert (tmp_path / "again" / "p.bioes.conll").exists()
    report = json.loads((tmp_path / "again" / "export-report.json").read_bytes())
    assert (report["selection"], report["policies"]) == ("status:done unsure:no", {"overlaps": "outermost"})
    other = json.loads(cli("export", project, "x", "--recipe", "ner", "--format", "jsonl", "--json").out)
    assert (other["format"], other["options"], other["proof"]["state"]) == ("jsonl", {}, "same")
    assert [one["name"] for one in json.loads(cli("recipes", project, "--json").out)] == ["ner"]
    assert "it has ner" in refused("export", project, "out", "--recipe", "no")
    assert cli("recipes", project, "--delete", "ner").status == 0
    assert "No recipe is stored" in cli("recipes", project).out
    assert cli("export", project, "out").status == 2
    assert "has no gold yet" in refused("export", project, "out", "--format", "jsonl", "--gold")


def test_broken_files_are_left_out_on_demand_and_named(
    project: Path, cli: Cli, refused: Refused, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_text("{oops\n", encoding="utf-8")
    write(tmp_path / "in" / "b.jsonl", line("Whole"))
    before = project.read_bytes()
    assert "--skip-broken" in refused("import", project, "in")
    assert project.read_bytes() == before
    dry = json.loads(cli("import", project, "in", "--skip-broken", "--dry-run", "--json").out)
    assert [row["name"] for row in dry["documents"]] == ["Whole"]
    assert dry["left_out"] == [str(Path("in", "a.jsonl"))] and dry["problems"][0]["line"] == 1
    said = cli("import", project, "in", "--skip-broken", "--problems", "list.txt").out
    assert "Left out as broken: 1 file (a.jsonl)." in said and "Imported 1 document" in said
    assert (tmp_path / "list.txt").read_text(encoding="utf-8").startswith("in")
