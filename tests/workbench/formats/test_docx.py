"""Word documents: what counts as text, in which order, and what is refused."""

from __future__ import annotations

from pathlib import Path

import docx as python_docx
import pytest
from document_files import archive, docx, paragraph

from workbench.formats import Reading, detect, find_format
from workbench.model import Document

DOCX = find_format("docx")
BOX = (
    "<w:p><w:r><w:t>Host</w:t></w:r><w:r>"
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    f"<mc:Choice><w:txbxContent>{paragraph('In a box')}</w:txbxContent></mc:Choice>"
    f"<mc:Fallback><w:txbxContent>{paragraph('In a box')}</w:txbxContent></mc:Fallback>"
    "</mc:AlternateContent></w:r><w:r><w:t> goes on</w:t></w:r></w:p>"
)
BODY = (
    paragraph("Head &amp; 👍") + "<w:p><w:pPr><w:rPr><w:ins/></w:rPr></w:pPr>"
    "<w:r><w:t>One</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r>"
    "<w:ins><w:r><w:t> new</w:t></w:r></w:ins><w:del><w:r><w:delText> old</w:delText><w:t> old</w:t></w:r></w:del>"
    "<w:hyperlink><w:r><w:t> link</w:t></w:r></w:hyperlink><w:r><w:instrText>PAGE</w:instrText></w:r>"
    '<w:r><w:footnoteReference w:id="1"/></w:r></w:p><w:p/>'
    f"<w:sdt><w:sdtContent>{paragraph('In a control')}</w:sdtContent></w:sdt>"
    f"<w:tbl><w:tr><w:tc>{paragraph('a')}</w:tc><w:tc>{paragraph('b')}</w:tc></w:tr>"
    f"<w:tr><w:tc>{paragraph('a')}{paragraph('aa')}</w:tc><w:tc>{paragraph('b')}</w:tc></w:tr></w:tbl>"
    + BOX
    + "<w:sectPr/>"
)


def read(path: Path) -> tuple[list[Document], list[str]]:
    reading = Reading()
    return [bundle.document for bundle in DOCX.read(path, reading)], [
        problem.message for problem in reading.problems
    ]


def test_the_body_comes_in_its_order(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(docx(BODY))
    (document,), problems = read(path)
    assert document.text.split("\n\n") == [
        "Head & 👍",
        "One\ttwo\nthree new link",
        "In a control",
        "a\tb",
        *("a", "aa", "b"),
        "Host goes on",
        "In a box",
    ]
    assert problems == ["left out: 1 footnotes."]
    assert (document.name, document.source, document.meta) == ("a", "a.docx", {"file": "a.docx"})


def test_a_document_of_another_program(tmp_path: Path) -> None:
    made = python_docx.Document()
    made.core_properties.title, made.core_properties.author = "A title", "Ann"
    made.core_properties.language = "de"
    made.add_heading("Überschrift", 1)
    made.add_paragraph("Ein Absatz.")
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "links", "rechts"
    made.sections[0].header.paragraphs[0].text = "A HEADER"
    made.add_paragraph("Punkt", style="List Bullet")
    made.save(str(tmp_path / "b.docx"))
    (document,), problems = read(tmp_path / "b.docx")
    assert document.text == "Überschrift\n\nEin Absatz.\n\nlinks\trechts\n\nPunkt"
    assert document.language == "de" and problems == []
    assert document.meta == {"title": "A title", "author": "Ann", "file": "b.docx"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty."),
        (b"words", "this is no whole zip archive."),
        (docx(BODY)[:-40], "this is no whole zip archive."),
        (b"\xd0\xcf\x11\xe0 and so on", "it is encrypted, or in the format of Word 97."),
        (archive({"a": "b"}), "_rels/.rels is missing in it."),
        (archive({"_rels/.rels": "<Relationships/>"}), "the archive names none"),
        (docx(""), "this document holds no text."),
        (docx("<w:p>"), "word/document.xml, line 1: this is no well-formed XML"),
        (
            docx("", **{"word/document.xml": "<!-- a -->\n<!DOCTYPE a><a/>"}),
            "word/document.xml, line 2: a file with a DOCTYPE is not read",
        ),
        (
            docx("", **{"word/document.xml": "<!DOCTYPE a><a/>".encode("utf-16")}),
            "word/document.xml, line 1: a file with a DOCTYPE is not read",
        ),
        (
            docx(paragraph("a"), **{"docProps/core.xml": "<!DOCTYPE a><a/>"}),
            "docProps/core.xml, line 1: a file with",
        ),
    ],
)
def test_what_cannot_be_read_ends_in_a_sentence(data: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    documents, (problem,) = read(path)
    assert not documents and words in problem


def test_an_archive_is_known_by_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "download").write_bytes(docx(BODY))
    assert detect(tmp_path / "download") is DOCX
