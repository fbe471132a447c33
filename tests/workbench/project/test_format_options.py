"""What an export calls misaligned is what the window shows as a problem: both see the project's tokens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import asked

from workbench import jobs, rules
from workbench.errors import UserError
from workbench.formats import cutting, find_format, flat, policies
from workbench.model import Annotator, Bundle, Document, Span
from workbench.project import Project
from workbench.project.exporting import preview
from workbench.project.format_options import options_of, settled_options
from workbench.schema import load_schema
from workbench.tokens import Alignment, tokeniser

ADA = Annotator("018f0000-0000-7000-8000-000000000001", "Ada")
TEXT = "Mr. Singh didn’t fly to India, they said.\r\n\r\n“Anti-war” Moscow (U.S.)  waits: 4.5% 👍🏽 in 中文; ’été."
SPANS = (
    (
        "GPE",
        "India",
    ),  # its token by white space is “India,”: trimming takes the sign off, so it is no problem
    ("GPE", "ndia"),
    ("PER", "Singh didn"),
    ("ORG", "war"),
    ("GPE", "U.S."),
    ("QUANT", "4.5"),
)
KINDS = ("conll", "spacy", "huggingface", "prodigy")
CUT = (flat.INSIDE, policies.SNAPPED["snap-out"])
SCHEMA = load_schema("news")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = Project.create(tmp_path / "p.wbench", schema=SCHEMA, annotator=ADA)
    spans = [
        {"id": f"s{at}", "label": label, "start": TEXT.index(words), "end": TEXT.index(words) + len(words)}
        for at, (label, words) in enumerate(SPANS)
    ]
    line: dict[str, Any] = {"document": {"name": "d", "text": TEXT}, "status": "done", "spans": spans}
    line["annotator"] = {"id": ADA.id, "name": "Ada"}
    file = tmp_path / "in.jsonl"
    file.write_text(json.dumps(line))
    jobs.finish(jobs.import_job(made, jobs.finish(jobs.plan_job(made, [file]))))
    yield made
    made.close()


def written(project: Project, out: Path, format_id: str, **options: str) -> tuple[str, dict[str, Any]]:
    done = jobs.finish(jobs.export_job(project, out, asked(format_id, options=options)))
    assert done.report.proof is not None and done.report.proof.state == "same"
    return done.files[0].read_text(encoding="utf-8"), json.loads(done.report_file.read_text())


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    kind=st.sampled_from(KINDS),
    choice=st.sampled_from(("whitespace", "words", "spacy:en", "spacy:xx")),
    places=st.lists(st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 12)), min_size=1, max_size=8),
    label=st.sampled_from(("GPE", "ORG", "DATE")),
)
def test_what_is_misaligned_is_what_is_shown(kind: str, choice: str, places: Any, label: str) -> None:
    spans = tuple(
        Span(f"{at}", label, start, min(start + length, len(TEXT)))
        for at, (start, length) in enumerate(places)
    )
    bundle, options = Bundle(Document("d", "d", TEXT), spans=spans), {"tokens": choice, cutting.SIGNS: "yes"}
    shown = rules.cut_problems(Alignment(TEXT, tokeniser(choice)), spans, SCHEMA)
    form = find_format(kind)
    fitted, losses = policies.fit(bundle, policies.Policies(), form.limits, SCHEMA, options)
    assert form.losses is not None
    told = [*losses, *form.losses(fitted, SCHEMA, options)]
    named = {loss.target for loss in told if loss.kind.startswith(CUT)}
    assert named == {problem.target for problem in shown}


def test_an_export_cuts_as_the_project_is_aligned_and_can_be_told_otherwise(
    project: Project, tmp_path: Path
) -> None:
    plain, report = written(project, tmp_path / "plain", "conll")
    assert "India\tB-GPE\n,\tO\n" in plain and "tokens" not in report
    project.set_tokeniser("whitespace")
    spaced, report = written(project, tmp_path / "spaced", "conll")
    assert "India,\tB-GPE\n" in spaced and report["tokens"] == "white space"
    assert report["options"]["tokens"] == "whitespace"
    kinds = {line["kind"]: line["count"] for line in report["losses"]}
    assert kinds[policies.WHOLE] == 1 and kinds[flat.INSIDE] == len(
        project.problems(project.document_rows(project.document_keys())[0].id)
    )
    assert written(project, tmp_path / "told", "conll", tokens="words")[0] == plain
    assert preview(project, asked("conll")).tokens == "white space"


@pytest.mark.parametrize("kind", [*KINDS, "webanno-tsv"])
def test_without_tokens_of_the_project_the_formats_own_are_the_default(kind: str, project: Project) -> None:
    own = cutting.SPACY if kind == "spacy" else cutting.WORDS
    [tokens] = [one for one in options_of(project, find_format(kind)) if one.id == "tokens"]
    assert tokens.default == own and not preview(project, asked(kind)).tokens
    project.set_tokeniser("spacy:en")
    [tokens] = [one for one in options_of(project, find_format(kind)) if one.id == "tokens"]
    assert tokens.offers[0] == ("spacy:en", "spacy:en") and tokens.default == "spacy:en"
    assert preview(project, asked(kind)).tokens == "spaCy’s tokens for en"


def test_a_span_beside_a_sign_of_its_token_is_lost_only_where_nobody_chose_the_tokens(
    project: Project, tmp_path: Path
) -> None:
    document = project.document_rows(project.document_keys())[0].id
    start = TEXT.index("été")
    project.add_span(document, label="EVENT", start=start, end=start + 3)
    assert "’été\tO" in written(project, tmp_path / "own", "conll")[0]
    project.set_tokeniser("words")
    assert "cut token" not in {one.kind for one in project.problems(document) if one.start == start}
    assert "’été\tB-EVENT" in written(project, tmp_path / "chosen", "conll")[0]
    jobs.finish(jobs.freeze_job(project, "v1", asked("conll")))
    project.set_tokeniser("")
    assert jobs.finish(jobs.check_version_job(project, project.dataset("v1"))) == ""


def test_the_card_says_whose_tokens_they_are(project: Project, tmp_path: Path) -> None:
    pytest.importorskip("datasets")
    for tokens, words in (("words", "Unicode words and single signs"), ("spacy:en", "spaCy’s tokens for en")):
        jobs.finish(jobs.export_job(project, tmp_path, asked("huggingface", options={"tokens": tokens})))
        assert f"Tokens are {words}. " in (tmp_path / "README.md").read_text(encoding="utf-8")


def test_words_of_older_recipes_mean_what_they_meant(project: Project) -> None:
    project.set_tokeniser("words")
    for kind, told in (("huggingface", "white space"), ("prodigy", "spaces")):
        options, made = settled_options(project, find_format(kind), {"tokens": told})
        assert made is not None and options["tokens"] == made.id == "whitespace"


def test_a_docbin_has_the_tokens_of_the_project_and_says_what_spacys_own_would_cut(
    project: Project, tmp_path: Path
) -> None:
    spacy = pytest.importorskip("spacy")
    from spacy.tokens import DocBin

    project.set_tokeniser("words")
    document = project.document_rows(project.document_keys())[0].id
    project.add_span(document, label="PER", start=0, end=2)  # “Mr” of spaCy's “Mr.”
    done = jobs.finish(jobs.export_job(project, tmp_path / "out", asked("spacy")))
    [doc] = DocBin().from_disk(done.files[-1]).get_docs(spacy.blank("en").vocab)
    assert doc.text == TEXT
    assert "didn’t" in [token.text for token in doc] and "4.5" in [one.text for one in doc.ents]
    lost = {line.kind: [one.loss.what for one in line.examples] for line in done.report.lines()}
    assert any("Mr" in what for what in lost["spans that spaCy's own tokens cut, kept in doc.ents"])
    told = preview(
        project, asked("spacy", options={"language": "de"})
    )  # of spaCy's tokens, so they are taken
    assert not any("own tokens" in kind for kind in told.losses)


def test_a_file_of_tokens_travels_with_a_frozen_version(project: Project, tmp_path: Path) -> None:
    tokenizers = pytest.importorskip("tokenizers")
    from tokenizers import models, pre_tokenizers

    small = tokenizers.Tokenizer(models.WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    small.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    file = tmp_path / "tokenizer.json"
    file.write_text(small.to_str())
    recipe = asked("conll", options={"tokens": str(file)})
    jobs.finish(jobs.freeze_job(project, "v1", recipe))
    file.unlink()
    manifest = project.dataset("v1")
    assert manifest.options["tokens"].startswith("file:")
    assert jobs.finish(jobs.check_version_job(project, manifest)) == ""


@pytest.mark.parametrize(
    ("tokens", "reason"),
    [("half", "is no tokeniser"), ("spacy:qq", "has no language"), ("file:zz", "is no tokeniser")],
)
def test_tokens_that_cannot_be_had_are_refused(project: Project, tokens: str, reason: str) -> None:
    with pytest.raises(UserError, match=reason):
        preview(project, asked("conll", options={"tokens": tokens}))
