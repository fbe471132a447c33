"""TimeML: times, events and signals as tags in the text, links after it, the date of publication as DCT.

TimeML 1.2.1 (timeml.org). White space is kept exactly: a carriage return is written as a reference,
which XML would otherwise read as a line feed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from workbench.formats import markup, readback, timeml_tags
from workbench.formats.base import Format, Limits, Loss, Option, Reading, Writing
from workbench.formats.folders import placed
from workbench.formats.timeml_reader import ROOT, TimemlDocument
from workbench.formats.timeml_tags import (
    EVENT,
    IDS,
    LINKS,
    ON_INSTANCE,
    ON_TAG,
    TIMEX3,
    Fit,
    fitting,
    is_day,
    kept,
    time_label,
)
from workbench.formats.writing import replacing
from workbench.model import Annotator, Bundle, Document, Span
from workbench.schema import Schema

_HEAD = {
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsi:noNamespaceSchemaLocation": "http://timeml.org/timeMLdocs/TimeML_1.2.1.xsd",
}


def read(path: Path, reading: Reading) -> Iterator[Bundle]:
    """The document of a file: the text of TEXT, or of the whole document where there is none (as in TimeBank 1.2).

    Every wrong tag or link is a problem by line. A link to the document's creation time is left out with
    a warning, as the date of publication is no span. With annotators=folder the name of the folder is the
    annotator.
    """
    found = TimemlDocument()
    if not markup.parse(path, reading, found):
        return
    folder = path.absolute().parent.name
    by_folder = reading.options.get("annotators") == "folder"
    bundle = found.bundle(path.stem, Annotator("", folder) if by_folder else None)
    for line, message, fatal in sorted(found.problems):
        reading.problem(path, line, message, fatal=fatal)
    reading.label_lines.update(found.label_lines)
    if not any(fatal for _, _, fatal in found.problems):
        yield bundle


def write(bundles: Iterable[Bundle], writing: Writing) -> list[Path]:
    """A folder named `stem` with a .tml file for each document, in folders by annotator where there are several.

    A processing instruction names the label that is written as TIMEX3, if it has another name.
    """
    folder = writing.folder / writing.stem
    folder.mkdir(parents=True, exist_ok=True)
    for bundle, path in placed(bundles, folder):
        with replacing(path.with_name(path.name + ".tml")) as file:
            file.writelines(piece.encode() for piece in _pieces(bundle, writing.schema))
    return [folder]


def _pieces(bundle: Bundle, schema: Schema) -> Iterator[str]:
    document, fit, label = bundle.document, fitting(bundle, schema), time_label(schema)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    if label != TIMEX3 and "?>" not in label and not markup.forbidden(label):
        yield f"<?workbench {TIMEX3} {label}?>\n"
    yield markup.tag(ROOT, _HEAD) + "\n"
    if document.name:
        yield f"<DOCID>{markup.escaped(document.name)}</DOCID>\n"
    if is_day(document.published):
        yield f"<DCT>{_creation_time(document)}</DCT>\n"
    names = _names(fit)
    yield "<TEXT>"
    yield from _text(document.text, fit, names)
    yield "</TEXT>\n"
    for tag, span in fit.spans:
        if tag == EVENT:
            instance = {"eiid": f"i{names[span.id]}", "eventID": names[span.id]}
            instance |= dict(kept(ON_INSTANCE, span.attributes))
            yield markup.tag("MAKEINSTANCE", instance, empty=True) + "\n"
    tags = {span.id: tag for tag, span in fit.spans}
    for number, link in enumerate(fit.links, 1):
        ends = LINKS[link.label]
        attributes = {"lid": f"l{number}", "relType": link.attributes["relType"]}
        for end, places in ((link.head, ends.head), (link.tail, ends.tail)):
            attributes[places[tags[end]]] = ("i" if tags[end] == EVENT else "") + names[end]
        if link.id in fit.signals:
            attributes["signalID"] = names[fit.signals[link.id].tail]
        yield markup.tag(link.label, attributes, empty=True) + "\n"
    yield f"</{ROOT}>\n"


def _creation_time(document: Document) -> str:
    attributes = {"tid": "t0", "type": "DATE", "value": document.published}
    attributes |= {"temporalFunction": "false", "functionInDocument": "CREATION_TIME"}
    return f"{markup.tag(TIMEX3, attributes)}{markup.escaped(document.published)}</{TIMEX3}>"


def _names(fit: Fit) -> dict[str, str]:
    """The ids of tags: t1, e1, s1 and on, in the order of the text."""
    counts: dict[str, int] = {}
    names = {}
    for tag, span in fit.spans:
        counts[tag] = counts.get(tag, 0) + 1
        names[span.id] = f"{IDS[tag][0]}{counts[tag]}"
    return names


def _text(text: str, fit: Fit, names: Mapping[str, str]) -> Iterator[str]:
    open_: list[tuple[str, Span]] = []
    place = 0

    def close(until: int) -> Iterator[str]:
        nonlocal place
        while open_ and open_[-1][1].end <= until:
            tag, span = open_.pop()
            yield markup.escaped(text[place : span.end]) + f"</{tag}>"
            place = span.end

    for tag, span in fit.spans:
        yield from close(span.start)
        yield markup.escaped(text[place : span.start])
        place = span.start
        yield markup.tag(tag, {IDS[tag]: names[span.id]} | dict(kept(ON_TAG[tag], span.attributes)))
        open_.append((tag, span))
    yield from close(len(text))
    yield markup.escaped(text[place:])


def losses(bundle: Bundle, schema: Schema, options: Mapping[str, str]) -> Iterator[Loss]:
    """Everything but dates, events, signals and their links; spans that cross; characters XML has not."""
    yield from timeml_tags.losses(bundle, schema)


FORMAT: Format = Format(
    id="timeml",
    title="TimeML",
    suffixes=(".tml", ".timeml"),
    read=read,
    write=write,
    losses=losses,
    claims=lambda path: (
        path.suffix.lower() in FORMAT.suffixes
        or (path.suffix.lower() == ".xml" and markup.begins_with(path, ROOT))
    ),
    options=(Option("annotators", "Whose work it is (when reading)", "importer", ("importer", "folder")),),
    limits=Limits(fragments=False),
    back=readback.in_files(read, ".tml"),
    loses="everything but dates with values (and the events, signals and links of the schema timeml); "
    "crossing spans; fragments, notes, comments, metadata",
)
