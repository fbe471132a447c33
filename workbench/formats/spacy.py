"""spaCy's DocBin: flat spans as doc.ents, all of them as doc.spans["sc"], the rest as user data.

https://spacy.io/api/docbin and https://spacy.io/api/data-formats. spaCy is imported only when it is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import UserError
from workbench.formats import cutting, flat, held, readback
from workbench.formats.base import Format, Limits, Loss, Option, Reading, Writing
from workbench.formats.reading import LARGEST, unfit
from workbench.formats.writing import replacing
from workbench.model import Bundle, Document, Relation, Span
from workbench.schema import Schema
from workbench.tokens import Alignment, tokeniser

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

GROUP = "sc"  # what spaCy's spancat reads unless told otherwise
REFUSED = "texts that spaCy cannot rebuild from its tokens"
OWN = "spans that spaCy's own tokens cut, kept in doc.ents"
EDGES = "spans with white space at an edge, kept in doc.spans only"
SPANS_ONLY = "kept in doc.spans only"
USER_DATA = "kept in user_data"
USER_KEY = "workbench"  # of doc.user_data
CONFIG = "config.cfg"
_MORE = ("attributes", "note", "unsure", "origin", "score")
_EMPTY: dict[str, Any] = {"attributes": {}, "note": "", "unsure": False, "origin": "", "score": None}


def _spacy() -> Any:
    try:
        import spacy
    except ImportError:
        message = 'This format needs spaCy: pip install "annotation-workbench[spacy]".'
        raise UserError(message) from None
    return spacy


@cache
def _blank(language: str) -> Language:
    spacy = _spacy()
    try:
        nlp: Language = spacy.blank(language)
    except ImportError as error:
        reason = str(error).split("\n")[0].split(". ")[0]
        raise UserError(
            f"spaCy has no tokeniser for the language {language!r} here ({reason}); "
            "choose another for all documents, such as --set language=xx."
        ) from None
    nlp.max_length = LARGEST  # the limit is there for parsers; tokens alone need little memory
    return nlp


def _told(options: Mapping[str, str]) -> str:
    """The language that was told: with the tokens, or by itself."""
    of_tokens, _, language = cutting.choice_of(options, cutting.SPACY).partition(":")
    return (language if of_tokens == cutting.SPACY else "") or options.get("language", "")


def _language(bundle: Bundle | None, schema: Schema, options: Mapping[str, str]) -> str:
    """As told, else the document's, else the schema's, else spaCy's language-neutral xx."""
    return (
        _told(options)
        or (bundle.document.language.partition("-")[0] if bundle else "")
        or schema.language
        or "xx"
    )


def write(bundles: Iterable[Bundle], writing: Writing) -> list[Path]:
    """The DocBin, and a config.cfg that trains a ner pipeline on it without vectors or a download.

    All documents are in memory, as DocBin is one piece. A text that the tokens do not give back exactly
    is refused (UserError).
    """
    _spacy()
    from spacy.tokens import DocBin

    rest = iter(bundles)
    first = next(rest, None)
    binned = DocBin(store_user_data=True)
    for bundle in chain([first] if first else [], rest):
        binned.add(_doc(bundle, writing.schema, writing.options))
    path, config = writing.folder / f"{writing.stem}.spacy", writing.folder / CONFIG
    language = _told(writing.options) or writing.schema.language or _language(first, writing.schema, {})
    with replacing(path) as file:
        file.write(binned.to_bytes())
    with replacing(config) as file:
        file.write(_config(language).encode())
    return [path, config]


@cache
def _config(language: str) -> str:
    from spacy.cli.init_config import init_config

    text: str = init_config(lang=language, pipeline=["ner"], optimize="efficiency").to_str()
    return text


def _cut(bundle: Bundle, schema: Schema, options: Mapping[str, str]) -> Doc:
    """The text in spaCy's own tokens, or in others that were chosen."""
    from spacy.tokens import Doc

    text, choice = bundle.document.text, cutting.choice_of(options, cutting.SPACY)
    nlp = _blank(_language(bundle, schema, options))
    if choice.partition(":")[0] == cutting.SPACY:
        return nlp(text)
    tokens = cutting.with_white_space(text, cutting.tokens_in(text, choice))
    words = [text[start:end] for start, end in tokens]
    return Doc(nlp.vocab, words, [text[end : end + 1] == " " for _, end in tokens])


def _tokens(doc: Doc) -> list[flat.Token]:
    return [(token.idx, token.idx + len(token)) for token in doc]


def _placed(
    doc: Doc, bundle: Bundle, schema: Schema, options: Mapping[str, str]
) -> tuple[list[flat.Aligned], list[flat.Aligned], list[tuple[str, flat.Aligned]], list[Loss]]:
    """Spans on tokens, those of them for doc.ents, why the others are not among these, and losses."""
    fitting, losses = flat.align(bundle, _tokens(doc), exact=True)
    clean = [one for one in fitting if not (doc[one.first].is_space or doc[one.last].is_space)]
    overlaps = options.get("overlaps", "")
    ents, dropped = flat.without_overlaps(clean, overlaps.partition(":")[0], flat.ranks(overlaps, schema))
    known = {id(one) for one in clean}
    rest = [(EDGES, one) for one in fitting if id(one) not in known]
    rest += [(f"{kind}, {SPANS_ONLY}", one) for kind, one in dropped]
    return fitting, ents, rest, losses


def _doc(bundle: Bundle, schema: Schema, options: Mapping[str, str]) -> Doc:
    from spacy.tokens import Span as DocSpan

    document = bundle.document
    doc = _cut(bundle, schema, options)
    if doc.text != document.text:
        raise UserError(
            f"{document.name}: spaCy cannot rebuild the text from its tokens; leave the document out."
        )
    fitting, ents, _, _ = _placed(doc, bundle, schema, options)

    def spans(placed: list[flat.Aligned]) -> list[DocSpan]:
        return [
            DocSpan(doc, one.first, one.last + 1, label=one.span.label, span_id=one.span.id) for one in placed
        ]

    doc.set_ents(spans(ents))
    doc.spans[GROUP] = spans(fitting)
    kept = {one.span.id for one in fitting}
    about = (
        (name, getattr(document, name)) for name in ("id", "name", "language", "published", "source", "meta")
    )
    doc.user_data[USER_KEY] = {
        "document": {name: value for name, value in about if value},
        "attributes": bundle.attributes,
        "spans": {span.id: more for span in bundle.spans if span.id in kept and (more := _more(span))},
        "relations": [
            {"id": r.id, "label": r.label, "head": r.head, "tail": r.tail, **_more(r)}
            for r in sorted(bundle.relations, key=lambda relation: relation.id)
            if r.head in kept and r.tail in kept
        ],
    }
    return doc


def _more(thing: Span | Relation) -> dict[str, Any]:
    return {name: value for name in _MORE if (value := getattr(thing, name)) != _EMPTY[name]}


def losses(bundle: Bundle, schema: Schema, options: Mapping[str, str]) -> Iterator[Loss]:
    """Spans off the tokens, all that has no place in doc.ents, and what is only in user data.

    Of tokens that are not spaCy's also what its own would cut: a pipeline is trained on those.
    """
    doc = _cut(bundle, schema, options)
    if doc.text != bundle.document.text:
        yield held.of_document(REFUSED, bundle, "the export will be refused")
        return
    fitting, ents, rest, losses = _placed(doc, bundle, schema, options)
    yield from losses
    if cutting.choice_of(options, cutting.SPACY).partition(":")[0] != cutting.SPACY:
        own = Alignment(bundle.document.text, tokeniser(f"spacy:{_language(bundle, schema, options)}"))
        rest += [(OWN, one) for one in ents if own.cut(one.span)]
    for kind, one in sorted(rest, key=lambda row: (row[1].span.start, row[1].span.end, row[1].span.id)):
        yield held.of_span(kind, bundle, one.span)
    kept, spans = {one.span.id for one in fitting}, {span.id: span for span in bundle.spans}
    for relation in bundle.relations:
        whole = relation.head in kept and relation.tail in kept
        kind = f"relations, {USER_DATA}" if whole else "relations of spans that are left out"
        yield held.of_relation(kind, bundle, relation, spans)
    for span in bundle.spans:
        if span.attributes and span.id in kept:
            yield held.of_span(f"attributes, {USER_DATA}", bundle, span, ", ".join(sorted(span.attributes)))
    kinds = {
        held.RELATIONS,
        held.ATTRIBUTES,
        held.NOTES,
        held.UNSURE,
        held.ORIGINS,
        held.LAYER,
        held.METADATA,
    }
    yield from held.besides_spans(bundle, kinds)
    yield from held.of_layer(bundle)


def read(path: Path, reading: Reading) -> Iterator[Bundle]:
    """The documents of a DocBin: the spans of doc.spans["sc"], and those of doc.ents that are not there."""
    _spacy()
    from spacy.tokens import DocBin

    try:
        if path.stat().st_size > LARGEST * 10:
            reading.problem(path, 0, "is too large to be read.", "Split it.")
            return
        docs = DocBin(store_user_data=True).from_bytes(path.read_bytes()).get_docs(_blank("xx").vocab)
        for count, doc in enumerate(docs, 1):
            reason = unfit(doc.text)
            if reason:
                reading.problem(path, 0, f"document {count}: {reason}.")
            else:
                reading.line = count
                yield _bundle(doc, f"{path.stem} {count}")
    except OSError as error:
        reading.problem(path, 0, f"cannot be read ({error.strerror}).")
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        reading.problem(path, 0, "this is no DocBin of spaCy 3, or a damaged one.")


def _bundle(doc: Doc, name: str) -> Bundle:
    data: dict[str, Any] = _lists(doc.user_data.get(USER_KEY, {}))
    about = data.get("document", {})
    spans: dict[str, Span] = {}
    seen = set()
    for span in chain(doc.spans.get(GROUP, ()), doc.ents):
        place = (span.start_char, span.end_char, span.label_)
        key = span.id_ or f"{len(spans) + 1}"
        if key in spans or (place in seen and span.id_ == ""):
            continue
        seen.add(place)
        start, end, label = place
        spans[key] = Span(key, label, start, end, **data.get("spans", {}).get(key, {}))
    said = not data and len(doc) and doc.has_annotation("ENT_IOB")  # of another: also that nothing is there
    return Bundle(
        Document(**({"id": "", "name": name} | about | {"text": doc.text})),
        status="done" if said else "",
        attributes=data.get("attributes", {}),
        spans=tuple(spans.values()),
        relations=tuple(
            Relation(**relation)
            for relation in data.get("relations", ())
            if relation["head"] in spans and relation["tail"] in spans
        ),
    )


def _lists(value: Any) -> Any:
    """The value with lists for the tuples that msgpack makes of them."""
    if isinstance(value, dict):
        return {key: _lists(inner) for key, inner in value.items()}
    return [_lists(inner) for inner in value] if isinstance(value, list | tuple) else value


def hint(files: list[Path]) -> str:
    """The line that trains with the files, and where to run it."""
    data = [path for path in files if path.suffix == ".spacy"]
    if not data:
        return ""
    by_stem = {path.stem: path.name for path in data}
    train = by_stem.get("train", data[0].name)
    dev = by_stem.get("dev", train)
    line = f"python -m spacy train {CONFIG} --paths.train ./{train} --paths.dev ./{dev}"
    aside = "" if dev != train else "\n(No dev file: split the export into train and dev for honest scores.)"
    return f"In {data[0].parent}: {line}{aside}"


FORMAT: Format = Format(
    id="spacy",
    title="spaCy DocBin",
    suffixes=(".spacy",),
    read=read,
    write=write,
    losses=losses,
    claims=lambda path: path.suffix.lower() in FORMAT.suffixes,
    options=(
        Option("language", "Language of spaCy's tokens, else the document's (when writing)", ""),
        cutting.option(cutting.SPACY),
    ),
    flat=True,
    limits=Limits(
        "aside",
        fragments=False,
        tokens=lambda bundle, schema, options: _tokens(_cut(bundle, schema, options)),
    ),
    back=lambda bundles, writing, reading: readback.in_order(
        bundles, read(writing.folder / f"{writing.stem}.spacy", reading)
    ),
    extra="spacy",
    loses="spans off its tokens, fragments, comments; overlaps are in doc.spans only, relations and "
    "attributes in user_data; texts that its tokens cannot rebuild are refused",
    hint=hint,
)
