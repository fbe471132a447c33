"""The types that the UIMA formats write: what each feature is called and what range it has."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from workbench.errors import UserError
from workbench.formats.layers import LABEL, RELATION, SPAN, from_feature, to_feature

ANNOTATION = "uima.tcas.Annotation"
DOCUMENT_ANNOTATION = "uima.tcas.DocumentAnnotation"
DOCUMENT = "workbench.Document"  # one in each file: the document and whose layer it is
COMMENT = "workbench.Comment"
METADATA = "de.tudarmstadt.ukp.clarin.webanno.api.type."  # what INCEpTION says of a file: whose it is
UNSPECIFIED = "x-unspecified"  # UIMA's word for no language
STRING, BOOLEAN, DOUBLE = "uima.cas.String", "uima.cas.Boolean", "uima.cas.Double"
INTEGER, LONG = "uima.cas.Integer", "uima.cas.Long"
STRINGS, INTEGERS = "uima.cas.StringArray", "uima.cas.IntegerArray"

_SUFFIXES = {INTEGER: "_integer", LONG: "_long", BOOLEAN: "_boolean", DOUBLE: "_double", STRINGS: "_strings"}
_ON_BOTH = {"id": STRING, LABEL: STRING, "note": STRING, "unsure": BOOLEAN, "origin": STRING, "score": DOUBLE}
_OURS = {
    SPAN: (ANNOTATION, {**_ON_BOTH, "fragments": INTEGERS}),
    RELATION: (ANNOTATION, {**_ON_BOTH, "Governor": ANNOTATION, "Dependent": ANNOTATION}),
    DOCUMENT: (
        "uima.cas.AnnotationBase",
        dict.fromkeys(("id", "name", "published", "source", "meta"), STRING)
        | dict.fromkeys(("annotator", "annotatorName", "annotatorKind", "status", "attributes"), STRING)
        | {"round": INTEGER},
    ),
    COMMENT: (
        "uima.cas.AnnotationBase",
        dict.fromkeys(("id", "targetKind", "target", "parent", "annotator", "at", "text"), STRING)
        | {"resolved": BOOLEAN},
    ),
}
OWN = frozenset(_ON_BOTH) | {"fragments", "Governor", "Dependent"}

Feature = tuple[str, str, str]  # type, feature, range


def cassis() -> Any:
    """The package dkpro-cassis; UserError that names how to install it."""
    try:
        import cassis as package
    except ImportError:
        message = 'This format needs dkpro-cassis: pip install "annotation-workbench[uima]".'
        raise UserError(message) from None
    return package


def feature_of(name: str, value: Any) -> tuple[str, str, Any]:
    """The feature, its range and the value for an attribute: the range is in the name unless it is a text."""
    found = to_feature(name, OWN)
    if isinstance(value, bool):
        range_ = BOOLEAN
    elif isinstance(value, int):
        range_ = INTEGER if -(2**31) <= value < 2**31 else LONG if -(2**63) <= value < 2**63 else STRING
    elif isinstance(value, float):
        range_ = DOUBLE
    else:
        range_ = STRINGS if isinstance(value, list) else STRING
    if range_ == STRINGS and not all(isinstance(item, str) for item in value):
        value = [item if isinstance(item, str) else json.dumps(item) for item in value]
    if range_ != STRING:
        return found + _SUFFIXES[range_], range_, value
    if found.endswith(tuple(_SUFFIXES.values())):
        found = f"{found[:-1]}u_{ord(found[-1]):X}_"
    return found, STRING, value if isinstance(value, str) else json.dumps(value)


def name_of(feature: str, range_: str) -> str:
    """The name of the attribute that `feature_of` made the feature of."""
    return from_feature(feature.removesuffix(_SUFFIXES.get(range_, "\0")))


@lru_cache(maxsize=16)
def type_system(features: frozenset[Feature]) -> Any:
    """Our types with these features besides their own."""
    import warnings

    types = cassis().TypeSystem()
    for name, (parent, own) in _OURS.items():
        made = types.create_type(name, parent)
        more = {feature: range_ for type_, feature, range_ in sorted(features) if type_ == name}
        for feature, range_ in (own | more).items():
            with warnings.catch_warnings():  # "type" and "self" are given another accessor
                warnings.simplefilter("ignore")
                types.create_feature(made, feature, range_)
    return types


def accessor(feature: str) -> str:
    """How cassis calls a feature: Python's own words get an underscore."""
    return f"{feature}_" if feature in ("type", "self") else feature
