"""A schema as it is put together from another tool's configuration; clashes are mended and told."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct, field
from msgspec.structs import replace

from workbench.schema import (
    Attribute,
    Choice,
    Group,
    Label,
    RelationType,
    Rule,
    Schema,
    read_schema,
    write_schema,
)
from workbench.schema_colours import can_be_read, free_colour, free_key, legible

_KEY = re.compile(r"[a-z]\Z")
_HEX = re.compile(r"#(?:[0-9a-f]{3}){1,2}\Z")
_SHOWN = 5  # names in one note
_MOST_QUICK = 9


class Foreign(Struct, frozen=True):
    """A schema from another tool's configuration, and sentences on what was mended or could not come along."""

    schema: Schema
    notes: tuple[str, ...] = ()


class Draft(Struct):
    """Labels, relations and attributes in their order. Whatever is added twice is one."""

    name: str
    labels: dict[str, Label] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    relations: dict[str, RelationType] = field(default_factory=dict)
    document: dict[str, Attribute] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)  # of labels and relations, as the file has them
    colours: dict[str, str] = field(default_factory=dict)  # of labels
    notes: list[str] = field(default_factory=list)
    _told: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def note(self, sentence: str, *names: str) -> None:
        """Tell something; of many names under one sentence (which holds {}) the first are listed."""
        if not names:
            if sentence not in self.notes:
                self.notes.append(sentence)
            return
        self._told[sentence] += [name for name in names if name not in self._told[sentence]]

    def label(
        self, id: str, *, group: str, title: str = "", key: str = "", colour: str = "", definition: str = ""
    ) -> str:
        """Add a label; returns its id, or empty for one that can have none."""
        id = line(id)
        if not id:
            self.note("A label without a name was left out.")
            return ""
        if id in self.labels:
            self.note("Declared more than once, taken as one: {}.", id)
            return id
        self.groups.setdefault(group, Group(group, group.capitalize()))
        self.labels[id] = Label(id, line(title) or id, group, definition=" ".join(definition.split()))
        self.keys[id], self.colours[id] = key, colour
        return id

    def attribute(self, attribute: Attribute, *, labels: Iterable[str]) -> None:
        """Put an attribute on labels; on one that has it, values are joined."""
        for id in labels:
            label = self.labels[id]
            old = {one.id: one for one in label.attributes}
            old[attribute.id] = _joined(old.get(attribute.id), attribute)
            self.labels[id] = replace(label, attributes=tuple(old.values()))

    def of_document(self, attribute: Attribute) -> None:
        """Add an attribute of documents."""
        self.document[attribute.id] = _joined(self.document.get(attribute.id), attribute)

    def relation(
        self,
        id: str,
        *,
        head: Iterable[str],
        tail: Iterable[str],
        title: str = "",
        key: str = "",
        symmetric: bool = False,
        transitive: bool = False,
    ) -> str:
        """Add a relation, or more ends to one; returns its id, or empty if it has no ends."""
        id, heads, tails = line(id), tuple(dict.fromkeys(head)), tuple(dict.fromkeys(tail))
        if not id or not heads or not tails:
            self.note("Relations without a label at an end were left out: {}.", id or "without a name")
            return ""
        if id in self.labels:
            self.note(
                "Names of a label and of a relation; the relation is called so with “-relation”: {}.", id
            )
            id += "-relation"
        old = self.relations.get(id)
        if old is None:
            self.relations[id] = RelationType(
                id, line(title) or id, heads, tails, symmetric=symmetric, transitive=transitive
            )
            self.keys.setdefault(f"relation {id}", key)
            return id
        pairs = len(old.head) * len(old.tail) + len(heads) * len(tails)
        wider = replace(
            old,
            head=tuple(dict.fromkeys((*old.head, *heads))),
            tail=tuple(dict.fromkeys((*old.tail, *tails))),
            symmetric=old.symmetric or symmetric,
            transitive=old.transitive or transitive,
        )
        if len(wider.head) * len(wider.tail) > pairs:
            self.note("May join more pairs of labels than there: {}.", id)
        self.relations[id] = wider
        return id

    def finish(self) -> Foreign:
        """The schema, with keys and colours that hold the house's rules. Raises SchemaError if it cannot be."""
        self._keys_of_labels()
        self._keys_of_relations()
        self._colours()
        self._quick()
        schema = Schema(
            name=self.name,
            title=self.name,
            version="1",
            groups=tuple(self.groups.values()),
            labels=tuple(self.labels.values()),
            relations=tuple(self.relations.values()),
            attributes=tuple(self.document.values()),
            rules=tuple(self.rules),
        )
        read = read_schema(write_schema(schema), name_for_errors=self.name)
        listed = [sentence.format(_listed(names)) for sentence, names in self._told.items()]
        return Foreign(read, (*self.notes, *listed))

    def _keys_of_labels(self) -> None:
        taken = self._kept_keys({id: self.keys[id] for id in self.labels})
        for id, label in self.labels.items():
            key = taken.get(id, "") or free_key((label.title, id), taken.values())
            taken[id] = key
            self.labels[id] = replace(label, key=key)
            if not key:
                self.note("No letter is left; found by name with Ctrl+K: {}.", label.title)

    def _keys_of_relations(self) -> None:
        taken = self._kept_keys({id: self.keys.get(f"relation {id}", "") for id in self.relations})
        for id, relation in self.relations.items():
            key = taken.get(id, "") or free_key((relation.title, id), taken.values())
            taken[id] = key
            self.relations[id] = replace(relation, key=key)

    def _kept_keys(self, wanted: dict[str, str]) -> dict[str, str]:
        """The keys of the file that can be kept: one letter, not twice."""
        taken: dict[str, str] = {}
        for id, raw in wanted.items():
            key = raw.strip().lower()
            if not key:
                continue
            if not _KEY.match(key):
                self.note("Keys are letters; given another: {}.", f"{id} ({raw.strip()})")
            elif key in taken.values():
                other = next(one for one, letter in taken.items() if letter == key)
                self.note("Keys that were given twice; the later got another: {}.", f"{key} ({other}, {id})")
            else:
                taken[id] = key
        return taken

    def _colours(self) -> None:
        used: list[tuple[str, str]] = []
        for id, label in self.labels.items():
            colour = _hex(self.colours[id])
            if self.colours[id] and not colour:
                self.note("Colours that are none; given others: {}.", f"{id} ({self.colours[id]})")
            if colour:
                pair = legible(colour)
                if not (can_be_read(colour, 0) and can_be_read(colour, 1)):
                    self.note(
                        "Colours made darker or lighter so that they can be read in both themes: {}.", id
                    )
            else:
                pair = free_colour(used)
            used.append(pair)
            self.labels[id] = replace(label, colour=pair)

    def _quick(self) -> None:
        for id, label in self.labels.items():
            few = [
                one.id
                for one in label.attributes
                if one.type in ("choice", "scale") and len(one.values) <= _MOST_QUICK
            ]
            self.labels[id] = replace(label, quick=tuple(few))


def choices(values: Iterable[tuple[str, str, str]]) -> tuple[Choice, ...]:
    """Ids, titles and definitions as choices; empty and repeated ids are left out."""
    found: dict[str, Choice] = {}
    for id, title, definition in values:
        id = line(id)
        if id and id not in found:
            found[id] = Choice(id, line(title) or id, " ".join(definition.split()))
    return tuple(found.values())


def _joined(old: Attribute | None, new: Attribute) -> Attribute:
    if old is None or old.type != new.type:
        return new
    values = {one.id: one for one in (*old.values, *new.values)}
    return replace(old, values=tuple(values.values()))


def _listed(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def line(text: str) -> str:
    """One line of printable text, as ids and titles are."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _hex(colour: str) -> str:
    """A colour of a style sheet as #rrggbb: a number of three or six digits, rgb(), or a name; else empty."""
    word = colour.strip().lower()
    if _HEX.match(word):
        return word if len(word) == 7 else "#" + "".join(2 * digit for digit in word[1:])
    parts = re.fullmatch(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,[^)]*)?\)", word)
    if parts:
        return "#" + "".join(f"{min(255, int(part)):02x}" for part in parts.groups())
    return f"#{NAMED[word]}" if word in NAMED else ""


# CSS Color Module Level 4, section 6.1
_NAMES = """
aliceblue=f0f8ff antiquewhite=faebd7 aqua=00ffff aquamarine=7fffd4 azure=f0ffff beige=f5f5dc bisque=ffe4c4
black=000000 blanchedalmond=ffebcd blue=0000ff blueviolet=8a2be2 brown=a52a2a burlywood=deb887
cadetblue=5f9ea0 chartreuse=7fff00 chocolate=d2691e coral=ff7f50 cornflowerblue=6495ed cornsilk=fff8dc
crimson=dc143c cyan=00ffff darkblue=00008b darkcyan=008b8b darkgoldenrod=b8860b darkgray=a9a9a9
darkgreen=006400 darkgrey=a9a9a9 darkkhaki=bdb76b darkmagenta=8b008b darkolivegreen=556b2f darkorange=ff8c00
darkorchid=9932cc darkred=8b0000 darksalmon=e9967a darkseagreen=8fbc8f darkslateblue=483d8b
darkslategray=2f4f4f darkslategrey=2f4f4f darkturquoise=00ced1 darkviolet=9400d3 deeppink=ff1493
deepskyblue=00bfff dimgray=696969 dimgrey=696969 dodgerblue=1e90ff firebrick=b22222 floralwhite=fffaf0
forestgreen=228b22 fuchsia=ff00ff gainsboro=dcdcdc ghostwhite=f8f8ff gold=ffd700 goldenrod=daa520
gray=808080 green=008000 greenyellow=adff2f grey=808080 honeydew=f0fff0 hotpink=ff69b4 indianred=cd5c5c
indigo=4b0082 ivory=fffff0 khaki=f0e68c lavender=e6e6fa lavenderblush=fff0f5 lawngreen=7cfc00
lemonchiffon=fffacd lightblue=add8e6 lightcoral=f08080 lightcyan=e0ffff lightgoldenrodyellow=fafad2
lightgray=d3d3d3 lightgreen=90ee90 lightgrey=d3d3d3 lightpink=ffb6c1 lightsalmon=ffa07a lightseagreen=20b2aa
lightskyblue=87cefa lightslategray=778899 lightslategrey=778899 lightsteelblue=b0c4de lightyellow=ffffe0
lime=00ff00 limegreen=32cd32 linen=faf0e6 magenta=ff00ff maroon=800000 mediumaquamarine=66cdaa
mediumblue=0000cd mediumorchid=ba55d3 mediumpurple=9370db mediumseagreen=3cb371 mediumslateblue=7b68ee
mediumspringgreen=00fa9a mediumturquoise=48d1cc mediumvioletred=c71585 midnightblue=191970 mintcream=f5fffa
mistyrose=ffe4e1 moccasin=ffe4b5 navajowhite=ffdead navy=000080 oldlace=fdf5e6 olive=808000 olivedrab=6b8e23
orange=ffa500 orangered=ff4500 orchid=da70d6 palegoldenrod=eee8aa palegreen=98fb98 paleturquoise=afeeee
palevioletred=db7093 papayawhip=ffefd5 peachpuff=ffdab9 peru=cd853f pink=ffc0cb plum=dda0dd
powderblue=b0e0e6 purple=800080 red=ff0000 rosybrown=bc8f8f royalblue=4169e1 saddlebrown=8b4513
salmon=fa8072 sandybrown=f4a460 seagreen=2e8b57 seashell=fff5ee sienna=a0522d silver=c0c0c0 skyblue=87ceeb
slateblue=6a5acd slategray=708090 slategrey=708090 snow=fffafa springgreen=00ff7f steelblue=4682b4
tan=d2b48c teal=008080 thistle=d8bfd8 tomato=ff6347 turquoise=40e0d0 violet=ee82ee wheat=f5deb3 white=ffffff
whitesmoke=f5f5f5 yellow=ffff00 yellowgreen=9acd32
"""
NAMED: dict[str, str] = dict(re.findall(r"(\w+)=(\w+)", _NAMES))
