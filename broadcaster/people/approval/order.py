"""What people ask to be decided, as one value: the same over the socket and in a process of its own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What whoever decides has seen or heard: a decision about anything else is refused."""

    words: str  # digest of the words
    sound: str | None = None  # of the programme, where approval is bound to the sound
    spans: tuple[tuple[str, str], ...] = ()  # the doubtful readings that were accepted


class Verb(StrEnum):
    """What is to be done."""

    SUBMIT = "submit"
    APPROVE = "approve"
    SEND_BACK = "return"
    END = "end"
    KEEP = "keep"  # of an edited message the approved version airs on
    STOP = "stop"  # of an edited message nothing airs
    CONFIRM = "confirm"  # what aired at once
    OBJECT = "object"  # to what aired at once
    ADOPT = "adopt"  # the approvals that an earlier version of the program left


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One request for a decision."""

    verb: Verb
    message: str = ""
    airing: str = ""  # with `CONFIRM` and `OBJECT`
    shown: Shown | None = None  # what whoever approves has seen
    keep: bool | None = None  # with `SUBMIT`: what airs of the approved version
    why: str = ""
