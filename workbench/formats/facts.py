"""What a bundle says, fact by fact, and what is missing where it comes back from a file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence

from msgspec.structs import replace

from workbench.formats import held
from workbench.formats.base import Loss
from workbench.formats.conll import WHITE_SPACE
from workbench.model import Bundle, Relation, Span

Fact = tuple[object, ...]
Facts = list[tuple[Fact, frozenset[str]]]  # what is so, and the ids (or kinds) of what a loss may name for it

_SPACE = re.compile(r"\s+")
_OF_DOCUMENTS = frozenset((held.LAYER, held.METADATA, held.NAMES, held.WHO))
_NUMBERED = re.compile(r" \d+")  # after a name that another document has in the same folder


def _places(text: str, spans: Iterable[Span], *, squeezed: bool) -> Callable[[int], int]:
    """Where a place of the text is, counted without white space if `squeezed`."""
    if not squeezed:
        return lambda position: position
    found, at, count = {}, 0, 0
    for position in sorted({point for span in spans for part in span.parts() for point in part}):
        count += len("".join(text[at:position].split()))
        found[position] = count
        at = position
    return found.__getitem__


def facts(bundle: Bundle, *, squeezed: bool, of_text: Collection[str] = ()) -> Facts:
    """All that a bundle says, without ids. `squeezed` leaves white space out, places included.

    `of_text` are kinds of losses that speak of the text.
    """
    document, text = bundle.document, bundle.document.text
    said: Facts = [(("text", "".join(text.split()) if squeezed else text), frozenset(of_text))]

    def note(fact: Fact, *owners: str) -> None:
        said.append((fact, frozenset(owners)))

    at = _places(text, bundle.spans, squeezed=squeezed)
    keys: dict[str, Fact] = {}
    for span in bundle.spans:
        keys[span.id] = (span.label, tuple((at(start), at(end)) for start, end in span.parts()))
    owners = {span.id: (span.id,) for span in bundle.spans}
    for relation in bundle.relations:
        keys[relation.id] = (relation.label, keys[relation.head], keys[relation.tail])
        owners[relation.id] = (relation.id, relation.head, relation.tail)  # type: ignore[assignment]
    things: Sequence[Span | Relation] = [*bundle.spans, *bundle.relations]
    for thing in things:
        key, of = keys[thing.id], owners[thing.id]
        note((type(thing).__name__, key), *of)
        for name, value in thing.attributes.items():
            note(("attribute", key, name, repr(value)), *of)
        note(("more", key, thing.note, thing.unsure, thing.origin, thing.score), *of)
    for comment in bundle.comments:
        thread = (comment.annotator, comment.at, comment.parent, comment.resolved)
        note(("comment", keys.get(comment.target, ()), comment.text, thread), comment.id, comment.target)
    for name, value in bundle.attributes.items():
        note(("layer", name, repr(value)), held.LAYER)
    note(("metadata", document.language, document.published, document.source), held.METADATA)
    for name, value in document.meta.items():
        note(("metadata", name, repr(value)), held.METADATA)
    for name, value in held.who(bundle).items():
        note(("who", name, value), held.WHO)
    note(("name", document.name), held.NAMES)
    return said


def missing(bundle: Bundle, back: Bundle, losses: Collection[Loss]) -> tuple[Facts, set[str]]:
    """The facts that do not come back, and what the losses name (ids, or kinds of what has none).

    White space does not count where the losses say so.
    """
    named = {loss.target or loss.kind for loss in losses}
    squeezed = WHITE_SPACE in named
    of_text = named - _OF_DOCUMENTS - {loss.target for loss in losses}
    before = facts(bundle, squeezed=squeezed, of_text=of_text)
    left = Counter(fact for fact, _ in facts(_named(back, bundle), squeezed=squeezed))
    gone: Facts = []
    for fact, owners in sorted(
        before, key=lambda row: not row[1].isdisjoint(named)
    ):  # of twins the named one goes
        if left[fact]:
            left[fact] -= 1
        else:
            gone.append((fact, owners))
    if not gone and +left:  # more came back than went in
        gone = [((f"not written: {fact[0]}", *fact[1:]), frozenset()) for fact in +left]
    return gone, named


def _named(back: Bundle, bundle: Bundle) -> Bundle:
    """What came back, under the name of the document where it has but got a number."""
    name, now = bundle.document.name, back.document.name
    if now != name and now.startswith(name) and _NUMBERED.fullmatch(now, len(name)):
        return replace(back, document=replace(back.document, name=name))
    return back


def unnamed(bundle: Bundle, back: Bundle | None, losses: Collection[Loss]) -> list[str]:
    """What does not come back and no loss names, in words; empty if the proof holds."""
    if back is None:
        return ["nothing of it is in the files"]
    gone, named = missing(bundle, back, losses)
    return [" ".join(map(str, fact)) for fact, owners in gone if owners.isdisjoint(named)]


def overstated(bundle: Bundle, back: Bundle, losses: Collection[Loss]) -> list[Loss]:
    """Losses of what did come back."""
    gone, _ = missing(bundle, back, losses)
    lost = {WHITE_SPACE}.union(*(owners for _, owners in gone))
    return [loss for loss in losses if not loss.kept and (loss.target or loss.kind) not in lost]
