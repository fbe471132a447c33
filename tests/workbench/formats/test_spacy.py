"""spaCy's DocBin: loaded by spaCy itself, every entity aligned, and trained on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy.tokens import DocBin
from spacy.training import offsets_to_biluo_tags
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.util import load_config

from workbench.errors import UserError
from workbench.formats import Reading, Writing
from workbench.formats.spacy import FORMAT, hint, losses, read, write
from workbench.model import Bundle, Document, Relation, Span
from workbench.schema import Schema

SCHEMA = Schema("test", "Test", "1", language="en")


def _bundle(number: int) -> Bundle:
    text = f"Anna\u00a0Smith  met Bob 👍 in New York.\r\nIt was day {number}."
    places = [
        ("Anna\u00a0Smith", "person"),
        ("Bob", "person"),
        ("New York", "place"),
        ("York", "city"),
        (str(number), "number"),
    ]
    spans = tuple(
        Span(f"id-{n}", label, text.rindex(piece), text.rindex(piece) + len(piece))
        for n, (piece, label) in enumerate(places)
    )
    return Bundle(Document(f"d{number}", f"name {number}", text, "en"), spans=spans)


def _docs(path: Path) -> list[spacy.tokens.Doc]:
    return list(DocBin().from_disk(path).get_docs(spacy.blank("en").vocab))


def test_spacy_loads_the_file_and_every_entity_is_aligned(tmp_path) -> None:
    bundles = [_bundle(number) for number in range(5)]
    path, config = write(iter(bundles), Writing(tmp_path, "train", SCHEMA))
    assert (path.name, config.name) == ("train.spacy", "config.cfg")
    for doc, bundle in zip(_docs(path), bundles, strict=True):
        assert doc.text == bundle.document.text
        grouped = [(span.start_char, span.end_char, span.label_, span.id_) for span in doc.spans["sc"]]
        assert grouped == sorted((span.start, span.end, span.label, span.id) for span in bundle.spans)
        assert [ent.text for ent in doc.ents] == ["Anna\u00a0Smith", "Bob", "New York", doc.text[-2:-1]]
        tags = offsets_to_biluo_tags(doc, [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents])
        assert "-" not in tags and all(token.ent_iob_ for token in doc)
        kinds = [loss.kind for loss in losses(bundle, SCHEMA, {})]
        assert kinds == ["nested spans, kept in doc.spans only"]


def test_the_exported_config_trains_a_pipeline_without_a_download(tmp_path) -> None:
    for stem in ("train", "dev"):
        files = write((_bundle(number) for number in range(8)), Writing(tmp_path, stem, SCHEMA))
    paths = {f"paths.{stem}": str(tmp_path / f"{stem}.spacy") for stem in ("train", "dev")}
    quick = {"training.max_steps": 12, "training.eval_frequency": 6}
    config = load_config(files[1], overrides=paths | quick)
    nlp = init_nlp(config)
    with (tmp_path / "log").open("w") as log:
        trained, _ = train(nlp, None, stdout=log, stderr=log)
    assert nlp.pipe_names == ["tok2vec", "ner"] and trained is nlp
    assert set(nlp.get_pipe("ner").labels) == {"person", "place", "number"}
    assert nlp(_bundle(3).document.text).has_annotation("ENT_IOB")


def test_relations_and_attributes_are_user_data_and_come_back(tmp_path, round_trip) -> None:
    text = "Anna met Bob"
    spans = (
        Span("a", "person", 0, 4, attributes={"ref": "Q1", "roles": ["x", "y"]}, note="n", score=0.5),
        Span("b", "person", 9, 12, unsure=True),
    )
    relation = Relation("r", "met", "a", "b", {"when": "2019"})
    document = Document("d", "n", text, "en", "2023-04-28", meta={"pages": [1, 2]})
    bundle = Bundle(document, attributes={"stance": "no"}, spans=spans, relations=(relation,))
    (back,), reading = round_trip(FORMAT, [bundle])
    assert back == bundle and not reading.problems
    assert {loss.kind for loss in losses(bundle, SCHEMA, {})} == {
        "relations, kept in user_data",
        "attributes, kept in user_data",
    }


def test_files_of_others_are_read_from_ents_and_the_group(tmp_path) -> None:
    doc = spacy.blank("en")("Anna met Bob")
    doc.set_ents([spacy.tokens.Span(doc, 0, 1, label="person")])
    doc.spans["sc"] = [
        spacy.tokens.Span(doc, 0, 1, label="person"),
        spacy.tokens.Span(doc, 0, 3, label="claim"),
    ]
    empty, raw = spacy.blank("en")("Nobody came"), spacy.blank("en")("Not read yet")
    empty.set_ents([])
    DocBin(docs=[doc, empty, raw]).to_disk(tmp_path / "other.spacy")
    bundle, *others = read(tmp_path / "other.spacy", Reading())
    assert bundle.document.name == "other 1"
    assert [one.status for one in (bundle, *others)] == ["done", "done", ""]
    assert [(span.start, span.end, span.label) for span in bundle.spans] == [
        (0, 4, "person"),
        (0, 12, "claim"),
    ]


def test_white_space_at_an_edge_keeps_a_span_out_of_the_entities(tmp_path) -> None:
    bundle = Bundle(Document("", "d", "Anna \n left"), spans=(Span("a", "x", 5, 7), Span("b", "x", 0, 4)))
    path, _ = write([bundle], Writing(tmp_path, "out", SCHEMA))
    (doc,) = _docs(path)
    assert [ent.text for ent in doc.ents] == ["Anna"] and len(doc.spans["sc"]) == 2
    assert [loss.kind for loss in losses(bundle, SCHEMA, {})] == [
        "spans with white space at an edge, kept in doc.spans only"
    ]


def test_the_language_is_the_documents_unless_told(tmp_path) -> None:
    chinese = Bundle(Document("", "d", "记者在北京", "zh-Hans"), spans=(Span("a", "place", 3, 5),))
    assert not list(losses(chinese, SCHEMA, {}))
    assert [loss.kind for loss in losses(chinese, SCHEMA, {"language": "en"})] == ["spans inside a token"]
    with pytest.raises(UserError, match="--set language=xx"):
        list(losses(chinese, SCHEMA, {"language": "qq"}))


def test_a_text_that_the_tokens_do_not_give_back_is_refused(tmp_path, monkeypatch) -> None:
    class Forgetful(spacy.lang.xx.MultiLanguage):
        def __call__(self, text: str) -> spacy.tokens.Doc:
            return super().__call__(text.strip())

    monkeypatch.setattr("workbench.formats.spacy._blank", lambda language: Forgetful())
    bundle = Bundle(Document("", "d", " Anna "))
    assert [loss.kind for loss in losses(bundle, SCHEMA, {})] == [
        "texts that spaCy cannot rebuild from its tokens"
    ]
    with pytest.raises(UserError, match="d: spaCy cannot rebuild"):
        write([bundle], Writing(tmp_path, "out", SCHEMA))
    assert not list(tmp_path.iterdir())


def test_spacy_is_not_imported_before_it_is_used() -> None:
    code = "import sys, workbench.formats; sys.exit('spacy' in sys.modules or 'PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_without_spacy_the_command_that_installs_it_is_named(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(UserError, match=r'pip install "annotation-workbench\[spacy\]"'):
        write([_bundle(1)], Writing(tmp_path, "out", SCHEMA))
    with pytest.raises(UserError, match="needs spaCy"):
        list(read(tmp_path / "out.spacy", Reading()))


def test_the_hint_is_the_line_that_trains(tmp_path) -> None:
    files = [tmp_path / name for name in ("train.spacy", "config.cfg", "dev.spacy", "test.spacy")]
    line = "python -m spacy train config.cfg --paths.train ./train.spacy --paths.dev ./dev.spacy"
    assert hint(files) == f"In {tmp_path}: {line}"
    assert "--paths.train ./all.spacy --paths.dev ./all.spacy\n" in hint([tmp_path / "all.spacy"])
    assert FORMAT.hint is hint and hint([]) == ""
