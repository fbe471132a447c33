"""CoNLL columns: a token a line, its tag last; a blank line ends a sentence, -DOCSTART- begins a document.

The schemes: Tjong Kim Sang and Veenstra 1999 (IOB1, IOB2); Ratinov and Roth 2009 (BILOU, here also BIOES).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from workbench.formats import cutting, flat, held, readback
from workbench.formats.base import Format, Limits, Loss, Option, Pairs, Reading, Writing
from workbench.formats.names import from_word, to_word
from workbench.formats.reading import lines, unfit
from workbench.formats.tagging import (
    DOCSTART,
    TAG,
    Rebuilt,
    cells_of,
    holds_columns,
    sentence_starts,
    tokens_of,
)
from workbench.formats.writing import replacing
from workbench.model import Bundle, Document
from workbench.schema import Schema

WHITE_SPACE = "white space of texts"
LIMITS = "limits of documents"
MANY = 200  # sentences of one document, after which it is asked whether it is one
_SEPARATORS = {"tab": "\t", "space": " "}
_MARKS = {  # prefixes of the only, first, inner and last token of a span
    "iob2": ("B", "B", "I", "I"),
    "iob1": ("I", "I", "I", "I"),
    "bioes": ("S", "B", "I", "E"),
    "bilou": ("U", "B", "I", "L"),
}


def read(path: Path, reading: Reading) -> Iterator[Bundle]:
    """Documents rebuilt from tokens, in whichever of the four schemes; says once that the text is rebuilt.

    The tag is the last column, the token the first, tabs or blanks between. With the option
    documents=sentence each sentence is a document. One whose tags are all O was read, and nothing is there: it is
    done as the others are, unless the whole file has no other tags.
    """
    status = "done" if _is_tagged(path, reading) else ""
    by_sentence = reading.options.get("documents") == "sentence"
    columns, count, numbered, any_line, sentences = 0, 0, by_sentence, False, 0
    current: Rebuilt | None = None

    def finished(rebuilt: Rebuilt) -> Iterator[Bundle]:
        nonlocal count
        rebuilt.close()
        count += 1
        text = "".join(rebuilt.pieces)
        reason = unfit(text)
        if reason:
            reading.problem(path, number, f"the document before this line: {reason}.")
        else:
            name = f"{path.stem} {count}" if numbered else path.stem
            reading.line = began
            yield Bundle(Document("", name, text), status=status, spans=tuple(rebuilt.spans))

    number = began = 0
    for number, raw in lines(path, reading):
        try:
            line = raw.decode("utf-8").strip(" \t")
        except UnicodeDecodeError:
            reading.problem(
                path, number, "the bytes here are not UTF-8.", "Name the encoding with --encoding."
            )
            continue
        if not line:
            if current is not None:
                current.sentence()
                sentences += 1
                if by_sentence:
                    yield from finished(current)
                    current = None
            continue
        any_line = True
        if line.startswith(DOCSTART):
            numbered = True
            if current is not None:
                yield from finished(current)
            current = None if by_sentence else Rebuilt()
            continue
        cells = cells_of(line)
        if not TAG.fullmatch(cells[-1]) or len(cells) < 2:
            if not line.startswith("#"):  # a comment
                reading.problem(
                    path,
                    number,
                    f"the last column {cells[-1][:40]!r} is no tag (O, or B-, I-, ... and a label).",
                )
            continue
        columns = columns or len(cells)
        if len(cells) != columns:
            reading.problem(
                path, number, f"there are {len(cells)} columns, but {columns} in the lines before."
            )
        elif cells[0].strip():
            if current is None or not current.pieces:
                began = number
            current = current or Rebuilt()
            current.token(cells[0], cells[-1])
            reading.met(from_word(cells[-1].partition("-")[2]), number)
        else:
            reading.problem(path, number, "a token of white space is left out.", fatal=False)
    if current is not None:
        yield from finished(current)
    if count:
        message = "texts are rebuilt from their tokens, with single blanks between them."
        reading.problem(path, 0, message, fatal=False)
        if sentences > MANY and not numbered:
            message = f"nothing says where documents begin, so all {sentences:,} sentences are one."
            remedy = "Make a document of each with --set documents=sentence."
            reading.problem(path, 0, message, remedy, fatal=False)
    elif not any_line and not any(problem.path == path for problem in reading.problems):
        reading.problem(path, 0, "the file is empty.", "Leave it out.")


def _is_tagged(path: Path, reading: Reading) -> bool:
    """Whether any token of the file has another tag than O."""
    return any(
        cells[-1] != "O" and TAG.fullmatch(cells[-1])
        for _, raw in lines(path, Reading(reading.encoding))
        if (cells := cells_of(raw.decode("utf-8", "replace").strip(" \t")))[0] != DOCSTART and len(cells) > 1
    )


class _Tagged(Struct, frozen=True):
    tokens: Sequence[flat.Token]
    tags: list[str]
    breaks: set[int]  # indices of the tokens that begin a sentence, except the first
    losses: list[Loss]


def _tokens(bundle: Bundle, options: Mapping[str, str]) -> Sequence[flat.Token]:
    return tokens_of(bundle.document.text, cutting.choice_of(options))


def _tagged(bundle: Bundle, scheme: str, options: Mapping[str, str]) -> _Tagged:
    text = bundle.document.text
    tokens = _tokens(bundle, options)
    fitting, losses = flat.align(bundle, tokens, exact=False)
    kept, dropped = flat.without_overlaps(fitting)
    losses += [held.of_span(kind, bundle, one.span) for kind, one in dropped]
    tags = ["O"] * len(tokens)
    breaks = sentence_starts(text, tokens)
    only, first, inner, last = _MARKS[scheme]
    for one in kept:
        label = to_word(one.span.label)
        breaks -= set(range(one.first + 1, one.last + 1))  # a sentence does not end inside a span
        for at in range(one.first, one.last + 1):
            tags[at] = f"{inner}-{label}"
        tags[one.last] = f"{last}-{label}"
        tags[one.first] = f"{only if one.first == one.last else first}-{label}"
        beside = one.first and one.first not in breaks and tags[one.first - 1].partition("-")[2] == label
        if scheme == "iob1" and beside:
            tags[one.first] = f"B-{label}"
    return _Tagged(tokens, tags, breaks, losses)


def _file(writing: Writing, scheme: str) -> Path:
    """The file, with the scheme in its name."""
    return writing.folder / f"{writing.stem.removesuffix(f'.{scheme}')}.{scheme}.conll"


def write(bundles: Iterable[Bundle], writing: Writing) -> list[Path]:
    """One file, the scheme in its name. Unused columns between token and tag hold an underscore."""
    options = {option.id: option.default for option in FORMAT.options} | dict(writing.options)
    separator, columns = _SEPARATORS[options["separator"]], int(options["columns"])
    between = separator + f"_{separator}" * (columns - 2)
    docstart = separator.join([DOCSTART, *["-X-", "O", "O"][4 - columns :]])
    path = _file(writing, options["scheme"])
    with replacing(path) as file:
        for bundle in bundles:
            text, tagged = bundle.document.text, _tagged(bundle, options["scheme"], options)
            out = [docstart, ""] if options["docstart"] == "yes" else []
            for at, ((start, end), tag) in enumerate(zip(tagged.tokens, tagged.tags, strict=True)):
                if at in tagged.breaks:
                    out.append("")
                out.append(f"{text[start:end]}{between}{tag}")
            file.write("".join(f"{line}\n" for line in [*out, ""] if out).encode())
    return [path]


def back(bundles: Iterable[Bundle], writing: Writing, reading: Reading) -> Pairs:
    """In their order; where nothing says where documents begin, each takes as many tokens as it has."""
    options = {option.id: option.default for option in FORMAT.options} | dict(writing.options)
    path = _file(writing, options["scheme"])
    if options["docstart"] == "yes":
        yield from readback.in_order(bundles, read(path, reading))
        return
    rows = (raw.decode("utf-8").strip(" \t") for _, raw in lines(path, reading))
    for bundle in bundles:
        rebuilt, wanted = Rebuilt(), len(_tokens(bundle, options))
        while wanted and (line := next(rows, None)) is not None:
            if not line:
                rebuilt.sentence()
                continue
            cells = cells_of(line)
            rebuilt.token(cells[0], cells[-1])
            wanted -= 1
        rebuilt.close()
        text = "".join(rebuilt.pieces)
        yield bundle, None if wanted else Bundle(Document("", "", text), spans=tuple(rebuilt.spans))


def losses(bundle: Bundle, schema: Schema, options: Mapping[str, str]) -> Iterator[Loss]:
    """Spans that have no tag of their own, all that is no span, and white space that differs."""
    text, tagged = bundle.document.text, _tagged(bundle, "iob2", options)
    yield from tagged.losses
    yield from held.besides_spans(bundle)
    yield from held.of_layer(bundle)
    yield held.of_document(held.NAMES, bundle, bundle.document.name)
    words = [text[start:end] for start, end in tagged.tokens]
    rebuilt = "".join(("\n" if at in tagged.breaks else " ") + word for at, word in enumerate(words))[1:]
    if rebuilt != text:
        if "".join(words) != "".join(text.split()):
            yield held.of_document("characters outside of tokens", bundle, "characters that are in no token")
        yield held.of_document(WHITE_SPACE, bundle, "line breaks and blanks are not kept as they are")
    if options.get("docstart") == "no":
        yield held.of_document(LIMITS, bundle, "nothing says where it begins")


FORMAT: Format = Format(
    id="conll",
    title="CoNLL columns",
    suffixes=(".conll", ".iob", ".iob2", ".bio", ".bioes", ".bilou"),
    read=read,
    write=write,
    losses=losses,
    claims=lambda path: path.suffix.lower() in FORMAT.suffixes or holds_columns(path),
    options=(
        Option("scheme", "Scheme (when writing)", "iob2", ("iob2", "iob1", "bioes", "bilou")),
        Option("separator", "Between columns (when writing)", "tab", tuple(_SEPARATORS)),
        Option("columns", "Columns (when writing)", "2", ("2", "3", "4")),
        cutting.option(),
        Option("docstart", "Lines -DOCSTART- (when writing)", "yes", ("yes", "no")),
        Option("documents", "One document is (when reading)", "docstart", ("docstart", "sentence")),
    ),
    flat=True,
    limits=Limits("one", fragments=False, tokens=lambda bundle, schema, options: _tokens(bundle, options)),
    back=back,
    loses="overlaps, fragments, spans inside a token, relations, attributes, notes, comments, metadata, "
    "names of documents, white space of the text",
)
