"""Carries out what people ask to be decided."""

from __future__ import annotations

from collections.abc import Callable

from broadcaster.errors import PeopleError
from broadcaster.people.approval.decision import Row, Signer
from broadcaster.people.approval.order import Order, Paper, Telephone, Verb
from broadcaster.service.approval.deciding.deciding import Deciding, checked
from broadcaster.station.lookup import find_message
from broadcaster.station.model import Station

_NEED_REASON = (Verb.SEND_BACK, Verb.END, Verb.OBJECT)


def carry_out(
    order: Order, deciding: Deciding, station: Station, signed: Callable[[], Signer]
) -> tuple[Row, ...]:
    """Decide what was ordered; the rows, the newest last.

    Args:
        order: what is to be decided.
        deciding: takes it.
        station: as its files state it.
        signed: gives who decides. It is called last: a code that a leader read out works once.

    Raises:
        StationError: there is no such message.
        PeopleError: this may not be decided, or not by them.
        BroadcasterError: the words cannot be read, or the row cannot be written.
    """
    _check_way(order, deciding, station)
    if order.verb in _NEED_REASON and not order.why.strip():
        raise PeopleError("people.no_reason")
    if order.verb is Verb.ADOPT:
        deciding.check_reread(station, order.seen)
        return tuple(deciding.confirm_adopted(station, signed(), order.seen))
    if order.verb in (Verb.CONFIRM, Verb.OBJECT):
        right = order.verb is Verb.CONFIRM
        return (deciding.answer(station, order.airing, signed(), right=right, why=order.why),)
    message = find_message(station, order.message)
    match order.verb:
        case Verb.SUBMIT:
            return (deciding.submit(station, message, signed(), keep=order.keep),)
        case Verb.APPROVE:
            if order.shown is None:
                raise PeopleError("people.changed_meanwhile", message=message.id)
            checked(station, message, order.shown)
            return (deciding.approve(station, message, signed(), order.shown),)
        case Verb.SEND_BACK:
            return (deciding.send_back(station, message, signed(), order.why),)
        case Verb.END:
            deciding.check_approved(message.id)
            return (deciding.end(station, message.id, signed(), order.why),)
    keep = order.verb is Verb.KEEP
    return (deciding.keep(station, message.id, signed(), keep=keep),)


def _check_way(order: Order, deciding: Deciding, station: Station) -> None:
    """The ward allows the way in which a leader said so, and a photo stands for one sheet of paper.

    Raises:
        PeopleError: it does not, or the photo was used before.
    """
    rule = station.settings.approval
    match order.said:
        case Telephone() if not rule.telephone:
            raise PeopleError("people.not_by_telephone")
        case Paper() if not rule.paper:
            raise PeopleError("people.not_on_paper")
        case Paper(photo=photo) if photo in deciding.photos:
            raise PeopleError("people.photo_used")
