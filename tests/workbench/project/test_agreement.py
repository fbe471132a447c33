"""How much the annotators of a project agree: figures of a corpus, rows of every way, intervals, left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from layers import WHO, fill
from layers import line as bundle

from workbench import jobs
from workbench.agreement.measures import MEASURES
from workbench.agreement.report import Report
from workbench.errors import UserError
from workbench.model import Annotator, Progress, new_id
from workbench.project import Project
from workbench.project.agreement import Question
from workbench.project.comparing import Layers
from workbench.schema import load_schema, read_schema

FOUR = Path(__file__).parents[4] / "shared" / "corpora" / "brat-four-annotators" / "example-project"
SCHEMA = """
name = "four"
title = "Four"
version = "1"
[[group]]
id = "entity"
title = "Entities"
"""


def ask(project: Project, **more: Any) -> Report:
    return jobs.finish(jobs.agreement_job(project, Question(**more)))


def shown(report: Report, id: str) -> dict[str, float | None]:
    """A measure of each row, rounded as reports are published."""
    values = {row.title: row.values[id].value for row in report.rows}
    return {title: None if value is None else round(value, 3) for title, value in values.items()}


@pytest.fixture
def four(tmp_path: Path) -> Iterator[Project]:
    """The corpus that four people annotated, a folder each."""
    if not FOUR.exists():
        pytest.skip("the corpora are not here")
    labels = "".join(
        f'[[label]]\nid = "{one}"\ntitle = "{one}"\ngroup = "entity"\n'
        for one in ("LOC", "MISC", "ORG", "PER")
    )
    schema = read_schema(SCHEMA + labels, name_for_errors="four")
    made = Project.create(tmp_path / "p.workbench", schema=schema, annotator=Annotator(new_id(), "Me"))
    for name in ("Lisa", "Maria", "Max", "Peter"):
        plan = jobs.finish(
            jobs.plan_job(made, [FOUR / name], format_id="brat", options={"annotators": "folder"})
        )
        jobs.finish(jobs.import_job(made, plan))
        plan.close()
    yield made
    made.close()


def test_the_figures_that_the_corpus_was_published_with(four: Project) -> None:
    """kldtz/bratiaa, instance-based F1: the mean of all pairs, over all, by document and by label."""
    measures = ("f1",)
    assert shown(ask(four, measures=measures, by="document"), "exact") == {
        "all": 0.890,
        "esp.train-doc-100": 0.798,
        "esp.train-doc-1400": 0.894,
        "esp.train-doc-29": 0.906,
        "esp.train-doc-423": 0.906,
        "esp.train-doc-46": 0.936,
        "esp.train-doc-503": 0.907,
        "esp.train-doc-896": 0.873,
    }
    assert shown(ask(four, measures=measures, by="label"), "exact") == {
        "all": 0.890,
        "LOC": 0.819,
        "MISC": 0.840,
        "ORG": 0.906,
        "PER": 0.938,
    }
    pairs = ask(four, measures=measures, by="pair")
    assert [row.title for row in pairs.rows][:2] == ["all", "Lisa and Maria"]
    several = [row.values["exact"].value or 0 for row in pairs.rows[1:]]
    assert sum(several) / 6 == pytest.approx(0.890, abs=0.0005)


def test_intervals_hold_the_value_and_come_again(four: Project) -> None:
    first = ask(four, intervals=200, measures=("f1", "kappa", "alpha-u"))
    for value in first.rows[0].values.values():
        assert value.value is not None and value.low is not None and value.high is not None
        assert value.low <= value.value <= value.high
    assert ask(four, intervals=200, measures=("f1", "kappa", "alpha-u")) == first
    assert ask(four, intervals=200, measures=("f1", "kappa", "alpha-u"), seed=2) != first


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Three annotators on two documents; relations, attributes, an overlap, a layer alone and one not finished."""
    made = Project.create(
        tmp_path / "p.workbench", schema=load_schema("news"), annotator=Annotator(new_id(), "Me")
    )
    lines = [
        bundle("a", "Ada", ("PER", "Ana"), ("PER", "Bo"), ("ORG", "Ana met"), ("CLAIM", "It rained")),
        bundle("a", "Ben", ("ORG", "Ana"), ("PER", "Bo"), ("CLAIM", "It rained,")),
        bundle("a", "Cyd", ("ORG", "Ana"), ("PER", "Bo"), ("CLAIM", "It rained")),
        bundle("b", "Ada", ("PER", "Ana met")),
        bundle("b", "Ben", ("PER", "Ana met")),
        bundle("c", "Ada", ("PER", "Ana")),
        bundle("d", "Ada", ("PER", "Ana")),
        bundle("d", "Ben", status="in progress"),
    ]
    for line, voice in zip(lines[:3], ("direct", "direct", "indirect"), strict=True):
        for number, span in enumerate(line["spans"]):
            span["id"] = f"{line['annotator']['name']}{number}"
            if span["label"] == "CLAIM":
                span["attributes"] = {"voice": voice}
                span["origin"] = "rule:claims"
    for line in lines[:2]:
        ends = {span["label"]: span["id"] for span in line["spans"]}
        line["relations"] = [{"id": "r", "label": "said-by", "head": ends["CLAIM"], "tail": ends["PER"]}]
    lines[0]["relations"].append({"id": "s", "label": "about", "head": "Ada3", "tail": "Ada2"})
    fill(made, lines, tmp_path)
    yield made
    made.close()


def test_every_way_has_its_rows(project: Project) -> None:
    titles = {
        by: [row.title for row in ask(project, by=by).rows]
        for by in ("label", "group", "pair", "document", "origin")
    }
    assert titles == {
        "label": ["all", "PER", "ORG", "CLAIM", "said-by", "about"],
        "group": ["all", "Entities", "Claims"],
        "pair": ["all", "Ada and Ben", "Ada and Cyd", "Ben and Cyd"],
        "document": ["all", "a", "b"],
        "origin": ["all", "by hand", "from suggestions", "rule:claims"],
    }
    (month,) = ask(project, by="month").rows[1:]
    assert month.title[4] == "-" and month.documents == 2


def test_a_month_is_that_in_which_the_last_layer_was_done(project: Project) -> None:
    a = project.document_rows(project.document_keys())[0].id
    ben = next(one for one in project.annotators() if one.name == "Ben")
    mine = Project.open(project.path, annotator=ben)
    mine.set_status(a, "in progress")
    mine.set_status(a, "done")
    (done,) = project.store.connection.execute("SELECT max(seq) FROM op").fetchone()
    mine.set_layer_attribute(a, name="genre", value="wire")  # later, and no other time of being done
    mine.close()
    for seq, at in ((0, "2024-01-05"), (done - 1, "2024-03-05"), (done + 1, "2024-07-05")):
        project.store.connection.execute("UPDATE op SET at = ? WHERE seq > ?", (at, seq))
    assert [(row.title, row.documents) for row in ask(project, by="month").rows[1:]] == [
        ("2024-01", 1),
        ("2024-03", 1),
    ]


def test_single_labels_have_their_own_figure_of_unitising(project: Project) -> None:
    rows = {row.title: row.values.get("alpha_u_label") for row in ask(project, by="label").rows}
    assert rows["all"] is None and rows["PER"] is not None and rows["PER"].value is not None


def test_the_figures_can_be_reckoned(project: Project) -> None:
    report = ask(project, by="pair", measures=("f1", "attributes", "relations"))
    pair = report.rows[1]
    assert (pair.documents, pair.spans) == (2, 9)
    # Ada and Ben: Bo, and all of b; Ana is another label, met and the comma make a half of two
    values = {id: value.value for id, value in pair.values.items()}
    assert values["exact"] == pytest.approx(2 * 2 / 9)
    assert values["partial"] == pytest.approx(2 * (2 + 0.5 + 0.5) / 9)
    assert values["label_only"] == pytest.approx(2 * 4 / 9)
    assert values["exact_precision"] == pytest.approx(2 / 4)
    assert values["exact_recall"] == pytest.approx(2 / 5)
    assert values["attributes"] == 1.0
    assert values["relations"] == 2 * 1 / 3
    assert [(row.label, row.attribute, row.compared, row.same) for row in report.attributes] == [
        ("CLAIM", "certainty", 3, 3),
        ("CLAIM", "polarity", 3, 3),
        ("CLAIM", "voice", 3, 1),
    ]


def test_what_is_left_out_is_said_with_its_number(project: Project) -> None:
    left = {
        (one.measure, one.what.split(" (")[0]): one.number
        for one in ask(project, measures=MEASURES[:-1]).left_out
    }
    assert left == {
        ("everything", "layers that are in progress"): 1,
        ("everything", "layers without another one to compare with"): 2,
        ("kappa, alpha", "tokens where spans overlap"): 1,
        ("alpha-u", "characters where spans overlap"): 3,
    }
    gamma = ask(project, measures=("gamma",), layers=Layers(("Ada", "Ben")))
    assert 0.5 < (gamma.rows[0].values["gamma"].value or 0) < 1


def test_the_matrix_and_the_places_behind_it(project: Project) -> None:
    found = {(cell.a, cell.b): (cell.exact, cell.boundary) for cell in ask(project).confusion}
    assert found["ORG", "ORG"] == (1, 2)
    assert found["PER", ""] == (0, 2)
    assert found["CLAIM", "CLAIM"] == (1, 2)
    assert found["PER", "PER"] == (4, 0)
    places = jobs.finish(jobs.place_job(project, Layers(), a="CLAIM", b="CLAIM", exact=False))
    assert [place.annotators for place in places] == [("Ada", "Ben"), ("Ben", "Cyd")]
    nobody = jobs.finish(jobs.place_job(project, Layers(), a="PER", b=""))
    assert [(place.annotators, place.pair.a and place.pair.a.label, place.pair.b) for place in nobody] == [
        (("Ada", "Ben"), "PER", None),
        (("Ada", "Cyd"), "PER", None),
    ]


def test_the_tokeniser_is_a_choice(project: Project) -> None:
    words = ask(project, measures=("kappa",)).rows[0].values["kappa"]
    assert ask(project, measures=("kappa",), tokeniser="whitespace").rows[0].values["kappa"] != words


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"by": "colour"}, "not shown by colour: choose one of label, group"),
        ({"measures": ("pi",)}, "no measure pi: choose from f1"),
        ({"intervals": -1}, "number of resamples"),
        ({"tokeniser": "letters"}, "letters"),
        ({"layers": Layers(("Zoe",))}, "knows no annotator Zoe"),
    ],
)
def test_wrong_words_are_said(project: Project, question: dict[str, Any], words: str) -> None:
    with pytest.raises(UserError, match=words):
        ask(project, **question)


def test_progress_goes_from_counting_to_resampling(project: Project) -> None:
    steps = list(jobs.agreement_job(project, Question(intervals=100)))
    assert steps[-1] == Progress(100, 100, "resampling")


def test_somebody_who_joins_another_is_that_other(project: Project) -> None:
    connection = project.store.connection
    connection.execute(
        "UPDATE annotator SET same_as = (SELECT id FROM annotator WHERE name = 'Cyd') WHERE name = 'Ben'"
    )
    report = ask(project, measures=("f1",), layers=Layers(("Ada", WHO["Cyd"]["id"])))
    assert report.annotators == ["Ada", "Cyd"]
    assert report.documents == 2
