"""The card of a dataset for Hugging Face, README.md: a head in YAML, then what a reader wants to know.

The head: https://github.com/huggingface/hub-docs/blob/main/datasetcard.md. Nothing in a card depends on
the day or the machine: two exports of the same work are the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from workbench import __version__
from workbench.formats import cutting
from workbench.formats.base import Writing
from workbench.formats.chart import Bar, Section
from workbench.formats.huggingface_columns import COLUMNS, TAGS, card_features
from workbench.formats.huggingface_tags import TagNames
from workbench.formats.huggingface_tally import Tally
from workbench.formats.policies import PER_GROUP, Policies
from workbench.schema import Label, Schema
from workbench.tokens import tokeniser

CARD, CHART = "README.md", "labels.png"
# the words for parts that `datasets` itself takes for its three usual splits
_USUAL = {
    "train": ("train", "training"),
    "validation": ("validation", "valid", "dev", "val"),
    "test": ("test", "testing", "eval", "evaluation"),
}
_SPLIT_OF = {word: split for split, words in _USUAL.items() for word in words}
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_TOKENS = {"words": "Unicode words and single signs", "whitespace": "what stands between white space"}
_RELATION_COLOUR = "#505b69"
_SENTENCES = """\
```python
def sentences(rows):
    found = {"tokens": [], "ner_tags": []}
    for tokens, tags, starts in zip(rows["tokens"], rows["ner_tags"], rows["sentence_starts"]):
        for start, end in zip(starts, [*starts[1:], len(tokens)]):
            found["tokens"].append(tokens[start:end])
            found["ner_tags"].append(tags[start:end])
    return found


by_sentence = data.select_columns(["tokens", "ner_tags", "sentence_starts"]).map(
    sentences, batched=True, remove_columns=["sentence_starts"]
)
```"""


def order(stem: str) -> int:
    """Where a part of this name stands: 0 train, 1 validation, 2 test, 3 any other."""
    return [*_USUAL, None].index(_SPLIT_OF.get(stem.lower()))


def splits(parts: Iterable[str]) -> dict[str, str]:
    """The names of the splits by file: as `datasets` calls its usual ones, else the stem as one word.

    A file alone with no usual name is the split train, where trainers look first.
    """
    files = list(parts)
    if len(files) == 1 and order(Path(files[0]).stem) == len(_USUAL):
        return {files[0]: "train"}
    found: dict[str, str] = {}
    for file in files:
        stem = Path(file).stem
        word = re.sub(r"\W+", "_", stem)
        for name in (_SPLIT_OF.get(stem.lower()), word, *(f"{word}_{at}" for at in range(2, len(files) + 2))):
            if name and name != "all" and name not in found.values():
                found[file] = name
                break
    return found


def card(parts: Mapping[str, Tally], writing: Writing, options: Mapping[str, str]) -> str:
    """The whole card; `parts` are the counts of each file, by its name."""
    import yaml

    total = Tally.total(parts.values())
    # A width without end: no line is folded. Safe: plain words, lists and numbers only.
    head = yaml.safe_dump(
        _head(parts, total, writing, options), sort_keys=False, allow_unicode=True, width=1 << 30
    )
    body = "\n".join(_body(parts, total, writing, options))
    return f"---\n{head}---\n\n{body}\n"


def _title(writing: Writing, options: Mapping[str, str]) -> str:
    return options.get("title") or writing.schema.title or writing.schema.name


def _head(
    parts: Mapping[str, Tally], total: Tally, writing: Writing, options: Mapping[str, str]
) -> dict[str, Any]:
    names = splits(parts)
    # `datasets` refuses the whole folder for a split without rows
    loaded = {file: tally for file, tally in parts.items() if tally.rows} or parts
    languages = sorted({language.partition("-")[0].lower() for language in total.languages} - {""})
    head: dict[str, Any] = {"pretty_name": _title(writing, options)}
    if languages:
        head["language"] = languages
    if options.get("licence"):
        head["license"] = options["licence"]
    size = next((name for most, name in _SIZES if total.rows < most), "n>1M")
    return head | {
        "task_categories": ["token-classification"],
        "size_categories": [size],
        "configs": [
            {
                "config_name": "default",
                "data_files": [{"split": names[file], "path": file} for file in loaded],
            }
        ],
        "dataset_info": {
            "features": card_features(total.names),
            "splits": [
                {"name": names[file], "num_bytes": tally.unpacked, "num_examples": tally.rows}
                for file, tally in loaded.items()
            ],
            "download_size": total.size,
            "dataset_size": total.unpacked,
        },
    }


def _body(
    parts: Mapping[str, Tally], total: Tally, writing: Writing, options: Mapping[str, str]
) -> Iterator[str]:
    names, schema = splits(parts), writing.schema
    yield f"# {_plain(_title(writing, options))}\n"
    yield f"{_summary(total)}\n"
    yield '```python\nfrom datasets import load_dataset\n\ndata = load_dataset("PATH/OF/THIS/FOLDER")\n```\n'
    yield "The line needs no network.\n"
    yield f"![How many spans and relations each label has]({CHART})\n"
    yield "## Parts\n"
    yield from _table(
        ("split", "file", "documents", "rows", "tokens", "spans", "with tags", "relations"),
        [(f"`{names[file]}`", f"`{file}`", *_numbers(tally)) for file, tally in parts.items()]
        + ([("all", "", *_numbers(total))] if len(parts) > 1 else []),
    )
    yield from _labels(parts, total, schema, options)
    yield from _relations(parts, total, schema)
    if set(total.languages) - {""}:
        yield "## Languages\n"
        yield from _table(
            ("language", "documents"),
            [(language or "not stated", f"{n:,}") for language, n in _by_count(total.languages)],
        )
    yield from _columns(total, options)
    yield "## Agreement\n"
    yield writing.about.get("agreement") or "Not computed."
    yield "\n## Licence\n"
    yield options.get("licence") or "None is stated: ask whoever made the dataset before you use it."
    yield "\n## How it was made\n"
    yield _made(total, schema)


def _summary(total: Tally) -> str:
    spans, arrows = total.labels.total(), total.relations.total()
    return (
        f"{_count(total.documents, 'document')} with {_count(total.tokens, 'token')}, {_count(spans, 'span')} "
        f"and {_count(arrows, 'relation')}, in {_count(total.layers, 'layer')} of "
        f"{_count(len(total.people), 'annotator')}. A row is one annotator’s layer on one document."
    )


def _numbers(tally: Tally) -> list[str]:
    spans, arrows = tally.labels.total(), tally.relations.total()
    return [f"{n:,}" for n in (tally.documents, tally.rows, tally.tokens, spans, tally.tagged, arrows)]


def _labels(
    parts: Mapping[str, Tally], total: Tally, schema: Schema, options: Mapping[str, str]
) -> Iterator[str]:
    names, tags = splits(parts), TagNames(schema, options.get("groups", ""))
    groups = {group.id: group.title for group in schema.groups}
    rows = []
    for label in _all_labels(total, schema):
        about = (f"`{_cell(label.id)}`", label.title, groups.get(label.group, ""))
        counts = [tally.labels[label.id] for tally in parts.values()]
        rows.append((*about, "yes" if tags.has(label.id) else "", *_with_sum(counts), label.definition))
    if rows:
        yield "## Labels\n"
        counted = [names[file] for file in parts]
        yield from _table(
            ("label", "title", "group", "tags", *counted, *(["all"] if len(counted) > 1 else []), "means"),
            rows,
        )


def _relations(parts: Mapping[str, Tally], total: Tally, schema: Schema) -> Iterator[str]:
    names = splits(parts)
    known = {relation.id: relation for relation in schema.relations}
    rows = []
    for id in [*known, *sorted(set(total.relations) - set(known))]:
        relation = known.get(id)
        counts = [tally.relations[id] for tally in parts.values()]
        title, means = (relation.title, relation.definition) if relation else (id, "")
        rows.append((f"`{_cell(id)}`", title, *_with_sum(counts), means))
    if rows:
        yield "## Relations\n"
        counted = [names[file] for file in parts]
        yield from _table(
            ("relation", "title", *counted, *(["all"] if len(counted) > 1 else []), "means"), rows
        )


def _columns(total: Tally, options: Mapping[str, str]) -> Iterator[str]:
    yield "## Columns\n"
    yield (
        f"A trainer of token classification reads `tokens` and `{TAGS}` and ignores the other columns, which hold "
        "everything: an import into the workbench gives back what was exported. Offsets are Unicode code points, "
        "ends exclusive. Lists are never null, only a `score` may be.\n"
    )
    yield from _table(
        ("column", "a trainer", "holds"),
        [
            (f"`{name}`", "reads it" if one.trained else "ignores it", one.holds)
            for name, one in COLUMNS.items()
        ],
    )
    yield (
        f"The numbers in `{TAGS}` mean, from 0 on: {', '.join(f'`{_plain(name)}`' for name in total.names)}. The order "
        "is that of the schema and does not depend on the documents.\n"
    )
    made = tokeniser(cutting.choice_of(options))
    tokens = _TOKENS.get(made.id, made.title if made.whole_words else f"those of {made.title}")
    yield (
        f"Tokens are {tokens}. "
        f"{_settled(options)} Spans of groups without tags have none. They are all in `spans`, as they are.\n"
    )
    yield "A row is a whole document, longer than most models read. This makes a row of each sentence:\n"
    yield f"{_SENTENCES}\n"
    yield (
        "A value in `attributes` is text; its `type` says what it stands for: `text`, `flag` (true, false), `integer`, "
        "`number` or `json`. `start` and `end` of a span are the hull of its `fragments`, if it has several.\n"
    )


def _settled(options: Mapping[str, str]) -> str:
    """What the tags hold of spans that are not flat stretches of whole tokens."""
    chosen = Policies.among(options)
    how, _, labels = chosen.overlaps.partition(":")
    overlaps = {
        "outermost": "from left to right the one that reaches furthest",
        "priority": f"the one whose label comes first ({labels.replace(',', ', ') or 'in the schema'})",
        PER_GROUP: "the longest of its group, which has a file of its own,",
    }.get(how, "the longest")
    fragments = "the tags of their whole stretch" if chosen.fragments == "cover" else "none"
    cut = {"snap-out": "those of all the tokens they touch", "snap-in": "those of the whole tokens in them"}
    return (
        f"Of spans that overlap {overlaps} has tags; spans in fragments have {fragments}, spans that begin or end "
        f"inside a token {cut.get(chosen.misaligned, 'none')}."
    )


def _made(total: Tally, schema: Schema) -> str:
    kinds = [
        (kind, sum(1 for one in total.people.values() if one == kind)) for kind in ("person", "model", "gold")
    ]
    words = {"person": "annotator", "model": "model", "gold": "review (gold)"}
    who = ", ".join(_count(n, words[kind]) for kind, n in kinds if n) or "nobody"
    statuses = ", ".join(f"{n:,} {status or 'without status'}" for status, n in _by_count(total.statuses))
    version = f", version {schema.version}" if schema.version else ""
    rounds = f" in {len(total.rounds)} rounds" if len(total.rounds) > 1 else ""
    return (
        f"Annotated with the schema “{_plain(schema.title or schema.name)}”{version}, by {who}{rounds}; layers: "
        f"{statuses or 'none'}. Written by Annotation Workbench {__version__}; an export "
        "to this folder writes it anew. The columns name the annotators: take `annotator` and "
        "`annotator_id` out before you publish, if they should not be known."
    )


def bars(
    parts: Mapping[str, Tally], writing: Writing, options: Mapping[str, str]
) -> tuple[str, str, list[str], list[Section]]:
    """What the picture shows: title, line below, names of the parts, and a section for each group."""
    total, schema = Tally.total(parts.values()), writing.schema
    names = splits(parts)
    titles = {group.id: group.title for group in schema.groups} | {"": "Labels"}
    found: dict[str, list[Bar]] = {}
    for label in _all_labels(total, schema):
        counts = tuple(tally.labels[label.id] for tally in parts.values())
        found.setdefault(label.group, []).append(Bar(label.title, label.id, label.colour[0], counts))
    sections = [Section(titles.get(group, group), tuple(bars)) for group, bars in found.items()]
    arrows = []
    for id in sorted(total.relations):
        relation = schema.find_relation(id)
        counts = tuple(tally.relations[id] for tally in parts.values())
        arrows.append(Bar(relation.title if relation else id, id, _RELATION_COLOUR, counts))
    sections.append(Section("Relations", tuple(arrows)))
    below = (
        f"{_count(total.labels.total(), 'span')} and {_count(total.relations.total(), 'relation')} in "
        f"{_count(total.documents, 'document')}"
    )
    return _title(writing, options), below, [names[file] for file in parts], sections


def _all_labels(total: Tally, schema: Schema) -> list[Label]:
    """The schema's labels, then those that it lacks, which belong to no group."""
    return [*schema.labels, *(Label(id, id, "") for id in sorted(total.labels) if not schema.find_label(id))]


def _with_sum(counts: Sequence[int]) -> list[str]:
    return [f"{n:,}" for n in (*counts, *([sum(counts)] if len(counts) > 1 else []))]


def _by_count(counter: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda row: (-row[1], row[0]))


def _count(n: int, word: str) -> str:
    return f"{n:,} {word}" + ("" if n == 1 else "s")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(_cell(cell) for cell in row)} |"
    yield ""


def _plain(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


def _cell(text: str) -> str:
    """The text on one line, without what would end a cell of a table."""
    return _plain(text).replace("\\|", "|").replace("|", "\\|")
