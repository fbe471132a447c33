"""What two frozen versions were not made alike in, whatever their layers say."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import asked

from workbench import jobs
from workbench.errors import UserError
from workbench.formats.policies import Policies
from workbench.project import Project
from workbench.project.selection_words import Selection
from workbench.project.ways import ways
from workbench.storage import reading


@pytest.fixture
def project(project: Project) -> Project:
    document = project.document_rows(project.document_keys())[0].id
    project.add_span(document, start=0, end=13, label="PER")
    project.set_status(document, "done")
    return project


def freeze(project: Project, name: str, *words, **named) -> None:
    jobs.finish(jobs.freeze_job(project, name, asked(*words, **named)))


def lines(project: Project, *names: str) -> list[str]:
    return [way.line() for way in ways(project, *names)]


def test_a_version_is_made_like_itself_and_like_today(project: Project) -> None:
    freeze(project, "v1", "conll")
    assert lines(project, "v1", "v1") == lines(project, "v1") == []
    with pytest.raises(UserError, match="no frozen version “v2”"):
        ways(project, "v1", "v2")


def test_format_tokens_options_policies_selection_and_split_are_told(project: Project) -> None:
    freeze(project, "v1", "conll")
    freeze(project, "v2", "conll", options={"tokens": "whitespace", "scheme": "bioes"})
    assert lines(project, "v1", "v2") == ["tokens: words → whitespace", "scheme: iob2 → bioes"]
    freeze(project, "v3", "conll", Selection(labels=("PER",)), policies=Policies(overlaps="longest"))
    assert lines(project, "v1", "v3") == ["overlaps: none → longest", "selection: none → label:PER"]
    freeze(project, "v4", "jsonl")
    assert lines(project, "v2", "v4") == ["format: conll → jsonl"]


def test_the_projects_tokens_of_then_count_where_the_format_has_none(project: Project) -> None:
    freeze(project, "v1", "jsonl")
    project.set_tokeniser("words")
    assert lines(project, "v1") == ["tokens: none → words"]
    freeze(project, "v2", "jsonl")
    assert lines(project, "v1", "v2") == ["tokens: none → words"]
    freeze(project, "v3", "conll")
    assert lines(project, "v2", "v3") == ["format: jsonl → conll"]
    project.set_tokeniser("")
    assert lines(project, "v3") == []  # its words say which tokens


def test_files_of_tokens_are_told_apart_though_both_have_one_name(project: Project, tmp_path: Path) -> None:
    tokenizers = pytest.importorskip("tokenizers")
    from tokenizers import models, pre_tokenizers

    for name, words in (("v1", {"[UNK]": 0}), ("v2", {"[UNK]": 0, "Oslo": 1})):
        small = tokenizers.Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
        small.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
        (tmp_path / "tokenizer.json").write_text(small.to_str())
        freeze(project, name, "conll", options={"tokens": str(tmp_path / "tokenizer.json")})
    [line] = lines(project, "v1", "v2")
    one, other = line.removeprefix("tokens: ").split(" → ")
    assert one.startswith("tokenizer.json (") and other.startswith("tokenizer.json (") and one != other


def test_another_schema_is_told(project: Project) -> None:
    freeze(project, "v1", "jsonl")
    uid, source = reading.schema_source(project.store.connection)
    with project._operation("say more in the schema") as op:
        op.update("schema", uid, source=f"# more\n{source}")
    project.reload_schema()
    assert lines(project, "v1") == ["schema: changed"]
