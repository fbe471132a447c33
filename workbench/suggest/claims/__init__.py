"""Claims with cue and source, proposed together: from quotations, reporting verbs, "according to" and "reportedly".

What is looked for is said in the TOML files beside this one, a file for each language.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.model import Document
from workbench.suggest.base import Context, Proposal
from workbench.suggest.claims.wording import LANGUAGES, wording


class Claims:
    """Proposes what is claimed in a text by somebody else than the text. One proposal holds a cue, its sources and all
    that is claimed by it; the first span is a claim."""

    id = "claims"
    title = "Claims with cue and source"
    quick = True
    languages = LANGUAGES
    extra = ""
    learns = False

    def suggest(self, document: Document, context: Context) -> Iterator[Proposal]:
        """Proposals by place. None for a schema without labels for claims, cues and sources, or another language."""
        from workbench.suggest.claims.making import proposals  # only now: the window starts without it

        words = wording(document.language or context.schema.language)
        if words is not None:
            yield from proposals(document.text, words, context)
