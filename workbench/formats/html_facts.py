"""What a web page states of itself: title, date of publication, language, address, author. Nothing is guessed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec import Struct, field

_DATES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "citation_publication_date",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publish-date",
    "publication_date",
    "date",
)
_TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title")
_AUTHORS = ("author", "article:author", "dc.creator", "dcterms.creator", "citation_author")
_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)|(\d{4})(\d\d)(\d\d)(?=T|$)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_WHITE = re.compile(r"\s+")
_MOST = 200  # objects of JSON-LD that are looked at


class Facts(Struct):
    """What a page states; empty where it states nothing. `published` is YYYY-MM-DD."""

    title: str = ""
    published: str = ""
    language: str = ""
    address: str = ""
    author: str = ""
    _meta: dict[str, str] = field(default_factory=dict)


def day(stated: str) -> str:
    """The day of a date or time as machines write it (ISO 8601); empty if it is none, or no day of a calendar."""
    match = _DAY.match(stated.strip())
    if match is None:
        return ""
    try:
        return date(*(int(number) for number in match.groups() if number)).isoformat()
    except ValueError:
        return ""


def language(stated: str) -> str:
    """The tag of a language (BCP 47) with hyphens, or empty."""
    stated = stated.strip()
    return stated.replace("_", "-") if _LANGUAGE.fullmatch(stated) else ""


def facts_of(tree: Any) -> Facts:
    """The facts of a page, an lxml tree of HTML.

    In this order: meta elements (Open Graph, Dublin Core and their like), JSON-LD, elements with
    itemprop or pubdate; for the title then the only h1, then title.
    """
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop")
        content = _clean(element.get("content"))
        if key and content:
            meta.setdefault(key.strip().lower(), content)
        elif content and (element.get("http-equiv") or "").lower() == "content-language":
            meta.setdefault("content-language", content)
    articles = list(_articles(tree))
    found = Facts()
    found.published = _first_day([meta.get(name, "") for name in _DATES])
    found.published = found.published or _first_day([_text(one.get("datePublished")) for one in articles])
    found.published = found.published or _first_day(_marked(tree))
    found.title = _first(meta.get(name, "") for name in _TITLES) or _first(
        _text(one.get("headline")) for one in articles
    )
    found.title = found.title or _heading(tree)
    found.author = _first(meta.get(name, "") for name in _AUTHORS) or _first(
        _names(one.get("author")) for one in articles
    )
    root = tree.getroottree().getroot()
    stated = (root.get("lang"), root.get("xml:lang"), meta.get("content-language"), meta.get("og:locale"))
    found.language = _first(language(one or "") for one in stated)
    links = (
        one.get("href") for one in tree.iter("link") if "canonical" in (one.get("rel") or "").lower().split()
    )
    addresses = (*links, meta.get("og:url"), *(_text(one.get("url")) for one in articles))
    found.address = _first(
        address for one in addresses if (address := _clean(one)).startswith(("http://", "https://"))
    )
    return found


def _clean(value: Any) -> str:
    return _WHITE.sub(" ", value).strip()[:2000] if isinstance(value, str) else ""


def _text(value: Any) -> str:
    return _clean(value[0] if isinstance(value, list) and value else value)


def _names(value: Any) -> str:
    people = value if isinstance(value, list) else [value]
    names = [_clean(one.get("name") if isinstance(one, dict) else one) for one in people]
    return ", ".join(name for name in names if name)


def _first(values: Any) -> str:
    return next((value for value in values if value), "")


def _first_day(stated: list[str]) -> str:
    return _first(day(one) for one in stated)


def _articles(tree: Any) -> Iterator[dict[str, Any]]:
    """The objects of JSON-LD that are articles of some kind."""
    left = _MOST
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            waiting = [json.loads(script.text or "")]
        except (ValueError, RecursionError):
            continue
        while waiting and left:
            left -= 1
            value = waiting.pop(0)
            if isinstance(value, list):
                waiting += value
            elif isinstance(value, dict):
                kinds = value.get("@type")
                names = kinds if isinstance(kinds, list) else [kinds]
                if any(
                    isinstance(one, str) and one.endswith(("Article", "Posting", "Report")) for one in names
                ):
                    yield value
                waiting += [
                    value[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in value
                ]


def _marked(tree: Any) -> list[str]:
    found = []
    for element in tree.iter("time", "span", "div", "p", "abbr"):
        if "datePublished" in (element.get("itemprop") or "").split() or element.get("pubdate") is not None:
            found.append(_clean(element.get("datetime") or element.get("content") or element.get("title")))
    return found


def _heading(tree: Any) -> str:
    for name in ("h1", "title"):
        headings = [_clean("".join(one.itertext())) for one in tree.iter(name)]
        if len(headings) == 1 and headings[0]:
            return headings[0]
    return ""
