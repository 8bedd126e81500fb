"""Carries out what people ask to be decided."""

from __future__ import annotations

from broadcaster.errors import PeopleError
from broadcaster.people.approval.decision import Row, Signer
from broadcaster.people.approval.order import Order, Verb
from broadcaster.service.approval.deciding import Deciding
from broadcaster.station.lookup import find_message
from broadcaster.station.model import Station


def carry_out(order: Order, deciding: Deciding, station: Station, signer: Signer) -> tuple[Row, ...]:
    """Decide what was ordered; the rows, the newest last.

    Raises:
        StationError: there is no such message.
        PeopleError: this may not be decided.
        BroadcasterError: the words cannot be read, or the row cannot be written.
    """
    if order.verb is Verb.ADOPT:
        return tuple(deciding.confirm_adopted(station, signer))
    if order.verb in (Verb.CONFIRM, Verb.OBJECT):
        right = order.verb is Verb.CONFIRM
        return (deciding.answer(station, order.airing, signer, right=right, why=order.why),)
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
