"""Nothing is dropped that the report does not name: what went in, less the losses, is what a re-import gives."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from format_facts import check
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from workbench.formats import FORMATS, Format, Reading, Writing, inputs
from workbench.formats.csv import TEXTS
from workbench.formats.facts import overstated, unnamed
from workbench.formats.policies import FRAGMENTS, MISALIGNED, OVERLAPS, PER_GROUP, Policies, fit
from workbench.formats.readback import in_order
from workbench.formats.spacy import REFUSED
from workbench.model import STATUSES, Annotator, Bundle, Comment, Document, Relation, Span
from workbench.schema import Schema, load_schema

SCHEMAS = (
    Schema("empty", "Empty", "1", source='name = "empty"\n'),
    load_schema("news"),
    load_schema("timeml"),
)
PIECES = (
    "Anna ",
    "met",
    "\r\n",
    "\r",
    "\n\n",
    "  ",
    "👩‍👩‍👧",
    "é",
    "\u00a0",
    "北京",
    "قال",
    "<&>\"'",
    "]]>",
    "\ufeff",
)
PIECES += ("\u2028", "\x0b", "\x85", "a|b", "\\n", "O", "-DOCSTART-", "12 May", ", ", "\ud7ff", "\ufffe")
LABELS = (
    "person",
    "DATE",
    "PER",
    "QUANT",
    "TIMEX3",
    "EVENT",
    "SIGNAL",
    "a label",
    "a|b",
    "B-x",
    "%20",
    "é<&>",
)
RELATIONS = ("said-by", "TLINK", "SLINK", "ALINK", "signalled-by", "said by", "x;y")
NAMES = (
    "type",
    "value",
    "class",
    "tense",
    "temporalFunction",
    "relType",
    "ref",
    "label",
    "text",
    "x:text",
    "ö 1",
)
WORDS = (
    "DATE",
    "2023-04-28",
    "true",
    "x",
    "two words",
    "",
    "3",
    "[1]",
    '"',
    "Ö\n2",
    "\x02",
    "OCCURRENCE",
    "a:b",
)

texts = st.lists(st.sampled_from(PIECES) | st.text("ab .", max_size=3), max_size=9).map("".join)
words = st.sampled_from(WORDS)
values = st.one_of(
    words, st.integers(-9, 2**40), st.booleans(), st.lists(words, max_size=3), st.floats(-9, 9, width=32)
)
attributes = st.dictionaries(st.sampled_from(NAMES), values, max_size=4)
notes = st.sampled_from(("", "", "a note", "two\nlines", "é\r\n<"))
scores = st.none() | st.floats(0, 1)


@st.composite
def spans(draw: Any, text: str, number: int) -> Span:
    cuts = sorted(
        draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=draw(st.sampled_from((2, 2, 4)))))
    )
    parts = tuple(zip(cuts[::2], cuts[1::2], strict=False))
    more = draw(st.tuples(attributes, notes, st.booleans(), st.sampled_from(("", "program")), scores))
    if draw(st.booleans()):
        more = (
            draw(st.just({"type": "DATE", "value": "2023"}) | st.just({"class": "STATE"})),
            "",
            False,
            "",
            None,
        )
    fragments = parts if len(parts) > 1 else ()
    return Span(f"s{number}", draw(st.sampled_from(LABELS)), parts[0][0], parts[-1][1], fragments, *more)


@st.composite
def bundles(draw: Any) -> Bundle:
    text = draw(texts)
    count = draw(st.integers(0, 5)) if len(text) > 1 else 0
    found = tuple(draw(spans(text, number)) for number in range(count))
    ends = st.sampled_from([span.id for span in found]) if found else st.nothing()
    on_relations = attributes | st.just({"relType": "BEFORE"})
    relations = tuple(
        Relation(
            f"r{n}", draw(st.sampled_from(RELATIONS)), draw(ends), draw(ends), draw(on_relations), draw(notes)
        )
        for n in range(draw(st.integers(0, 3)) if found else 0)
    )
    targets = [("document", "d"), *(("span", span.id) for span in found)]
    comments = tuple(
        Comment(f"c{n}", *draw(st.sampled_from(targets)), "ann", f"2024-01-0{n + 1}T10:00:00Z", "Why?\nSo.")
        for n in range(draw(st.integers(0, 2)))
    )
    meta = draw(st.dictionaries(st.sampled_from(("desk", "page", "name", "text")), values, max_size=2))
    published = draw(st.sampled_from(("", "2023-04-28")))
    document = Document("d", "a name", text, draw(st.sampled_from(("", "en"))), published, "", meta)
    person = Annotator("ann", "Ann", draw(st.sampled_from(("person", "model"))))
    return Bundle(
        document,
        person,
        draw(st.integers(1, 2)),
        draw(st.sampled_from(STATUSES)),
        draw(st.dictionaries(st.sampled_from(("stance", "categories", "type")), values, max_size=2)),
        found,
        relations,
        comments,
    )


WRITERS = [kind for kind in FORMATS if kind.write]
by_writer = pytest.mark.parametrize("kind", WRITERS, ids=lambda kind: kind.id)
chosen_policies = st.builds(
    Policies,
    st.sampled_from(("", *(how for how in OVERLAPS if how != PER_GROUP), "priority:PER,DATE")),
    st.sampled_from(("", *FRAGMENTS)),
    st.sampled_from(("", *MISALIGNED)),
)


def read_back(kind: Format, bundles: list[Bundle], schema: Schema, options: dict[str, str]) -> list[Any]:
    """What the proof of an export sees: each bundle with what comes back of it."""
    assert kind.write
    with tempfile.TemporaryDirectory() as folder:
        writing, reading = Writing(Path(folder), "out", schema, options), Reading()
        files = kind.write(iter(bundles), writing)
        if kind.back is not None:
            pairs = list(kind.back(iter(bundles), writing, reading))
        else:
            assert kind.read
            found = (one for path in files for one in kind.read(path, reading))
            pairs = list(in_order(iter(bundles), found))
    assert not [str(problem) for problem in reading.problems if problem.fatal]
    return pairs


@by_writer
@settings(max_examples=30)
@given(bundle=bundles(), schema=st.sampled_from(SCHEMAS), policies=chosen_policies)
def test_what_went_in_less_the_losses_comes_back(
    kind: Format, bundle: Bundle, schema: Schema, policies: Policies
) -> None:
    options = policies.words()
    fitted, changed = fit(bundle, policies, kind.limits, schema, options)
    assert unnamed(bundle, fitted, changed) == []
    assert overstated(bundle, fitted, changed) == []
    losses = list(kind.losses(fitted, schema, options)) if kind.losses else []
    if REFUSED in {loss.kind for loss in losses}:
        return
    if kind.read and TEXTS not in {loss.kind for loss in losses}:
        with tempfile.TemporaryDirectory() as folder:
            kind.write(iter([fitted]), Writing(Path(folder), "out", schema, options))
            reading = Reading()
            back = [one for _, path in inputs([Path(folder)], kind.id) for one in kind.read(path, reading)]
        assert not [str(problem) for problem in reading.problems if problem.fatal]
        check(kind, fitted, back, losses)
    ((same, back_again),) = read_back(kind, [fitted], schema, options)
    assert same == fitted
    assert unnamed(fitted, back_again, losses) == []


@by_writer
@settings(max_examples=10)
@given(several=st.lists(bundles(), max_size=4), schema=st.sampled_from(SCHEMAS))
def test_each_of_several_layers_is_paired_with_itself(
    kind: Format, several: list[Bundle], schema: Schema
) -> None:
    layers = []
    for number, bundle in enumerate(several):  # two layers a document, as a project gives them
        first = several[number - number % 2].document
        document = replace(first, id=f"d{number // 2}", name=f"name {number // 2}")
        who = Annotator(
            f"a{number % 2}", f"Ann {number % 2}", bundle.annotator.kind if bundle.annotator else "person"
        )
        whole = number % 2 == 0 or document.text == bundle.document.text
        things: dict[str, Any] = {} if whole else {"spans": (), "relations": (), "comments": ()}
        layers.append(replace(bundle, document=document, annotator=who, **things))
    losses = {id(one): list(kind.losses(one, schema, {})) if kind.losses else [] for one in layers}
    if REFUSED in {loss.kind for found in losses.values() for loss in found}:
        return
    pairs = read_back(kind, layers, schema, {})
    assert len(pairs) == len(layers)
    for bundle, back in pairs:
        assert unnamed(bundle, back, losses[id(bundle)]) == []
