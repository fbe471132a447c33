"""Every input that is wrong: one sentence with file, line and remedy, status 1, the project as it was."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

Refused = Callable[..., str]
Cli = Callable[..., Any]
GOOD = '{"document":{"name":"ok","text":"Ana met Bo."},"spans":[{"label":"PER","start":0,"end":3}]}'


def line(**more: object) -> str:
    """A bundle's line whose document is all right."""
    return json.dumps({"document": {"name": "d", "text": "Ana met Bo."}, **more})


def span(**more: object) -> dict[str, object]:
    return {"label": "PER", "start": 0, "end": 3, **more}


BAD_FILES = {
    "empty text": ("a.txt", b"", ["a.txt", "empty"]),
    "empty jsonl": ("a.jsonl", b"", ["a.jsonl", "empty"]),
    "blank jsonl": ("a.jsonl", b"\n\n  \n", ["a.jsonl", "empty"]),
    "binary text": ("a.txt", b"ab\ncd\0\1\2", ["a.txt:2", "binary", "--encoding"]),
    "image": ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ["a.txt", "--encoding"]),
    "latin-1 text": ("a.txt", "eins\nzwei\nKüche".encode("latin-1"), ["a.txt:3", "UTF-8", "--encoding"]),
    "cut UTF-16": ("a.txt", "\ufeffAna".encode("utf-16-le") + b"x", ["a.txt", "UTF-16", "--encoding"]),
    "latin-1 jsonl": (
        "a.jsonl",
        f"{GOOD}\n".encode() + '{"document":{"text":"Küche"}}'.encode("latin-1"),
        ["a.jsonl:2", "UTF-8", "--encoding"],
    ),
    "broken json": ("a.jsonl", f"{GOOD}\n{GOOD[:40]}\n{GOOD}\n".encode(), ["a.jsonl:2", "JSON", "Mend"]),
    "no object": ("a.jsonl", f"{GOOD}\n[1]\n{GOOD}\n".encode(), ["a.jsonl:2", "object"]),
    "no document": ("a.jsonl", f'{GOOD}\n{{"text":"x"}}\n'.encode(), ["a.jsonl", "document"]),
    "wrong type": ("a.jsonl", line(spans=[span(start="one")]).encode(), ["a.jsonl:1", "start"]),
    "newer jsonl": ("a.jsonl", b'{"workbench": 99}\n' + GOOD.encode(), ["a.jsonl:1", "99"]),
    "outside": ("a.jsonl", f"{GOOD}\n{line(spans=[span(end=99)])}".encode(), ["a.jsonl:2", "99", "11 char"]),
    "negative": ("a.jsonl", line(spans=[span(start=-1)]).encode(), ["a.jsonl:1", "-1"]),
    "empty span": ("a.jsonl", line(spans=[span(end=0)]).encode(), ["a.jsonl:1", "empty"]),
    "other words": ("a.jsonl", line(spans=[span(text="Bob")]).encode(), ["a.jsonl:1", "'Bob'", "'Ana'"]),
    "endless offset": ("a.jsonl", line(spans=[span(end=10**40)]).encode(), ["a.jsonl:1"]),
    "unknown status": ("a.jsonl", line(status="ready").encode(), ["a.jsonl:1", "ready", "done"]),
    "endless round": ("a.jsonl", line(status="done", round=10**30).encode(), ["a.jsonl", "64 bits"]),
    "endless number": ("a.jsonl", line(attributes={"n": 10**30}).encode(), ["a.jsonl", "64 bits", "as text"]),
    "a relation to nothing": (
        "a.jsonl",
        line(spans=[span(id="a")], relations=[{"label": "r", "head": "a", "tail": "b"}]).encode(),
        ["a.jsonl:1", "'b'"],
    ),
    "an id twice": ("a.jsonl", line(spans=[span(id="a"), span(id="a", end=2)]).encode(), ["a.jsonl:1", "twice"]),
    "an id twice in two cases": (
        "a.jsonl",
        line(
            spans=[
                span(id="018f0000-0000-7000-8000-00000000000a"),
                span(id="018F0000-0000-7000-8000-00000000000A", end=2),
            ]
        ).encode(),
        ["a.jsonl", "two spans have the id"],
    ),
    "half a surrogate pair": ("a.jsonl", b'{"document":{"text":"a\\ud800b"}}', ["a.jsonl:1", "surrogate"]),
    "zero in a text": ("a.jsonl", b'{"document":{"text":"a\\u0000b"}}', ["a.jsonl:1", "U+0000"]),
    "zero in a name": ("a.jsonl", b'{"document":{"name":"a\\u0000b","text":"c"}}', ["a.jsonl:1", "U+0000"]),
    "one id, two texts": (
        "a.jsonl",
        "\n".join(
            json.dumps({"document": {"id": "018f0000-0000-7000-8000-00000000000a", "text": text}})
            for text in ("one", "two")
        ).encode(),
        ["a.jsonl", "another text", "id of its own"],
    ),
    "two layers of one": (
        "a.jsonl",
        f"{line(spans=[span()])}\n{line(spans=[span(end=2)])}".encode(),
        ["a.jsonl", "“d”", "Ada", "two different layers", "another annotator"],
    ),
    "a key twice": (
        "a.jsonl",
        GOOD.replace('"start":0', '"start":0,"start":1').encode(),
        ["a.jsonl:1", "'start'", "twice"],
    ),
    "a key twice in an array": ("a.json", b'[{"text": "a",\n"text": "b"}]', ["a.json", "'text'", "twice"]),
    "no number": ("a.jsonl", line(attributes={"n": 1.5}).replace("1.5", "NaN").encode(), ["a.jsonl:1", "no JSON"]),
    "too deep": ("a.jsonl", line(attributes={"n": 0}).replace("0}", "[" * 5000).encode(), ["a.jsonl:1", "deep"]),
    "deep enough": (
        "a.jsonl",
        f'{{"document":{{"name":"d","text":"a","meta":{{"n":{"[" * 60}{"]" * 60}}}}}}}'.encode(),
        ["a.jsonl", "“d”", "nested more than 50 deep"],
    ),
    "half a pair in bytes": ("a.txt", b"a\xed\xa0\x80b", ["a.txt:1", "UTF-8"]),
    "a type system": ("a.xml", b"<typeSystemDescription/>", ["a.xml", "type system", ".xmi"]),
    "a doctype": ("a.tml", b"<!-- a -->\n<!DOCTYPE a><TimeML/>", ["a.tml:2", "DOCTYPE"]),
    "of another tool": ("a.json", b'[{"column": "Ana"}]', ["a.json", "--format"]),
    "unknown kind": ("a.xyz", b"Ana", ["a.xyz", "--format"]),
    "ann alone": ("a.ann", b"T1\tPER 0 3\tAna\n", ["a.ann", "a.txt"]),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_is_refused_and_changes_nothing(
    case: str, project: Path, refused: Refused, tmp_path: Path
) -> None:
    name, content, words = BAD_FILES[case]
    (tmp_path / "good.txt").write_text("A good one, named before the bad one.", encoding="utf-8")
    (tmp_path / name).write_bytes(content)
    before = project.read_bytes()
    sentence = refused("import", project, "good.txt", name)
    assert [word for word in words if word not in sentence] == [], sentence
    assert project.read_bytes() == before
    assert refused("import", project, name, "--dry-run")
    assert project.read_bytes() == before


def test_several_mistakes_say_how_to_see_them_all(
    project: Path, refused: Refused, cli: Cli, tmp_path: Path
) -> None:
    wrong = [line(spans=[span(end=99)]), GOOD, "{", "[]"]
    for number, more in (
        (1, ""),
        (3, "(And 1 more problem: --dry-run lists all.)"),
        (4, "(And 2 more problems"),
    ):
        (tmp_path / "a.jsonl").write_text("\n".join(wrong[:number]), encoding="utf-8")
        sentence = refused("import", project, "a.jsonl")
        assert sentence.startswith("a.jsonl:1: ")
        assert "Mend that line and import again: nothing was stored." in sentence
        assert more in sentence
    listed = cli("import", project, "a.jsonl", "--dry-run").out
    assert [place for place in ("a.jsonl:1", "a.jsonl:3", "a.jsonl:4") if place not in listed] == []


def test_an_unknown_label_is_said_with_its_place(project: Path, refused: Refused, tmp_path: Path) -> None:
    met = {"label": "met", "head": "a", "tail": "b"}
    ends = [span(id="a"), span(id="b", end=7)]
    (tmp_path / "a.jsonl").write_text(f"{GOOD}\n{line(spans=[span(label='PLANET')])}\n", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text(line(spans=ends, relations=[met]), encoding="utf-8")
    (tmp_path / "c.txt").write_text("Ana", encoding="utf-8")
    (tmp_path / "c.ann").write_text("T1\tPLANET 0 3\tAna\n", encoding="utf-8")
    assert refused("import", project, "a.jsonl").startswith(
        "a.jsonl:2: the schema has no PLANET (1 time). Map "
    )
    assert refused("import", project, "b.jsonl").startswith(
        "b.jsonl:1: the schema has no relation met (1 time)."
    )
    assert refused("import", project, "c.ann").startswith(
        "c.ann:1: the schema has no PLANET (1 time). Map each "
    )


BAD_ANN = {
    "outside": ("T1\tPER 0 3\tAna\nT2\tPER 8 99\tBo.\n", ["a.ann:2", "99"]),
    "other words": ("T1\tPER 0 3\tAna\nT2\tPER 8 10\tXX\nT3\tPER 0 3\tAna\n", ["a.ann:2", "XX"]),
    "no number": ("T1\tPER 0 3\tAna\nT2\tPER x 10\tBo\n", ["a.ann:2"]),
    "no span": ("T1\tPER 0 3\tAna\nR1\tknows Arg1:T1 Arg2:T9\n", ["a.ann:2", "T9"]),
    "cut off": ("T1\tPER 0 3\tAna\nT2\n", ["a.ann:2"]),
}


@pytest.mark.parametrize("case", BAD_ANN)
def test_a_bad_line_amid_an_ann_is_refused(
    case: str, project: Path, refused: Refused, tmp_path: Path
) -> None:
    content, words = BAD_ANN[case]
    (tmp_path / "a.txt").write_text("Ana met Bo.", encoding="utf-8")
    (tmp_path / "a.ann").write_text(content, encoding="utf-8")
    before = project.read_bytes()
    sentence = refused("import", project, "a.ann")
    assert [word for word in words if word not in sentence] == [], sentence
    assert project.read_bytes() == before


def test_the_problems_can_be_saved(project: Path, cli: Cli, refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(f"{GOOD}\n{GOOD[:40]}\n[1]\n", encoding="utf-8")
    refused("import", project, "a.jsonl", "--problems", "problems.txt")
    lines = (tmp_path / "problems.txt").read_text(encoding="utf-8").splitlines()
    assert [words.partition(": ")[0] for words in lines] == ["a.jsonl:2", "a.jsonl:3"]
    assert "cannot be written" in refused("import", project, "a.jsonl", "--problems", "no/such/folder.txt")
    (tmp_path / "a.jsonl").write_text(GOOD.replace('"name"', '"published":"in May","name"'), encoding="utf-8")
    assert cli("import", project, "a.jsonl", "--problems", "problems.txt").status == 0
    assert "note: a.jsonl:1: document “ok”: 'in May' is no date" in (tmp_path / "problems.txt").read_text(
        "utf-8"
    )


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_a_huge_file_is_refused(name: str, project: Path, refused: Refused, tmp_path: Path) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(100_000_010)  # a hole: nothing is on the disk
    before = project.read_bytes()
    sentence = refused("import", project, "--format", "text" if name == "a.txt" else "jsonl", name)
    assert name in sentence
    assert "100,000,000" in sentence
    assert project.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["missing.txt"], ["missing.txt", "no such file"]),
        (["."], ["holds no file"]),
        (["x" * 300 + ".txt"], ["too long"]),
        (["first.jsonl", "--format", "nonsense"], ["nonsense", "jsonl"]),
        (["first.jsonl", "--encoding", "klingon"], ["klingon", "cp1252"]),
        (["first.jsonl", "--encoding", "undefined"], ["undefined", "cp1252"]),
        (["first.jsonl", "--encoding", "punycode"], ["punycode", "cp1252"]),
        (["first.jsonl", "--published", "yesterday"], ["yesterday", "YYYY-MM-DD"]),
        (["first.jsonl", "--published", "2023-02-30"], ["2023-02-30"]),
        (["first.jsonl", "--set", "annotators"], ["NAME=VALUE"]),
        (["first.jsonl", "--set", "nonsense=1"], ["nonsense", "jsonl"]),
        (["first.jsonl", "--map", "PERSON"], ["NAME=VALUE"]),
    ],
)
def test_a_bad_word_is_refused(
    words: list[str], told: list[str], project: Path, refused: Refused, tmp_path: Path
) -> None:
    if words == ["."]:
        (tmp_path / "empty").mkdir()
        words = ["empty"]
    before = project.read_bytes()
    sentence = refused("import", project, *words)
    assert [word for word in told if word not in sentence] == [], sentence
    assert project.read_bytes() == before


COMMANDS = [
    ("import", "bad.wbench", "a.txt"),
    ("export", "bad.wbench", "out", "--format", "jsonl"),
    ("stats", "bad.wbench"),
    ("check", "bad.wbench"),
    ("history", "bad.wbench"),
    ("doctor", "bad.wbench"),
    ("backup", "bad.wbench", "copy.wbench"),
]


def changed(path: Path, content: bytes, statement: str) -> bytes:
    """The bytes of a project after a statement."""
    path.write_bytes(content)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()
    return path.read_bytes()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_what_is_no_project_is_refused_by_every_command(
    command: tuple[str, ...], project: Path, refused: Refused, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("Ana.", encoding="utf-8")
    bad = tmp_path / "bad.wbench"
    assert "workbench new" in refused(*command)
    bad.mkdir()
    assert "folder" in refused(*command)
    bad.rmdir()
    whole = project.read_bytes()
    for content, word in (
        (b"", "not an SQLite file"),
        (b"Dear diary", "not an SQLite file"),
        (whole[:50_000], "damaged"),
        (whole[:8192] + b"\xff" * (len(whole) - 8192), "damaged"),
    ):
        bad.write_bytes(content)
        assert word in refused(*command)
        assert bad.read_bytes() == content
    for name, change, word in (
        (
            "newer",
            "INSERT INTO _sqlite_migrations VALUES (99, 'workbench', 'next', '')",
            "update the program",
        ),
        ("half", "DELETE FROM project", "never made to the end"),
        ("other", "PRAGMA application_id = 7", "not a project"),
    ):
        content = changed(tmp_path / f"{name}.wbench", whole, change)
        bad.write_bytes(content)
        assert word in refused(*command)
        assert bad.read_bytes() == content
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "copy.wbench").exists()


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without root's leave to write everywhere, where root runs the tests."""
    if os.geteuid() != 0:
        yield
        return
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    """The test's folder, with leave for everybody to come in."""
    folder = tmp_path
    while folder != folder.parent and folder.stat().st_uid == os.getuid() and "pytest" in str(folder):
        folder.chmod(0o755)
        folder = folder.parent
    return tmp_path


@pytest.mark.skipif(os.name == "nt", reason="another system of leaves")
def test_a_read_only_project_can_be_read_and_not_written(
    project: Path,
    refused: Refused,
    cli: Cli,
    open_folder: Path,
    own_settings: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copytree(own_settings, open_folder / "settings")  # where Ada has her id already
    for path in (open_folder / "settings", *(open_folder / "settings").rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(open_folder / "settings"))
    (open_folder / "a.txt").write_text("Bo.", encoding="utf-8")
    project.chmod(0o444)
    before = project.read_bytes()
    with as_nobody():
        assert "read-only: copy it" in refused("import", project, "a.txt")
        assert cli("stats", project).status == 0
        assert cli("history", project).status == 0
        assert "cannot be written" in refused("export", project, open_folder / "out", "--format", "jsonl")
        assert "cannot be written" in refused("backup", project, open_folder / "copy.wbench")
    assert project.read_bytes() == before
    project.chmod(0)
    (open_folder / "a.txt").chmod(0)
    with as_nobody():
        assert "may not be read" in refused("stats", project)
        assert "its folder can be written" in refused("new", open_folder / "mine.wbench")
    project.chmod(0o644)
    with as_nobody():
        assert "a.txt" in refused("import", project, "a.txt")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB; only root can make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    made = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True
    )
    if not made or made.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_disk_without_any_room_is_called_full(
    project: Path, refused: Refused, cli: Cli, small_disk: Path, tmp_path: Path
) -> None:
    """SQLite calls it a failure of the disk where its index of 32 kB does not fit, even to read."""
    (tmp_path / "a.txt").write_text("Bo.", encoding="utf-8")
    there = shutil.copy(project, small_disk / "p.wbench")
    before = there.read_bytes()
    with (small_disk / "rest").open("wb", buffering=0) as rest, suppress(OSError):
        while True:
            rest.write(b"x" * 4096)
    for words in (("import", there, "a.txt"), ("stats", there), ("new", small_disk / "new.wbench")):
        assert refused(*words).startswith("The disk is full: ")
    assert there.read_bytes() == before
    (small_disk / "rest").unlink()
    assert cli("import", there, "a.txt").status == 0


def test_bytes_in_a_file_name_do_no_harm(project: Path, cli: Cli, tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    (tmp_path / name).write_text("Bo.", encoding="utf-8")
    assert cli("import", project, name, "--dry-run").status == 0
    assert cli("import", project, name).status == 0
    assert cli("export", project, "out", "--format", "jsonl").status == 0
    assert '"name":"caf?"' in (tmp_path / "out" / "p.jsonl").read_text(encoding="utf-8")


def test_a_slip_in_a_command_is_named(cli: Cli) -> None:
    for words, sentence in (
        (("chek", "x.wbench"), "there is no command or project “chek”; did you mean check?"),
        (("exprt",), "there is no command or project “exprt”; did you mean export?"),
        (
            ("frobnicate", "x"),
            "there is no command or project “frobnicate”: `workbench --help` lists the commands.",
        ),
    ):
        done = cli(*words)
        assert (done.status, done.out, done.err) == (2, "", f"workbench: {sentence}\n")


def test_a_project_that_is_missing_is_said_before_the_display(refused: Refused) -> None:
    assert refused("nothere.wbench").startswith("nothere.wbench: no such file.")
