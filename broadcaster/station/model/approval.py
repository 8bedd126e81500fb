"""Approval by the ward's leadership: the rule, and what was approved."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from broadcaster.station.declared import Special, Text


class Bind(StrEnum):
    """Which digest an approval is bound to."""

    WORDS = "words"
    SOUND = "sound"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRule:
    """Whether the leadership must approve before a message airs."""

    required: bool = True
    bind: Bind = Bind.WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One message approved as it stood: the digest, by whom, when. One file under approvals/."""

    message: Annotated[str, Text.ID]
    words_digest: Annotated[str, Text.DIGEST]
    # Kept where approval is bound to the sound.
    sound_digest: Annotated[str | None, Text.DIGEST] = None
    # Of the message's file, see `station/editing/written.py`; earlier versions kept none.
    written_digest: Annotated[str | None, Text.DIGEST] = None
    by: str
    at: Annotated[datetime, Special.WRITTEN]
