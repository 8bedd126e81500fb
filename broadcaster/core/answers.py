"""Values that the API answers with: frozen dataclasses, which JSON becomes again without a library.

The server describes them in the OpenAPI (FastAPI takes dataclasses), the command line reads them. The command
line must start at once, and to import pydantic takes 40 ms; so nothing here needs it.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import (
    Any,
    Literal,
    TypeVar,
    Union,
    cast,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def answer(kind: type[T]) -> type[T]:
    """Make a class a frozen dataclass; the strings below its fields describe them in the OpenAPI."""
    return dataclass(frozen=True, slots=True, kw_only=True)(kind)


def like(kind: type[T], value: object, **others: object) -> T:
    """A dataclass of `kind`: `others`, and for its further fields what `value` has under the same names."""
    left = (field.name for field in fields(cast("Any", kind)) if field.name not in others)
    return kind(**others, **{name: getattr(value, name) for name in left if hasattr(value, name)})


def plain(value: object) -> Any:  # noqa: ANN401 - JSON
    """A value as `json.dumps` takes it: instants as ISO 8601 with offset."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, datetime) else value


def read(kind: type[T], content: object) -> T:
    """A value from JSON. Keys that `kind` does not have are left out: the station may be of a later version.

    Raises:
        ValueError: the content is not of that kind.
    """
    return cast("T", _read(kind, content))


def _read(kind: Any, content: object) -> object:  # noqa: ANN401 - a type, in any of its forms
    if isinstance(kind, type) and is_dataclass(kind):
        return _record(kind, content)
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        if content is None and type(None) in inner:
            return None
        (one,) = (each for each in inner if each is not type(None))
        return _read(one, content)
    if origin is tuple:
        if not isinstance(content, list):
            raise ValueError(f"no list for {kind}")
        return tuple(_read(inner[0], each) for each in content)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        if not isinstance(content, dict):
            raise ValueError(f"no object for {kind}")  # noqa: TRY004
        return {name: _read(inner[1], each) for name, each in content.items()}
    return _single(kind, content)


def _record(kind: type, content: object) -> object:
    if not isinstance(content, dict):
        raise ValueError(f"no object for {kind}")  # noqa: TRY004 - as all else here
    known = _fields(kind)
    missing = [name for name, (_, needed) in known.items() if needed and name not in content]
    if missing:
        raise ValueError(f"{missing[0]} is missing in {kind}")
    return kind(**{name: _read(of, content[name]) for name, (of, _) in known.items() if name in content})


def _single(kind: Any, content: object) -> object:  # noqa: ANN401 - as above
    if get_origin(kind) is Literal:
        # A word that a later version has added is passed on.
        kind = type(get_args(kind)[0])
    if kind is Any or kind is object:
        return content
    if kind is datetime and isinstance(content, str):
        return datetime.fromisoformat(content)
    if kind is float and isinstance(content, int) and not isinstance(content, bool):
        return float(content)
    if not isinstance(content, kind) or (isinstance(content, bool) and kind is not bool):
        raise ValueError(f"{content!r} is no {kind}")
    return content


@cache
def _fields(kind: type) -> dict[str, tuple[Any, bool]]:
    """Name → type, and whether it must be there, for each field of a dataclass."""
    hints = get_type_hints(kind)
    return {
        f.name: (hints[f.name], f.default is MISSING and f.default_factory is MISSING)
        for f in fields(cast("Any", kind))
    }
