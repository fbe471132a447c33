"""The one table of what a person can do: menus, shortcuts, palette, help and the README come from it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from PySide6.QtGui import QKeySequence

from ui import article, commands, drafting, fragments, gestures, look, repetition, steps, suggesting
from ui.review import commands as review

if TYPE_CHECKING:
    from ui.window import MainWindow

Key = str | QKeySequence.StandardKey
Scope = Literal["window", "article", "find", "shown"]
Std = QKeySequence.StandardKey
MENUS = ("File", "Edit", "Annotate", "Review", "Go", "View", "Help")


def of_find(letter: str, platform: str = sys.platform) -> str:
    """A key of a choice of Find: Alt and a letter that opens no menu; on a Mac, where Option types, with Command."""
    return f"Ctrl+Alt+{letter}" if platform == "darwin" else f"Alt+{letter}"


def always(_: MainWindow) -> bool:
    """It can be done at any time."""
    return True


def with_project(window: MainWindow) -> bool:
    """A project is open."""
    return window.session is not None


def with_document(window: MainWindow) -> bool:
    """An article is open."""
    return window.session is not None and window.session.document is not None


def writable(window: MainWindow) -> bool:
    """The article shown is in a layer of one's own."""
    return window.session is not None and not window.session.read_only


def on_span(window: MainWindow) -> bool:
    """A span of one's own is selected."""
    return writable(window) and window.session is not None and window.session.selected_span is not None


def on_something(window: MainWindow) -> bool:
    """A span or a relation of one's own is selected, or a suggestion is current."""
    session = window.session
    return on_span(window) or (
        writable(window)
        and session is not None
        and (session.selected_relation is not None or session.suggestion is not None)
    )


def can_take_out(window: MainWindow) -> bool:
    """The selected text is part of the active span."""
    return window.session is not None and fragments.can_take_out(window.session)


class Action(Struct, frozen=True):
    """One thing to do. `document` is the sentence that help and README print.

    Keys with the scope "article" work only while the article has the focus, those with "find" also in Find; an
    action with the scope "shown" is described but not run from here: the article does it by itself, and `shown`
    names the keys.
    """

    id: str
    title: str
    document: str
    run: Callable[[MainWindow], object] = lambda _: None
    keys: tuple[Key, ...] = ()
    menu: str = ""
    scope: Scope = "window"
    when: Callable[[MainWindow], bool] = always
    shown: str = ""
    line_before: bool = False  # a separator above it in its menu
    checked: Callable[[MainWindow], bool] | None = None


def _in_session(gesture: Callable[..., object], *args: object) -> Callable[[MainWindow], object]:
    """A gesture as an action: it does nothing while no project is open."""

    def run(window: MainWindow) -> object:
        return gesture(window.session, *args) if window.session is not None else None

    return run


def _other_remedy(window: MainWindow) -> object:
    session = window.session
    return gestures.other_remedy(session, repetition.visible_extent(window)) if session is not None else None


def _accept_many(window: MainWindow) -> None:
    commands.show_many(window, repetition.visible_extent(window))


def _edit(window: MainWindow) -> None:
    """The gold in the review; else the details of what the keys are about."""
    if review.on_item(window):
        review.edit_gold(window)
    elif window.session is not None:
        drafting.edit(window.session)


def can_edit(window: MainWindow) -> bool:
    """There is something whose details F2 opens."""
    session = window.session
    return (
        review.on_item(window) or on_span(window) or (session is not None and session.suggestion is not None)
    )


def _one_by_one(window: MainWindow) -> bool:
    one = window.workspace.one_by_one if window.workspace is not None else None
    return one is not None and one.on


ACTIONS: tuple[Action, ...] = (
    # -- File
    Action("new", "&New project…", "Make a project: choose its place and schema.", commands.new_project,
           (Std.New,), "File"),
    Action("open", "&Open project…", "Open a project file.", commands.open_project, (Std.Open,), "File"),
    Action("import", "&Import…", "Read articles or other people's work; shows first what will come.",
           commands.import_files, ("Ctrl+I",), "File", when=with_project, line_before=True),
    Action("export", "&Export…", "Write a dataset; says first what the format cannot hold.",
           commands.export_files, ("Ctrl+E",), "File", when=with_project),
    Action("versions", "Fro&zen versions…", "Freeze a dataset under a name, compare versions, write one again.",
           commands.show_versions, ("Ctrl+Shift+S",), "File", when=with_project),
    Action("handout", "Hand o&ut…", "Write a project file for each colleague: documents to annotate.",
           commands.hand_out, (), "File", when=with_project, line_before=True),
    Action("merge", "&Merge hand-ins…", "Take colleagues' copies of the project back; shows first what will come.",
           commands.merge_files, (), "File", when=with_project),
    Action("saved", "When was it &saved?", "Says when the last gesture was saved: everything always is.",
           commands.tell_saved, (Std.Save,), "File", when=with_project, line_before=True),
    Action("overview", "O&verview", "How far everybody is, what was labelled; saved as a picture or a table.",
           commands.show_overview, ("F4",), "File", when=with_project),
    Action("agreement", "&Agreement", "How much the annotators agree, and the spans behind each number.",
           commands.show_agreement, ("Shift+F4",), "File", when=with_project),
    Action("history", "&History…", "What was done, by whom and when; undoes imports.",
           commands.show_history, (), "File", when=with_project),
    Action("project_settings", "Pro&ject settings…",
           "Choose the tokens that spans should begin and end with: those of the model to be trained.",
           commands.show_project_settings, (), "File", when=with_project, line_before=True),
    Action("settings", "Se&ttings…", "Name, theme, size of the text, keys.",
           commands.show_settings, ("Ctrl+,",), "File"),
    Action("close", "&Close project", "Close the project and go back to the welcome screen.",
           commands.close_project, ("Ctrl+W", Std.Close), "File", when=with_project),
    Action("quit", "&Quit", "Close the window.", commands.quit_program, (Std.Quit, "Ctrl+Q"), "File"),
    # -- Edit
    Action("undo", "&Undo", "Take back your last gesture, also one of yesterday.",
           review.undo, (Std.Undo,), "Edit", when=article.can_undo),
    Action("redo", "&Redo", "Do again what was taken back.",
           review.redo, (Std.Redo, "Ctrl+Y", "Ctrl+Shift+Z"), "Edit", when=article.can_redo),
    Action("copy", "&Copy", "Copy the selected text, or the text of the selected span.",
           _in_session(gestures.copy), (Std.Copy,), "Edit", when=with_document, line_before=True),
    Action("delete", "&Delete", "Delete the selected span with its relations, or the selected relation; reject the "
           "suggestion.", _in_session(gestures.delete), ("Delete", "Backspace"), "Edit", "article", on_something),
    Action("find", "&Find…", "Find in the article as you type; Enter or Esc selects the hit.",
           article.find, (Std.Find,), "Edit", when=with_document, line_before=True),
    Action("find_next", "Find &next", "The next hit.",
           article.find_next, ("F3",), "Edit", when=with_document),
    Action("find_previous", "Find &previous", "The previous hit.",
           article.find_previous, ("Shift+F3",), "Edit", when=with_document),
    Action("find_case", "&Match case", "In Find: capitals and small letters are told apart, or not.",
           article.find_case, (of_find("C"),), "Edit", "find", when=article.finding, checked=article.finds_case),
    Action("find_words", "&Whole words", "In Find: only whole words are hits, or parts of them too.",
           article.find_words, (of_find("W"),), "Edit", "find", article.finding_words, checked=article.finds_words),
    Action("find_pattern", "Re&gular expression",
           "In Find: the words are a regular expression, or stand for themselves.",
           article.find_pattern, (of_find("X"),), "Edit", "find", when=article.finding, checked=article.finds_pattern),
    Action("occurrences", "&All occurrences…",
           "Label all occurrences of the span's words, of the selected text or of what Find has found.",
           repetition.all_occurrences, ("Ctrl+D",), "Edit", when=writable, line_before=True),
    Action("same_on_screen", "The &same on the screen",
           "Label the words of the selected span wherever they stand on the screen, with its values.",
           repetition.same_on_screen, ("Ctrl+Shift+D",), "Edit", when=on_span),
    Action("consistency", "C&onsistency…",
           "The same words under different labels, and where they are not labelled; corrects many in one step.",
           commands.show_consistency, ("Ctrl+Shift+O",), "Edit", when=with_project),
    Action("palette", "Command pa&lette…", "Find any command, label, relation or document by name.",
           commands.show_palette, ("Ctrl+K", "Ctrl+Shift+P"), "Edit", line_before=True),
    # -- Annotate
    Action("label", "Label", "A label's key. On selected text: a new span. On a span: another label. "
           "On the caret: the word there. With Shift on a span: a second one of the same extent.",
           scope="shown", shown="a to z"),
    Action("quick", "Quick attribute", "Fill the selected span's quick attributes in order; 0 clears.",
           scope="shown", shown="1 to 9"),
    Action("next_candidate", "Next &suggestion or candidate",
           "Go to the next suggestion, else to the next name, date, number or quotation that is not yet covered.",
           _in_session(suggesting.space, False), ("Space",), "Annotate", "article", with_document),
    Action("previous_candidate", "Pre&vious suggestion or candidate", "The same backwards.",
           _in_session(suggesting.space, True), ("Shift+Space",), "Annotate", "article", with_document),
    Action("grow", "Select &word, sentence, paragraph",
           "Select the word; again the sentence; again the paragraph.",
           _in_session(steps.grow), ("Ctrl+L",), "Annotate", when=with_document),
    Action("suggesters", "Suggestio&ns…", "Choose which programs propose, for this document or all, and from "
           "which score on they are shown.",
           commands.show_suggesters, ("Ctrl+J",), "Annotate", when=with_project, line_before=True),
    Action("model", "&Model", "What the project's own model has learned and how good it is; trains it, and sets "
           "from which score on it proposes.",
           commands.show_model, ("Ctrl+Shift+T",), "Annotate", when=with_project),
    Action("accept_many", "Acc&ept those on the screen…",
           "Accept the suggestions on the screen of a label, of a suggester or above a score, as one step.",
           _accept_many, ("Ctrl+Shift+G",), "Annotate", when=writable),
    Action("one_by_one", "One dec&ision at a time",
           "A suggestion and its sentence in large type: Enter, Delete, a letter or Space; Esc goes back.",
           commands.toggle_one_by_one, ("Ctrl+Shift+L",), "Annotate", when=writable, checked=_one_by_one),
    Action("enter", "&Apply the last label, or open details",
           "On text: the label this text had last, else the last one used. On a span: its details. "
           "On a suggestion: accept it and go on. On a problem: the one remedy.",
           _in_session(gestures.enter), ("Return", "Enter"), "Annotate", "article", writable,
           line_before=True),
    Action("other_remedy", "A&ll the same, or the other remedy",
           "On a suggestion: accept it and the same words with the same label on the screen. On a problem that can be "
           "mended in two ways, such as a cut token: the second way.",
           _other_remedy, ("Shift+Return", "Shift+Enter"), "Annotate", "article",
           writable),
    Action("edge", "Move an edge", "On a span: move its active edge by character; with Ctrl by word; "
           "Home and End go from edge to edge, fragment by fragment. With the mouse: drag an edge, "
           "with Shift by character.", scope="shown", shown="Shift+arrows"),
    Action("fragment", "Add as a &fragment", "Add the selected text to the active span (the dashed one); "
           "inside of it the same keys take it out. On a span in fragments: take out the one at the active edge. "
           "With the mouse: drag with Ctrl.",
           _in_session(fragments.toggle), ("Ctrl+Shift+F",), "Annotate", when=writable),
    Action("unfragment", "&Take the selection out of the span",
           "Take the selected text out of the active span (the dashed one).",
           _in_session(fragments.take_out), (), "Annotate", when=can_take_out),
    Action("relation", "&Relation…", "From the selected span: then the relation's key, Tab through the other "
           "ends, Enter; X reverses, Delete removes. With the mouse: pull an arrow from the dot on the span.",
           article.begin_relation, ("Ctrl+R",), "Annotate", when=writable),
    Action("comment", "C&omment", "Write a comment on the selected span or relation, or on the document.",
           article.comment, ("Ctrl+Shift+M",), "Annotate", when=with_document,
           line_before=True),
    Action("published", "Da&y of publication", "Type the day that “yesterday” and “Friday” in the text count from.",
           article.set_published, ("Ctrl+P",), "Annotate", when=with_document),
    Action("mend_tokens", "All to whole to&kens",
           "Widen all spans of the document that cut a token of the project's tokeniser, in one step.",
           _in_session(steps.mend_tokens), (), "Annotate", when=writable),
    Action("unsure", "&Unsure", "Mark the selected span as unsure, or as sure again.",
           _in_session(gestures.unsure), ("Ctrl+U",), "Annotate", when=on_span),
    Action("finish", "&Done, next document", "Finish this document and open the next unfinished one.",
           article.finish, ("Ctrl+Return", "Ctrl+Enter"), "Annotate", when=writable, line_before=True),
    # -- Review
    Action("review", "&Review", "Decide where annotators disagree; again: back to the article.",
           review.toggle, ("Ctrl+Shift+V",), "Review", when=with_project),
    Action("review_take", "Take an annotator", "In the review: take what annotator 1, 2, … has, and go on.",
           menu="Review", scope="shown", shown="1 to 9"),
    Action("review_neither", "Neither", "In the review: nothing shall be there.",
           menu="Review", scope="shown", shown="0"),
    Action("review_both", "Both", "In the review: what all have shall be there.",
           menu="Review", scope="shown", shown="Shift+Enter"),
    Action("review_label", "With that label", "In the review: a label's key takes what is there under that label.",
           menu="Review", scope="shown", shown="a to z"),
    Action("review_skip", "Skip", "In the review: go on without a decision; with Shift back.",
           menu="Review", scope="shown", shown="Space"),
    Action("review_edit", "&Edit", "In the review: take what is there, and change it in the article; Esc goes back. "
           "On a suggestion: its details; Ctrl+Return there accepts it with what was changed, as one step. On a span: "
           "its details.", _edit, ("F2",), "Review", when=can_edit, line_before=True),
    Action("review_reason", "Rea&son…", "Choose the reason of the decision from the schema's list.",
           review.reason, ("Ctrl+Shift+E",), "Review", when=review.on_item),
    Action("review_reopen", "&Withdraw the decision", "The disagreement is open again.",
           review.reopen, ("Ctrl+Shift+R",), "Review", when=review.on_item),
    Action("review_accept", "A&ccept the layer", "Take all of a colleague's layer over into the gold.",
           review.accept_layer, ("Ctrl+Shift+Y",), "Review", when=review.on_layer, line_before=True),
    Action("review_send_back", "Send the &layer back…",
           "Return a colleague's layer with a comment; its annotator finds it in the list.",
           review.send_back, ("Ctrl+Shift+K",), "Review", when=review.on_layer),
    Action("compare", "Co&mpare layers…", "Two or more layers of the document in one view, or side by side.",
           review.compare, ("Ctrl+Shift+C",), "Review", when=with_project),
    Action("all_comments", "All c&omments…", "The comments of all documents; Enter goes there.",
           review.all_comments, ("Ctrl+Shift+J",), "Review", when=with_project),
    Action("review_agreed", "Take over what all &agree on",
           "Put into the gold what all agree on, in all documents, in one step.",
           review.take_agreed, ("Ctrl+Shift+A",), "Review", when=review.reviewing, line_before=True),
    Action("review_blind", "Hide &names", "Hide who is who, and shuffle A and B in each document.",
           review.toggle_blind, ("Ctrl+Shift+B",), "Review", when=review.reviewing, checked=review.blind),
    Action("again", "Do documents a&gain…",
           "Some of your finished documents come again, empty, to see how much you agree with yourself.",
           commands.do_again, (), "Annotate", when=article.can_undo),
    # -- Go
    Action("caret", "Move and select", "The platform's keys for character, word, line, paragraph, page and "
           "document; with Shift they select.", scope="shown", shown="arrows"),
    Action("next_span", "&Next span", "Every span by its start, outer before inner.",
           article.next_span, ("Tab",), "Go", "article", with_document),
    Action("previous_span", "&Previous span", "The same backwards.",
           article.previous_span, ("Shift+Tab",), "Go", "article", with_document),
    Action("escape", "One s&tep back", "From a span or selected text back to the caret.",
           article.escape, ("Esc",), "Go", "article", with_document),
    Action("next_problem", "Next pro&blem",
           "A broken rule, an empty value, a cut word or token; Enter mends it where it can.",
           lambda window: article.go_to_problem(window, 1), ("F8",), "Go", when=with_document, line_before=True),
    Action("previous_problem", "Previous prob&lem", "The same backwards.",
           lambda window: article.go_to_problem(window, -1), ("Shift+F8",), "Go", when=with_document),
    Action("next_document", "Ne&xt document", "Open the next document of the list.",
           article.next_document, ("Ctrl+PgDown", "Ctrl+Shift+Down"), "Go", when=with_project,
           line_before=True),
    Action("previous_document", "Pre&vious document", "Open the previous document of the list.",
           article.previous_document, ("Ctrl+PgUp", "Ctrl+Shift+Up"), "Go", when=with_project),
    Action("filter", "&Filter documents", "Type a part of a document’s name.",
           article.filter_documents, (), "Go", when=with_project),
    Action("layers", "&Whose layer…", "Choose whose layer of the document is shown.",
           article.choose_layer, (), "Go", when=with_document),
    Action("my_layer", "&My layer", "Go back from another annotator's layer to yours.",
           article.my_layer, (), "Go", when=article.on_other_layer),
    Action("next_panel", "Next pan&el", "The focus goes to the next panel: Tab belongs to the article.",
           article.next_panel, ("F6",), "Go", when=with_project, line_before=True),
    Action("previous_panel", "Previous p&anel", "The focus goes to the previous panel.",
           article.previous_panel, ("Shift+F6",), "Go", when=with_project),
    # -- View
    Action("tags", "&Tags: letters, names, none", "What stands above a span: its key, its name, or nothing.",
           look.next_tags, ("F9",), "View", when=with_project),
    Action("relations", "&All relations", "Draw every relation, or only those of the selected span.",
           look.toggle_relations, ("F7",), "View", when=with_project,
           checked=look.all_relations_shown),
    Action("show_all", "Sho&w all labels", "Show the spans of all labels in full again; the eyes in the legend "
           "dim and hide them, V there too.",
           look.show_everything, (), "View", when=lambda window: not look.everything_shown(window)),
    Action("numbers", "Paragraph &numbers", "Number the paragraphs in the gutter.",
           look.toggle_numbers, (), "View", when=with_project, line_before=True,
           checked=look.numbers_shown),
    Action("map", "&Map beside the scroll bar", "Show where spans, hits and problems are; a click goes there.",
           look.toggle_map, (), "View", when=with_project, checked=look.map_shown),
    Action("zoom_in", "Zoom &in", "Larger type in the article.",
           look.zoom_in, (Std.ZoomIn, "Ctrl+="), "View", when=with_project, line_before=True),
    Action("zoom_out", "Zoom &out", "Smaller type in the article.",
           look.zoom_out, (Std.ZoomOut,), "View", when=with_project),
    Action("zoom_reset", "&Usual size", "17 px type again.",
           look.zoom_reset, ("Ctrl+0",), "View", when=with_project),
    Action("theme", "&Light or dark", "Change between the light and the dark theme.",
           look.toggle_theme, (), "View", line_before=True),
    # -- Help
    Action("keys", "&Keys", "All keys, and those of this project's labels.",
           commands.show_keys, (Std.HelpContents, "F1"), "Help"),
)  # fmt: skip


def find_action(id: str) -> Action:
    """The action with this id; KeyError if there is none."""
    return _BY_ID[id]


_BY_ID = {action.id: action for action in ACTIONS}


def sequences(action: Action, remapped: Mapping[str, Sequence[str]] | None = None) -> list[QKeySequence]:
    """The key sequences of an action on this platform, or those that the person chose; no doubles."""
    chosen: Sequence[Key] = action.keys
    if remapped and action.id in remapped:
        chosen = tuple(remapped[action.id])
    result: list[QKeySequence] = []
    for key in chosen:
        # A standard key may stand for several sequences, of which the first is the one to show.
        # Those with Alt (Alt+Shift+Backspace for redo) are left to layout switches and menus.
        found = _without_alt(QKeySequence.keyBindings(key)) if isinstance(key, Std) else [QKeySequence(key)]
        result += [one for one in found if not one.isEmpty() and one not in result]
    return result


def _without_alt(found: Sequence[QKeySequence]) -> list[QKeySequence]:
    return [one for one in found if "Alt+" not in one.toString(QKeySequence.SequenceFormat.PortableText)]


def keys_text(action: Action, remapped: Mapping[str, Sequence[str]] | None = None, *, most: int = 2) -> str:
    """The keys of an action as the platform writes them, the first `most` joined by commas."""
    if action.scope == "shown":
        return action.shown
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(one.toString(native) for one in sequences(action, remapped)[:most])


def table() -> list[tuple[str, str, str]]:
    """Keys, title and sentence of every action that has keys: the README's table and the sheet."""
    rows = []
    for action in ACTIONS:
        if keys := keys_text(action, most=3):
            rows.append((keys, action.title.replace("&", "").rstrip("…"), action.document))
    return rows
