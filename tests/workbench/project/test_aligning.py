"""A project is aligned to tokens: chosen, kept, undone; spans that cut a token are found and mended in one step."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.errors import UserError
from workbench.model import Problem
from workbench.project import Project

TEXT = "Rajnath Singh met Sergei Shoigu in New Delhi on Friday (April 28), the Indian government said."


def place(words: str) -> dict[str, int]:
    return {"start": TEXT.index(words), "end": TEXT.index(words) + len(words)}


def made(project: Project, document: str, words: str, label: str = "GPE") -> str:
    change = project.add_span(document, label=label, **place(words))
    return next(thing.id for thing in change.created if thing.kind == "span")


def cut(project: Project, document: str) -> list[Problem]:
    return [one for one in project.problems(document) if one.kind == "cut token"]


def covered(project: Project, span: str) -> str:
    return project.spans([span])[0].covered(TEXT)


def tiny() -> bytes:
    """A tokenizer.json of words without a vocabulary: every word is unknown, and a token."""
    tokenizers = pytest.importorskip("tokenizers")
    from tokenizers import models, pre_tokenizers

    small = tokenizers.Tokenizer(models.WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    small.pre_tokenizer = pre_tokenizers.Whitespace()
    return str(small.to_str()).encode()


def test_without_a_choice_nothing_is_cut(project: Project, document: str) -> None:
    made(project, document, "ew Delhi")
    assert project.tokeniser() is None
    assert [one.kind for one in project.problems(document)] == ["cut word"]


def test_a_choice_is_an_operation_that_undo_takes_back(project: Project, document: str) -> None:
    made(project, document, "ew Delhi")
    change = project.set_tokeniser("words")
    assert change.title == "align spans to Unicode words"
    assert [thing.kind for thing in change.created] == ["setting"]
    assert project.set_tokeniser("words").operation == ""
    assert [one.kind for one in project.problems(document)] == ["cut token"]
    project.undo()
    assert project.tokeniser_choice() == ""
    assert [one.kind for one in project.problems(document)] == ["cut word"]
    project.redo()
    assert project.tokeniser_choice() == "words"
    project.set_tokeniser("whitespace")
    project.set_tokeniser("")
    assert project.tokeniser() is None
    project.undo()
    assert project.tokeniser_choice() == "whitespace"


def test_another_window_sees_the_choice(project: Project, document: str) -> None:
    other = Project.open(project.path, annotator=project.me)
    made(project, document, "ew Delhi")
    project.set_tokeniser("words")
    assert len(cut(other, document)) == 1
    other.close()


def test_a_cut_span_is_widened_or_narrowed_in_one_step(project: Project, document: str) -> None:
    project.set_tokeniser("words")
    span = made(project, document, "ew Delhi")
    (problem,) = cut(project, document)
    assert (problem.target, problem.remedy, problem.second) == (span, "tokens", "tokens in")
    assert problem.message == "A boundary of “ew Delhi” cuts the token “New” (Unicode words)."
    assert project.snap_spans(document, [span]).title == "widen “ew Delhi” to whole tokens"
    assert covered(project, span) == "New Delhi"
    assert cut(project, document) == []
    project.undo()
    assert covered(project, span) == "ew Delhi"
    project.snap_spans(document, [span], inward=True)
    assert covered(project, span) == "Delhi"
    assert project.snap_spans(document, [span]).operation == ""


def test_many_are_mended_in_one_step(project: Project, document: str) -> None:
    project.set_tokeniser("words")
    spans = [made(project, document, words) for words in ("ew Delhi", "ndian", "Shoigu", "ergei Sho")]
    assert project.snap_spans(document, spans).title == "widen 3 spans to whole tokens"
    assert [covered(project, span) for span in spans] == ["New Delhi", "Indian", "Shoigu", "Sergei Shoigu"]
    project.undo()
    assert len(cut(project, document)) == 3


def test_one_without_a_whole_token_is_not_narrowed_away(project: Project, document: str) -> None:
    project.set_tokeniser("words")
    span = made(project, document, "ndian")
    assert cut(project, document)[0].second == ""
    with pytest.raises(UserError, match="“ndian” holds no whole token"):
        project.snap_spans(document, [span], inward=True)


def test_what_trimming_takes_off_is_no_cut(project: Project, document: str) -> None:
    project.set_tokeniser("whitespace")
    made(project, document, "said", "CUE")  # the token is “said.”
    assert cut(project, document) == []
    span = made(project, document, "April 28", "DATE")  # “(April” and “28),”
    assert [one.target for one in cut(project, document)] == [span]


def test_fragments_are_mended(project: Project, document: str) -> None:
    project.set_tokeniser("words")
    span = made(project, document, "ajnath Sin", "CLAIM")
    project.add_fragment(span, **place("Sergei Sh"))
    assert len(cut(project, document)) == 1
    project.snap_spans(document, [span])
    assert covered(project, span) == "Rajnath Singh Sergei Shoigu"
    assert len(project.spans([span])[0].fragments) == 2
    assert cut(project, document) == []


def test_a_tokenizer_json_travels_in_the_project(project: Project, document: str, tmp_path: Path) -> None:
    file = tmp_path / "elsewhere" / "tokenizer.json"
    file.parent.mkdir()
    file.write_bytes(tiny())
    project.set_tokeniser(str(file.parent))  # the folder of a model does as well
    choice = project.tokeniser_choice()
    file.unlink()
    again = Project.open(project.path, annotator=project.me)
    found = again.tokeniser()
    assert found is not None and (found.title, found.whole_words) == ("tokenizer.json", False)
    assert [TEXT[start:end] for start, end in found.tokens(TEXT)][:2] == ["Rajnath", "Singh"]
    again.set_tokeniser("words")
    again.undo()
    assert again.tokeniser_choice() == choice
    assert again.set_tokeniser(choice).operation == ""
    again.close()


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        ("word", "is no tokeniser: choose whitespace"),
        ("none.json", "cannot be read: No such file"),
        ("file:00", "is no tokeniser"),
    ],
)
def test_what_cannot_be_chosen_changes_nothing(project: Project, choice: str, reason: str) -> None:
    with pytest.raises(UserError, match=reason):
        project.set_tokeniser(choice)
    assert project.tokeniser_choice() == ""


def test_a_choice_needs_a_tokeniser_to_mend(project: Project, document: str) -> None:
    with pytest.raises(UserError, match="not aligned to tokens"):
        project.snap_spans(document, [])
