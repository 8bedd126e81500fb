"""What every request says."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from broadcaster.service.requests.how import How


class Said(BaseModel):
    """Who asks."""

    model_config = ConfigDict(extra="forbid")
    who: str = Field(default="", max_length=200)


class Ask(Said):
    """Who asks for the air, and how."""

    priority: str | None = None
    rehearse: bool = False
    zones: list[Annotated[str, Field(max_length=100)]] = Field(default=[], max_length=100)

    @property
    def how(self) -> How:
        """The same as the rooms want it."""
        return How(who=self.who, priority=self.priority, rehearse=self.rehearse, zones=tuple(self.zones))
