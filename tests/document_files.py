"""Small documents made by code: a PDF of lines at places, a Word document, a book, a page of the web."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO

PrintedLine = tuple[float, float, float, str]  # from left, from bottom and size in points, and the text

PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Minister resigns | The Daily</title>
<meta property="og:title" content="Minister resigns"><meta name="author" content="Ann Smith">
<meta property="article:published_time" content="2024-03-05T10:00:00Z">
<link rel="canonical" href="https://example.org/minister"><link rel="stylesheet" href="https://example.org/a.css">
<script src="https://example.org/a.js"></script><style>p {color: red}</style></head>
<body><header><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav></header>
<main><article><h1>Minister resigns</h1>
<p>The minister of&nbsp;finance, <b>Anna</b> <i>Berg</i>, resigned on Tuesday,
   she said.<br>It was the third resignation this&nbsp;year.</p>
<img src="https://example.org/a.png" alt="a picture">
<p>“I have done what I could”, she told reporters in Oslo 👍. The prime minister thanked her for her work
and said that a successor would be named on Friday.</p>
<ul><li>First point of the matter</li><li>Second point of the matter</li></ul>
</article></main>
<aside><h3>Read more</h3><a href="/other">Another story that is not this one</a></aside>
<footer>Copyright 2024 The Daily. All rights reserved.</footer></body></html>
"""

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
CONTAINER = (
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def archive(files: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of these files."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def docx(body: str, **more: str | bytes) -> bytes:
    """A Word document with this XML in its body, and further parts."""
    document = f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    files: dict[str, str | bytes] = {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS}
    return archive(files | {"word/document.xml": document} | more)


def paragraph(text: str) -> str:
    """A paragraph of Word's."""
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def chapter(body: str, head: str = "") -> str:
    """A chapter as XHTML, with the DOCTYPE that most books have."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n{head or DOCTYPE}\n'
        f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>{body}</body></html>'
    )


DOCTYPE = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN"\n "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'
)


def epub(chapters: Sequence[str | bytes], about: str = "", **more: str | bytes) -> bytes:
    """A book of these chapters; `about` is XML of its metadata."""
    items = "".join(
        f'<item id="c{n}" href="text/c%20{n}.xhtml" media-type="application/xhtml+xml"/>'
        for n in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{about}</metadata>'
        '<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        f'{items}</manifest><spine><itemref idref="nav"/>{spine}</spine></package>'
    )
    files: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": package,
        "OEBPS/nav.xhtml": chapter("<nav><ol><li>Contents</li></ol></nav>"),
    }
    return archive(files | {f"OEBPS/text/c {n}.xhtml": text for n, text in enumerate(chapters)} | more)


def pdf(pages: Sequence[Sequence[PrintedLine]], *, title: str = "") -> bytes:
    """A PDF of these lines in Helvetica, in the letters of Windows-1252."""
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< /Title ({title}) >>".encode(),
    ]
    for number, lines in enumerate(pages):
        content = "".join(_printed(*line) for line in lines).encode("cp1252")
        about = "/Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >>"
        objects.append(f"<< /Type /Page {about} /Contents {6 + 2 * number} 0 R >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R /Info 4 0 R >>\n" % (
        size,
        rows,
        size,
    )
    return made + table + b"startxref\n%d\n%%%%EOF\n" % len(made)


def _printed(left: float, bottom: float, size: float, text: str) -> str:
    for sign in "\\()":
        text = text.replace(sign, f"\\{sign}")
    return f"BT /F {size} Tf 1 0 0 1 {left} {bottom} Tm ({text}) Tj ET\n"
