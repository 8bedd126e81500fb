"""The fields that every request to the API has."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from broadcaster.service.requests.how import How


class ByPerson(BaseModel):
    """A request with the person who asks."""

    model_config = ConfigDict(extra="forbid")
    who: str = Field(default="", max_length=200)


class Ask(ByPerson):
    """A request for the air: priority, rehearsal and zones."""

    priority: str | None = None
    rehearse: bool = False
    zones: list[Annotated[str, Field(max_length=100)]] = Field(default=[], max_length=100)

    @property
    def how(self) -> How:
        """These fields as the service takes them."""
        return How(who=self.who, priority=self.priority, rehearse=self.rehearse, zones=tuple(self.zones))
