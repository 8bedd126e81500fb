"""The fields that many requests to the API have."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from broadcaster.service.requests.how import How


def shown(**schema: Any) -> Any:  # noqa: ANN401 - as pydantic's
    """A field that the OpenAPI describes more narrowly than pydantic checks: the service words the error."""
    return Field(json_schema_extra=schema)


NAME = 300  # characters of the name of a message or an airing
TEXT = 1_000_000  # characters that can be spoken in one airing

Name = Annotated[str, Field(max_length=NAME)]
Words = Annotated[str, Field(max_length=TEXT), shown(minLength=1, pattern=r"\w")]
Zone = Annotated[str, Field(max_length=100)]
PriorityName = Annotated[str, shown(enum=["normal", "priority", "emergency"])]


class ByPerson(BaseModel):
    """A request with the person who asks."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    who: str = Field(default="", max_length=200)


class Ask(ByPerson):
    """A request for the air: priority, rehearsal and zones."""

    priority: PriorityName | None = None
    rehearse: bool = False
    zones: list[Zone] = Field(default=[], max_length=100)

    @property
    def how(self) -> How:
        """These fields as the service takes them."""
        return How(who=self.who, priority=self.priority, rehearse=self.rehearse, zones=tuple(self.zones))
