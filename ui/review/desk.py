"""What a review has before it: the queue, the current item, the layers of its document; and deciding on it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from ui.review.article import Article, article
from ui.review.items import Facets, Filter, Item, Key, arranged, facets
from ui.review.looking import Looking
from ui.review.papers import Papers
from ui.review.taking import Taking
from ui.session import Session
from workbench.model import Change
from workbench.project.comparing import Layers
from workbench.project.review import Verdict
from workbench.project.reviewing import Findings, Order, findings

FEW = 20  # documents that are compared again at once; of more, all are in slices


class Desk(Papers):
    """Holds the queue. It writes through the session alone, and follows what is written elsewhere."""

    filled = Signal()  # the queue is another one, or shows other rows
    working = Signal(int, int)  # documents compared, of how many
    moved = Signal()  # another item is the current one, or none
    counted = Signal()  # what all agree on was counted
    drawn = Signal()  # the current document looks different now

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(session, parent)
        self.filter = Filter()
        self.order_by: Order = "impact"
        self.visible: list[Item] = []
        self.reason = self.comment = ""  # for the next decision
        self.active = False
        self.current_key: Key | None = None
        self._items: list[Item] = []  # all, in the order chosen
        self._places: dict[Key, int] = {}
        self._of: dict[str, list[Item]] = {}  # by document
        self.finishers: list[str] = []  # annotators (ids) who have finished layers
        self.left = 0  # how many are left to decide
        self._stale = True
        self.looking = Looking(self)
        self.looking.progress.connect(self.working)
        self.looking.finished.connect(self._fill)
        self.looking.failed.connect(session.failed)
        self.taking = Taking(self)
        self.taking.counted.connect(self.counted)
        session.changed.connect(self.follow)
        session.documents_changed.connect(self._others_wrote)

    # -- the queue -------------------------------------------------------------------------------

    def wake(self) -> None:
        """The screen is shown: compare, if anything was written since."""
        self.active = True
        if self._stale:
            self.look()

    def sleep(self) -> None:
        """The screen is left: nothing is compared until it is shown again."""
        self.active = False
        self.looking.stop()
        self.taking.stop()

    def look(self) -> None:
        """Compare everything anew, in slices."""
        self._stale = False
        self.forget_layers()
        self.taking.stop()
        self.looking.start(self.session.project, self.layers, self.threshold)

    def set_layers(self, layers: Layers) -> None:
        """Go through other layers."""
        if layers != self.layers:
            self.layers = layers
            self.look()

    def set_threshold(self, threshold: int | None) -> None:
        """Let fewer than all be enough to agree; None: all."""
        if threshold != self.threshold:
            self.threshold = threshold
            self.look()

    def set_blind(self, blind: bool) -> None:
        """Hide the names, and shuffle who is A and who is B in each document."""
        if blind != self.blind:
            self.blind = self.session.names_hidden = blind
            if blind:
                self.filter = replace(self.filter, annotator="")
                self._show()
            self.filled.emit()
            self.drawn.emit()
            self.moved.emit()

    def set_filter(self, wanted: Filter) -> None:
        """Show other rows."""
        if wanted != self.filter:
            self.filter = wanted
            self._show()
            if self.current is None or self.row_of_current() < 0:
                self.go(self.visible[0] if self.visible else None)
            self.filled.emit()

    def set_order(self, wanted: Order) -> None:
        """Put the rows in another order."""
        if wanted != self.order_by:
            self.order_by = wanted
            self._arrange(self._items)
            self.filled.emit()

    def _fill(self, found: list[Findings]) -> None:
        project = self.session.project
        self.found = {one.document: one for one in found}
        self.finishers = project.finishers()
        names = {one.document: one.name for one in found}
        decided = project.decided([one for f in found for one in f.disagreements])
        self._arrange([Item(one, names[one.disagreement.document]) for one in decided])
        if self.current is None or self.row_of_current() < 0:
            self.current_key = self.visible[0].key if self.visible else None
        self.taking.count()
        self.filled.emit()
        self.moved.emit()

    def _arrange(self, items: Sequence[Item]) -> None:
        places = {document: at for at, document in enumerate(self.found)}
        by_place = sorted(items, key=lambda item: places[item.one.document])
        self._items = arranged(by_place, self.order_by)
        self._places = {item.key: at for at, item in enumerate(self._items)}
        self._of = {}
        for item in by_place:
            self._of.setdefault(item.one.document, []).append(item)
        self.left = sum(item.open for item in self._items)
        self._show()

    def _show(self) -> None:
        self.visible = [item for item in self._items if self.filter.leaves(item)]

    @property
    def items(self) -> Sequence[Item]:
        """All disagreements, decided or not."""
        return self._items

    def facets(self) -> Facets:
        """What can be filtered by, counted over what the state of the decisions leaves."""
        plain = Filter(self.filter.show)
        return facets(item for item in self._items if plain.leaves(item))

    def of_document(self, document: str) -> Sequence[Item]:
        """The items of one document, by place."""
        return self._of.get(document, ())

    # -- following what is written ---------------------------------------------------------------

    def _others_wrote(self) -> None:
        self._texts.clear()
        if self.active:
            self.look()
        else:
            self._stale = True

    def follow(self, change: Change) -> None:
        """Compare the documents again that a Change touched; after a decision only ask what is decided."""
        kinds = {thing.kind for thing in change.things()}
        if self.taking.busy or not kinds & {"decision", "layer", "span", "relation", "document", "schema"}:
            return
        if not self.active or self.looking.busy:
            self._stale = True
            if self.active:
                self.look()
            return
        touched = {thing.document for thing in change.things()} | {change.document}
        touched.discard("")
        if "schema" in kinds or "document" in kinds or len(touched) > FEW:
            self._texts.clear()
            self.look()
            return
        for document in touched:
            self._renew(document, again="decision" not in kinds)
        self.taking.count(touched)
        if self.current is None and self.visible:
            self.go(self.visible[0])
        self.filled.emit()
        if self.current is None or self.current.one.document in touched:
            self.drawn.emit()

    def _renew(self, document: str, *, again: bool) -> None:
        project = self.session.project
        found = self.found.get(document)
        if again or found is None:
            found = findings(project, document, self.layers, threshold=self.threshold)
            self.forget_layers(document)
        old = self.of_document(document)
        if found is None:
            self.found.pop(document, None)
        else:
            self.found[document] = found
        decided = project.decided(found.disagreements) if found is not None else []
        new = [Item(one, found.name) for one in decided] if found is not None else []
        if new and [item.key for item in new] == [item.key for item in old]:
            self._replace(old, new)
        else:
            rest = [item for item in self._items if item.one.document != document]
            self._arrange([*rest, *new])

    def _replace(self, old: Sequence[Item], new: Sequence[Item]) -> None:
        """The same disagreements, with other decisions: their rows alone are looked at."""
        self._of[new[0].one.document] = list(new)
        self.left += sum(item.open for item in new) - sum(item.open for item in old)
        other = {}
        for before, item in zip(old, new, strict=True):
            self._items[self._places[item.key]] = item
            other[id(before)] = item
        leaves = self.filter.leaves
        if any(leaves(item) and not leaves(before) for before, item in zip(old, new, strict=True)):
            self._show()
            return
        kept = (other.get(id(item), item) for item in self.visible)
        gone = {id(item) for item in new if not leaves(item)}
        self.visible = [item for item in kept if id(item) not in gone]

    def article(self, document: str) -> Article:
        """The document as it is drawn. Raises UserError if it is gone."""
        found = self.whole(document)
        gold = self.gold(document)
        decided = [item.decided for item in self.of_document(document)]
        return article(found, decided, self.people(document), self.bundles(document), gold)

    # -- going about -----------------------------------------------------------------------------

    @property
    def current(self) -> Item | None:
        """What is being decided."""
        at = self._places.get(self.current_key, -1) if self.current_key is not None else -1
        return self._items[at] if at >= 0 else None

    def row_of_current(self) -> int:
        """The row of the current item; -1 where none is shown."""
        current = self.current
        return next((at for at, item in enumerate(self.visible) if item is current), -1)

    def go(self, item: Item | None) -> None:
        """Make an item the current one."""
        key = item.key if item is not None else None
        if key != self.current_key:
            self.current_key = key
            self.reason = self.comment = ""
        self.moved.emit()

    def step(self, step: int) -> None:
        """Go on to the next (1) or previous (-1) row without a decision; at the end from the beginning."""
        if not self.visible:
            return
        at = self.row_of_current()
        at = 0 if at < 0 else (at + step) % len(self.visible)
        if (step > 0 and at == 0 and len(self.visible) > 1) or (step < 0 and at == len(self.visible) - 1):
            self.session.noted.emit("On from the beginning." if step > 0 else "On from the end.")
        self.go(self.visible[at])

    def _go_on(self, after: int) -> None:
        """To the next open item that the filter shows, from a place in the whole order."""
        count = len(self._items)
        for distance in range(count):
            item = self._items[(after + distance) % count]
            if item.open and self.filter.leaves(item):
                self.go(item)
                return
        self.go(None)

    # -- deciding --------------------------------------------------------------------------------

    def take(self, number: int) -> Change | None:
        """Take what annotator `number` (from 1, as shown) has."""
        item = self.current
        if item is None:
            return None
        sides = self.sides(item)
        if not 1 <= number <= len(sides):
            self.session.noted.emit(f"There is no annotator {number} here.")
            return None
        side = sides[number - 1]
        nothing = item.one.kind == "only" and not side.spans
        if nothing:  # who has nothing there says that nothing shall be there
            return self.decide("neither")
        return self.decide("take", annotator=side.annotator, round=side.round)

    def decide_label(self, key: str) -> Change | None:
        """Decide with the label (for a relation: the relation) that has this key."""
        item, schema = self.current, self.session.project.schema
        if item is None:
            return None
        relations = item.one.kind == "relations"
        found = schema.relation_by_key(key) if relations else schema.label_by_key(key)
        if found is None:
            what = "relation" if relations else "label"
            self.session.noted.emit(f"No {what} has the key {key.upper()}. F1 shows all keys.")
            return None
        return self.decide("label", label=found.id)

    def decide(
        self,
        verdict: Verdict,
        *,
        annotator: str = "",
        round: int = 0,
        label: str = "",
        stay: bool = False,
    ) -> Change | None:
        """Decide on the current item and go on to the next one, unless one is to stay; None if it was refused."""
        item, session = self.current, self.session
        if item is None:
            return None
        document = item.one.document
        last = all(not other.open or other.key == item.key for other in self.of_document(document))
        change = session.do(
            session.project.decide,
            item.one,
            verdict,
            annotator=annotator,
            round=round,
            label=label,
            reason=self.reason,
            comment=self.comment,
            completes=last,
            agreed=self.whole(document).agreed or (),
        )
        if change is None:  # perhaps somebody has changed the layers since they were compared
            self._renew(document, again=True)
            self.filled.emit()
            self.drawn.emit()
            return None
        self.reason = self.comment = ""
        if last:
            session.noted.emit(f"{item.name}: nothing left to decide, the gold is reviewed.")
        if not stay:
            self._go_on(self._places.get(item.key, -1) + 1)
        return change

    def reopen(self) -> Change | None:
        """Withdraw the decision on the current item."""
        item = self.current
        if item is None or item.decided.decision is None:
            self.session.noted.emit("This is not decided yet.")
            return None
        return self.session.do(self.session.project.withdraw, item.one)

    def reverse(self, *, back: bool) -> None:
        """Undo or redo; a decision that is taken back comes back to the card, with its document."""
        session = self.session
        title = session.project.undo_title() if back else session.project.redo_title()
        if not title:
            session.noted.emit("Nothing to undo." if back else "Nothing to redo.")
            return
        before = {item.key: item.open for item in self._items}
        if (session.undo() if back else session.redo()) is None:
            return
        session.noted.emit(f"{'Taken back' if back else 'Done again'}: {title}.")
        turned = [item for item in self._items if before.get(item.key, item.open) != item.open]
        came_back = next((item for item in turned if item.open), None)
        if came_back is not None:
            if not self.filter.leaves(came_back):
                self.set_filter(Filter())
            self.go(came_back)
        elif self.current is None or not self.current.open:
            self._go_on(self._places.get(turned[0].key, 0) if turned else 0)
