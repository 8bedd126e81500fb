"""What is declared of each key of the station's files, as plain data that stands in a field's annotation.

A field of a value in `broadcaster.station.model` is the one declaration of its key: name, type and
default are the field's own; bounds, unit, example and version stand beside the type:

    settle: Annotated[float, Lasting(0, 300), Key(since="0.1")] = 5.0

`station/forms` makes the check from it, `station/forms/reference.py` the JSON Schema and the
page docs/station.md, and `station/editing/scaffold.py` the commented station.yaml. Its text is in the
catalogue under `keys.<section>.<key as written>`; the form names the section (`sound`, `keying.gpio`).

Nothing heavy is imported here: processes of their own import these values too. The modules that declare
keys do not import annotations from `__future__`: as texts they would have to be compiled at each start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any, get_type_hints

FIRST = "0.1"  # the first version

HOUR, MINUTE = 3600.0, 60.0  # seconds
HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What is declared beside type, default and bounds."""

    name: str = ""  # as it is written, where that differs from the field's name: `from`
    unit: str = ""  # of a number: Hz, dB
    example: str = ""  # as YAML; by default the default, or a word for the type
    since: str = FIRST  # the version that brought it
    optional: bool = False  # may be left out although the value has no default


class Text(StrEnum):
    """How a text may be written; `station/forms/texts.py` has the check of each."""

    LINE = "line"  # one line; what a text is where nothing else is declared
    WORDS = "words"  # to be spoken: its line breaks count
    SPOKEN = "spoken"  # Vietnamese syllables
    NAME = "name"  # letters, digits, - and _
    ID = "id"  # names with folders: centre/x
    PATH = "path"  # below the station's folder
    PATH_OR_NONE = "path_or_none"
    LANGUAGE = "language"  # hmn
    ENGINE = "engine"  # of `station/registries/engines.py`
    ADDRESS = "address"  # http or https
    BROKER = "broker"  # mqtts://host
    BYTES = "bytes"  # A0 01 01 A2
    DIGEST = "digest"
    ACCOUNT = "account"  # of the computer
    MAIL = "mail"  # lan@phuong.gov.vn
    PHONE = "phone"  # +84912345678
    NOTICE_URL = "notice_url"  # ntfys://host/topic
    TEMPLATE = "template"  # with {names} in it
    CIRCLE = "circle"  # latitude,longitude radius


@dataclass(frozen=True, slots=True)
class Within:
    """The bounds of a number, both included."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Lasting:
    """The bounds of a duration in seconds, both included; it is written `90s`, `5m`, `1h30m`."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class OneOf:
    """The only words that a text may be."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AtMost:
    """The most entries of a list or a mapping."""

    count: int


class Special(StrEnum):
    """A field whose writing is no matter of its type alone."""

    UNWRITTEN = "unwritten"  # no key: the program fills it in
    WRITTEN = (
        "written"  # a key whose form is written by hand, in `station/forms`; a class beside it has keys too
    )
    APART = "apart"  # somebody's address: what is typed in the console goes to secrets.yaml


class Loosens(StrEnum):
    """What a change of a key does to the station's rules; `station/rules/loosening.py` judges by it.

    A change that loosens (more may be heard, more people may ask for it, or secrets leave the computer) waits
    for a leader's yes. What stands beside a block's field says it of all keys of the block.
    """

    NOTHING = "nothing"  # no change of it loosens
    TRUE = "true"  # true is the looser word
    FALSE = "false"
    STATED = "stated"  # any value but none
    OTHER = "other"  # any other value, none too: what is known by it sounds, and what is not is silent
    TEXT = "text"  # the digest of a file's text: any other one, also one that was there before it counted
    HIGHER = "higher"
    ENTRIES = "entries"  # a mapping: an entry that is new or changed
    SERVICES = "services"  # services that speak: one that is new to the order of engines, or another one
    ADDRESS = "address"  # an address that others can reach
    LOGIN = "login"  # a server that a password is sent to: another one gets it, who may not read secrets.yaml
    QUIET = "quiet"  # a part of the quiet hours: judged with all their rules, see `station/rules/quiet.py`
    QUOTAS = "quotas"  # a part of the quotas: judged with all their rules


@dataclass(frozen=True, slots=True)
class Looser:
    """The word of a choice by which more may be heard, and the one after it: a change towards it loosens."""

    word: str
    then: str = ""


def loosens(hint: object) -> Loosens | Looser | None:
    """What is declared beside a field's type; None where nothing is."""
    marks = (each for each in getattr(hint, "__metadata__", ()) if isinstance(each, Loosens | Looser))
    return next(marks, None)


def hints(keys: type) -> dict[str, object]:
    """Each field's type with what stands beside it."""
    found: dict[str, object] = {one.name: one.type for one in fields(keys)}
    return get_type_hints(keys, include_extras=True) if str in map(type, found.values()) else found


def marked(keys: type, mark: object) -> frozenset[str]:
    """The fields beside whose type `mark` stands."""
    return frozenset(name for name, hint in hints(keys).items() if mark in getattr(hint, "__metadata__", ()))


def filled(keys: type, options: Mapping[str, str]) -> dict[str, str]:
    """Options of a kind, with the default of each key that was not written."""
    defaults = {one.name: one.default for one in fields(keys)}
    return {name: str(value) for name, value in defaults.items() if value not in (None, MISSING)} | {
        **options
    }


def nothing() -> Mapping[str, Any]:
    """The empty mapping; a factory, since Python 3.11 takes no mapping proxy as a default."""
    return NOTHING


NOTHING: Mapping[str, Any] = MappingProxyType({})
