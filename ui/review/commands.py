"""What menus and keys do to the review: functions with the window first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui import steps
from ui.waiting import run_shown
from workbench.errors import UserError
from workbench.project.comments import Thread

if TYPE_CHECKING:
    from ui.review.screen import ReviewScreen
    from ui.window import MainWindow

# What can be done while the review or another screen stands over the article, besides what the menus hold.
ELSEWHERE = {
    "undo", "redo", "palette", "next_panel", "previous_panel", "zoom_in", "zoom_out", "zoom_reset", "theme",
    "keys",
}  # fmt: skip


def screen(window: MainWindow) -> ReviewScreen | None:
    """The review, if it is shown."""
    return window.review if window.review is not None and window.review.isVisibleTo(window) else None


def reviewing(window: MainWindow) -> bool:
    """Whether the review is shown."""
    return screen(window) is not None


def on_item(window: MainWindow) -> bool:
    """Whether something is to be decided there, in a project that can be written."""
    shown = screen(window)
    return shown is not None and shown.desk.current is not None and not shown.session.project.read_only


def allowed(window: MainWindow, action_id: str, menu: str) -> bool:
    """Whether an action applies to what is shown: most of them are about the article's own layer."""
    covered = screen(window) is not None or window.page is not None
    return not covered or menu in ("File", "Review") or action_id in ELSEWHERE


def toggle(window: MainWindow) -> None:
    """To the review; from it, and from editing the gold, back."""
    if window.session is None:
        return
    if editing_gold(window):
        back_from_gold(window)
    elif reviewing(window):
        leave(window)
    else:
        show(window)


def show(window: MainWindow) -> ReviewScreen | None:
    """Show the review."""
    session = window.session
    if session is None:
        return None
    window.close_page()
    shown = window.review
    if shown is None:
        shown = window.make_review(session)
        shown.edit_wanted.connect(lambda: edit_gold(window))
        shown.take_agreed.connect(lambda: take_agreed(window))
    window.screens.setCurrentWidget(shown)
    window.status.set_reviewing(True)
    shown.take_keys()
    return shown


def leave(window: MainWindow) -> None:
    """Back to the article."""
    if window.workspace is not None:
        window.screens.setCurrentWidget(window.workspace)
        window.status.set_reviewing(False)
        window.focus_article()


def close(window: MainWindow) -> None:
    """Let the review go with its project."""
    if window.review is not None:
        window.review.desk.sleep()
        window.screens.removeWidget(window.review)
        window.review.deleteLater()
        window.review = None
    window.status.set_reviewing(False)


# -- deciding ------------------------------------------------------------------------------------


def undo(window: MainWindow) -> None:
    """Take back the last operation; a decision comes back to the card."""
    _reverse(window, back=True)


def redo(window: MainWindow) -> None:
    """Do again what was taken back."""
    _reverse(window, back=False)


def _reverse(window: MainWindow, *, back: bool) -> None:
    shown = screen(window)
    if shown is not None:
        shown.desk.reverse(back=back)
    elif window.session is not None:
        (steps.undo if back else steps.redo)(window.session)


def reason(window: MainWindow) -> None:
    """Choose the reason of the decision."""
    shown = screen(window)
    if shown is not None:
        shown.card.open_reasons()


def reopen(window: MainWindow) -> None:
    """Withdraw the decision on the current item."""
    shown = screen(window)
    if shown is not None:
        shown.desk.reopen()


def blind(window: MainWindow) -> bool:
    """Whether names are hidden."""
    return window.review is not None and window.review.desk.blind


def toggle_blind(window: MainWindow) -> None:
    """Hide the names, or show them."""
    shown = screen(window)
    if shown is not None:
        shown.desk.set_blind(not shown.desk.blind)
        window.say(
            "Names are hidden, and shuffled for each document." if shown.desk.blind else "Names are shown."
        )


def take_agreed(window: MainWindow) -> None:
    """Put what all agree on into the gold."""
    shown = screen(window)
    if shown is None:
        return
    if shown.desk.looking.busy:
        window.say("Still comparing: a moment, please.")
        return
    taking = shown.desk.taking
    taking.finish()
    if not taking.number:
        window.say(
            "All that they agree on is in the gold." if taking.any else "There is nothing that all agree on."
        )
        return
    taking.take(lambda job: run_shown(window, job))
    shown.take_keys()


# -- editing the gold ----------------------------------------------------------------------------


def editing_gold(window: MainWindow) -> bool:
    """Whether the article shows the gold, to be changed."""
    session = window.session
    return session is not None and session.project.owner.kind == "gold"


def edit_gold(window: MainWindow) -> None:
    """Open the gold of the current document in the article, with what stands there taken first."""
    shown, session = screen(window), window.session
    item = shown.desk.current if shown is not None else None
    if shown is None or session is None or item is None or window.workspace is None:
        return
    if item.open:
        side = next((s for s in shown.desk.sides(item) if s.spans or s.relations), item.one.sides[0])
        if shown.desk.decide("edit", annotator=side.annotator, round=side.round, stay=True) is None:
            return
    keeper = shown.desk.gold_annotator()
    if keeper is None:
        return
    try:
        session.project.write_as(keeper)
    except UserError as error:
        window.fail(str(error))
        return
    window.workspace.view.leaves_at_once = True  # as the header says
    window.screens.setCurrentWidget(window.workspace)
    window.status.set_reviewing(False)
    session.open(item.one.document)
    if session.document is not None:
        here = session.document.touching(item.one.start, max(item.one.start + 1, item.one.end))
        if here:
            session.select_span(here[0].id)
        else:
            session.select_text(start=item.one.start, end=item.one.start)
    window.focus_article()


def back_from_gold(window: MainWindow) -> None:
    """From the gold in the article back to the review."""
    session = window.session
    if session is None:
        return
    session.project.write_as(session.project.me)
    if window.workspace is not None:
        window.workspace.view.leaves_at_once = False
    session.open(session.document_id)
    shown = show(window)
    if shown is not None and (shown.desk.current is None or not shown.desk.current.open):
        shown.desk.step(1)


def article_escaped(window: MainWindow) -> None:
    """Esc at the caret: leave the problem that is looked at; from the gold, in any state, back to the review."""
    if window.session is not None:
        window.session.set_problem(None)
    if editing_gold(window):
        back_from_gold(window)


# -- whole layers ----------------------------------------------------------------------------------


def _layer_here(window: MainWindow) -> tuple[str, list[tuple[str, str]]]:
    """The document shown, and whose layers there could be accepted or sent back: ids and names."""
    session, shown = window.session, screen(window)
    if session is None:
        return "", []
    if shown is not None:
        item = shown.desk.current
        if item is None:
            return "", []
        document = item.one.document
        named = [(side.annotator, shown.desk.name(document, side)) for side in shown.desk.sides(item)]
        return document, [(who, " ".join(part for part in name if part)) for who, name in named]
    layer = session.document.layer if session.document is not None else None
    other = layer is not None and layer.annotator.kind != "gold" and bool(session.annotator_id)
    return session.document_id, [(layer.annotator.id, layer.annotator.name)] if layer and other else []


def on_layer(window: MainWindow) -> bool:
    """A colleague's layer is shown, in the article or in the review."""
    return (
        window.session is not None
        and not window.session.project.read_only
        and bool(_layer_here(window)[1])
        and not editing_gold(window)
    )


def accept_layer(window: MainWindow) -> None:
    """Take all of a colleague's layer on this document over into the gold."""
    document, people = _layer_here(window)
    session = window.session
    if session is None or not people:
        return
    if len(people) > 1:
        window.say("Choose whose layers to go through first, at the top of the queue.")
        return
    called = people[0][1] if blind(window) else ""
    change = session.do(session.project.accept_layer, document, people[0][0], called=called)
    if change is not None:
        session.tell(change)


def send_back(window: MainWindow) -> None:
    """Return a colleague's layer on this document with a comment."""
    document, people = _layer_here(window)
    session = window.session
    if session is None or not people:
        return
    from ui.dialogs.send_back import SendBackDialog

    name = session.project.document(document).name
    dialog = SendBackDialog(name, people, window.theme, window)

    def send(who: str, comment: str) -> None:
        called = dict(people)[who] if blind(window) else ""
        change = session.do(session.project.send_back, document, who, comment, called=called)
        if change is not None:
            session.tell(change)

    dialog.sent.connect(send)
    dialog.open()


def compare(window: MainWindow) -> None:
    """Look at two or more layers of the document in one view, or side by side."""
    session, shown = window.session, screen(window)
    item = shown.desk.current if shown is not None else None
    document = item.one.document if item is not None else session.document_id if session is not None else ""
    if session is not None and document:
        window.show_comparison(session, document, blind=blind(window))


def all_comments(window: MainWindow) -> None:
    """The comments of all documents."""
    session = window.session
    if session is None:
        return
    from ui.dialogs.all_comments import AllCommentsDialog

    def go(thread: Thread) -> None:
        if reviewing(window):
            leave(window)
        window.close_page()
        mine = thread.owner in ("", session.project.owner.id)
        if not session.open(thread.document, "" if mine else thread.owner):
            return
        if thread.target_kind == "relation":
            session.select_relation(thread.target)
        elif thread.target_kind == "span":
            session.select_span(thread.target)
        session.focus_wanted.emit("comments")
        window.focus_article()

    dialog = AllCommentsDialog(session, window.theme, window)
    dialog.go.connect(go)
    dialog.open()
