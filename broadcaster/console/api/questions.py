"""The fields that many requests to the API have."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool

from broadcaster.service.requests.how import By, How

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def shown(**schema: Any) -> Any:  # noqa: ANN401 - as pydantic's
    """A field that the OpenAPI describes more narrowly than pydantic checks: the service words the error."""
    return Field(json_schema_extra=schema)


def _number(value: object) -> object:
    """Text and yes-or-no are no numbers, although pydantic would take "5" and true for them."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError("no number")  # noqa: TRY004 - pydantic takes no other
    return value


Number = BeforeValidator(_number)
"""For a field that is a number in JSON."""


def _day(value: object) -> object:
    """A day is written as 2026-11-30: pydantic would take seconds since 1970 and times too."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("no day")
    return value


Day = Annotated[date, BeforeValidator(_day)]
"""A day, as RFC 3339 writes it."""

NAME = 300  # characters of the name of a message or an airing
TEXT = 1_000_000  # characters that can be spoken in one airing

Name = Annotated[str, Field(max_length=NAME)]
Words = Annotated[str, Field(max_length=TEXT), shown(minLength=1, pattern=r"\w")]
Zone = Annotated[str, Field(max_length=100)]
PriorityName = Annotated[str, shown(enum=["normal", "priority", "emergency"])]


class Question(BaseModel):
    """A question, which has only the fields that are described."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Ask(Question):
    """A request for the air: priority, rehearsal and zones."""

    priority: PriorityName | None = None
    rehearse: StrictBool = False
    zones: list[Zone] = Field(default=[], max_length=100)

    def how(self, by: By | None = None) -> How:
        """These fields as the service takes them.

        Args:
            by: who asks.
        """
        how = How(priority=self.priority, rehearse=self.rehearse, zones=tuple(self.zones))
        return how if by is None else how.asked_by(by)
