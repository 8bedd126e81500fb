"""Makes a form from a value of `station.model`, one key a field; `type:` chooses between kinds."""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, time
from enum import StrEnum
from functools import reduce
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BeforeValidator, Discriminator, Field, Tag, create_model

from broadcaster.station.forms.form import Declared, Different, Form, fault
from broadcaster.station.forms.texts import WRITTEN, Switch
from broadcaster.station.forms.times import Clock, Day, lasting, spelt
from broadcaster.station.model.keys import AtMost, Key, Lasting, OneOf, Special, Text, Within, hints
from broadcaster.station.model.names import listed, nearest, shown

Number = Annotated[float, Field(allow_inf_nan=False)]
_PLAIN: dict[object, object] = {bool: Switch, int: int, float: Number, date: Day, time: Clock}

SECTIONS: dict[str, type[Form]] = {}
"""Every form by its section."""


def form_of(
    makes: type,
    section: str,
    *,
    base: type[Form] = Form,
    written: Mapping[str, object] = MappingProxyType({}),
    only: Collection[str] = (),
) -> type[Form]:
    """The form of a value.

    Args:
        makes: a dataclass of `broadcaster.station.model`.
        section: see `Form.section`; the section of a group inside is the key that it stands under.
        base: has the checks between keys.
        written: annotations of the fields that are declared `Special.WRITTEN`, by their names.
        only: the fields that are keys here; all by default.
    """
    declared = [one for one in declarations(makes, section) if not only or one.field in only]
    return assembled(makes, section, base, declared, written)


def assembled(
    makes: type, section: str, base: type[Form], declared: Collection[Declared], written: Mapping[str, object]
) -> type[Form]:
    """A form of these keys; see `form_of`."""
    fields: dict[str, Any] = {}
    for one in declared:
        annotation = written[one.field] if one.field in written else _annotation(one.hint, one)
        fields[one.field] = (
            annotation,
            Field(
                default=... if one.required else None,
                alias=one.name if one.name != one.field else None,
                description=one.text,
                json_schema_extra=_for_editors(one),
            ),
        )
    called = "".join(part.capitalize() for part in section.split("."))
    form: type[Form] = create_model(f"{called}Form", __base__=base, __doc__=makes.__doc__, **fields)
    form.makes, form.section = makes, section
    form.declared = MappingProxyType({one.field: one for one in declared})
    SECTIONS[section] = form
    return form


def declarations(makes: type, section: str) -> Iterator[Declared]:
    """What the fields of a value declare, in their order."""
    types = hints(makes)
    for one in dataclasses.fields(makes):
        kind, marks = unwrapped(types[one.name])
        if Special.UNWRITTEN in marks:
            continue
        key = next((mark for mark in marks if isinstance(mark, Key)), Key())
        name = key.name or one.name
        place = f"{section}.{name.replace('-', '_')}"
        default: object = one.default
        if one.default_factory is not dataclasses.MISSING:
            default = one.default_factory()
        required = default is dataclasses.MISSING
        yield Declared(
            field=one.name,
            name=name,
            text=f"keys.{place}",
            hint=kind,
            key=key,
            marks=marks,
            required=required and not key.optional,
            default=None if required else default,
        )


def unwrapped(hint: object) -> tuple[object, tuple[object, ...]]:
    """A type without None and without what is declared beside it, and the latter."""
    marks: tuple[object, ...] = ()
    if get_origin(hint) is Annotated:
        hint, *beside = get_args(hint)
        marks = tuple(beside)
    if get_origin(hint) in (Union, UnionType) and NoneType in get_args(hint):
        rest = [each for each in get_args(hint) if each is not NoneType]
        hint = reduce(operator.or_, rest)
        if len(rest) == 1:
            hint, inner = unwrapped(hint)
            marks = (*inner, *marks)
    return hint, marks


MOST_ENTRIES = 500
"""Of a mapping: contacts, sources, zones, voices. A ward has some tens."""


def one_of(forms: Mapping[str, Any], tag_of: Callable[[object], str | None], *more: object) -> Any:  # noqa: ANN401 - an annotation
    """The annotation of a value that is written in one of several ways, each under its tag `<name>`."""
    tagged = [Annotated[form, Tag(f"<{name}>")] for name, form in forms.items()]
    return Annotated[(reduce(operator.or_, tagged), Discriminator(tag_of), *more)]


def list_of(item: Any, most: int | None, *more: object) -> Any:  # noqa: ANN401 - an annotation
    """The annotation of a list that is not empty."""
    return Annotated[(list.__class_getitem__(item), Field(min_length=1, max_length=most), *more)]


def mapping_of(name: Any, value: Any, *more: object) -> Any:  # noqa: ANN401 - an annotation
    """The annotation of a mapping. What waits for a yes is told entry by entry, so none is endless."""
    return Annotated[(dict.__class_getitem__((name, value)), Field(max_length=MOST_ENTRIES), *more)]


def _annotation(hint: object, key: Declared | None = None) -> Any:  # noqa: ANN401 - an annotation
    kind, marks = (hint, key.marks) if key is not None else unwrapped(hint)
    for mark in marks:
        if isinstance(mark, Text):
            return WRITTEN[mark]
        if isinstance(mark, Lasting):
            example = (key.key.example if key else "") or spelt(float(str(key.default if key else 0)))
            return Annotated[float, lasting(mark.low, mark.high, example)]
        if isinstance(mark, OneOf):
            return Literal.__getitem__(mark.words)
        if isinstance(mark, Within):
            return _within(kind, mark)
    if kind is str:
        return WRITTEN[Text.LINE]
    if kind in _PLAIN:
        return _PLAIN[kind]
    if dataclasses.is_dataclass(kind) and isinstance(kind, type) and key is not None:
        return SECTIONS.get(key.name) or form_of(kind, key.name)
    return _gathered(kind, marks)


def _within(kind: object, bounds: Within) -> Any:  # noqa: ANN401 - an annotation
    if kind is int:
        return Annotated[int, Field(ge=int(bounds.low), le=int(bounds.high))]
    return Annotated[float, Field(ge=bounds.low, le=bounds.high, allow_inf_nan=False)]


def _gathered(kind: object, marks: tuple[object, ...]) -> Any:  # noqa: ANN401 - an annotation
    """The annotation of a list, a mapping, or a closed set of words."""
    origin, inner = get_origin(kind), get_args(kind)
    most = next((mark.count for mark in marks if isinstance(mark, AtMost)), None)
    if origin in (tuple, frozenset):
        item = _annotation(inner[0])
        return list_of(item, most, Different)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return mapping_of(_annotation(inner[0]), _annotation(inner[1]))
    if origin is Literal or (isinstance(kind, type) and issubclass(kind, StrEnum)):
        return kind
    raise TypeError(f"no way of writing is known for {kind}")


def _for_editors(key: Declared) -> dict[str, Any]:
    """What the JSON Schema says beside the check: the default, as it would be written."""
    shown = as_written(key.default, key.marks)
    return {} if shown is None else {"default": shown}


def as_written(value: object, marks: tuple[object, ...] = ()) -> bool | float | str | list[Any] | None:
    """A default as people would write it; None for a group, and where nothing would be written."""
    if any(isinstance(mark, Lasting) for mark in marks) and isinstance(value, float):
        return spelt(value)
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, bool | int | float):
        return int(value) if isinstance(value, float) and value.is_integer() else value
    if isinstance(value, str):
        return value or None
    if isinstance(value, tuple) and value:
        return "-".join(f"{at:%H:%M}" for at in value) if isinstance(value[0], time) else list(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return getattr(value, "key", None) or getattr(value, "text", None)  # a time zone, an address


class KindForm(Form):
    """What the forms of all kinds share."""

    def value(self) -> object:
        """The value with the kind's keys as texts."""
        written = self.written()
        own = {name: str(written.pop(name)) for name in [*written] if name not in self.shared}
        return self.makes(**written, options=own)


def any_of_kinds(
    makes: type,
    section: str,
    kinds: Mapping[str, type],
    checks: Mapping[str, type[KindForm]] = MappingProxyType({}),
) -> Any:  # noqa: ANN401 - an annotation
    """The annotation of a mapping whose `type:` says which of `kinds` it is.

    Args:
        makes: the value; its own keys stand beside those of every kind.
        section: see `Form.section`; the section of a kind is `<section>.<kind>`.
        kinds: the keys of each kind, by its name.
        checks: has the checks between the keys of a kind.
    """
    shared = list(declarations(makes, section))
    kind_key = next(one for one in shared if one.field == "type")
    for name, keys in kinds.items():
        own = replace(kind_key, required=kind_key.default != name)
        declared = [
            own,
            *(one for one in shared if one is not kind_key),
            *declarations(keys, f"{section}.{name}"),
        ]
        base = checks.get(name, KindForm)
        form = assembled(keys, f"{section}.{name}", base, declared, {"type": Literal.__getitem__(name)})
        form.makes = makes
        form.shared = frozenset(one.field for one in shared)
    forms = {name: SECTIONS[f"{section}.{name}"] for name in kinds}
    usual = kind_key.default if isinstance(kind_key.default, str) else None
    return one_of(forms, _tag_of(usual), BeforeValidator(_known(tuple(kinds), usual)))


def _tag_of(usual: str | None) -> Any:  # noqa: ANN401 - a function that pydantic calls
    def tag(data: object) -> str | None:
        return f"<{data.get('type', usual)}>" if isinstance(data, dict) else None

    return tag


def _known(kinds: tuple[str, ...], usual: str | None) -> Any:  # noqa: ANN401 - as above
    def known(data: object) -> object:
        if not isinstance(data, dict):
            raise fault("want_mapping")
        kind = data.get("type", usual)
        if not isinstance(kind, str) and usual is not None:
            raise fault("want_text", at="type")
        if not isinstance(kind, str):
            raise fault("unknown_word", at="type", written="", expected=listed(kinds), near="")
        if kind not in kinds:
            near = nearest(kind, kinds) or ""
            raise fault("unknown_word", at="type", written=shown(kind), expected=listed(kinds), near=near)
        return data

    return known
