"""Books: chapters in the order of the spine, DOCTYPEs cut off or refused, encryption named."""

from __future__ import annotations

from pathlib import Path

import pytest
from document_files import CONTAINER, DOCTYPE, archive, chapter, epub

from workbench.formats import Reading, detect, find_format
from workbench.model import Document

EPUB = find_format("epub")
CHAPTERS = [
    chapter("<h1>One</h1><p>Caf&eacute; &amp; <br/>b&auml;r&nbsp;&#128077;.</p><script>x()</script>"),
    chapter('<p><img src="cover.png"/></p>'),
    chapter("<h1>Two</h1>\n<p>More <i>te</i>xt  here.</p>", head="<!DOCTYPE html>"),
]
ABOUT = (
    "<dc:title>A book</dc:title><dc:language>en</dc:language>"
    "<dc:creator>Ann</dc:creator><dc:date>2020-01-02</dc:date>"
)
ONE, TWO = "One\n\nCafé &\nbär\u00a0👍.", "Two\n\nMore text here."


def read(folder: Path, data: bytes, **options: str) -> tuple[list[Document], list[str]]:
    path = folder / "a.epub"
    path.write_bytes(data)
    reading = Reading(options=options)
    return [bundle.document for bundle in EPUB.read(path, reading)], [
        problem.message for problem in reading.problems
    ]


def test_a_book_is_a_document(tmp_path: Path) -> None:
    (document,), problems = read(tmp_path, epub(CHAPTERS, ABOUT))
    assert document.text == f"{ONE}\n\n{TWO}"
    assert (document.name, document.language, document.published) == ("A book", "en", "2020-01-02")
    starts = document.meta.pop("chapters")
    assert [document.text[at : at + 3] for at in starts] == ["One", "Two"]
    assert document.meta == {"title": "A book", "author": "Ann", "file": "a.epub"}
    assert problems == ["left out: 1 pages of contents, or outside of the reading order."]


def test_or_each_chapter_is(tmp_path: Path) -> None:
    documents, _ = read(tmp_path, epub(CHAPTERS, ABOUT), documents="chapter")
    assert [(one.name, one.text, one.meta["chapter"]) for one in documents] == [
        ("A book 1", ONE, 1),
        ("A book 2", TWO, 2),
    ]


def test_what_is_no_date_is_not_the_date(tmp_path: Path) -> None:
    (document,), _ = read(tmp_path, epub(CHAPTERS, "<dc:date>2020</dc:date>"))
    assert (document.name, document.published) == ("a", "")


def test_a_chapter_that_is_no_xml_is_read_as_html(tmp_path: Path) -> None:
    (document,), problems = read(tmp_path, epub([chapter("<p>bad <b>bold</p><p>next")]))
    assert document.text == "bad bold\n\nnext"
    assert problems[0] == "OEBPS/text/c 0.xhtml is no well-formed XML: it is read as HTML."


BOMB = '<!DOCTYPE html [<!ENTITY a "bbbb"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty."),
        (b"PK\3\4words", "this is no whole zip archive."),
        (epub(CHAPTERS)[:-30], "this is no whole zip archive."),
        (archive({"mimetype": "application/epub+zip"}), "META-INF/container.xml is missing in it."),
        (archive({"META-INF/container.xml": CONTAINER}), "OEBPS/book.opf is missing in it."),
        (archive({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": "<package/>"}), "it has no spine."),
        (epub([chapter("<p/>")]), "this book holds no text."),
        (
            epub([chapter("<p>&b;</p>", head=BOMB)]),
            "OEBPS/text/c 0.xhtml, line 2: a file with a DOCTYPE is not read",
        ),
        (
            epub([chapter("<p>&b;</p>", head="<!-- -->" + BOMB).replace("utf-8", "utf-16").encode("utf-16")]),
            "a file with a DOCTYPE is not read",
        ),
        (epub([chapter("<p>x</p>", head=DOCTYPE * 2)]), "a file with a DOCTYPE is not read"),
        (
            epub(CHAPTERS, **{"META-INF/container.xml": DOCTYPE + CONTAINER}),
            "META-INF/container.xml, line 1: a file",
        ),
        (
            epub(
                CHAPTERS,
                **{"META-INF/encryption.xml": '<e><CipherReference URI="OEBPS/text/c%200.xhtml"/></e>'},
            ),
            "it is encrypted (DRM)",
        ),
    ],
)
def test_what_cannot_be_read_ends_in_a_sentence(data: bytes, words: str, tmp_path: Path) -> None:
    documents, problems = read(tmp_path, data)
    assert not documents and words in problems[-1]


def test_an_encrypted_typeface_does_no_harm(tmp_path: Path) -> None:
    data = epub(CHAPTERS, **{"META-INF/encryption.xml": '<e><CipherReference URI="OEBPS/a.otf"/></e>'})
    assert len(read(tmp_path, data)[0]) == 1


def test_a_book_is_known_by_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "download").write_bytes(epub(CHAPTERS))
    assert detect(tmp_path / "download") is EPUB
