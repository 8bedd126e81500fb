"""Approval by the ward's leadership: the rule, and what was approved."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from broadcaster.station.declared import Loosens, Looser, Special, Text


class Bind(StrEnum):
    """Which digest an approval is bound to."""

    WORDS = "words"
    SOUND = "sound"


class AtOnce(StrEnum):
    """Who may air words of their own that nobody approved ahead."""

    OFFICER = "officer"  # whoever may speak at all: the leadership confirms or objects afterwards
    LEADER = "leader"  # only those who may approve


class Edit(StrEnum):
    """What airs of an approved message that was edited, until the new version is approved."""

    PIN = "pin"  # the approved version
    STOP = "stop"  # nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRule:
    """Whether the leadership must approve before a message airs."""

    required: Annotated[bool, Loosens.FALSE] = True
    # Bound to the words, another voice or mix airs without a new yes.
    bind: Annotated[Bind, Looser(Bind.WORDS)] = Bind.WORDS
    at_once: Annotated[AtOnce, Looser(AtOnce.OFFICER)] = AtOnce.OFFICER
    # Where nothing of an edited message would air, the approved version does.
    edit: Annotated[Edit, Looser(Edit.PIN)] = Edit.PIN
    # Whether people may approve what they handed in themselves.
    own: Annotated[bool, Loosens.TRUE] = False
    # Whether what a leader signed on paper, or said on the telephone, may be typed in by others.
    paper: Annotated[bool, Loosens.TRUE] = True
    telephone: Annotated[bool, Loosens.TRUE] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One message approved as it stood: the digest, by whom, when. One file under approvals/.

    For readers only: what counts is the row of the journal, see `people/approval`.
    """

    message: Annotated[str, Text.ID]
    words_digest: Annotated[str, Text.DIGEST]
    # Kept where approval is bound to the sound.
    sound_digest: Annotated[str | None, Text.DIGEST] = None
    # Of the message's file, see `station/editing/written.py`.
    written_digest: Annotated[str | None, Text.DIGEST] = None
    by: str
    at: Annotated[datetime, Special.WRITTEN]
    # The row of the journal that counts; this file is its copy.
    row: int | None = None
    row_hash: Annotated[str | None, Text.DIGEST] = None
