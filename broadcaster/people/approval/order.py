"""What people ask to be decided, as one value: the same over the socket and in a process of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownVersion:
    """What whoever decides has seen or heard: a decision about anything else is refused."""

    words: str  # digest of the words
    sound: str | None = None  # of the programme, where approval is bound to the sound
    spans: tuple[tuple[str, str], ...] = ()  # the doubtful readings that were accepted
    priority: str | None = None  # the class; None where the way it was shown does not tell it
    siren: str | None = None  # its own, where the class is told
    timing: str | None = None  # digest of an emergency's pauses and days; None where it is not told


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
    REREAD = "reread"  # what this version of the program reads otherwise than it was approved


@dataclass(frozen=True, slots=True, kw_only=True)
class Telephone:
    """A leader said so on the telephone, and read out the code that their authenticator shows."""

    leader: str  # the person's id
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A leader signed a form."""

    leader: str  # the person's id
    form: str  # its number
    photo: str  # SHA-256 of its photo


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One request for a decision."""

    verb: Verb
    message: str = ""
    airing: str = ""  # with `CONFIRM` and `OBJECT`
    shown: ShownVersion | None = None  # what whoever approves has seen
    keep: bool | None = None  # with `SUBMIT`: what airs of the approved version
    why: str = ""
    seen: tuple[tuple[str, str], ...] = ()  # with `REREAD`: messages in new words, by the digests of these
    said: Telephone | Paper | None = None  # how the leadership said so; None: whoever asks says so

    @property
    def of_leader(self) -> bool:
        """True if it is for those who may approve; they need not be who asks: see `said`."""
        return self.verb not in (Verb.SUBMIT, Verb.KEEP, Verb.STOP)
