"""What every request to go on air says."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Ask(BaseModel):
    """Who asks, and how."""

    model_config = ConfigDict(extra="forbid")
    who: str = Field(default="", max_length=200)
    priority: str | None = None
    rehearse: bool = False
