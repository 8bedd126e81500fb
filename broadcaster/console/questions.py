"""The fields that every request to the API has."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from broadcaster.service.requests.how import How
from broadcaster.studio.excerpt import Passage


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


class AskHear(ByPerson):
    """Say a sentence or a span of a text, as a rehearsal."""

    text: str = Field(max_length=1_000_000)
    message: str | None = Field(default=None, max_length=300)  # whose lexicon and voice count
    sentence: int | None = Field(default=None, ge=0)  # counted from 0
    span: tuple[int, int] | None = None  # start and end in `text`, in code points
    readings: list[Annotated[str, Field(max_length=300)]] = Field(default=[], max_length=10)
    rehearse: Literal[True] = True  # it is nothing else

    @property
    def passage(self) -> Passage:
        """What is to be heard, as the studio takes it."""
        return Passage(
            text=self.text,
            message=self.message,
            sentence=self.sentence,
            span=self.span,
            readings=tuple(self.readings),
        )
