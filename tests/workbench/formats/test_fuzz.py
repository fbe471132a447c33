"""Broken and hostile files of every readable format, by chance: a sentence or a document, never another error."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from document_files import PAGE, archive, chapter, docx, epub, paragraph, pdf
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from workbench import jobs
from workbench.errors import ImportRefused, UserError
from workbench.formats import FORMATS, Format, Writing, find_format
from workbench.model import Annotator, Bundle, Document, Relation, Span, new_id
from workbench.project import Project
from workbench.schema import Schema, load_schema

EXAMPLES = 25  # of each format
READERS = [kind.id for kind in FORMATS if kind.read]
# what stands in place of a word, number or value
HOSTILE = [
    *(b"", b"null", b"true", b"-1", b"0", b"1.5", b"1e999", b"-0.0", b"NaN", b"Infinity", b"9" * 5000, b"99999999999"),
    *(b"[]", b"{}", b'""', b'{"a":1,"a":2}', b"[" * 3000, b'{"a":' * 3000, b"\\u0000", b"\\ud800", b'"\\udc00"'),
    *(b"\0", b"\xed\xa0\x80", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\n", b"\t", b"\xe2\x80\xa8", b"\\", b"'", b'"'),
    *(b"<", b"&", b"&b;", b"]]>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<a>" * 3000, b"&#0;", b"&#xD800;"),
    *(b"=1+1", b"../../a", b"/etc/passwd", b"\xc2\xb2", b"\xd9\xa3", b"T1", b"T1;T1", b"0 0", b"5 2", b"B-", b"I-x"),
    b"x" * 70_000,
]  # fmt: skip
_WORD = re.compile(rb"[A-Za-z0-9_.-]+")
# what a person should not have to read
_OF_PYTHON = re.compile(
    r"(?:Key|Type|Value|Attribute|Index|Name|Unicode\w+)Error|Traceback|NoneType|<class |__init__|"
    r"object has no attribute|not subscriptable|unexpected keyword|invalid literal for|codec can't"
)
Files = dict[str, bytes]  # by name; the first is the one that is imported


def bundle() -> Bundle:
    """A small bundle with something of everything."""
    text = "Anna 👍 met Zoe\u0301 in New York on 2024-03-05. 记者 said."
    spans = (
        Span("s1", "person", 0, 4, attributes={"ref": "Q1", "sure": True, "rank": 3}, note="a note"),
        Span("s2", "person", 11, 15, unsure=True),
        Span("s3", "date", 31, 41, attributes={"value": "2024-03-05", "type": "DATE"}),
    )
    relations = (Relation("r1", "met", "s1", "s2"),)
    about = Document("d1", "case", text, "en", "2024-03-05", "a desk", {"pages": [1, 2]})
    return Bundle(about, Annotator("ann", "Ann"), 1, "done", {"stance": "neutral"}, spans, relations)


def written(kind: Format, folder: Path) -> Files:
    """What a format writes, as names and bytes."""
    assert kind.write is not None
    folder.mkdir()
    kind.write(
        iter([bundle()]), Writing(folder, "out", Schema("test", "Test", "1", source='name = "test"\n'))
    )
    found = {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    own = next(name for name in found if name.endswith(kind.suffixes) and name != "typesystem.xml")
    return {own: found.pop(own)} | found


GATE = b"""<?xml version="1.0" encoding="UTF-8"?>
<GateDocument><GateDocumentFeatures><Feature><Name className="java.lang.String">a</Name>
<Value className="java.lang.Integer">3</Value></Feature></GateDocumentFeatures>
<TextWithNodes><Node id="0"/>Anna<Node id="4"/> met Bo<Node id="11"/></TextWithNodes>
<AnnotationSet Name="A"><Annotation Id="1" Type="person" StartNode="0" EndNode="4">
<Feature><Name>b</Name><Value>c</Value></Feature></Annotation>
<Annotation Id="2" Type="person" StartNode="4" EndNode="11"/></AnnotationSet>
<RelationSet Name="A"><Relation Id="3" Type="met" Members="1;2"/></RelationSet></GateDocument>"""


def pages() -> bytes:
    lines = [
        (72.0, 700.0 - 14 * at, 11.0, f"Line {at} of the page, which is long enough.") for at in range(6)
    ]
    return pdf([lines, lines], title="A title")


OTHERS: dict[str, Callable[[], Files]] = {
    "text": lambda: {"a.txt": "Anna met Zoë.\r\nIn Oslo.".encode()},
    "csv": lambda: {
        "a.csv": b'id,text,published,desk\r\n1,"Anna ""A"" met\nBo",2024-03-05,foreign\r\n2,Zoe,,\r\n'
    },
    "gate": lambda: {"a.xml": GATE},
    "html": lambda: {"a.html": PAGE.encode()},
    "docx": lambda: {"a.docx": docx(paragraph("Anna met Bo.") + paragraph("In Oslo.") * 3)},
    "pdf": lambda: {"a.pdf": pages()},
    "epub": lambda: {"a.epub": epub([chapter("<h1>One</h1><p>Anna &amp; Bo.</p>"), chapter("<p>Two.</p>")])},
}


def broken(files: Files, chance: random.Random) -> Files:
    """The files with some changes in one of them, or in a part of it."""
    name = chance.choice(list(files)[:1] * 4 + list(files))
    data = files[name]
    if data.startswith(b"PK") and chance.random() < 0.8:
        data = _repacked(data, chance)
    else:
        for _ in range(chance.choice((1, 1, 1, 2, 5))):
            data = _changed(data, chance)
    return files | {name: data}


def _repacked(data: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    name = chance.choice(list(parts))
    how = chance.random()
    if how < 0.1:
        del parts[name]
    elif how < 0.2:
        parts[chance.choice(["../a", "a/b", name.upper()])] = parts[name]
    else:
        parts[name] = _changed(parts[name], chance)
    return archive(parts)


def _changed(data: bytes, chance: random.Random) -> bytes:
    """One change: a word, a cut, a doubling, other bytes, or another encoding."""
    how = chance.random()
    words = list(_WORD.finditer(data))
    if how < 0.55 and words:
        word = chance.choice(words)
        return data[: word.start()] + chance.choice(HOSTILE) + data[word.end() :]
    start, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    if how < 0.65:
        return data[:start]
    if how < 0.72:
        return data[:start] + data[end:]
    if how < 0.79:
        return data[:end] + data[start:end] + data[end:]
    if how < 0.9:
        return data[:start] + chance.choice(HOSTILE) + data[start:]
    if how < 0.96:
        return (
            data[:start]
            + bytes(chance.randrange(256) for _ in range(chance.randrange(1, 9)))
            + data[start + 1 :]
        )
    return data.decode("utf-8", "replace").encode(chance.choice(["utf-16", "utf-16-le", "cp037"]), "replace")


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project that all that can be read is imported into."""
    path = tmp_path_factory.mktemp("fuzz") / "p.wbench"
    project = Project.create(path, schema=load_schema("news"), annotator=Annotator(new_id(), "Ada"))
    yield project
    project.close()


def tried(project: Project, kind: Format, path: Path) -> None:
    """Import a file; only a sentence may be raised, and then nothing was stored."""
    before = project.document_count()
    try:
        plan = jobs.finish(jobs.plan_job(project, [path], format_id=kind.id))
    except UserError as error:
        assert str(error).endswith((".", ")")) and "\n" not in str(error)
        assert project.document_count() == before
        return
    try:
        for problem in plan.problems:
            assert problem.message and problem.line >= 0 and str(problem).startswith(str(path.parent))
            assert not _OF_PYTHON.search(f"{problem.message} {problem.remedy}"), problem
        labels = dict.fromkeys(plan.unknown_labels, "") | dict.fromkeys(plan.unknown_relations, "")
        jobs.finish(jobs.import_job(project, plan, labels=labels))
        assert not plan.fatal
    except ImportRefused:
        assert plan.fatal and project.document_count() == before
    except UserError as error:
        assert str(error) and project.document_count() == before
    finally:
        plan.close()


@pytest.mark.parametrize("format_id", READERS)
def test_a_broken_file_is_a_sentence_or_a_document(format_id: str, bench: Project, tmp_path: Path) -> None:
    kind = find_format(format_id)
    files = OTHERS[format_id]() if format_id in OTHERS else written(kind, tmp_path / "out")
    folder = tmp_path / "in"
    folder.mkdir()
    main = next(iter(files))
    for name, data in files.items():
        (folder / name).write_bytes(data)
    tried(bench, kind, folder / main)
    assert bench.document_count()

    @settings(max_examples=EXAMPLES, database=None, phases=[Phase.generate])
    @given(st.integers(0, 2**32 - 1))
    def one(seed: int) -> None:
        for name, data in broken(files, random.Random(seed)).items():
            (folder / name).write_bytes(data)
        tried(bench, kind, folder / main)

    one()


def test_a_broken_export_of_inception_is_a_sentence_or_documents(bench: Project, tmp_path: Path) -> None:
    kind = find_format("uima-xmi")
    parts = written(kind, tmp_path / "out")
    xmi = next(data for name, data in parts.items() if name.endswith(".xmi"))
    whole = {"doc.xmi": xmi, "TypeSystem.xml": parts["typesystem.xml"]}
    path = tmp_path / "in.zip"

    @settings(max_examples=EXAMPLES, database=None, phases=[Phase.generate])
    @given(st.integers(0, 2**32 - 1))
    def one(seed: int) -> None:
        chance = random.Random(seed)
        inner = _repacked(archive(whole), chance)
        outer = {"annotation/doc.txt/ann.zip": inner, "annotation/doc.txt/bo.zip": archive(whole)}
        path.write_bytes(archive(outer) if chance.random() < 0.7 else _repacked(archive(outer), chance))
        tried(bench, kind, path)

    one()
