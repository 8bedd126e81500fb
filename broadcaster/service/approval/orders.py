"""What people ask to be decided, as one value: the same over the socket and in a process of its own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from broadcaster.errors import PeopleError
from broadcaster.people.approval.decision import Row, Signer
from broadcaster.service.approval.deciding import Deciding, Shown
from broadcaster.station.lookup import find_message
from broadcaster.station.model import Station


class Verb(StrEnum):
    """What is to be done."""

    SUBMIT = "submit"
    APPROVE = "approve"
    SEND_BACK = "return"
    END = "end"
    KEEP = "keep"  # of an edited message the approved version airs on
    STOP = "stop"  # of an edited message nothing airs
    ADOPT = "adopt"  # the approvals that an earlier version of the program left


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One request for a decision."""

    verb: Verb
    message: str = ""
    shown: Shown | None = None  # what whoever approves has seen
    keep: bool | None = None  # with `SUBMIT`: what airs of the approved version
    why: str = ""


def carry_out(order: Order, deciding: Deciding, station: Station, signer: Signer) -> tuple[Row, ...]:
    """Decide what was ordered; the rows, the newest last.

    Raises:
        StationError: there is no such message.
        PeopleError: this may not be decided.
        BroadcasterError: the words cannot be read, or the row cannot be written.
    """
    if order.verb is Verb.ADOPT:
        return tuple(deciding.confirm_adopted(station, signer))
    message = find_message(station, order.message)
    match order.verb:
        case Verb.SUBMIT:
            return (deciding.submit(station, message, signer, keep=order.keep),)
        case Verb.APPROVE:
            if order.shown is None:
                raise PeopleError("people.changed_meanwhile", message=message.id)
            return (deciding.approve(station, message, signer, order.shown),)
        case Verb.SEND_BACK:
            return (deciding.send_back(station, message, signer, order.why),)
        case Verb.END:
            return (deciding.end(station, message.id, signer, order.why),)
    keep = order.verb is Verb.KEEP
    return (deciding.keep(station, message.id, signer, keep=keep),)
