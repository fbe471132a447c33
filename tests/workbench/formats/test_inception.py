"""Archives of INCEpTION: a CAS a document and annotator, in zips inside of a zip, read safely."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path

import cassis
import pytest

from workbench.errors import UserError
from workbench.formats import Reading, detect, inputs
from workbench.model import Bundle

TEXT = "👍 Anna met Bob"
_METADATA = "de.tudarmstadt.ukp.clarin.webanno.api.type.CASMetadata"


def _cas(*spans: tuple[int, int, str], user: str = "") -> tuple[str, str]:
    """An XMI with the layer that INCEpTION has for names, and its type system."""
    types = cassis.TypeSystem()
    name = types.create_type("de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity", "uima.tcas.Annotation")
    types.create_feature(name, "value", "uima.cas.String")
    about = types.create_type(_METADATA, "uima.tcas.Annotation")
    types.create_feature(about, "username", "uima.cas.String")
    cas = cassis.Cas(types)
    cas.sofa_string, cas.sofa_mime = TEXT, "text"
    if user:
        cas.add(about(begin=0, end=len(TEXT), username=user))
    for begin, end, value in spans:
        cas.add(name(begin=begin, end=end, value=value))
    return cas.to_xmi(), types.to_xml()


def _inner(xmi: str, types: str, name: str = "ann.xmi") -> bytes:
    return _zip({name: xmi, "TypeSystem.xml": types})


def _zip(files: dict[str, str | bytes]) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def _read(path: Path) -> tuple[list[Bundle], list[str]]:
    found, problems = [], []
    for kind, file in inputs([path]):
        reading = Reading()
        assert kind.read is not None
        found += list(kind.read(file, reading))
        problems += [str(one).removeprefix(str(path)) for one in reading.problems]
    return found, problems


def _facts(bundles: list[Bundle]) -> list[tuple[str, str, str, list[str]]]:
    return [
        (
            one.document.name,
            one.annotator.name if one.annotator else "",
            one.status,
            [f"{span.label} {span.covered(one.document.text)}" for span in one.spans],
        )
        for one in bundles
    ]


@pytest.fixture
def files() -> dict[str, str | bytes]:
    """A project's export."""
    states = {
        "name": "p",
        "source_documents": [{"name": "a.txt", "state": "CURATION_FINISHED"}],
        "annotation_documents": [{"name": "a.txt", "user": "ada", "state": "IN_PROGRESS"}],
    }
    return {
        "exportedproject.json": json.dumps(states),
        "source/a.txt": TEXT,
        "annotation/a.txt/INITIAL_CAS.zip": _inner(*_cas()),
        "annotation/a.txt/ada.zip": _inner(*_cas((2, 6, "PER"))),
        "annotation/a.txt/bob.zip": _inner(*_cas((2, 6, "PER"), (11, 14, "ORG"), user="bob")),
        "annotation/b.v2.html/INITIAL_CAS.zip": _inner(*_cas((2, 6, "PER"))),
        "curation/a.txt/CURATION_USER.zip": _inner(*_cas((11, 14, "PER"), user="CURATION_USER")),
    }


EXPECTED = [
    ("a", "ada", "in progress", ["PER Anna"]),
    ("a", "bob", "", ["PER Anna", "ORG Bob"]),
    ("b.v2", "", "", []),
    ("a", "Gold", "done", ["PER Bob"]),
]


@pytest.mark.parametrize("root", ["", "My project/"])
def test_a_project_comes_with_everybodys_layers_and_its_gold(root, files, tmp_path) -> None:
    path = tmp_path / "project.zip"
    path.write_bytes(_zip({root + name: content for name, content in files.items()}))
    assert detect(path).id == "uima-xmi"
    found, problems = _read(path)
    assert sorted(_facts(found)) == sorted(EXPECTED)
    assert [bundle.annotator.kind for bundle in found if bundle.status == "done"] == ["gold"]
    assert [one.partition(": ")[2] for one in problems] == [
        "what everybody began with is left out: 1 spans of nobody."
    ]


def test_an_export_that_was_unpacked_is_read_as_a_folder(files, tmp_path) -> None:
    folder = tmp_path / "project"
    files["annotation/c/bob.zip"] = _inner(*_cas((11, 14, "PER")))  # a name without a suffix
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    found, _ = _read(folder)
    text = ("a", "", "", [])  # source/a.txt: the same document, its name and text say
    expected = [*EXPECTED, ("c", "bob", "", ["PER Bob"])]
    without_states = [(name, who, "", spans) for name, who, _, spans in expected]
    assert sorted({*map(str, _facts(found))}) == sorted({*map(str, [*without_states, text])})


def test_one_document_is_named_by_its_file_and_owned_as_it_says(tmp_path) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(_inner(*_cas((2, 6, "PER"), user="ada"), name="news.xmi"))
    found, problems = _read(path)
    assert _facts(found) == [("news", "ada", "", ["PER Anna"])] and not problems


def test_xml_1_1_may_refer_to_characters_that_1_0_forbids(tmp_path) -> None:
    xmi, types = _cas((2, 6, "PER"))
    xmi = xmi.replace("met", "m&#x1;t")
    path = tmp_path / "export.zip"
    path.write_bytes(_inner(xmi.replace("1.0", "1.1", 1), types))
    (bundle,), problems = _read(path)
    assert bundle.document.text == TEXT.replace("met", "m t") and "forbids are read as blanks" in problems[0]
    path.write_bytes(_inner(xmi, types))
    found, problems = _read(path)
    assert not found and "no well-formed XML" in problems[0]


_EVIL = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("inner", "words"),
    [
        (lambda xmi, types: _inner(xmi.replace("<xmi:XMI", f"{_EVIL}<xmi:XMI", 1), types), "DOCTYPE"),
        (lambda xmi, types: _inner(xmi, types.replace("<typeS", f"{_EVIL}<typeS", 1)), "DOCTYPE"),
        (lambda xmi, types: _inner(xmi, types, name="../../out.xmi"), "a place outside of itself"),
        (lambda xmi, types: _inner(xmi + " " * 50_000_000, types), "unpack to far more"),
        (lambda xmi, types: _inner(xmi, types)[:-30], "no whole zip archive"),
        (lambda xmi, types: _inner(xmi[: len(xmi) // 2], types), "no well-formed XML"),
        (lambda xmi, types: b"PK\x03\x04", "no whole zip archive"),
    ],
)
def test_what_is_hostile_or_broken_is_a_problem_of_its_place(inner, words, tmp_path) -> None:
    path = tmp_path / "project.zip"
    whole = _cas((2, 6, "PER"))
    path.write_bytes(
        _zip({"annotation/a.txt/ada.zip": inner(*whole), "annotation/a.txt/bob.zip": _inner(*whole)})
    )
    found, problems = _read(path)
    assert [bundle.annotator.name for bundle in found if bundle.annotator] == ["bob"]
    assert len(problems) == 1 and words in problems[0] and problems[0].startswith("/annotation/a.txt/ada.zip")


def test_another_archive_is_to_be_unpacked(tmp_path) -> None:
    (tmp_path / "a.zip").write_bytes(_zip({"a.txt": "x"}))
    with pytest.raises(UserError, match="unpack it, and import the folder"):
        detect(tmp_path / "a.zip")
