"""Questions to the running station: frozen dataclasses, each with its route and the kind of its answer.

From this one declaration follow the route with its OpenAPI (`api.routes.router`), what the client sends
(`Client.ask`) and how a page's form is read. The command line must start at once, and to import pydantic
takes 40 ms; so nothing here needs it: the marks of the fields are for pydantic, when the server meets them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from string import Formatter
from typing import (
    Annotated,
    Any,
    ClassVar,
    Generic,
    TypeVar,
    cast,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)
from urllib.parse import quote, urlencode

from broadcaster.core.answers import plain

A = TypeVar("A")
T = TypeVar("T")


class QuestionPart:
    """Has only the fields that are described."""

    __slots__ = ()
    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}


class Question(QuestionPart, Generic[A]):
    """Something that may be asked; `A` is the kind of its answer."""

    __slots__ = ()
    method: ClassVar[str] = "POST"
    route: ClassVar[str] = ""  # its path, below /api/v1; `{name}` stands for a field


@dataclass_transform(frozen_default=True, kw_only_default=True)
def question(path: str = "", *, method: str = "POST") -> Callable[[type[T]], type[T]]:
    """Make a class a frozen dataclass that is asked at a path; the strings below its fields describe them."""

    def made(kind: type[T]) -> type[T]:
        whole = cast("Any", dataclass(frozen=True, slots=True, kw_only=True)(kind))
        whole.route, whole.method = path, method
        return cast("type[T]", whole)

    return made


def answer_of(kind: type[Question[A]]) -> type[A]:
    """The kind of its answer, as its class says it."""
    bases = (base for each in kind.__mro__ for base in each.__dict__.get("__orig_bases__", ()))
    return next(args[0] for args in map(get_args, bases) if args and isinstance(args[0], type))


def in_path(kind: type[Question[Any]]) -> tuple[str, ...]:
    """The fields that stand in the path."""
    return tuple(name for _, name, _, _ in Formatter().parse(kind.route) if name)


def address(asked: Question[Any]) -> str:
    """The path with its fields, and the others behind it where they are no body."""
    kind = type(asked)
    path = kind.route.format_map({name: quote(str(getattr(asked, name)), safe="") for name in in_path(kind)})
    query = urlencode(_given(asked)) if kind.method == "GET" else ""
    return f"{path}?{query}" if query else path


def body(asked: Question[Any]) -> dict[str, object] | None:
    """What is sent. What is as it is by default is left out: a station of another version may not know it."""
    return None if type(asked).method == "GET" else _given(asked)


def _given(asked: Question[Any]) -> dict[str, object]:
    within = in_path(type(asked))
    given = ((field, getattr(asked, field.name)) for field in fields(cast("Any", asked)))
    return {
        field.name: _sent(value)
        for field, value in given
        if field.name not in within and (field.default is MISSING or value != field.default)
    }


SEPARATOR = "\x1f"
"""Between the parts of a value in a form: ASCII's own sign for it, which nobody types."""


def from_texts(kind: type, texts: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """The JSON of what a form sends for each field. An empty text says nothing where the field has a default.

    The parts of a field come as `FIELD.PART`, those of one of several values with `SEPARATOR` between them.
    What a form has besides is no part of it.
    """
    hints = get_type_hints(kind)
    found: dict[str, object] = {}
    for field in fields(cast("Any", kind)):
        given, within = texts.get(field.name, ()), f"{field.name}."
        parts = {name[len(within) :]: texts[name] for name in texts if name.startswith(within)}
        of = next((each for each in get_args(hints[field.name]) if is_dataclass(each)), None)
        if parts and isinstance(of, type):
            found[field.name] = from_texts(of, parts)
        elif any(given) or (given and field.default is MISSING):
            found[field.name] = _from_texts(hints[field.name], given)
    return found


def _from_texts(hint: object, given: Sequence[str]) -> object:
    kinds = {hint, *get_args(hint)}
    text = given[-1]
    if get_origin(hint) is tuple:
        return [_parts(get_args(hint)[0], each) for each in given]
    if bool in kinds:
        return {"true": True, "false": False}.get(text, text)
    if kinds & {int, float}:
        try:
            return float(text) if float in kinds else int(text)
        except ValueError:
            return text
    return text


def _parts(kind: object, text: str) -> object:
    parts = text.split(SEPARATOR)
    if is_dataclass(kind):
        return dict(zip((field.name for field in fields(kind)), parts, strict=False))
    return parts if get_origin(kind) is tuple else text


def _sent(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else plain(value)


class FieldBounds:
    """Bounds of a field, in pydantic's words: `max_length`, `min_length`, `ge`, `le`, `pattern`.

    They stand before any other mark of the field, for they are its innermost.
    """

    def __init__(self, **bounds: object) -> None:
        self._bounds = bounds

    def __get_pydantic_core_schema__(
        self, kind: object, inner: Callable[[object], dict[str, Any]]
    ) -> dict[str, Any]:
        """See pydantic's documentation of annotated types."""
        return inner(kind) | self._bounds


class Shown:
    """What the OpenAPI says of a field beyond what is checked here: the station words the error."""

    def __init__(self, **schema: object) -> None:
        self._schema = schema

    def __get_pydantic_json_schema__(
        self, core: object, inner: Callable[[object], dict[str, Any]]
    ) -> dict[str, Any]:
        """See pydantic's documentation of annotated types."""
        return inner(core) | self._schema


class JsonForm:
    """How a field is written in JSON where pydantic would take more: it takes "5" for 5, and 1 for true."""

    def __init__(self, good: Callable[[object], bool]) -> None:
        self._good = good

    def __get_pydantic_core_schema__(
        self, kind: object, inner: Callable[[object], dict[str, Any]]
    ) -> dict[str, Any]:
        """See pydantic's documentation of annotated types."""

        def checked(value: object) -> object:
            if not self._good(value):
                raise ValueError("another kind")
            return value

        function = {"type": "no-info", "function": checked}
        return {"type": "function-before", "function": function, "schema": inner(kind)}


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _is_day(value: object) -> bool:
    return isinstance(value, str) and _DAY.fullmatch(value) is not None


NUMBER = JsonForm(lambda value: isinstance(value, (int, float)) and not isinstance(value, bool))

NAME = 300  # characters of the name of a message or an airing
TEXT = 1_000_000  # characters that can be spoken in one airing

Flag = Annotated[bool, JsonForm(lambda value: isinstance(value, bool))]
Name = Annotated[str, FieldBounds(max_length=NAME)]
Words = Annotated[str, FieldBounds(max_length=TEXT), Shown(minLength=1, pattern=r"\w")]
Zone = Annotated[str, FieldBounds(max_length=100)]
Day = Annotated[date, JsonForm(_is_day)]
"""A day as RFC 3339 writes it: pydantic would take seconds since 1970 and times too."""
Secret = Annotated[str, FieldBounds(max_length=1000), Shown(format="password", writeOnly=True)]
