"""PDF: paragraphs put together from printed lines, pages, headers and footers, and what cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from document_files import PrintedLine, pdf

from workbench.formats import Reading, detect, find_format
from workbench.formats.pdf_lines import Line, rejoin
from workbench.model import Document

PDF = find_format("pdf")


def line(bottom: float, text: str, left: float = 72, size: float = 11) -> PrintedLine:
    return left, bottom, size, text


def page(number: int, *lines: PrintedLine) -> list[PrintedLine]:
    return [line(800, "The Daily, 3 May 2024", 200, 8), *lines, line(30, f"- {number} -", 290, 9)]


PAGES = [
    page(
        1,
        line(770, "The headline", size=18),
        line(740, "The minister of finance, Anna Berg, re-"),
        line(726, "signed on Tuesday, she said in a well-"),
        line(712, "known speech. It went on for long."),
        line(690, "A second well-known paragraph begins here, and"),
        line(676, "goes on upon the next page with a word that is"),
    ),
    page(
        2, line(770, "continued here. 5 € for all."), line(756, "A sentence of its own after a short line.")
    ),
    page(
        3,
        line(770, "The Franco-"),
        line(756, "Prussian war. So"),
        line(742, "it went on without an end of a line."),
        line(728, "An indented one.", 90),
        line(714, "• A point"),
        line(700, "• Another"),
    ),
]
TEXT = (
    "The headline\n\nThe minister of finance, Anna Berg, resigned on Tuesday, she said in a well-known speech. It went "
    "on for long.\n\nA second well-known paragraph begins here, and goes on upon the next page with a word that is "
    "continued here. 5 € for all.\n\nA sentence of its own after a short line.\n\nThe Franco-Prussian war. So it went "
    "on without an end of a line.\n\nAn indented one.\n\n• A point\n\n• Another"
)


def read(folder: Path, data: bytes, **options: str) -> tuple[Document, list[str]]:
    path = folder / "a.pdf"
    path.write_bytes(data)
    reading = Reading(options=options)
    (bundle,) = PDF.read(path, reading)
    return bundle.document, [problem.message for problem in reading.problems]


def refusal(folder: Path, data: bytes) -> str:
    path = folder / "a.pdf"
    path.write_bytes(data)
    reading = Reading()
    assert list(PDF.read(path, reading)) == []
    (problem,) = reading.problems
    assert problem.fatal
    return str(problem)


def test_lines_become_paragraphs(tmp_path: Path) -> None:
    document, problems = read(tmp_path, pdf(PAGES))
    assert document.text == TEXT
    assert problems == ["left out as headers and footers: 6 lines, such as 'The Daily, 3 May 2024'."]


def test_pages_are_noted(tmp_path: Path) -> None:
    document, _ = read(tmp_path, pdf(PAGES, title="A title"))
    assert document.source == "a.pdf" and document.name == "a"
    assert document.meta | {"page_starts": 0} == {
        "file": "a.pdf",
        "title": "A title",
        "pages": 3,
        "page_starts": 0,
    }
    starts = document.meta["page_starts"]
    assert [document.text[start:].split(" ")[0] for start in starts] == [
        "The",
        "continued",
        "The",
    ] and starts[2] == TEXT.index("The Franco")


def test_headers_and_footers_may_stay(tmp_path: Path) -> None:
    document, problems = read(tmp_path, pdf(PAGES), furniture="keep")
    assert document.text.count("The Daily, 3 May 2024") == 3 and "- 3 -" in document.text and problems == []


def test_a_page_without_text_is_named(tmp_path: Path) -> None:
    document, problems = read(tmp_path, pdf([PAGES[0], []]))
    assert "no text is on the pages 2." in problems and document.meta["pages"] == 2


def test_what_cannot_be_read_ends_in_a_sentence(tmp_path: Path) -> None:
    assert "it was scanned" in refusal(tmp_path, pdf([[], []]))
    assert "the file is empty" in refusal(tmp_path, b"")
    assert "no PDF" in refusal(tmp_path, b"words")
    assert "damaged or cut off" in refusal(tmp_path, b"%PDF-1.4\n")
    assert "damaged or cut off" in refusal(tmp_path, pdf(PAGES)[:20])


def test_an_encrypted_file_is_named(tmp_path: Path) -> None:
    keys = f"/O <{'41' * 32}> /U <{'42' * 32}>"
    encrypt = f"/Encrypt << /Filter /Standard /V 1 /R 2 {keys} /P -4 >> /ID [<41><42>]"
    locked = pdf(PAGES).replace(b"/Info 4 0 R", f"/Info 4 0 R {encrypt}".encode())
    assert refusal(tmp_path, locked).endswith("it is encrypted. Save it without a password.")


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        (Line("re", 0, 90, 100, 11, True), Line("signed", 0, 90, 88, 11), "resigned"),
        (Line("Franco", 0, 90, 100, 11, True), Line("Prussian", 0, 90, 88, 11), "Franco-Prussian"),
        (Line("1914", 0, 90, 100, 11, True), Line("18", 0, 90, 88, 11), "1914-18"),
        (Line("left", 0, 30, 100, 11), Line("right", 80, 120, 100, 11), "left\tright"),
        (Line("one", 0, 30, 100, 11), Line("word", 33, 60, 100, 11), "one word"),
        (Line("column ends", 0, 90, 30, 11), Line("here", 100, 190, 700, 11), "column ends here"),
        (Line("Ends.", 0, 90, 30, 11), Line("Here", 100, 190, 700, 11), "Ends.\n\nHere"),
    ],
)
def test_what_stands_between_two_lines(first: Line, second: Line, text: str) -> None:
    assert rejoin([[first, second]]).text == text


def test_a_pdf_is_known_by_its_beginning(tmp_path: Path) -> None:
    (tmp_path / "download").write_bytes(pdf(PAGES))
    assert detect(tmp_path / "download") is PDF
