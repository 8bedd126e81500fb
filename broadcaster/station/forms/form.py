"""What all kinds of files share: a mapping with a fixed set of keys, each declared once.

A form is the written shape. The values of `broadcaster.station.model` are made from it, with only
the keys that were written, so that every default stands in one place: the model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

LEGAL_KEYS = "legal_keys"  # in the validation context: id of a written mapping → its legal keys


def key(description: str, *, alias: str | None = None) -> Any:  # noqa: ANN401 - as pydantic's Field
    """Declare an optional key; `description` is a key of the catalogue.

    Absent keys read as None whatever their type: `Form.written` has only those that were written.
    """
    return Field(default=None, alias=alias, description=description)


def required(description: str, *, alias: str | None = None) -> Any:  # noqa: ANN401 - as above
    """Declare a key that must be written."""
    return Field(alias=alias, description=description)


def fault(code: str, /, *, at: str | int | None = None, **facts: object) -> PydanticCustomError:
    """The error for a value that cannot be taken.

    Args:
        code: the catalogue key without `station.`.
        at: the key or index, below the failing value, that is to blame; None for all of it.
        facts: values for the catalogue's sentence.
    """
    context = dict(facts) if at is None else {**facts, "at": at}
    return PydanticCustomError(f"station.{code}", code, context)


class Form(BaseModel):
    """A mapping of known keys; an unknown key is an error that names the nearest known one."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    makes: ClassVar[Callable[..., object]] = dict

    @model_validator(mode="before")
    @classmethod
    def _tell_keys(cls, data: object, info: ValidationInfo) -> object:
        """Note which keys are legal for this very mapping, for the hint about an unknown one."""
        if isinstance(data, dict) and info.context is not None:
            info.context[LEGAL_KEYS][id(data)] = cls.written_keys()
        return data

    @classmethod
    def written_keys(cls) -> tuple[str, ...]:
        """The legal keys as they are written."""
        return tuple(info.alias or name for name, info in cls.model_fields.items())

    def written(self) -> dict[str, Any]:
        """The keys that were written, as frozen values under the model's field names."""
        return {name: plain(getattr(self, name)) for name in self.model_fields_set}

    def value(self) -> object:
        """The value of the station's model."""
        return self.makes(**self.written())


def all_different(items: list[Any]) -> list[Any]:
    """Refuse a list that names the same thing twice, however it is written."""
    for index, item in enumerate(items):
        if item in items[:index]:
            raise fault("repeated", at=index)
    return items


def plain(value: object) -> object:
    """Forms as model values, lists as tuples, mappings read-only."""
    if isinstance(value, Form):
        return value.value()
    if isinstance(value, list):
        return tuple(plain(item) for item in value)
    if isinstance(value, Mapping):
        return MappingProxyType({name: plain(item) for name, item in value.items()})
    return value
