"""Carries out what people ask to be decided."""

from __future__ import annotations

from broadcaster.errors import PeopleError
from broadcaster.people.approval.decision import Row, Signing
from broadcaster.people.approval.order import Order, Paper, Telephone, Verb
from broadcaster.service.approval.deciding.deciding import Deciding
from broadcaster.service.approval.versions.version import version_of
from broadcaster.station.lookup import find_message
from broadcaster.station.model import Station

_NEED_REASON = (Verb.SEND_BACK, Verb.END, Verb.OBJECT)


def carry_out(order: Order, deciding: Deciding, station: Station, signing: Signing) -> tuple[Row, ...]:
    """Decide what was ordered; the rows, the newest last.

    Args:
        order: what is to be decided.
        deciding: takes it.
        station: as its files state it.
        signing: who decides. It is proved last: what is refused anyway uses up no code.

    Raises:
        StationError: there is no such message.
        PeopleError: this may not be decided, or not by them.
        BroadcasterError: the words cannot be read, or the row cannot be written.
    """
    _check_way(order, deciding, station)
    if order.verb in _NEED_REASON and not order.why.strip():
        raise PeopleError("people.no_reason")
    signer = signing.signer
    if order.verb is Verb.REREAD:
        deciding.check_reread(station, order.seen)
        signing.prove()
        return tuple(deciding.confirm_reread(station, signer, order.seen))
    if order.verb in (Verb.CONFIRM, Verb.OBJECT):
        deciding.check_answerable(station, order.airing, signer)
        signing.prove()
        right = order.verb is Verb.CONFIRM
        return (deciding.answer(station, order.airing, signer, right=right, why=order.why),)
    return (_of_message(order, deciding, station, signing),)


def _of_message(order: Order, deciding: Deciding, station: Station, signing: Signing) -> Row:
    message, signer = find_message(station, order.message), signing.signer
    match order.verb:
        case Verb.SUBMIT:
            return deciding.submit(station, message, signer, keep=order.keep)
        case Verb.APPROVE:
            if order.shown is None:
                raise PeopleError("people.changed_meanwhile", message=message.id)
            deciding.check_approvable(station, message, signer, order.shown)
            signing.prove()
            return deciding.approve(station, message, signer, order.shown)
        case Verb.SEND_BACK:
            version_of(station, message)  # raises where its words cannot be read
            signing.prove()
            return deciding.send_back(station, message, signer, order.why)
        case Verb.END:
            deciding.check_approved(message.id)
            signing.prove()
            return deciding.end(station, message.id, signer, order.why)
    return deciding.keep(station, message.id, signer, keep=order.verb is Verb.KEEP)


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
