"""Any installed spaCy pipeline as a suggester: `spacy:NAME`, or the folder of one that was saved to disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workbench.errors import UserError
from workbench.model import Document, Span
from workbench.schema import Schema
from workbench.suggest.base import Context, Proposal

PREFIX = "spacy:"
# Names that spaCy's own pipelines use (OntoNotes 5), where the schema has none of that name.
_ONTONOTES = {
    "person": "PER",
    "fac": "LOC",
    "product": "PROD",
    "work_of_art": "PROD",
    "law": "PROG",
    "money": "QUANT",
    "percent": "QUANT",
    "quantity": "QUANT",
    "cardinal": "QUANT",
}


def is_pipeline(words: str) -> bool:
    """Whether the words name a pipeline: `spacy:...`, or a folder that spaCy has written."""
    return words.startswith(PREFIX) or (Path(words) / "meta.json").is_file()


class Pipeline:
    """Proposes a pipeline's entities and span groups. Its labels are looked up among the schema's ids and titles, and
    left out where there is none. It is loaded at the first document."""

    extra = "spacy"
    learns = False
    languages: tuple[str, ...] = ()

    def __init__(self, words: str) -> None:
        self._name = words.removeprefix(PREFIX)
        self.id = PREFIX + Path(self._name).name
        self.title = f"spaCy: {self._name}"
        self._loaded: Any = None

    def suggest(self, document: Document, context: Context) -> Iterator[Proposal]:
        """Proposals by place, without scores, as most pipelines have none. Raises UserError for a pipeline that cannot
        be loaded."""
        if self._loaded is None:
            self._loaded = _load(self._name)
        self._loaded.max_length = max(self._loaded.max_length, len(document.text) + 1)
        read = self._loaded(document.text)
        seen = set()
        for found in (*read.ents, *(span for group in read.spans.values() for span in group)):
            label = _label(found.label_, context.schema)
            place = (found.start_char, found.end_char, label)
            if label and place not in seen:
                seen.add(place)
                ref = found.kb_id_ or found.ent_id_
                values = {"ref": ref} if ref and context.schema.attribute(label, "ref") else {}
                span = Span(f"{place}", label, found.start_char, found.end_char, attributes=values)
                yield Proposal((span,), reason=f"{self.id}: {found.label_}")


def _label(name: str, schema: Schema) -> str:
    labels = {word.casefold(): label.id for label in schema.labels for word in (label.title, label.id)}
    plain = name.casefold()
    return labels.get(plain, "") or labels.get(_ONTONOTES.get(plain, "").casefold(), "")


def _load(name: str) -> Any:
    try:
        import spacy
    except ImportError as error:
        raise UserError("A spaCy pipeline needs spaCy: pip install 'annotation-workbench[spacy]'.") from error
    try:
        return spacy.load(name)
    except (OSError, ValueError) as error:
        raise UserError(
            f"spaCy cannot load {name}: install it (python -m spacy download {name}), or name the folder that holds it."
        ) from error
