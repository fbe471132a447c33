"""TimeML: corpora are read with their links, ours are valid, and white space is kept exactly."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from workbench.data import data_folder
from workbench.formats import Reading, Writing, detect, jsonl
from workbench.formats.held import WHO
from workbench.formats.timeml import FORMAT, losses, read, write
from workbench.model import Annotator, Bundle, Document, Relation, Span
from workbench.schema import load_schema

SCHEMA = load_schema("timeml")
BY_FOLDER = {"annotators": "folder"}
TEXT = "He left\r\n on Monday,  before it rained."
OTHER = """<?xml version="1.0" ?>
<TimeML>
<DOCID>ABC.1</DOCID>
<DCT><TIMEX3 tid="t0" type="TIME" value="1998-12-05T09:42:00" functionInDocument="CREATION_TIME"
>12/05/1998</TIMEX3></DCT>
<TITLE>Rain</TITLE>
<TEXT>
It <EVENT eid="e1" class="OCCURRENCE">rained</EVENT> <SIGNAL sid="s1">on</SIGNAL> <TIMEX3 tid="t1" type="DATE"
 value="1998-11-30" temporalFunction="true" anchorTimeID="t0">Monday</TIMEX3> <s>&amp; left</s>.
</TEXT>
<MAKEINSTANCE eiid="ei1" eventID="e1" tense="PAST" aspect="NONE" pos="VERB" polarity="POS"/>
<MAKEINSTANCE eiid="ei2" eventID="e1" tense="PAST" aspect="NONE" pos="VERB" polarity="NEG"/>
<TLINK lid="l1" eventInstanceID="ei1" relatedToTime="t1" signalID="s1" relType="IS_INCLUDED"/>
<TLINK lid="l2" timeID="t0" relatedToEventInstance="ei1" relType="AFTER"/>
<ALINK lid="l3" eventInstanceID="ei1" relatedToEventInstance="ei2" relType="INITIATES"/>
</TimeML>
"""

# TimeML 1.2.1, the attributes of TIMEX3, written anew here: what another program would check
DAY = r"[\dX]{4}(-([\dX]{2}(-[\dX]{2})?|W[\dX]{2}(-([1-7X]|WE))?|Q[1-4X]|H[12X]|SP|SU|FA|WI))?"
CLOCK = r"T([\dX]{2}(:[\dX]{2}(:[\dX]{2})?)?|MO|MI|AF|EV|NI|DT)"
AMOUNT = r"[\dX]+(\.\d+)?"
LENGTH = rf"P({AMOUNT}(Y|M|W|D|DE|CE|ML|Q|WE|H|SP|SU|FA|WI))*(T({AMOUNT}(H|M|S|MO|MI|AF|EV|NI|DT))+)?"
GRAMMAR = {
    "DATE": rf"{DAY}|\d{{2,3}}|(PRESENT|PAST|FUTURE)_REF",
    "TIME": rf"({DAY})?{CLOCK}|(PRESENT|PAST|FUTURE)_REF",
    "DURATION": LENGTH,
    "SET": rf"{LENGTH}|{DAY}({CLOCK})?",
}
MODS = {
    *("BEFORE", "AFTER", "ON_OR_BEFORE", "ON_OR_AFTER", "LESS_THAN", "MORE_THAN", "EQUAL_OR_LESS"),
    *("EQUAL_OR_MORE", "START", "MID", "END", "APPROX"),
}
ALLOWED = {
    *("tid", "type", "value", "mod", "quant", "freq", "temporalFunction", "functionInDocument"),
    *("beginPoint", "endPoint", "anchorTimeID", "valueFromFunction"),
}


def _read(tmp_path: Path, data: str) -> tuple[list[Bundle], list[str]]:
    path = tmp_path / "file.tml"
    path.write_text(data, "utf-8", newline="")
    reading = Reading()
    return list(read(path, reading)), [str(one).removeprefix(str(path)) for one in reading.problems]


def _bundle() -> Bundle:
    def at(piece: str) -> tuple[int, int]:
        return TEXT.index(piece), TEXT.index(piece) + len(piece)

    times = {"type": "DATE", "value": "2023-04-24", "temporalFunction": True}
    spans = (
        Span("e1", "EVENT", *at("left"), attributes={"class": "OCCURRENCE", "tense": "PAST"}),
        Span("t1", "TIMEX3", *at("Monday"), attributes=times),
        Span("s1", "SIGNAL", *at("before")),
        Span("e2", "EVENT", *at("rained"), attributes={"class": "OCCURRENCE"}),
    )
    relations = (
        Relation("a", "TLINK", "e1", "t1", {"relType": "IS_INCLUDED"}),
        Relation("b", "TLINK", "e1", "e2", {"relType": "BEFORE"}),
        Relation("c", "signalled-by", "e1", "s1"),
        Relation("d", "SLINK", "e1", "e2", {"relType": "MODAL"}),
    )
    document = Document("d", "A/B", TEXT, published="2023-04-28")
    return Bundle(document, Annotator("x", "Ann"), 1, "done", {}, spans, relations)


def test_times_events_signals_and_links_come_back(round_trip, tmp_path) -> None:
    bundle = _bundle()
    assert [loss.kind for loss in losses(bundle, SCHEMA, {})] == [WHO]
    (folder,) = write([bundle], Writing(tmp_path, "out", SCHEMA))
    (path,) = folder.iterdir()
    assert path.name == "A_B.tml" and detect(path) is FORMAT
    (back,) = read(path, Reading())
    assert back.document == Document("", "A/B", TEXT, published="2023-04-28")
    names = {span.id: span for span in back.spans}
    assert [(s.label, s.start, s.end, s.attributes) for s in back.spans] == [
        (s.label, s.start, s.end, s.attributes) for s in bundle.spans
    ]
    found = {
        (r.label, names[r.head].start, names[r.tail].start, *r.attributes.values()) for r in back.relations
    }
    old = {span.id: span.start for span in bundle.spans}
    assert found == {(r.label, old[r.head], old[r.tail], *r.attributes.values()) for r in bundle.relations}


def test_any_reader_of_xml_sees_the_text_and_one_creation_time(tmp_path) -> None:
    (folder,) = write([_bundle()], Writing(tmp_path, "out", SCHEMA))
    root = ElementTree.parse(next(folder.iterdir())).getroot()
    text = root.find("TEXT")
    assert text is not None and "".join(text.itertext()) == TEXT
    (dct,) = root.findall("DCT/TIMEX3")
    assert dct.get("functionInDocument") == "CREATION_TIME" and dct.get("value") == "2023-04-28"
    events = {event.get("eid") for event in root.iter("EVENT")}
    assert {one.get("eventID") for one in root.iter("MAKEINSTANCE")} == events
    ids = {one.get(key) for one in root.iter() for key in ("eiid", "tid", "sid")}
    for link in (*root.iter("TLINK"), *root.iter("SLINK")):
        ends = {value for key, value in link.attrib.items() if key not in ("lid", "relType")}
        assert ends <= ids and len(ends) == (3 if "signalID" in link.attrib else 2)


@pytest.mark.parametrize("name", ["jonas-lindqvist", "noor-haddad"])
def test_values_of_the_sample_articles_keep_the_grammar_of_timex3(name, tmp_path) -> None:
    bundles = list(jsonl.read(data_folder("sample_docs") / f"{name}.jsonl", Reading()))
    (folder,) = write(bundles, Writing(tmp_path, "out", load_schema("news")))
    found = 0
    for path in folder.rglob("*.tml"):
        root = ElementTree.parse(path).getroot()  # raises where it is not well-formed
        times = list(root.iter("TIMEX3"))
        assert len({time.get("tid") for time in times}) == len(times)
        assert [t.get("functionInDocument") for t in root.findall("DCT/TIMEX3")] == ["CREATION_TIME"]
        for time in times:
            value, type_ = time.get("value", ""), time.get("type", "")
            assert re.fullmatch(GRAMMAR[type_], value) and value != "P", (type_, value)
            if re.match(r"\d{4}-\d\d-\d\d", value):
                date.fromisoformat(value[:10])
            assert set(time.attrib) <= ALLOWED and time.get("mod", "END") in MODS
            assert time.get("temporalFunction", "true") in ("true", "false")
            found += 1
    assert found > 20


def test_a_corpus_file_is_read_and_what_is_left_out_is_said(tmp_path) -> None:
    (bundle,), problems = _read(tmp_path, OTHER)
    document = bundle.document
    assert (document.name, document.text) == ("ABC.1", "\nIt rained on Monday & left.\n")
    assert document.published == "1998-12-05" and document.meta == {
        "title": "Rain",
        "dct": "1998-12-05T09:42:00",
    }
    assert [(s.label, s.covered(document.text)) for s in bundle.spans] == [
        ("EVENT", "rained"),
        ("EVENT", "rained"),
        ("SIGNAL", "on"),
        ("TIMEX3", "Monday"),
    ]
    assert [s.attributes.get("polarity") for s in bundle.spans[:2]] == ["POS", "NEG"]
    assert bundle.spans[3].attributes == {"type": "DATE", "value": "1998-11-30", "temporalFunction": True}
    assert [(r.label, r.head, r.tail) for r in bundle.relations] == [
        ("TLINK", "e1", "t1"),
        ("signalled-by", "e1", "s1"),
        ("ALINK", "e1", "e1/2"),
    ]
    assert problems == [
        ":8: TIMEX3 t1: left out are anchorTimeID.",
        ":9: the tags s in the text are left out.",
        ":14: TLINK l2 to the creation time is left out.",
    ]


def test_without_text_element_all_is_text(tmp_path) -> None:
    time = '<TIMEX3 tid="t1" type="DATE" value="1998-02-13" functionInDocument="CREATION_TIME">2/13</TIMEX3>'
    (bundle,), problems = _read(tmp_path, f"<TimeML>ABC {time} news.</TimeML>")
    assert not problems and bundle.document.text == "ABC 2/13 news."
    assert bundle.document.published == "1998-02-13" and len(bundle.spans) == 1


@pytest.mark.parametrize(
    ("data", "message", "fatal"),
    [
        ("<ab/>", "this is no TimeML: it begins with ab.", True),
        ("<TimeML><TEXT>a <TIMEX3>b</TIMEX3></TEXT></TimeML>", "TIMEX3: no tid.", True),
        (
            '<TimeML><TEXT><SIGNAL sid="s1">a</SIGNAL><SIGNAL sid="s1">b</SIGNAL></TEXT></TimeML>',
            "SIGNAL: the sid s1 is there twice.",
            True,
        ),
        (
            '<TimeML><TEXT>a</TEXT><TLINK lid="l1" timeID="t1"/></TimeML>',
            "TLINK l1 refers to t1, which",
            True,
        ),
        ('<TimeML><TEXT>a</TEXT><MAKEINSTANCE eiid="i" eventID="e"/></TimeML>', "there is no event e", True),
        (
            '<TimeML><TEXT><TIMEX3 tid="t1" type="DATE" value="May">a</TIMEX3></TEXT></TimeML>',
            "TIMEX3 t1: “May” is no DATE value",
            False,
        ),
        ('<TimeML><TEXT>a<SIGNAL sid="s1"/></TEXT></TimeML>', "SIGNAL s1 covers no text: left out.", False),
        ("<!DOCTYPE TimeML><TimeML/>", "DOCTYPE is not read", True),
    ],
)
def test_wrong_tags_and_links_are_problems_by_line(data, message, fatal, tmp_path) -> None:
    found, problems = _read(tmp_path, "\n" + data)
    assert len(problems) == 1 and problems[0].startswith(":2: ") and message in problems[0]
    assert (not found) == fatal


def test_what_timeml_cannot_hold_is_named(tmp_path) -> None:
    good = {"type": "DATE", "value": "2023-04-24"}
    spans = (
        Span("a", "DATE", 0, 7, attributes=good | {"ref": "Q1"}),
        Span("b", "DATE", 3, 9, attributes=good),
        Span("c", "DATE", 9, 11, attributes={"type": "DATE", "value": "May"}),
        Span("d", "DATE", 9, 20, ((9, 11), (12, 20)), good),
        Span("e", "PER", 9, 11),
        Span("f", "TIMEX3", 12, 14, attributes=good),
        Span("g", "EVENT", 15, 17),
    )
    bundle = Bundle(Document("d", "n", "One two three four fi\x02ve six"), spans=spans)
    news = load_schema("news")
    assert [(loss.kind, loss.target) for loss in losses(bundle, news, {})] == [
        ("crossing spans", "b"),
        ("spans in fragments", "d"),
        ("dates without type, or without a value of TIMEX3", "c"),
        ("spans that are no dates", "e"),
        ("spans that are no dates", "g"),
        ("attributes", "a"),
        ("names of labels of dates", "f"),
        ("characters that XML forbids", ""),
    ]
    (folder,) = write([bundle], Writing(tmp_path, "out", news))
    (back,) = read(next(folder.iterdir()), Reading())
    assert [(span.label, span.start) for span in back.spans] == [("DATE", 0), ("DATE", 12)]


def test_several_layers_lie_in_folders_by_annotator(tmp_path) -> None:
    other = Bundle(_bundle().document, Annotator("y", "Bob"))
    (folder,) = write([_bundle(), other], Writing(tmp_path, "out", SCHEMA))
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*.tml")) == [
        "Ann/A_B.tml",
        "Bob/A_B.tml",
    ]
    found = [
        bundle for path in sorted(folder.rglob("*.tml")) for bundle in read(path, Reading(options=BY_FOLDER))
    ]
    assert [(b.annotator.name, b.status, len(b.spans)) for b in found if b.annotator] == [
        ("Ann", "done", 4),
        ("Bob", "done", 0),
    ]
