"""An unknown label is named with the line where its file has it first, whatever the format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench import jobs
from workbench.errors import UserError
from workbench.model import Annotator, new_id
from workbench.project import Project
from workbench.schema import load_schema

_GATE = """<?xml version='1.0' encoding='UTF-8'?>
<GateDocument version="3">
<TextWithNodes><Node id="0"/>Ana<Node id="3"/> met</TextWithNodes>
<AnnotationSet>
<Annotation Id="1" Type="ODD" StartNode="0" EndNode="3"></Annotation>
</AnnotationSet>
</GateDocument>
"""
_TIMEML = """<?xml version="1.0"?>
<TimeML><DOCID>a</DOCID>
<TEXT>Ana
<EVENT eid="e1" class="OCCURRENCE">met</EVENT></TEXT>
<MAKEINSTANCE eventID="e1" eiid="ei1"/></TimeML>
"""
_XMI = """<?xml version="1.0"?>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:tcas="http:///uima/tcas.ecore" xmlns:cas="http:///uima/cas.ecore">
<tcas:Annotation xmi:id="2" sofa="1" begin="0" end="3"/>
<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="Ana met"/>
<cas:View sofa="1" members="2"/></xmi:XMI>
"""
_TSV = (
    "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Span|label\n\n\n"
    "#Text=Ana met\n1-1\t0-3\tAna\t_\t\n1-2\t4-7\tmet\tODD\t\n"
)


def _spans(label: str) -> dict[str, object]:
    return {"text": "Ana met", "label": [[0, 3, label]]}


def _region(label: str) -> dict[str, object]:
    value = {"start": 0, "end": 3, "text": "Ana", "labels": [label]}
    result = [{"id": "a", "type": "labels", "from_name": "l", "to_name": "t", "value": value}]
    return {"data": {"text": "Ana met"}, "annotations": [{"result": result}]}


def _task(label: str) -> dict[str, object]:
    return {"text": f"Ana {label}", "answer": "accept", "spans": [{"start": 0, "end": 3, "label": label}]}


def _lines(*values: object) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


CASES = {
    "jsonl": ("a.jsonl", _lines({"document": {"text": "x"}}, {"document": {"text": "Ana"}, "spans": [
        {"label": "ODD", "start": 0, "end": 3}]}), "ODD", 2),
    "brat": ("a.ann", "T1\tPER 0 3\tAna\nT2\tORG 4 7\tmet\nR1\tODD Arg1:T1 Arg2:T2\n", "ODD", 3),
    "conll": ("a.conll", "Ana\tB-PER\nmet\tO\n\nBo\tB-ODD\n", "ODD", 4),
    "doccano": ("a.jsonl", _lines(_spans("PER"), _spans("ODD")), "ODD", 2),
    "labelstudio": ("a.json", "[" + json.dumps(_region("PER")) + ",\n\n" + json.dumps(_region("ODD")) + "]", "ODD", 3),
    "prodigy": ("a.jsonl", _lines(_task("PER"), _task("PER"), _task("ODD")), "ODD", 3),
    "webanno-tsv": ("a.tsv", _TSV, "ODD", 7),
    "uima-xmi": ("a.xmi", _XMI, "Annotation", 3),
    "gate": ("a.xml", _GATE, "ODD", 5),
    "timeml": ("a.tml", _TIMEML, "EVENT", 4),
}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path):
    made = Project.create(
        tmp_path / "p.wbench", schema=load_schema("ner"), annotator=Annotator(new_id(), "Ada")
    )
    yield made
    made.close()


@pytest.mark.parametrize("format_id", CASES)
def test_a_label_that_the_schema_lacks_is_named_with_its_line(format_id, project, tmp_path) -> None:
    name, content, label, line = CASES[format_id]
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    (tmp_path / "a.txt").write_text("Ana met", encoding="utf-8")
    plan = jobs.finish(jobs.plan_job(project, [path], format_id=format_id))
    assert not plan.fatal
    assert plan.first_seen[label] == f"{path}:{line}"
    with pytest.raises(UserError, match=rf"{name}:{line}: the schema has no "):
        jobs.finish(jobs.import_job(project, plan))
    plan.close()
