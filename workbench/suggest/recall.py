"""What a model remembers of forms: how often each has stood in its lessons, and under which label."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from workbench.model import Span
from workbench.suggest.memory import LONGEST, Lesson
from workbench.suggest.names import Found, Names, flat

_SURE, _OFTEN = 0.9, 0.5  # shares of a label among the occurrences


class Form(Struct, array_like=True):
    """How often a form stood in the lessons, and how often with which label."""

    occurrences: int = 0
    labels: dict[str, int] = {}

    def count(self, label: str, by: int) -> None:
        """One occurrence more (or fewer, with -1), labelled or not (an empty label)."""
        self.occurrences += by
        if label:
            self.labels[label] = self.labels.get(label, 0) + by


class Recall:
    """The forms of lessons. A lesson that is learned from must not remember itself: see `flags`."""

    def __init__(self, forms: dict[str, Form]) -> None:
        self.forms = forms
        self.names = Names(forms)

    @classmethod
    def of(cls, lessons: Iterable[tuple[Lesson, list[Span]]]) -> Recall:
        """Count the forms of lessons, each with its spans that do not overlap."""
        kept = list(lessons)
        forms = {flat(span.covered(lesson.text)) for lesson, spans in kept for span in spans}
        made = cls({form: Form() for form in sorted(forms) if 0 < len(form) <= LONGEST})
        for lesson, spans in kept:
            made.count(made.find(lesson.text), spans, by=1)
        return made

    def find(self, text: str) -> list[Found]:
        """Where known forms stand, those within longer ones left out."""
        return [one for one in self.names.find(text) if not one.outer]

    def count(self, found: list[Found], spans: list[Span], *, by: int) -> None:
        """Add what a lesson says of the forms found in it, or take it away with -1."""
        labels = {(span.start, span.end): span.label for span in spans}
        for one in found:
            self.forms[one.form].count(labels.get((one.start, one.end), ""), by)

    def flags(self, found: list[Found], own: list[Span] | None = None) -> list[tuple[Found, str]]:
        """What the memory says of forms, as words for features; without what a lesson itself says, if given."""
        if own is not None:
            self.count(found, own, by=-1)
        flags = [(one, self._word(self.forms[one.form])) for one in found]
        if own is not None:
            self.count(found, own, by=1)
        return [(one, word) for one, word in flags if word]

    @staticmethod
    def _word(form: Form) -> str:
        if not form.occurrences:
            return ""
        label, number = min(form.labels.items(), key=lambda one: (-one[1], one[0]), default=("", 0))
        if not number:
            return ":no"
        share = number / form.occurrences
        return f":{label}:{'sure' if share >= _SURE else 'often' if share >= _OFTEN else 'rarely'}"
