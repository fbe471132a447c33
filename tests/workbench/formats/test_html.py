"""Saved web pages: the main text, what the page states of itself, encodings, and no way to the network."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest
from document_files import PAGE

from workbench.errors import UserError
from workbench.formats import Reading, detect, find_format
from workbench.formats.html import LONGEST
from workbench.formats.html_facts import day, language
from workbench.model import Document

HTML = find_format("html")
TEXT = (
    "Minister resigns\n\nThe minister of\u00a0finance, Anna Berg, resigned on Tuesday, she said.\n"
    "It was the third resignation this\u00a0year.\n\n"
    "“I have done what I could”, she told reporters in Oslo 👍. The prime minister thanked her for her work and "
    "said that a successor would be named on Friday.\n\nFirst point of the matter\n\nSecond point of the matter"
)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a connection or asks for an address fails the test."""

    def refuse(*args: object, **more: object) -> None:
        raise AssertionError("something was fetched")

    for name in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)


def read(folder: Path, page: str | bytes, name: str = "a.html", **options: str) -> tuple[Document, list[str]]:
    path = folder / name
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    reading = Reading(options=options)
    (bundle,) = HTML.read(path, reading)
    return bundle.document, [problem.message for problem in reading.problems]


def refusal(folder: Path, page: bytes) -> str:
    path = folder / "a.html"
    path.write_bytes(page)
    reading = Reading()
    assert list(HTML.read(path, reading)) == []
    (problem,) = reading.problems
    assert problem.fatal
    return str(problem)


def test_the_article_comes_without_the_furniture(tmp_path: Path) -> None:
    document, problems = read(tmp_path, PAGE)
    assert document.text == TEXT
    assert problems == []


def test_what_the_page_states_is_in_the_document(tmp_path: Path) -> None:
    document, _ = read(tmp_path, PAGE)
    assert (document.name, document.language, document.published) == (
        "Minister resigns",
        "en-GB",
        "2024-03-05",
    )
    assert document.source == "https://example.org/minister"
    assert document.meta == {"title": "Minister resigns", "author": "Ann Smith", "file": "a.html"}


def test_the_name_may_be_the_files_and_the_text_all(tmp_path: Path) -> None:
    document, _ = read(tmp_path, PAGE, name="a.html", text="all")
    assert document.text.startswith("Home\n\nWorld\n\nMinister resigns\n\n")
    assert document.text.endswith("Copyright 2024 The Daily. All rights reserved.")
    path = tmp_path / "a.html"
    assert [one.document.name for one in HTML.read(path, Reading(options={"name": "file"}))] == ["a"]


def test_a_page_that_states_nothing_has_its_file_alone(tmp_path: Path) -> None:
    document, problems = read(
        tmp_path, "<p>One.<p>Two<br>lines.<div>Three <b>words</b></div><pre>a  b\n c</pre>"
    )
    assert document == Document(
        "", "a", "One.\n\nTwo\nlines.\n\nThree words\n\na  b\n c", source="a.html", meta={"file": "a.html"}
    )
    assert problems == []


def test_references_to_what_no_text_can_hold_are_marked(tmp_path: Path) -> None:
    assert read(tmp_path, "<p>a&#xD800;b&#0;c</p>")[0].text == "a\ufffdb\ufffdc"


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta property="article:published_time" content="2024-02-29">', "2024-02-29"),
        ('<meta property="article:published_time" content="2023-02-29">', ""),
        ('<meta name="date" content="tomorrow">', ""),
        ('<meta name="DC.date" content="20240305T0100Z">', "2024-03-05"),
        ('<meta name="pubdate" content="2024/3/5">', "2024-03-05"),
        ('<meta property="article:modified_time" content="2024-03-05">', ""),
        (
            '<script type="application/ld+json">{"@graph": [{"@type": ["NewsArticle"], '
            '"datePublished": "2024-03-05T23:59:00+01:00"}]}</script>',
            "2024-03-05",
        ),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": </script>', ""),
        (f'<script type="application/ld+json">{"[" * 9000}</script>', ""),
        ('<script type="application/ld+json">{"@type": "Event", "datePublished": "2024-03-05"}</script>', ""),
        ('</head><time itemprop="datePublished" datetime="2024-03-05">5 March</time>', "2024-03-05"),
        ('</head><time datetime="2024-03-05">5 March</time>', ""),
    ],
)
def test_the_date_is_one_that_the_page_states(head: str, published: str, tmp_path: Path) -> None:
    document, _ = read(tmp_path, f"<html><head>{head}<body><p>Words of an article.</p></body></html>")
    assert document.published == published


def test_days_and_languages() -> None:
    assert [day(one) for one in ("2024-1-2", "20240102", "2024-01", "2024-01-023", "0000-01-01", "")] == [
        "2024-01-02",
        "2024-01-02",
        "",
        "",
        "",
        "",
    ]
    assert [language(one) for one in ("en", "pt_BR", "zh-Hant-TW", "English", "", "x<y")] == [
        "en",
        "pt-BR",
        "zh-Hant-TW",
        "",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ('<meta charset="windows-1251"><p>Зоя</p>'.encode("cp1251"), "Зоя"),
        ('<meta charset="iso-8859-1"><p>“Zoë”</p>'.encode("cp1252"), "“Zoë”"),
        (
            '<meta http-equiv="Content-Type" content="text/html; charset=GB2312"><p>記者</p>'.encode("gbk"),
            "記者",
        ),
        ("<p>Zoë</p>".encode("utf-16"), "Zoë"),
        (b"\xef\xbb\xbf<meta charset=ascii><p>Zo\xc3\xab</p>", "Zoë"),
        ('<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html><html><p>Zoë</p>'.encode(), "Zoë"),
        ('<meta charset="klingon"><p>Zoë</p>'.encode(), "Zoë"),
    ],
)
def test_a_page_is_decoded_as_it_declares(page: bytes, text: str, tmp_path: Path) -> None:
    assert read(tmp_path, page, text="all")[0].text == text


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (b"", "the file is empty"),
        (b"just words", "this is no HTML"),
        (b"<p>Zo\xeb</p>", "the bytes here are not UTF-8. Name its encoding"),
        (b"<p>a\0b</p>", "U+0000"),
        (b"<html><head><title>a</title></head><body><script>x()</script></body></html>", "holds no text"),
        (b"<div>" * 3000 + b"text" + b"</div>" * 3000, "nested more than 500 deep"),
        (b"<!-- -->", "this page holds nothing"),
    ],
)
def test_what_is_no_page_is_refused_in_a_sentence(page: bytes, words: str, tmp_path: Path) -> None:
    assert words in refusal(tmp_path, page)


def test_entities_of_a_doctype_mean_nothing(tmp_path: Path) -> None:
    page = '<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "bbbb">]><p>x &a; &b; y</p>'
    text = read(tmp_path, page, text="all")[0].text
    assert text.endswith("x &a; &b; y") and "root:" not in text and "bbbb" not in text.split("x ")[-1]


def test_a_page_is_known_by_its_content(tmp_path: Path) -> None:
    for name in ("a.html", "a.HTM", "b.xhtml", "page", "index.php"):
        (tmp_path / name).write_text(f"\n<!-- saved -->{PAGE}", encoding="utf-8")
        assert detect(tmp_path / name) is HTML
    (tmp_path / "a.txt").write_text(PAGE, encoding="utf-8")
    assert detect(tmp_path / "a.txt").id == "text"


def test_without_the_extra_a_sentence_names_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(UserError, match=r'pip install "annotation-workbench\[documents\]"'):
        read(tmp_path, PAGE)


def test_a_page_as_long_as_a_library_is_read_whole(tmp_path: Path) -> None:
    page = PAGE.replace("<footer>", f"<p>{'word ' * (LONGEST // 5)}</p><footer>")
    document, problems = read(tmp_path, page)
    assert document.text.startswith("Home\n\n") and problems == [
        "no main text was found: the whole page is read."
    ]
