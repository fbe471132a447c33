"""All occurrences of some words: found by case, whole words, beginnings, patterns; labelled in one step."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from workbench import jobs
from workbench.errors import UserError
from workbench.offsets import is_grapheme_boundary
from workbench.project import Project
from workbench.project.occurrences import Search, _whole, find_all

TEXT = "Moscow said so. MOSCOW agreed; Moscow's mayor and the Moscowites did not. 莫斯科说莫斯科。"


def found(**how: bool | str) -> list[str]:
    search = Search(**{"text": "Moscow", **how})  # type: ignore[arg-type]
    return [TEXT[start:end] for start, end in find_all(TEXT, search)]


def test_case_words_and_beginnings() -> None:
    assert found() == ["Moscow", "Moscow"]  # that of “Moscow's” too
    assert found(case=False) == ["Moscow", "MOSCOW", "Moscow"]
    assert found(words=False) == ["Moscow", "Moscow", "Moscow"]
    assert found(prefix=True) == ["Moscow", "Moscow's", "Moscowites"]
    assert found(text="莫斯科") == ["莫斯科", "莫斯科"]


PARTS = st.lists(
    st.sampled_from(
        ("a", "B", "é", "e\u0301", "ж", "7", "٧", "人", "'s", "’", "-", "_", " ", ".", "\u200d", "ก")
    )
)


@given(PARTS.map("".join), PARTS.map("".join), st.booleans(), st.booleans())
def test_the_quick_look_at_what_stands_beside_refuses_nothing_more(
    text: str, words: str, prefix: bool, case: bool
) -> None:
    search = Search(words, case=case, prefix=prefix)
    source = r"\s+".join(map(regex.escape, words.split()))
    hits = regex.finditer(source, text, 0 if case else regex.IGNORECASE) if source else ()
    slowly = [match.span() for match in hits if _whole(text, *match.span(), search)]
    quickly = [start for start, _ in find_all(text, search)]
    assert set(quickly) <= {start for start, _ in slowly}
    # what is missing would cut a grapheme, or lies over another hit that is left out
    for start, end in slowly:
        cut = not (is_grapheme_boundary(text, start) and is_grapheme_boundary(text, end))
        assert start in quickly or cut or prefix or any(start < other < end for other in quickly)


def test_in_a_text_of_one_endless_word_nothing_is_whole_and_that_is_soon_known() -> None:
    assert list(find_all("x" * 2_000_000, Search("x"))) == []
    assert list(find_all("7" * 200_000 + " 7", Search("7"))) == [(200_001, 200_002)]
    assert list(find_all("ж" * 200_000, Search("ж", case=False))) == []


def test_patterns_are_checked_and_stopped() -> None:
    assert found(text=r"M\w+w\b", pattern=True) == ["Moscow", "Moscow"]
    with pytest.raises(UserError, match="no regular expression"):
        found(text="(", pattern=True)
    with pytest.raises(UserError, match="too long"):
        list(find_all("a" * 40_000 + "b", Search(r"(a|a)*$", pattern=True)))


def test_a_document_in_which_a_pattern_takes_too_long_is_given_up(project: Project, tmp_path: Path) -> None:
    slow, search = "a" * 5_000 + "b", Search(r"(a+)+$|Kyiv", pattern=True)
    for number, text in enumerate((slow, "In Kyiv.", slow)):
        (tmp_path / f"n{number}.txt").write_text(text, encoding="utf-8")
    plan = jobs.finish(jobs.plan_job(project, [tmp_path / f"n{number}.txt" for number in range(3)]))
    jobs.finish(jobs.import_job(project, plan))
    plan.close()
    steps = list(project.find_occurrences(search, seconds=0.05))
    assert [one.text for step in steps for one in step.found] == ["Kyiv"]
    assert [step.given_up for step in steps if step.given_up] == ["n0", "n2"]
    (tmp_path / "n3.txt").write_text(slow + "a b", encoding="utf-8")
    plan = jobs.finish(jobs.plan_job(project, [tmp_path / "n3.txt"]))
    jobs.finish(jobs.import_job(project, plan))
    plan.close()
    with pytest.raises(UserError, match="too long in “n0”, “n2”, “n3”: make it simpler"):
        list(project.find_occurrences(search, seconds=0.05))
    ids = {row.name: row.id for row in project.document_rows(project.document_keys())}
    with pytest.raises(UserError, match="takes too long: make it simpler"):
        list(project.find_occurrences(search, document_id=ids["n0"], seconds=0.05))


def test_counts_within_counts_are_refused_before_they_fill_the_memory() -> None:
    for source in ("((((a{100}){100}){100}){100}){100}", "(a{5,2000}){,2000}"):
        with pytest.raises(UserError, match="repeats too often"):
            found(text=source, pattern=True)
    assert found(text=r"M[a-z]{1,300}w\b", pattern=True) == ["Moscow", "Moscow"]
    assert found(text="{100}{100}{100}{100}") == []  # as words these are no counts


def test_a_grapheme_is_never_cut() -> None:
    assert list(find_all("cafe\u0301 cafe", Search("cafe", words=False))) == [(6, 10)]


def test_the_title_of_the_step_names_what_a_pattern_found(project: Project, document: str) -> None:
    places = list(project.occurrences(Search("India|Friday|the", pattern=True), document_id=document))
    assert len({place.text.casefold() for place in places}) == 3
    change = project.label_occurrences(places, label="GPE")
    first, second = list(dict.fromkeys(place.text for place in places))[:2]
    assert change.title.endswith(f" × “{first}”, “{second}” and others as Country, region, city")
    for pattern, forms in (("India", "“India”"), ("India|Friday", "“Friday”, “India”")):
        found = list(project.occurrences(Search(pattern, pattern=True), document_id=document))
        assert f" × {forms} as " in project.label_occurrences(found, label="PER").title
        project.undo()


def test_all_of_the_project_in_one_step(project: Project, document: str, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("Sergei Shoigu left New Delhi. New Delhi slept.", encoding="utf-8")
    plan = jobs.finish(jobs.plan_job(project, [tmp_path / "b.txt"]))
    jobs.finish(jobs.import_job(project, plan))
    plan.close()
    start = project.text(document).index("New Delhi")
    project.add_span(document, start=start, end=start + 9, label="GPE")
    places = project.occurrences(Search("New Delhi"))
    assert [(one.name, one.labels) for one in places] == [("article", ("GPE",)), ("b", ()), ("b", ())]
    assert places[1].before == "Sergei Shoigu left "
    assert project.form_counts("New Delhi") == {"GPE": 1}
    change = project.label_occurrences(places, label="GPE", attributes={"ref": "New Delhi"})
    assert len([thing for thing in change.created if thing.kind == "span"]) == 2
    assert {thing.document for thing in change.created} == {places[1].document}
    assert [s.attributes["ref"] for s in project.bundle(places[1].document).spans] == ["New Delhi"] * 2
    with pytest.raises(UserError, match="already"):
        project.label_occurrences(project.occurrences(Search("New Delhi")), label="GPE")
    undone = project.undo()
    assert {thing.document for thing in undone.deleted} >= {places[1].document}
    assert project.bundle(places[1].document).spans == ()
    assert len(project.bundle(document).spans) == 1


def test_context_ends_with_a_word_and_a_sign_where_the_text_goes_on(project: Project, tmp_path: Path) -> None:
    text = "He said that the ministers of both countries met in Kyiv, and that they had agreed on very little else.\n"
    (tmp_path / "c.txt").write_text(text, encoding="utf-8")
    plan = jobs.finish(jobs.plan_job(project, [tmp_path / "c.txt"]))
    jobs.finish(jobs.import_job(project, plan))
    plan.close()
    (one,) = project.occurrences(Search("Kyiv"))
    assert one.before == "…that the ministers of both countries met in "
    assert one.after == ", and that they had agreed on very little else."
    (one,) = project.occurrences(Search("He"), limit=1)
    assert (one.before, one.after) == ("", " said that the ministers of both countries met…")


def test_white_space_in_words_stands_for_any() -> None:
    text = "New Delhi, New\r\nDelhi, New\u00a0 Delhi, NewDelhi"
    assert [text[a:b] for a, b in find_all(text, Search("New Delhi"))] == [
        "New Delhi",
        "New\r\nDelhi",
        "New\u00a0 Delhi",
    ]
    assert list(find_all(text, Search(" "))) == list(find_all(text, Search(""))) == []


def test_a_part_of_a_text_is_looked_at_with_its_surroundings() -> None:
    text = "Moscow Moscows Moscow"
    assert list(find_all(text, Search("Moscow"), within=(1, len(text)))) == [(15, 21)]
    assert list(find_all(text, Search("Moscow"), within=(0, 13))) == [(0, 6)]  # the cut word is none


def test_a_search_goes_on_in_small_steps(project: Project, document: str, tmp_path: Path) -> None:
    for number in range(230):
        (tmp_path / f"n{number}.txt").write_text(f"Kyiv and Kyiv, {number}.", encoding="utf-8")
    plan = jobs.finish(jobs.plan_job(project, [tmp_path / f"n{number}.txt" for number in range(230)]))
    jobs.finish(jobs.import_job(project, plan))
    plan.close()
    steps = list(project.find_occurrences(Search("Kyiv")))
    assert max(len(step.found) for step in steps) <= 50
    assert [step.done for step in steps if not step.found] == [100, 200, 231]
    assert {step.total for step in steps} == {231}
    assert sum(len(step.found) for step in steps) == 460
    assert len(project.occurrences(Search("Kyiv"), limit=7)) == 7
    with pytest.raises(UserError, match="no regular expression"):
        next(project.find_occurrences(Search("(", pattern=True)))


def test_labels_around_an_occurrence_are_told(project: Project, document: str) -> None:
    text = project.text(document)
    government = text.index("Indian government")
    project.add_span(document, start=government, end=government + 17, label="ORG")
    project.add_span(document, start=government, end=government + 6, label="NORP")
    found = project.occurrences(Search("Indian"))
    assert [(one.labels, one.around) for one in found] == [(("NORP",), ("ORG",))]
    whole = project.occurrences(Search("Indian government"))
    assert [(one.labels, one.around) for one in whole] == [(("ORG",), ())]  # what lies inside is no matter
    part = list(project.find_occurrences(Search("Indian"), document_id=document, within=(0, government)))
    assert [step.found for step in part] == [()]
