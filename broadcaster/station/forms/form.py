"""What all kinds of files share: a mapping with a fixed set of keys, each declared once.

A form is the written shape, made by `forms/declared.py` from a value of `broadcaster.station.model`. The
value is made from the form with only the keys that were written, so that every default stands in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from broadcaster.station.model.keys import Key

LEGAL_KEYS = "legal_keys"  # in the validation context: id of a written mapping → its legal keys


def fault(code: str, /, *, at: str | int | None = None, **facts: object) -> PydanticCustomError:
    """The error for a value that cannot be taken.

    Args:
        code: the catalogue key without `station.`.
        at: the key or index, below the failing value, that is to blame; None for all of it.
        facts: values for the catalogue's sentence.
    """
    context = dict(facts) if at is None else {**facts, "at": at}
    return PydanticCustomError(f"station.{code}", code, context)


def checked(faults: Callable[[Any], Iterable[PydanticCustomError]]) -> WrapValidator:
    """A validator that reports `faults` of what was written, whatever else is wrong inside it.

    Pydantic's own after-validators are silent as soon as anything inside is wrong, and then people
    would mend a file only to see the next mistake.
    """

    def check(data: object, handler: ValidatorFunctionWrapHandler) -> object:
        return _all_reported(data, handler, faults(data))

    return WrapValidator(check)


def _all_reported(data: object, handler: Callable[[Any], Any], faults: Iterable[PydanticCustomError]) -> Any:  # noqa: ANN401 - whatever the handler makes
    """What `handler` makes of `data`, or its faults and `faults` together."""
    found = [InitErrorDetails(type=one, input=data) for one in faults]
    made = None
    try:
        made = handler(data)
    except ValidationError as error:
        if not found:
            raise
        found = [*_details(error), *found]
    if found:
        raise ValidationError.from_exception_data("Form", found)
    return made


def _details(error: ValidationError) -> list[InitErrorDetails]:
    """The faults of an error, to be reported together with others."""
    return [
        InitErrorDetails(
            type=PydanticCustomError(one["type"], one["type"], one.get("ctx")),
            loc=one["loc"],
            input=one["input"],
        )
        for one in error.errors(include_url=False)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One key as its field in `broadcaster.station.model` declares it."""

    field: str  # of the value
    name: str  # as it is written
    text: str  # key of the catalogue
    hint: object  # the field's type with what stands beside it
    key: Key
    marks: tuple[object, ...]  # the rest of what stands beside the type
    required: bool
    default: object  # as the model has it; None where there is none


class Form(BaseModel):
    """A mapping of known keys; an unknown key is an error that names the nearest known one."""

    # A form inside another is built as a part of that one only: twice would take a sixth of `check`'s time.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    makes: ClassVar[type] = dict
    section: ClassVar[str] = ""
    """Names the texts of its keys in the catalogue: `keys.<section>.<key>`."""
    declared: ClassVar[Mapping[str, Declared]] = MappingProxyType({})
    """The declaration of each key, by the field's name."""
    shared: ClassVar[frozenset[str]] = frozenset()
    """Of a kind (`forms/kinds.py`): the fields that every kind has."""

    @model_validator(mode="before")
    @classmethod
    def _note_keys(cls, data: object, info: ValidationInfo) -> object:
        """Note which keys are legal for this very mapping, for the hint about an unknown one."""
        if isinstance(data, dict) and info.context is not None:
            info.context[LEGAL_KEYS][id(data)] = cls.written_keys()
        return data

    @model_validator(mode="wrap")
    @classmethod
    def _report_all(cls, data: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Report what is wrong between the keys together with what is wrong in each."""
        form: Self = _all_reported(data, handler, cls.crossed(data) if isinstance(data, dict) else ())
        return form

    @classmethod
    def crossed(cls, _written: Mapping[str, object], /) -> Iterable[PydanticCustomError]:
        """What is wrong between the keys of a written mapping; not what is wrong in one key."""
        return ()

    @classmethod
    @cache
    def written_keys(cls) -> tuple[str, ...]:
        """The legal keys as they are written."""
        return tuple(info.alias or name for name, info in cls.model_fields.items())

    def written(self) -> dict[str, Any]:
        """The keys that were written, as frozen values under the model's field names."""
        return {name: plain(getattr(self, name)) for name in self.model_fields_set}

    def value(self) -> object:
        """The value of the station's model."""
        return self.makes(**self.written())


def _repeated(items: object) -> Iterator[PydanticCustomError]:
    seen: set[object] = set()
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, Hashable):  # not so a list or mapping, where a value should be
            if item in seen:
                yield fault("repeated", at=index)
            seen.add(item)


def _different(data: object, handler: ValidatorFunctionWrapHandler) -> object:
    """Refuse a list that names the same thing twice, however it is written."""
    try:
        made = handler(data)
    except ValidationError:
        # The meaning of some is not known: report those that are written alike.
        return _all_reported(data, handler, _repeated(data))
    return _all_reported(data, lambda _: made, _repeated(made))


Different = WrapValidator(_different)
"""The validator of a list in which nothing may stand twice."""


def plain(value: object) -> object:
    """Forms as model values, lists as tuples, mappings read-only."""
    if isinstance(value, Form):
        return value.value()
    if isinstance(value, list):
        return tuple(plain(item) for item in value)
    if isinstance(value, Mapping):
        return MappingProxyType({name: plain(item) for name, item in value.items()})
    return value
