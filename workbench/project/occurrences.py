"""All occurrences of some words in a document or the project: finding them, labelling the chosen ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from math import prod
from typing import TYPE_CHECKING

from msgspec import Struct

from workbench import offsets
from workbench.errors import UserError
from workbench.model import Attributes, Change, Span, new_id
from workbench.project.base import quoted
from workbench.project.spans import Spans
from workbench.storage import listing, reading
from workbench.storage.rows import FORM_LENGTH

if TYPE_CHECKING:
    import regex

CONTEXT = 48  # code points shown on each side of an occurrence
DOCUMENTS = 100  # documents looked at in one step
PLACES = 50  # occurrences found in one step
_SPACED_LETTER = (
    "[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0400-\u0481\u048a-\u052f]"  # Latin, Cyrillic
)
_DIGIT = "[0-9]"
_COUNT = re.compile(r"\{([0-9]*),?([0-9]*)\}")
MOST_REPEATS = 1_000_000  # product of a pattern's counts: nested ones are written out when it is compiled
_POSSESSIVE = ("'s", "’s", "'", "’")  # what a name may carry and still be whole
PATTERN_SECONDS = 2.0  # a regular expression may take so long for one document
LONGEST_WORDS, LONGEST_PATTERN = (
    1_000,
    500,
)  # code points: longer ones take long to make ready, and cannot be stopped
GIVE_UP = 3  # documents in which it may take so long before the search of a project ends
MOST = 20_000  # places that a regular expression gives in one document


class Search(Struct, frozen=True):
    """What counts as an occurrence. `prefix` also takes words that begin so (inflection); `words`
    wants whole words; `pattern` reads the text as a regular expression (its module: regex).

    White space in words stands for any white space: a name may run over the end of a line.
    """

    text: str
    case: bool = True
    words: bool = True
    prefix: bool = False
    pattern: bool = False


class Occurrence(Struct, frozen=True):
    """One occurrence (code points) with its context, `before` and `after` it in its paragraph, see `surroundings`.

    `labels` are those of my spans of this very extent, `around` those of my spans that hold it or cross it.
    """

    document: str
    name: str
    start: int
    end: int
    text: str
    before: str
    after: str
    labels: tuple[str, ...] = ()
    around: tuple[str, ...] = ()


class Step(Struct, frozen=True):
    """A part of a search: what it found, and how many documents have been looked through of how many.

    `given_up` is the name of a document in which a regular expression took too long.
    """

    done: int
    total: int
    found: tuple[Occurrence, ...] = ()
    given_up: str = ""


class TooSlowError(UserError):
    """A regular expression takes too long."""


class Occurrences(Spans):
    """The part of a project that finds words again and labels them in one step."""

    def occurrences(self, search: Search, *, document_id: str = "", limit: int = 10_000) -> list[Occurrence]:
        """Every occurrence in a document, or in all of them, by document and place; at most `limit`.

        Raises UserError for a regular expression that is wrong or takes too long.
        """
        found: list[Occurrence] = []
        for step in self.find_occurrences(search, document_id=document_id):
            if step.given_up:
                raise _too_slow([step.given_up])
            found += step.found
            if len(found) >= limit:
                break
        return found[:limit]

    def find_occurrences(
        self,
        search: Search,
        *,
        document_id: str = "",
        within: tuple[int, int] | None = None,
        seconds: float = PATTERN_SECONDS,
    ) -> Iterator[Step]:
        """The same in small steps, so that a window can go on between them.

        `within` (code points) looks at a part of the document only. A regular expression may take `seconds`
        in each document; in the search of a project, a document where that is not enough is given up. Raises
        UserError for one that is wrong, or takes too long in the only document or in too many.
        """
        compiled(search)
        if document_id:
            places = self._in_document(document_id, search, within=within, seconds=seconds, done=0, total=1)
            yield from places
            yield Step(1, 1)
            return
        given_up: list[str] = []
        keys = listing.all_keys(self.store.connection)
        literal = _literal(search)
        for at in range(0, len(keys), DOCUMENTS):
            part = keys[at : at + DOCUMENTS]
            for one in reading.document_ids(self.store.connection, part, containing=literal):
                try:
                    yield from self._in_document(
                        one, search, within=None, seconds=seconds, done=at, total=len(keys)
                    )
                except TooSlowError:
                    document = reading.document(self.store.connection, one)
                    given_up.append(document.name if document is not None else "")
                    if len(given_up) == GIVE_UP:
                        raise _too_slow(given_up) from None
                    yield Step(at, len(keys), given_up=given_up[-1])
            yield Step(min(at + DOCUMENTS, len(keys)), len(keys))

    def _in_document(
        self,
        document_id: str,
        search: Search,
        *,
        within: tuple[int, int] | None,
        seconds: float,
        done: int,
        total: int,
    ) -> Iterator[Step]:
        document = reading.document(self.store.connection, document_id)
        if document is None:
            return
        text = document.text
        places = find_all(text, search, within=within, seconds=seconds)
        while part := list(islice(places, PLACES)):
            layer = reading.working_layer(self.store.connection, document_id, self.owner.id)
            spans = reading.extents(self.store.connection, layer[0], part[0][0], part[-1][1]) if layer else []
            yield Step(
                done,
                total,
                tuple(
                    Occurrence(
                        document_id,
                        document.name,
                        start,
                        end,
                        text[start:end],
                        *offsets.surroundings(text, start=start, end=end, most=CONTEXT),
                        *labels,
                    )
                    for (start, end), labels in zip(part, _labels_of(part, spans), strict=True)
                ),
            )

    def form_counts(self, form: str) -> dict[str, int]:
        """How often these very words carry each label in the project: more than one is ambiguous."""
        return reading.form_counts(self.store.connection, form[:FORM_LENGTH])

    def label_occurrences(
        self, occurrences: Sequence[Occurrence], *, label: str, attributes: Attributes | None = None
    ) -> Change:
        """Label each of these that does not carry the label yet, in one operation; attributes are copied.

        Raises UserError for an unknown label, or if there is nothing to do.
        """
        kind = self._label(label)
        chosen = [one for one in occurrences if label not in one.labels]
        if not chosen:
            raise UserError(f"All of these are {kind.title} already.")
        documents = {one.document for one in chosen}
        title = f"label {len(chosen)} × {_forms([one.text for one in chosen])} as {kind.title}"
        with self._operation(title, document=documents.pop() if len(documents) == 1 else "") as op:
            for one in chosen:
                op.place = one.document
                text = self.text(one.document)
                start, end = self._extent(text, kind, (one.start, one.end))
                layer = self._my_layer(op, one.document)
                if self._same(op, one.document, Span("", label, start, end)):
                    continue
                words = text[start:end]
                values = {
                    **self.schema.defaults(label),
                    **self._computed(one.document, kind, Span("", label, start, end)),
                    **(attributes or {}),
                }
                op.put("span", new_id(), self._new_image(layer, Span("", label, start, end), words, values))
        return op.change()


def compiled(search: Search) -> regex.Pattern[str]:
    """The search as a regular expression. Raises UserError for one that is wrong, and for what is too long."""
    import regex  # late: a start of the window has no use for it

    longest = LONGEST_PATTERN if search.pattern else LONGEST_WORDS
    if len(search.text) > longest:
        what = "A regular expression" if search.pattern else "What is looked for"
        raise UserError(f"{what} has {longest:,} characters at most: these are {len(search.text):,}.")
    counts = [max(map(int, filter(None, pair))) for pair in _COUNT.findall(search.text) if any(pair)]
    if search.pattern and prod(counts) > MOST_REPEATS:
        raise UserError("This regular expression repeats too often: make its counts smaller.")
    flags = regex.V0 | (0 if search.case else regex.IGNORECASE)
    source = (
        search.text
        if search.pattern
        else _as_words(search, r"\s+".join(map(regex.escape, search.text.split())))
    )
    try:
        return regex.compile(source, flags)
    except regex.error as error:
        raise UserError(f"This is no regular expression: {error}.") from error


def _as_words(search: Search, source: str) -> str:
    """The same without most places that `_whole` would refuse: between two letters or digits no word begins or ends.

    This alone would do where words are set apart by blanks; in a text of one endless word it saves minutes.
    """
    words = search.text.split()
    if not words or not (search.words or search.prefix):
        return source
    for kind in (_SPACED_LETTER, _DIGIT):
        if re.match(kind, words[0][0]):
            source = f"(?<!{kind}){source}"
        if re.match(kind, words[-1][-1]) and not search.prefix:
            source = f"{source}(?!{kind})"
    return source


def find_all(
    text: str,
    search: Search,
    *,
    within: tuple[int, int] | None = None,
    seconds: float = PATTERN_SECONDS,
) -> Iterator[tuple[int, int]]:
    """The places of a search in a text (code points), one after the other, never cutting a grapheme.

    `within` are the code points looked at. Raises UserError for a regular expression that is wrong, TooSlowError
    for one that takes longer than `seconds`, and UserError for what is too long to look for.
    """
    pattern = compiled(search)
    if not pattern.pattern:
        return
    low, high = within or (0, len(text))
    # What was typed as words is found in one pass whoever asks for it when: only a pattern can run wild.
    matches = pattern.finditer(text, low, high, timeout=seconds if search.pattern else None)
    try:
        for match in list(islice(matches, MOST)) if search.pattern else matches:
            start, end = match.span()
            if start == end or not _whole(text, start, end, search):
                continue
            if search.prefix and not search.pattern:
                end = _word_end(text, end)
            if offsets.is_grapheme_boundary(text, start) and offsets.is_grapheme_boundary(text, end):
                yield start, end
    except TimeoutError as error:
        raise _too_slow() from error


def _too_slow(names: Sequence[str] = ()) -> TooSlowError:
    where = f" in {', '.join(map(quoted, names))}" if names else ""
    return TooSlowError(f"This regular expression takes too long{where}: make it simpler.")


def _labels_of(
    places: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int, str]]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """For each place the labels of the spans of this extent, and of those that hold or cross it.

    Places and spans are sorted by their starts.
    """
    at, near = 0, list[tuple[int, int, str]]()
    for start, end in places:
        while at < len(spans) and spans[at][0] < end:
            near.append(spans[at])
            at += 1
        near = [span for span in near if span[1] > start]
        here = tuple(label for first, last, label in near if (first, last) == (start, end))
        around = tuple(
            label
            for first, last, label in near
            if first < end and (first < start or last > end) and (first, last) != (start, end)
        )
        yield here, around


def _forms(texts: Sequence[str]) -> str:
    """What was labelled, for a title: the words, of different ones (as a pattern finds) two and that there are more."""
    forms = list({" ".join(text.casefold().split()): quoted(text) for text in reversed(texts)}.values())[::-1]
    return ", ".join(forms[:2]) + (" and others" if len(forms) > 2 else "")


def _whole(text: str, start: int, end: int, search: Search) -> bool:
    if search.pattern or not (search.words or search.prefix):
        return True
    if start and not text[start - 1].isspace():
        first = offsets.word_at(text, start)
        if first is not None and first[0] < start:
            return False
    if search.prefix or text[end : end + 1].isspace():
        return True
    last = offsets.word_at(text, end - 1)
    return last is None or last[1] <= end or text[end : last[1]] in _POSSESSIVE


def _word_end(text: str, end: int) -> int:
    word = offsets.word_at(text, end - 1)
    return word[1] if word is not None and word[1] > end else end


def _literal(search: Search) -> str:
    """A word that a text must contain as it is to hold an occurrence; empty where that is not sure."""
    if search.pattern or not search.case:
        return ""
    return max(search.text.split(), key=len, default="")
