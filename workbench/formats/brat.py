"""brat standoff: a .txt with the text and an .ann with spans, relations, attributes, events and notes.

The format: https://brat.nlplab.org/standoff.html; offsets are code points, and a BOM is text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from workbench.formats import brat_lines, held, readback
from workbench.formats.base import Format, Loss, Option, Reading, Writing
from workbench.formats.folders import placed
from workbench.formats.names import to_file_name
from workbench.formats.reading import lines, read_text
from workbench.formats.writing import replacing
from workbench.model import Annotator, Attributes, Bundle, Document
from workbench.schema import Schema

OVER_BREAKS = "spans over line breaks"
ONLY_BREAKS = "spans of line breaks only"
THREADS = "threads of comments"
BREAKS_IN_NOTES = "unusual line breaks in notes"
ODD_VALUES = "values that are null or nested"


def read(path: Path, reading: Reading) -> Iterator[Bundle]:
    """The document of an .ann file and the .txt beside it; every wrong line is a problem.

    Events become their trigger span with a relation for each role; equivalences a chain of relations;
    notes the note of what they are about. With annotators=folder the name of the folder is the annotator.
    """
    text_file, annotations = path.with_suffix(".txt"), path.with_suffix(".ann")
    if not text_file.exists():
        reading.problem(path, 0, f"there is no {text_file.name} beside it.", "Both files make a document.")
        return
    text = read_text(text_file, reading)
    if text is None:
        return
    parser = brat_lines.Parser(text)
    before = len(reading.problems)
    for number, raw in lines(annotations, reading):
        try:
            line = raw.decode("utf-8")
        except UnicodeDecodeError:
            reading.problem(
                annotations, number, "the bytes here are not UTF-8.", "Name the encoding with --encoding."
            )
            continue
        if "\0" in line:
            reading.problem(annotations, number, "this line holds U+0000.", "Take it out.")
        elif line.strip():
            parser.line(number, line)
    content = parser.finish()
    for number, message, remedy, fatal in sorted(parser.problems):
        reading.problem(annotations, number, message, remedy, fatal=fatal)
    if any(problem.fatal for problem in reading.problems[before:]):
        return
    reading.label_lines.update(parser.label_lines)
    folder = path.absolute().parent.name
    by_folder = reading.options.get("annotators") == "folder"
    yield Bundle(
        Document("", path.stem, text),
        Annotator(folder, folder) if by_folder else None,
        spans=content.spans,
        relations=content.relations,
        comments=content.comments,
    )


def write(bundles: Iterable[Bundle], writing: Writing) -> list[Path]:
    """A folder named `stem` with a pair of files a document, and an annotation.conf of the schema.

    Several layers of one document go to a subfolder each, named by annotator. Names that are taken get
    a number.
    """
    folder = writing.folder / writing.stem
    folder.mkdir(parents=True, exist_ok=True)
    with replacing(folder / "annotation.conf") as file:
        file.write(brat_lines.configuration(writing.schema).encode())
    for bundle, path in placed(bundles, folder):
        with replacing(path.with_name(path.name + ".txt")) as file:
            file.write(bundle.document.text.encode())
        with replacing(path.with_name(path.name + ".ann")) as file:
            file.writelines(line.encode() + b"\n" for line in brat_lines.lines_of(bundle, writing.schema))
    return [folder]


def _odd(attributes: Attributes) -> str:
    """The values that come back as text."""
    return ", ".join(
        f"{name}={value}" for name, value in attributes.items() if not brat_lines.comes_back(value)
    )


def losses(bundle: Bundle, schema: Schema, options: Mapping[str, str]) -> Iterator[Loss]:
    """Spans that line breaks cut, and what has no line in an .ann file."""
    text = bundle.document.text
    spans, gone = {span.id: span for span in bundle.spans}, set()
    for span in bundle.spans:
        cut = brat_lines.without_breaks(span, text)
        if not cut:
            gone.add(span.id)
            yield held.of_span(ONLY_BREAKS, bundle, span)
        elif cut != span.parts():
            yield held.of_span(OVER_BREAKS, bundle, span)
    for relation in bundle.relations:
        if relation.head in gone or relation.tail in gone:
            yield held.of_relation("relations of such spans", bundle, relation, spans)
    for span in bundle.spans:
        if span.id not in gone and brat_lines.unusual_breaks(span.note):
            yield held.of_span(BREAKS_IN_NOTES, bundle, span, span.note)
    for relation in bundle.relations:
        if brat_lines.unusual_breaks(relation.note):
            yield held.of_relation(BREAKS_IN_NOTES, bundle, relation, spans, relation.note)
    for span in bundle.spans:
        if span.id not in gone and (odd := _odd(span.attributes)):
            yield held.of_span(ODD_VALUES, bundle, span, odd)
    for relation in bundle.relations:
        if odd := _odd(relation.attributes):
            yield held.of_relation(ODD_VALUES, bundle, relation, spans, odd)
    for comment in bundle.comments:
        kind = THREADS if comment.target_kind != "document" else "comments on documents"
        yield held.of_comment(kind, bundle, comment)
    kept = {held.RELATIONS, held.ATTRIBUTES, held.NOTES, held.COMMENTS}
    yield from held.besides_spans(bundle, kept)
    yield from held.of_layer(bundle)
    if to_file_name(bundle.document.name) != bundle.document.name:
        yield held.of_document(held.NAMES, bundle, bundle.document.name)


def claims(path: Path) -> bool:
    """Whether it is an .ann, or a .txt with an .ann beside it."""
    suffix = path.suffix.lower()
    return suffix == ".ann" or (suffix == ".txt" and path.with_suffix(".ann").exists())


FORMAT = Format(
    id="brat",
    title="brat standoff",
    suffixes=(".ann",),
    read=read,
    write=write,
    losses=losses,
    claims=claims,
    options=(Option("annotators", "Whose work it is (when reading)", "importer", ("importer", "folder")),),
    back=readback.in_files(read, ".ann"),
    loses="attributes and metadata of documents, threads of comments; spans over line breaks become "
    "fragments, blanks in names of labels %20",
)
