"""What every request says."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Said(BaseModel):
    """Who asks."""

    model_config = ConfigDict(extra="forbid")
    who: str = Field(default="", max_length=200)


class Ask(Said):
    """Who asks for the air, and how."""

    priority: str | None = None
    rehearse: bool = False
