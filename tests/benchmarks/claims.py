"""How good proposed claims are: against the samples' annotators, and against sentences annotated beforehand.

A claim is met exactly (all fragments), or about: one of each, overlapping by half of what both cover. The paper's own
claims are not looked for and do not count as missed.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from tests.benchmarks.measure import Row, Scale
from tests.marked import Attributed, Parts, marked
from workbench import formats
from workbench.data import data_folder
from workbench.formats import find_format
from workbench.model import Document
from workbench.schema import load_schema
from workbench.suggest.base import Context
from workbench.suggest.claims import Claims
from workbench.suggest.claims.reading import Reading
from workbench.suggest.claims.wording import wording


def sampled(file: Path) -> Iterator[tuple[Attributed, Document]]:
    """The documents of a sample file with the attributed claims of its layer."""
    for line in file.read_text(encoding="utf-8").splitlines():
        row = msgspec.json.decode(line)
        if "document" not in row:
            continue
        document = msgspec.convert(row["document"], Document)
        spans = {span["id"]: span for span in row.get("spans", ())}
        found = Attributed(document.text, document.name)
        for relation in row.get("relations", ()):
            tail = spans[relation["tail"]]
            place = (tail["start"], tail["end"])
            if relation["label"] == "has-cue":
                found.cues.add(place)
            elif relation["label"] == "said-by":
                found.sources[place] = tail.get("attributes", {}).get("kind", tail["label"])
        for span in spans.values():
            if span["label"] == "CLAIM" and span["attributes"]["voice"] != "paper":
                parts = span.get("fragments") or [[span["start"], span["end"]]]
                found.claims[tuple((low, high) for low, high in parts)] = span["attributes"]
        yield found, document


def proposed(text: str, language: str = "en") -> Attributed:
    """What the suggester proposes for a text, without any span that is there already."""
    found = Attributed(text)
    context = Context(load_schema("news"))
    for one in Claims().suggest(Document("", "", text, language), context):
        speakers = {relation.tail for relation in one.relations if relation.label == "said-by"}
        for span in one.spans:
            if span.label == "CLAIM":
                found.claims[span.parts()] = dict(span.attributes)
                found.hows[span.parts()] = one.reason
            elif span.label == "CUE":
                found.cues.add((span.start, span.end))
            elif span.id in speakers:
                found.sources[(span.start, span.end)] = span.attributes.get("kind", span.label)
    return found


def overlap(one: Parts, other: Parts) -> float:
    """What two claims share, as a part of what both cover."""
    mine = {at for low, high in one for at in range(low, high)}
    theirs = {at for low, high in other for at in range(low, high)}
    return len(mine & theirs) / len(mine | theirs)


def paired(wanted: Iterable[Parts], got: Sequence[Parts]) -> list[tuple[Parts, Parts]]:
    """One of each, the best first, that overlap by half at least."""
    pairs = sorted(
        ((overlap(one, other), one, other) for one in wanted for other in got),
        key=lambda row: (-row[0], row[1:]),
    )
    found: list[tuple[Parts, Parts]] = []
    for share, one, other in pairs:
        if share >= 0.5 and one not in {a for a, _ in found} and other not in {b for _, b in found}:
            found.append((one, other))
    return found


ANNOTATORS = ("noor-haddad", "jonas-lindqvist")


class Score:
    """Counts of what was wanted, proposed and met, by measure."""

    def __init__(self) -> None:
        self.met: Counter[str] = Counter()
        self.wanted: Counter[str] = Counter()
        self.got: Counter[str] = Counter()

    def add(self, gold: Attributed, got: Attributed) -> None:
        """Compare one text."""
        pairs = paired(gold.claims, list(got.claims))
        counts = {
            "claims, exactly": (
                len(gold.claims),
                len(got.claims),
                len(gold.claims.keys() & got.claims.keys()),
            ),
            "claims, about": (len(gold.claims), len(got.claims), len(pairs)),
            "cues": (len(gold.cues), len(got.cues), len(gold.cues & got.cues)),
            "sources": (len(gold.sources), len(got.sources), len(gold.sources.keys() & got.sources.keys())),
        }
        for name in ("voice", "certainty", "polarity"):
            same = sum(gold.claims[one].get(name) == got.claims[other].get(name) for one, other in pairs)
            counts[name] = (len(pairs), len(pairs), same)
        both = gold.sources.keys() & got.sources.keys()
        counts["kind or label of sources"] = (
            len(both),
            len(both),
            sum(gold.sources[one] == got.sources[one] for one in both),
        )
        for name, (wanted, found, met) in counts.items():
            self.wanted[name] += wanted
            self.got[name] += found
            self.met[name] += met

    def rows(self, where: str) -> Iterator[Row]:
        """F1 in percent, precision and recall beside it; of values, the share that is right."""
        for name, met in self.met.items():
            precision, recall = (met / max(1, number[name]) for number in (self.got, self.wanted))
            f1 = 100 * 2 * met / max(1, self.got[name] + self.wanted[name])
            value = name in ("voice", "certainty", "polarity") or name.startswith("kind")
            more = f"right of {self.wanted[name]}" if value else (
                f"F1 of {self.wanted[name]} (precision {precision:.0%}, recall {recall:.0%})"
            )  # fmt: skip
            yield Row(f"{where}: {name}, {more}", f1, "%")


def reliability(samples: Path) -> Iterator[Row]:
    """Of the claims that each pattern finds, the share that an annotator or a mark has too: what scores are made of."""
    texts = [gold for who in ANNOTATORS for gold, _ in sampled(samples / f"{who}.jsonl")]
    texts += marked(Path(__file__).parent / "claims_development.txt")
    found: Counter[str] = Counter()
    met: Counter[str] = Counter()
    words = wording("en")
    assert words is not None
    for gold in texts:
        hows = {
            one.parts: one.how for made in Reading(gold.text, words).attributions() for one in made.claims
        }
        found.update(hows.values())
        met.update(hows[other] for _, other in paired(gold.claims, list(hows)))
    for how in sorted(found):
        share = (met[how] + 1) / (found[how] + 2)
        yield Row(
            f"claims by pattern: {how}, {met[how]} of {found[how]} right, so its score", 100 * share, "%"
        )


def meaning(samples: Path) -> Iterator[Row]:
    """Of the sources that are no names, the share whose meaning an annotator gives the same words for."""
    found: Counter[str] = Counter()
    met: Counter[str] = Counter()
    words = wording("en")
    assert words is not None
    for bundle in find_format("jsonl").read(samples / f"{ANNOTATORS[0]}.jsonl", formats.Reading()):
        if not bundle.document.language.startswith("en"):
            continue
        text, spans = bundle.document.text, {span.id: span for span in bundle.spans}
        joined = {
            ((spans[a].start, spans[a].end), spans[b].covered(text))
            for one in bundle.relations
            if one.label == "same-as"
            for a, b in ((one.head, one.tail), (one.tail, one.head))
        }
        asked = {place for place, _ in joined}
        reading = Reading(text, words)
        meant = reading.antecedents()
        sources = {source for one in reading.attributions() for source in one.sources}
        for source in sorted(sources, key=lambda one: (one.start, one.end)):
            who = meant.of(source)
            if who is not None and (source.start, source.end) in asked:
                found[who.how] += 1
                other = who.source
                met[who.how] += ((source.start, source.end), text[other.start : other.end]) in joined
    for how in sorted(found):
        share = (met[how] + 1) / (found[how] + 2)
        yield Row(f"who is meant: {how}, {met[how]} of {found[how]} right, so its score", 100 * share, "%")


def run(scale: Scale) -> Iterator[Row]:
    """The rows of the table: both annotators, both files of sentences, and the speed on 1 MB."""
    samples = data_folder("sample_docs")
    for who in ANNOTATORS:
        score = Score()
        for gold, document in sampled(samples / f"{who}.jsonl"):
            score.add(gold, proposed(document.text, document.language))
        yield from score.rows(f"claims, {who}")
    for title, file in (("development", "claims_development.txt"), ("held out", "claims_held_out.txt")):
        score = Score()
        for gold in marked(Path(__file__).parent / file):
            score.add(gold, proposed(gold.text))
        yield from score.rows(f"claims, {title}")
    yield from reliability(samples)
    yield from meaning(samples)
    articles = [document.text for _, document in sampled(samples / "noor-haddad.jsonl")]
    size = scale.of(1_000_000, 10_000)
    text = ("\n\n".join(articles) + "\n\n") * (1 + size // sum(map(len, articles)))
    began = time.process_time()
    proposed_number = sum(
        1 for _ in Claims().suggest(Document("", "", text[:size], "en"), Context(load_schema("news")))
    )
    spent = time.process_time() - began
    yield Row(
        f"claims of {size:,} characters ({proposed_number:,} proposals), processor time",
        spent,
        "s",
        budget=5.0,
    )
