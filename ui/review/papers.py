"""The documents of a review: what was found in each, whose layers are A and B, what they say."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs
from PySide6.QtCore import QObject

from ui.review.items import Item
from ui.review.letters import letter, order
from ui.review.readings import Reading, readings
from ui.session import Session
from workbench.model import Annotator, Bundle
from workbench.project.comparing import Layers
from workbench.project.reviewing import Findings, Side, findings, layers_of

_TEXTS = 64  # texts kept for the words of the rows


class Papers(QObject):
    """What the desk knows of each document; texts and layers are read when they are asked for."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.layers = Layers()
        self.threshold: int | None = None
        self.blind = False
        self.found: dict[str, Findings] = {}
        self._texts: dict[str, str] = {}
        self._layers_of: tuple[str, Sequence[Bundle]] = ("", ())

    def text(self, document: str) -> str:
        """A document's text; those of late are kept."""
        found = self._texts.get(document)
        if found is None:
            if len(self._texts) >= _TEXTS:
                del self._texts[next(iter(self._texts))]
            found = self._texts[document] = self.session.project.text(document)
        return found

    def people(self, document: str) -> list[int]:
        """The places of a document's annotators in the order they are shown in."""
        found = self.found[document]
        seed = f"{self.session.project.id} {document}"
        return order(found.people, seed=seed, blind=self.blind)

    def name(self, document: str, side: Side) -> tuple[str, str]:
        """The letter of an annotator in a document, and the name; blind, only the letter."""
        found = self.found[document]
        place = found.people.index((side.annotator, side.round))
        sign = letter(self.people(document).index(place))
        return sign, "" if self.blind else found.names[place]

    def whole(self, document: str) -> Findings:
        """The findings of a document with what all agree on, which is looked for when it is first asked."""
        found = self.found[document]
        if found.agreed is None:
            anew = findings(self.session.project, document, self.layers, threshold=self.threshold)
            if anew is not None and anew.people == found.people:
                found = self.found[document] = structs.replace(found, agreed=anew.agreed)
        return found

    def bundles(self, document: str) -> Sequence[Bundle]:
        """The layers that are compared, in the order of the findings."""
        if self._layers_of[0] != document:
            self._layers_of = (document, layers_of(self.session.project, document, self.layers))
        return self._layers_of[1]

    def forget_layers(self, document: str = "") -> None:
        """Read the layers of a document again when they are asked for; of all, where none is named."""
        if document in ("", self._layers_of[0]):
            self._layers_of = ("", ())

    def gold(self, document: str) -> Bundle:
        """The gold of a document, empty before the first decision. Raises UserError if the document is gone."""
        project = self.session.project
        keeper = self.gold_annotator()
        bundle = project.bundle(document, keeper.id if keeper is not None else "")
        if keeper is None:
            return structs.replace(bundle, annotator=None, spans=(), relations=(), attributes={})
        return bundle

    def gold_annotator(self) -> Annotator | None:
        """Who stands for the reviews; None before the first decision."""
        return next((one for one in self.session.project.annotators() if one.kind == "gold"), None)

    def sides(self, item: Item) -> list[Side]:
        """The sides of an item in the order they are shown in: key 1 takes the first."""
        people = self.found[item.one.document].people
        by_person = {(side.annotator, side.round): side for side in item.one.sides}
        wanted = [people[place] for place in self.people(item.one.document)]
        return [by_person[one] for one in wanted if one in by_person]

    def readings(self, item: Item) -> list[Reading]:
        """What the sides say; a reading's numbers are places in `sides`."""
        one = structs.replace(item.one, sides=tuple(self.sides(item)))
        bundles = self.bundles(one.document)
        people = self.found[one.document].people
        values = {
            at: bundles[people.index((side.annotator, side.round))].attributes
            for at, side in enumerate(one.sides)
        }
        return readings(
            one,
            range(len(one.sides)),
            self.text(one.document),
            self.session.project.schema,
            spans={span.id: span for bundle in bundles for span in bundle.spans},
            relations={r.id: r for bundle in bundles for r in bundle.relations},
            values=values,
        )
