"""The folder for Hugging Face: all comes back, files of others are read as they mean, and the card is true."""

from __future__ import annotations

import json
import random
import sys
import tracemalloc
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from msgspec.structs import replace
from PIL import Image

from workbench.errors import UserError
from workbench.formats import Reading, Writing, chart, detect, inputs
from workbench.formats import huggingface as format_
from workbench.formats.huggingface import FORMAT, hint, losses, read, write
from workbench.formats.huggingface_card import splits
from workbench.model import Bundle, Document, Relation, Span
from workbench.schema import load_schema

NEWS = load_schema("news")
TEXT = "Anna Smith met Bob.\r\nEve left  Delhi."
TOKENS = ["EU", "rejects", "German", "Bank", "call", "."]
NAMES = ["O", "B-ORG", "I-ORG", "B-MISC"]


def _read(path: Path, **options: str) -> tuple[list[Bundle], list[str]]:
    reading = Reading(options=options)
    assert detect(path) is FORMAT
    return list(read(path, reading)), [str(one).removeprefix(str(path)) for one in reading.problems]


def _table(tmp_path: Path, columns: dict[str, Any], features: dict[str, Any] | None = None) -> Path:
    table = pa.table(columns)
    if features:
        table = table.replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})
    pq.write_table(table, tmp_path / "data.parquet")
    return tmp_path / "data.parquet"


def _covered(bundle: Bundle) -> list[tuple[str, str]]:
    return [(span.label, span.covered(bundle.document.text)) for span in bundle.spans]


def _bundle(key: str, *spans: Span, relations: tuple[Relation, ...] = ()) -> Bundle:
    return Bundle(Document(key, key, TEXT, "en"), status="done", spans=spans, relations=relations)


def test_everything_comes_back_equal(hell, round_trip) -> None:
    back, reading = round_trip(FORMAT, [hell, replace(hell, annotator=None, round=1, status="")])
    assert not reading.problems and reading.schema_source == 'name = "test"\n'

    def ordered(bundle: Bundle) -> Bundle:
        spans = sorted(bundle.spans, key=lambda span: (span.start, span.end, span.id))
        return replace(bundle, spans=tuple(spans))

    assert back == [ordered(hell), ordered(replace(hell, annotator=None, round=1, status=""))]


def test_tags_are_numbers_in_the_order_of_the_schema_and_lists_are_never_null(tmp_path) -> None:
    spans = (
        Span("a", "PER", 0, 10),
        Span("b", "GPE", 5, 10),
        Span("c", "CLAIM", 0, 18),
        Span("d", "strange", 21, 24),
    )
    path, _, _ = write([_bundle("x", *spans), _bundle("y")], Writing(tmp_path, "train", NEWS))
    first, second = pq.read_table(path).to_pylist()
    info = json.loads(pq.read_schema(path).metadata[b"huggingface"])["info"]
    names = info["features"]["ner_tags"]["feature"]["names"]
    assert names[:3] == ["O", "B-PER", "I-PER"] and names[-2:] == ["B-strange", "I-strange"]
    assert "B-CLAIM" not in names
    tags = [names[tag] for tag in first["ner_tags"]]
    assert list(zip(first["tokens"], tags, strict=True)) == [
        ("Anna", "B-PER"),
        ("Smith", "I-PER"),
        ("met", "O"),
        ("Bob", "O"),
        (".", "O"),
        ("Eve", "B-strange"),
        ("left", "O"),
        ("Delhi", "O"),
        (".", "O"),
    ]
    places = zip(first["token_starts"], first["token_ends"], strict=True)
    assert [TEXT[start:end] for start, end in places] == first["tokens"]
    assert first["sentence_starts"] == [0, 5] and len(first["spans"]) == 4
    assert second["spans"] == second["relations"] == second["comments"] == second["attributes"] == []


def test_what_trainers_do_not_read_is_named_as_kept(tmp_path) -> None:
    spans = (Span("a", "PER", 0, 10), Span("b", "GPE", 5, 10), Span("c", "CLAIM", 0, 18, note="n"))
    bundle = _bundle("x", *spans, relations=(Relation("r", "said-by", "c", "a"),))
    named = [(loss.kind.removesuffix(f", {format_.ONLY}"), loss.target) for loss in losses(bundle, NEWS, {})]
    assert named == [
        ("nested spans", "b"),
        ("spans of groups without tags", "c"),
        ("relations", "r"),
        ("notes", "c"),
    ]
    assert [loss.target for loss in losses(bundle, NEWS, {"groups": "claim"})][:2] == ["a", "b"]
    with pytest.raises(UserError, match="no group sports: it has entity, time, claim"):
        list(losses(bundle, NEWS, {"groups": "sports"}))


def test_parts_share_the_names_of_tags_and_one_card(tmp_path) -> None:
    write([_bundle("x", Span("s", "late", 0, 4))], Writing(tmp_path, "train", NEWS))
    write([], Writing(tmp_path, "test", NEWS))
    files = write([_bundle("y", Span("s", "last", 0, 4))], Writing(tmp_path, "dev", NEWS))
    head = yaml.safe_load((tmp_path / "README.md").read_text("utf-8").split("---\n")[1])
    assert head["configs"][0]["data_files"] == [
        {"split": "train", "path": "train.parquet"},
        {"split": "validation", "path": "dev.parquet"},
    ]  # the empty part is left out, as `datasets` would refuse the folder for it
    names = head["dataset_info"]["features"][1]["sequence"]["class_label"]["names"]
    assert list(names.values())[-4:] == ["B-late", "I-late", "B-last", "I-last"]
    found = [bundle.spans[0].label for _, path in inputs([tmp_path]) for bundle in read(path, Reading())]
    assert found == ["last", "late"]
    assert hint(files) == f"from datasets import load_dataset; data = load_dataset({str(tmp_path)!r})"


def test_names_of_parts_are_names_of_splits() -> None:
    assert splits(["news 2023.parquet"]) == {"news 2023.parquet": "train"}
    assert splits(["dev.parquet"]) == {"dev.parquet": "validation"}
    files = ["train.parquet", "dev.parquet", "val.parquet", "all.parquet", "fold-1.parquet", "fold 1.parquet"]
    assert list(splits(files).values()) == ["train", "validation", "val", "all_2", "fold_1", "fold_1_2"]


def test_the_card_says_what_is_known(tmp_path) -> None:
    spans = (Span("a", "PER", 0, 10), Span("b", "a|b", 15, 18))
    options = {"title": "Desk: yes", "licence": "cc-by-4.0"}
    about = {"agreement": "Alpha is 0.81 over 12 documents."}
    bundle = replace(_bundle("x", *spans), document=Document("x", "x", TEXT, "no"))
    _, card, _ = write([bundle], Writing(tmp_path, "all [1]", NEWS, options, about))
    assert {path.name for path in tmp_path.iterdir()} == {"all _1_.parquet", "README.md", "labels.png"}
    text = card.read_text("utf-8")
    head = yaml.safe_load(text.split("---\n")[1])
    assert (head["pretty_name"], head["license"], head["language"]) == ("Desk: yes", "cc-by-4.0", ["no"])
    assert head["dataset_info"]["splits"][0]["num_examples"] == 1 and head["size_categories"] == ["n<1K"]
    assert "| `PER` | Person | Entities | yes | 1 | The name of a person" in text
    assert "| `a\\|b` | a\\|b |  | yes | 1 |  |" in text
    assert "Alpha is 0.81" in text and "## Licence\n\ncc-by-4.0" in text
    assert "| `spans` | ignores it |" in text and "| `tokens` | reads it |" in text


def test_the_picture_has_a_bar_for_each_label_in_its_colour(tmp_path) -> None:
    spans = (Span("a", "PER", 0, 4), Span("b", "PER", 5, 10), Span("c", "GPE", 31, 36))
    _, _, picture = write([_bundle("x", *spans)], Writing(tmp_path, "train", NEWS))
    image = Image.open(picture)
    counts = {colour: count for count, colour in image.getcolors(1 << 20)}

    def drawn(colour: str) -> int:
        return counts.get(tuple(bytes.fromhex(colour[1:])), 0)

    person, place = (NEWS.label(one).colour[0] for one in ("PER", "GPE"))
    assert image.width == 1760 and drawn(chart.PAPER) > image.width * image.height * 0.7
    assert 1.9 < drawn(person) / drawn(place) < 2.1


def test_long_lists_and_other_scripts_are_drawn() -> None:
    bars = tuple(chart.Bar(f"label {n}", f"l{n}", "#1f5fb8", (n, 1)) for n in range(70))
    others = (chart.Bar("人物", "PER", "#b4322a", (10**6, 0)), chart.Bar("x" * 200, "x", "#b4322a", (0, 0)))
    sections = [chart.Section("Many", bars), chart.Section("実体", others), chart.Section("None", ())]
    data = chart.draw("Titel", "below", ["train", "test"], sections)
    assert data == chart.draw("Titel", "below", ["train", "test"], sections)
    assert Image.open(BytesIO(data)).height < 4000
    assert Image.open(BytesIO(chart.draw("", "", [], []))).width == 1760


def test_tokens_and_tags_of_others_become_texts_and_spans(tmp_path) -> None:
    columns = {"id": ["0", "1"], "tokens": [TOKENS, []], "pos_tags": [[1] * 6, []]}
    columns["ner_tags"] = [[1, 0, 1, 2, 0, 0], []]
    features = {"ner_tags": {"feature": {"names": NAMES, "_type": "ClassLabel"}, "_type": "Sequence"}}
    found, problems = _read(_table(tmp_path, columns, features))
    assert [bundle.document.text for bundle in found] == ["EU rejects German Bank call .", ""]
    assert [bundle.status for bundle in found] == ["done", "done"]
    assert _covered(found[0]) == [("ORG", "EU"), ("ORG", "German Bank")]
    assert [(b.document.id, b.document.name, b.document.meta) for b in found] == [
        ("", "data 1", {"id": "0"}),
        ("", "data 2", {"id": "1"}),
    ]
    assert problems == [
        ": columns that are left out: pos_tags.",
        ": texts are rebuilt from their tokens, with single blanks between them.",
    ]


def test_the_names_of_tags_come_from_the_card_or_are_told(tmp_path) -> None:
    (tmp_path / "data").mkdir()
    path = _table(tmp_path / "data", {"tokens": [TOKENS], "ner_tags": [[1, 0, 3, 0, 0, 0]]})
    found, problems = _read(path)
    assert not found and "nothing says what they mean. Name the tags with --set tags=" in problems[0]
    (bundle,), _ = _read(path, tags="O, PER, LOC, MISC")
    assert _covered(bundle) == [("PER", "EU"), ("MISC", "German")]
    names = {str(at): name for at, name in enumerate(NAMES)}
    feature = {"name": "ner_tags", "sequence": {"class_label": {"names": names}}}
    info = {"dataset_info": [{"config_name": "x", "features": [feature]}]}
    (tmp_path / "README.md").write_text(f"---\n{yaml.safe_dump(info)}---\n# Card\n")
    (bundle,), _ = _read(path)
    assert _covered(bundle) == [("ORG", "EU"), ("MISC", "German")]
    for broken in ("---\ndataset_info: [1]\n---\n", "---\n: : :\n- x\n---\n", "no head"):
        (tmp_path / "README.md").write_text(broken)
        assert not _read(path)[0]
    with_strange, problems = _read(path, tags="O,B-x")
    assert not with_strange and problems[0].startswith(":1: there is no tag 3: the names of 2 are known.")


def test_a_text_beside_tokens_is_kept_as_it_is(tmp_path) -> None:
    words = ["Anna", "Smith", "met", "Bob", ".", "Eve", "left", "Delhi", "."]
    tags = ["B-PER", "I-PER", "O", "B-PER", "O", "B-PER", "O", "B-LOC", "O"]
    path = _table(tmp_path, {"tokens": [words, words], "labels": [tags, tags], "text": [TEXT, "Other."]})
    (bundle,), problems = _read(path)
    assert bundle.document.text == TEXT
    assert _covered(bundle) == [("PER", "Anna Smith"), ("PER", "Bob"), ("PER", "Eve"), ("LOC", "Delhi")]
    assert problems == [":2: its tokens are not those of its text."]


def test_spans_of_others_are_checked_row_by_row(tmp_path) -> None:
    good, out = {"start": 0, "end": 4, "label": "PER"}, {"start": 30, "end": 99, "label": "PER"}
    path = _table(
        tmp_path,
        {
            "text": [TEXT, TEXT, TEXT],
            "spans": [[good], [out], [good | {"start": None}]],
            "metadata": ["desk", None, "x"],
            "status": ["active", "active", "active"],
            "score": [0.5, 1.0, None],
        },
    )
    (bundle,), problems = _read(path)
    assert _covered(bundle) == [("PER", "Anna")] and bundle.status == ""
    assert bundle.document.meta == {"metadata": "desk", "status": "active", "score": 0.5}
    assert problems[0].startswith(":2: span") and "but the text has 37 characters" in problems[0]
    assert problems[1].startswith(":3: ")


def test_texts_alone_are_documents_and_the_column_can_be_named(tmp_path) -> None:
    path = _table(tmp_path, {"body": ["One.", None], "label": [1, 0], "image": [b"\x00", b"\x01"]})
    found, problems = _read(path)
    assert not found and "no column of texts or of tokens (columns: body, label, image)" in problems[0]
    found, problems = _read(path, text_column="body")
    assert [(b.document.text, b.document.meta) for b in found] == [("One.", {"label": 1}), ("", {"label": 0})]
    assert problems == [": columns that are left out: image."]
    assert "there is no column 'x'" in _read(path, text_column="x")[1][0]


def test_a_file_that_is_cut_or_changed_is_a_problem(hell, tmp_path, schema) -> None:
    path, _, _ = write([hell] * 3, Writing(tmp_path, "out", schema))
    data = path.read_bytes()
    for broken in (data[: len(data) // 2], data[:2000] + bytes(64) + data[2064:], data[:-40] + data[-8:]):
        path.write_bytes(broken)
        found, problems = _read(path)
        assert len(found) < 3 and problems


def test_damage_anywhere_never_ends_the_process(hell, tmp_path, schema) -> None:
    path, _, _ = write([hell] * 3, Writing(tmp_path, "out", schema))
    data, dice = path.read_bytes(), random.Random(4)
    footer = len(data) - 8 - int.from_bytes(data[-8:-4], "little")  # where pyarrow is the least careful
    for first in (4, footer) * 30:
        changed = bytearray(data)
        for _ in range(3):
            changed[dice.randrange(first, len(data))] = dice.randrange(256)
        path.write_bytes(changed)
        _read(path)
        assert len(list(tmp_path.iterdir())) == 3


def test_rows_that_unpack_to_very_much_are_read_a_few_at_a_time(tmp_path, monkeypatch) -> None:
    path = _table(tmp_path, {"text": ["x" * 1_000_000] * 300})
    assert path.stat().st_size < 1_000_000
    monkeypatch.setattr("workbench.formats.huggingface_reader.AT_ONCE", 3_000_000)
    before = pa.default_memory_pool().max_memory()
    assert sum(len(bundle.document.text) for bundle in read(path, Reading())) == 300_000_000
    assert pa.default_memory_pool().max_memory() - before < 20_000_000


def test_memory_does_not_grow_with_the_documents(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(format_, "CHARACTERS", 50_000)
    monkeypatch.setattr("workbench.formats.huggingface_reader.BATCH", 20)
    spans = tuple(Span(str(at), "PER", at, at + 4) for at in range(10))
    peaks = []
    for count in (60, 300):
        bundles = (Bundle(Document(str(n), "n", TEXT * 10), spans=spans) for n in range(count))
        tracemalloc.start()
        path, _, _ = write(bundles, Writing(tmp_path, f"part{count}", NEWS))
        assert sum(1 for _ in read(path, Reading())) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert pq.read_metadata(path).num_row_groups > 5
    assert peaks[1] < peaks[0] * 1.5


@pytest.mark.parametrize(("module", "words"), [("pyarrow", "needs pyarrow"), ("PIL", "needs Pillow")])
def test_without_the_extra_the_command_that_installs_it_is_named(
    module, words, tmp_path, monkeypatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UserError, match=rf'{words}: pip install "annotation-workbench\[huggingface\]"'):
        write([], Writing(tmp_path, "out", NEWS))
    assert not list(tmp_path.iterdir())
