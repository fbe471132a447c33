"""Do suggestions pay? Real annotations made again, document by document, with and without them: keys a span."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from tests.benchmarks.measure import Row, Scale
from tests.benchmarks.typist import Count, Typist
from workbench import jobs
from workbench.data import data_folder
from workbench.errors import UserError
from workbench.formats import Reading, find_format
from workbench.model import Bundle, Span
from workbench.project.models import due_after
from workbench.schema import Group, Label, Schema, load_schema
from workbench.suggest import Context, Proposal, Suggester, known
from workbench.suggest.memory import Lesson, learn
from workbench.suggest.training import LEAST, train

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
ARTICLE = "India and Russia"  # the sample on the facts of the article whose keys were counted on paper
HALF = 0.5  # of the keys without suggestions: the aim


def run(scale: Scale) -> Iterator[Row]:
    """Yields the rows of this family; corpora that are not here are left out."""
    for title, bundles, schema in sources(scale):
        ways: dict[str, tuple[Suggester, ...]] = {}
        found = known()
        for name, one in found.items():
            ways[name] = (one,)
        if len(found) > 1:
            ways["all suggesters"] = tuple(found.values())
        by_hand, _ = replayed(bundles, schema, None)
        candidates, articles = replayed(bundles, schema, ())
        yield _row(f"{title}, selecting each", by_hand, None)
        yield _row(f"{title}, candidates", candidates, by_hand, "selecting each")
        for way, suggesters in ways.items():
            counted, each = replayed(bundles, schema, suggesters)
            yield _row(f"{title}, {way}", counted, candidates, "candidates")
            for name, count in each.items():
                if name.startswith(ARTICLE) and len(suggesters) > 1:
                    without = articles[name].keys
                    yield Row(
                        "the whole article", count.keys, "keys", without, "candidates", HALF, times=True
                    )


def _row(title: str, count: Count, baseline: Count | None, against: str = "") -> Row:
    spans = max(1, count.spans)
    wrong = f", {count.wrong} of {count.proposed} wrong" if count.proposed else ""
    return Row(
        f"{title} ({count.decisions / spans:.2f} decisions{wrong})",
        count.keys / spans,
        "keys a span",
        baseline.keys / spans if baseline else None,
        against,
    )


def sources(scale: Scale) -> Iterator[tuple[str, list[Bundle], Schema]]:
    """Annotated documents with the schema for them: the samples, and what corpora there are."""
    news = load_schema("news")
    samples = list(find_format("jsonl").read(data_folder("sample_docs") / "noor-haddad.jsonl", Reading()))
    # the article comes last: what the others taught helps it little, as they are about something else
    samples.sort(key=lambda one: one.document.name.startswith(ARTICLE))
    yield "samples", samples[-scale.of(len(samples)) :], news
    for title, folder, format_id in (
        ("four annotators (es)", "brat-four-annotators/example-project/Lisa", "brat"),
        ("LitBank", "brat-litbank", "brat"),
        ("WNUT 17", "conll-wnut17", "conll"),
    ):
        if bundles := list(_read(CORPORA / folder, format_id)):
            bundles = _parted(bundles)[: scale.of(60, 2)]
            yield f"{title}, {len(bundles)} documents", bundles, _schema(bundles)


def _read(folder: Path, format_id: str) -> Iterator[Bundle]:
    suffixes = {"brat": ("*.ann",), "conll": ("*.conll",)}[format_id]
    paths = sorted(path for suffix in suffixes for path in folder.rglob(suffix)) if folder.exists() else []
    for path in paths:
        try:
            yield from find_format(format_id).read(path, Reading())
        except UserError:
            continue


def _parted(bundles: Sequence[Bundle]) -> list[Bundle]:
    """Files that are one long text become documents of about 2,000 characters, between paragraphs."""
    found = []
    for bundle in bundles:
        text, at = bundle.document.text, 0
        while at < len(text):
            end = text.find("\n", at + 2000)
            end = len(text) if end < 0 else end + 1
            spans = tuple(
                Span(span.id, span.label, span.start - at, span.end - at)
                for span in bundle.spans
                if at <= span.start and span.end <= end and not span.fragments
            )
            document = bundle.document
            name = f"{document.name} {at}"
            part = type(document)(name, name, text[at:end], document.language)
            found.append(Bundle(part, spans=spans))
            at = end
    return [one for one in found if one.spans]


def _schema(bundles: Sequence[Bundle]) -> Schema:
    labels = sorted({span.label for one in bundles for span in one.spans})
    return replace(
        load_schema("ner"),
        groups=(Group("entity", "Entities"),),
        labels=tuple(Label(label, label, "entity") for label in labels),
        relations=(),
        rules=(),
        derived=(),
    )


def replayed(
    bundles: Sequence[Bundle], schema: Schema, suggesters: Sequence[Suggester] | None
) -> tuple[Count, Mapping[str, Count]]:
    """All documents one after the other, each teaching the suggesters for the next; None: not even candidates.

    The model is trained as in a project: after the first few documents, and again when it is due.
    """
    whole, each = Count(), {}
    lessons: list[Lesson] = []
    model, due = b"", LEAST
    for bundle in bundles:
        if suggesters and any(one.id == "model" for one in suggesters) and len(lessons) >= due:
            model, due = jobs.finish(train(lessons, schema))[0], due_after(len(lessons))
        ask = None
        if suggesters:
            asking = _Asking(bundle, schema, suggesters, lessons, model)
            ask = asking.ask
        count = Typist(bundle, schema, suggesters is not None, ask).work()
        each[bundle.document.name] = count
        whole.add(count)
        lessons.append(
            Lesson(bundle.document.id, bundle.document.text, bundle.spans, len(bundle.document.text))
        )
    return whole, each


class _Asking:
    """Suggesters asked about one document, with what its reader has made so far as the last lesson."""

    def __init__(
        self,
        bundle: Bundle,
        schema: Schema,
        suggesters: Sequence[Suggester],
        lessons: Sequence[Lesson],
        model: bytes,
    ) -> None:
        self.bundle, self.schema, self.suggesters = bundle, schema, suggesters
        self.lessons, self.model = lessons, model
        self.remembers = any(one.id == "memory" for one in suggesters)
        self.kept: dict[str, list[Proposal]] = {}  # of those that do not look at what is made

    def ask(self, made: Sequence[Span]) -> list[Proposal]:
        """What they propose now. One place and label is proposed once; groups come before single spans."""
        document = self.bundle.document
        until = max((span.end for span in made), default=0)
        lessons = [*self.lessons, Lesson(document.id, document.text, tuple(made), until)]
        memory = learn(lessons, self.schema, {}) if self.remembers else {}
        context = Context(self.schema, tuple(made), memory=memory, model=self.model)
        proposed: dict[tuple[int, int, str], Proposal] = {}
        for one in self.suggesters:
            if one.id not in self.kept or one.id == "memory":
                self.kept[one.id] = list(one.suggest(document, context))
            for proposal in self.kept[one.id]:
                if proposal.spans:
                    first = proposal.spans[0]
                    key = (first.start, first.end, first.label)
                    if len(proposal.spans) > 1 or key not in proposed:
                        proposed[key] = proposal
        grouped = {
            (span.start, span.end)
            for one in proposed.values()
            if len(one.spans) > 1
            for span in one.spans[1:]
        }
        return [
            one
            for one in proposed.values()
            if len(one.spans) > 1 or (one.spans[0].start, one.spans[0].end) not in grouped
        ]
