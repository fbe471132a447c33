"""Claims with cue and source: each pattern, what must not be taken for a claim, and what the schema has to have."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked import Attributed, marked, parsed

from workbench import offsets
from workbench.model import Document, Relation, Span
from workbench.schema import load_schema, read_schema
from workbench.suggest.base import Context, Proposal
from workbench.suggest.claims import Claims
from workbench.suggest.claims.making import roles
from workbench.suggest.claims.wording import LANGUAGES, wording

NEWS = load_schema("news")
DEVELOPMENT = Path(__file__).parents[2] / "benchmarks" / "claims_development.txt"


def proposed(text: str, language: str = "en", spans: tuple[Span, ...] = ()) -> list[Proposal]:
    return list(Claims().suggest(Document("", "", text, language), Context(NEWS, spans)))


def as_marked(text: str, language: str = "en") -> Attributed:
    """What is proposed, in the form of marked texts."""
    found = Attributed(text)
    for one in proposed(text, language):
        speakers = {relation.tail for relation in one.relations if relation.label == "said-by"}
        for span in one.spans:
            if span.label == "CLAIM":
                found.claims[span.parts()] = dict(span.attributes)
            elif span.label == "CUE":
                found.cues.add((span.start, span.end))
            elif span.id in speakers:
                found.sources[(span.start, span.end)] = span.attributes.get("kind", span.label)
    return found


def agree(gold: Attributed, language: str = "en") -> None:
    got = as_marked(gold.text, language)
    assert got.claims == gold.claims
    assert got.cues == gold.cues
    assert got.sources == gold.sources


@pytest.mark.parametrize("gold", list(marked(DEVELOPMENT)), ids=lambda gold: gold.name)
def test_sentences_for_development(gold: Attributed) -> None:
    agree(gold)


@pytest.mark.parametrize(
    "written",
    [
        "As [s1 PER|Smith] [u1|said], [c1 indirect|the plan was dead].",
        "[c1 indirect|The plan] — [s1 anonymous|officials] [u1|said] — [c1 indirect|was dead].",
        "“[c1 direct|We came],” [s1 pronoun|he] [u1|said], “but [c1b direct|we left].”",
        "“[c1 direct denied|The sea],” [s1 pronoun|she] [u1|said], “[c1 direct denied|is not dying].”",
        "“[c1 direct|The mine fed us],” [s1 PER|Piotr Nowak] [u1|said]. “[c1b direct|Now it is poison].\n\n"
        "“[c1c direct|We asked for tests].”",
        "“[c1b direct|It began in May].\n\n“[c1 direct|It ended in June],” [s1 pronoun|she] [u1|said].",
        "LONDON (Reuters) - [c1 indirect|Oil prices rose on Monday], [s1 anonymous|traders] [u1|said].",
        "There are [u1|rumours] that [c1 unattributed|the singer has left].",
        "[s1 anonymous|Two engineers] who work at the dam, and who asked not to be named, "
        "[u1|said] that [c1 indirect|it broke].",
        "Its director, [s1 PER|Grace Ekanem], [u1|told] reporters that [c1 indirect|the rain was heavy].",
        "[s1 PER|Ann Berg] and [s1b PER|Bo Dahl] [u1|said] [c1 indirect|they would stay].",
        "[s1 pronoun|It] [u1|denied] [c1 indirect denied|it had lied], [u2|adding] that [c2 indirect|it knew].",
        "[c1 indirect|It needs jobs, not boats], and [c1b indirect denied|it is not new], [s1 pronoun|she] [u1|says].",
        "[c1 indirect|They need a job, not a boat], [s1 pronoun|she] [u1|said].",
        "[s1 ORG|Odoma State government] [u1|says] [c1 indirect possible|it may rain in May].",
        "[s1 PER|Ann Berg] [u1|said] [c1 mixed|it was “a mistake”] and promised an inquiry.",
        "[s1 PER|Bo Dahl], the head of the firm -- which owns the farm -- [u1|told] me, “[c1 direct|We were late].”",
        "[u1|According to] [s1 pronoun|her] [c1 indirect|the animal is a vixen].",
        "Mr. Berg, who works here and, Mr. [s1 PER|King] [u1|said], [c1 indirect|has seemed tired].",
        "Both Mr. [s1 PER|King] and Dr [s1b PER|Berg] [u1|say] [c1 indirect|it was late].",
        "[s1 description|His deputy] [u1|said] [c1 mixed|the “best” days were over].",
    ],
)  # fmt: skip
def test_patterns(written: str) -> None:
    agree(parsed(written))


@pytest.mark.parametrize(
    "text",
    [
        "Russian participation in ‘Make in India’? The film ‘Fields of Glass’ opens on Friday.",
        "The general called for calm, called off the parade and is called Tom.",
        "That said, the so-called “expert” went home. It goes without saying.",
        "He claimed responsibility. The claims department closed. She reports to the board.",
        "The minister did not say when the law would come, and refused to say whether he knew it.",
        "The reported rise in prices surprised nobody; the stated aim was stability.",
        "A reportedly stolen car stood there. The suspect fled. The state assembly met.",
        "No one said that it was late. He will say that it was late. They called on us to “go”. I’ll report it.",
        "“Why?” Smith asked. “Nonsense,” she said.",
        "The museum shows “Works on Paper”. Anyone who “likes” the page may win.",
        "They agreed to meet. He noted the time. The committee added three members.",
        "",
        "“”",
    ],
)
def test_what_is_no_claim(text: str) -> None:
    assert proposed(text) == []


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("de", "„[c1 direct|Wir haben alles verloren]“, [u1|sagte] [s1 PER|Maria Huber], eine Bäckerin."),
        ("de", "„[c1 direct|Das]“, [u1|betonte] [s1 pronoun|er], „[c1 direct|ist falsch].“"),
        ("de-AT", "[s1 description|Der Minister] [u1|erklärte]: „[c1 direct|Das Gesetz kommt im Mai].“"),
        ("fr", "« [c1 direct|Nous avons tout perdu] », a [u1|déclaré] [s1 PER|Marie Dupont]."),
        ("fr", "« [c1 direct|C’est faux] », [u1|dit]-[s1 pronoun|il]."),
        ("fr", "« [c1 direct|Le projet est mort] », [u1|selon] [s1 description|le maire]."),
        ("es", "«[c1 direct|Lo hemos perdido todo]», [u1|dijo] [s1 PER|María López], panadera."),
        ("es", "[s1 description|El ministro] [u1|aseguró]: «[c1 direct|La ley llegará en mayo]»."),
    ],
)
def test_other_languages_beside_quotations(language: str, written: str) -> None:
    agree(parsed(written), language)


def test_every_language_loads_and_others_have_no_proposals() -> None:
    assert LANGUAGES == ("de", "en", "es", "fr")
    assert all(wording(language) for language in LANGUAGES)
    assert wording("zh") is None
    assert proposed("“X is so,” he said.", "zh") == []


def test_a_proposal_holds_claims_cue_and_source_and_joins_them() -> None:
    text = "“We lost it. We go home,” she said."
    (one,) = proposed(text)
    assert [(span.label, span.covered(text)) for span in one.spans] == [
        ("CLAIM", "We lost it"),
        ("CLAIM", "We go home"),
        ("CUE", "said"),
        ("SOURCE", "she"),
    ]
    names = {span.id: span.covered(text) for span in one.spans}
    assert {(names[row.head], row.label, names[row.tail]) for row in one.relations} == {
        (claim, kind, end)
        for claim in ("We lost it", "We go home")
        for kind, end in (("has-cue", "said"), ("said-by", "she"))
    }
    assert all(0 < span.score <= 1 for span in one.spans if span.score is not None)
    assert one.reason == "a clause or quotation, the source, “said”"
    assert "checkable" not in one.spans[0].attributes


def test_what_is_there_already_is_joined_to() -> None:
    text = "Moscow said that it was late."
    there = (Span("a", "GPE", 0, 6), Span("b", "CUE", 7, 11))
    (one,) = proposed(text, spans=there)
    assert [span.label for span in one.spans] == ["CLAIM"]
    assert {(row.label, row.tail) for row in one.relations} == {("said-by", "a"), ("has-cue", "b")}
    (one,) = proposed("Corvane makes chips. Corvane said that it was late.", spans=(Span("o", "ORG", 0, 7),))
    assert [(span.label, span.start) for span in one.spans][2] == ("ORG", 21)  # what it is called elsewhere
    longer = "Judge Helen Marsh wrote that it was late."
    (one,) = proposed(longer, spans=(Span("p", "PER", 12, 17),))
    assert ("said-by", "p") in {(row.label, row.tail) for row in one.relations}


def test_a_schema_has_to_have_the_labels() -> None:
    found = roles(NEWS)
    assert found and (found.claim.id, found.cue.id, found.source.id) == ("CLAIM", "CUE", "SOURCE")
    assert (found.said_by.id, found.has_cue.id) == ("said-by", "has-cue")
    for name in ("claims", "ner", "timeml"):
        assert roles(load_schema(name)) is None
        context = Context(load_schema(name))
        assert list(Claims().suggest(Document("", "", "It is so, he said.", "en"), context)) == []


def test_a_schema_with_other_words() -> None:
    schema = read_schema(
        """name = "s"\ntitle = "S"\nversion = "1"
        [[group]]\nid = "g"\ntitle = "G"\npassage = true
        [[label]]\nid = "SAID"\ntitle = "A"\ngroup = "g"
        [[label]]\nid = "VERB"\ntitle = "B"\ngroup = "g"\nform = "cue"
        [[label]]\nid = "WHO"\ntitle = "C"\ngroup = "g"\nform = "span"
        [[relation]]\nid = "verb"\ntitle = "v"\nhead = ["SAID"]\ntail = ["VERB"]
        [[relation]]\nid = "by"\ntitle = "b"\nhead = ["SAID"]\ntail = ["WHO"]"""
    )
    (one,) = Claims().suggest(Document("", "", "It was so, Ann Berg said.", "en"), Context(schema))
    assert [(span.label, span.attributes) for span in one.spans] == [("SAID", {}), ("VERB", {}), ("WHO", {})]


def test_offsets_are_code_points_in_any_text() -> None:
    text = "🦊🦊 “The fox is here 🦊,” she said.\r\n\r\nThe\u00a0mayor said it was late."
    found = as_marked(text)
    assert {text[low:high] for parts in found.claims for low, high in parts} == {
        "The fox is here 🦊",
        "it was late",
    }
    assert proposed(text) == proposed(text)


MARKS = "“”'‘’\",.(—:¶"
PIECES = [
    *MARKS,
    "said",
    "he",
    "Ann",
    "that",
    "according to",
    "1,",
    "and",
    "called",
    "is",
    "reportedly",
    "who",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(LANGUAGES))
def test_nonsense_gives_whole_proposals(pieces: list[str], language: str) -> None:
    text = " ".join(pieces).replace("¶", "\n\n")
    for one in proposed(text, language):
        ids = {span.id for span in one.spans}
        assert one.spans[0].label == "CLAIM"
        for span in one.spans:
            at = -1
            for low, high in span.parts():
                assert at < low < high <= len(text)
                assert not text[low].isspace() and offsets.is_grapheme_boundary(text, low)
                at = high
        assert all({row.head, row.tail} <= ids for row in one.relations if isinstance(row, Relation))


@pytest.mark.parametrize(
    "piece",
    [
        "“",
        "“a ” ",
        "'s ' ",
        "1,",
        "(",
        "he said ",
        "a-",
        "said, ",
        "according to a ",
        "and that ",
        "A, B, ",
        "who ",
    ],
)
def test_long_monsters_end(piece: str) -> None:
    proposed(piece * (12_000 // len(piece)))


def meant(text: str, language: str = "en", spans: tuple[Span, ...] = ()) -> list[tuple[str, str, str]]:
    """Who is said to be the same as a source: both ends' words, and the label of the other end."""
    found = []
    for one in proposed(text, language, spans):
        there = {span.id: span for span in (*one.spans, *spans)}
        for relation in one.relations:
            if relation.label == "same-as":
                head, tail = there[relation.head], there[relation.tail]
                found.append((head.covered(text), tail.covered(text), tail.label))
    return found


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Helen Marsh flew home. She said that it was late.", [("She", "Helen Marsh", "PER")]),
        ("“We met Anton Reuss,” said Priya Nair. “It rained,” she said.", [("she", "Priya Nair", "PER")]),
        (
            "Ms Marsh said it was late. The European Space Agency slept. She said it rained.",
            [("She", "Marsh", "PER")],
        ),
        ("The Flood Agency said it was late. It added that it rained.", [("It", "Flood Agency", "ORG")]),
        (
            "A short statement said it was late. The statement added that it rained.",
            [("The statement", "A short statement", "SOURCE")],
        ),
        ("They said that it was late. We said that it rained.", []),
        ("The company said that it was late.", []),
    ],
)
def test_a_pronoun_or_description_comes_with_whom_it_means(
    text: str, same: list[tuple[str, str, str]]
) -> None:
    assert meant(text) == same


def test_who_is_meant_is_the_span_that_is_there() -> None:
    text = "Helen Marsh flew home. She said that it was late."
    there = Span("p", "PER", 0, 11)
    (one,) = proposed(text, spans=(there,))
    assert [span.label for span in one.spans] == ["CLAIM", "CUE", "SOURCE"]
    assert "p" in {relation.tail for relation in one.relations if relation.label == "same-as"}


def test_nobody_is_meant_from_too_far_or_in_a_language_without_such_pronouns() -> None:
    assert meant("Helen Marsh flew home. " + "It rained again. " * 60 + "She said that it was late.") == []
    assert meant("„Es regnet“, sagte Anna Müller. „Es ist spät“, sagte sie.", "de") == []
