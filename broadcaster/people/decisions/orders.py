"""Carries out what people ask to be decided, by themselves or for a leader by telephone or on paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from broadcaster.core.errors import PeopleError
from broadcaster.people.access import requirements
from broadcaster.people.access.access import Access
from broadcaster.people.approval.decision import DecisionEntry, Signer, SigningWay
from broadcaster.people.approval.order import (
    AskApprove,
    AskConfirm,
    AskEndApproval,
    AskKeep,
    AskObject,
    AskReread,
    AskReturn,
    AskSubmit,
    ByTelephone,
    OfMessage,
    OnPaper,
    Order,
)
from broadcaster.people.decisions.decider import Deciding
from broadcaster.people.roles.model import Action, Caller, Grant
from broadcaster.station.model.station import Station, find_message


def signer_of(access: Access, caller: Caller, grant: Grant, order: Order) -> Signer:
    """Who decides. The code of a telephone is not looked at before it is proved.

    Args:
        caller: who asks; where a leader said so, whoever types it in.

    Raises:
        PeopleError: there is no such leader, or they may not approve.
    """
    said = order.said
    still = partial(access.require, caller, requirements.to_decide(order))
    if said is None:
        person = caller.person
        return Signer(
            by=caller.shown,
            person=None if person is None else person.id,
            grant=grant,
            leads=access.leads(caller),
            still=still,
        )
    signer = _leader(access, caller, said, still)
    if isinstance(said, ByTelephone):
        return replace(signer, prove=lambda: _on_the_telephone(access, caller, said))
    return signer


def _leader(
    access: Access, caller: Caller, said: ByTelephone | OnPaper, still: Callable[[], object]
) -> Signer:
    leader = access.people.persons.get(said.leader)
    if leader is None or not leader.enabled:
        raise PeopleError("people.no_leader", name=said.leader)
    paper = said if isinstance(said, OnPaper) else None
    if paper is not None and not paper.form.strip():
        raise PeopleError("people.no_form")
    may = partial(access.require, Caller(person=leader, account="", own=False), Action.APPROVE)
    return Signer(
        by=leader.shown,
        person=leader.id,
        grant=may(),
        still=lambda: (may(), still()),
        way=SigningWay.TELEPHONE if paper is None else SigningWay.PAPER,
        entered_by=caller.shown,
        entered_person=None if caller.person is None else caller.person.id,
        entered_leads=access.leads(caller),
        form=None if paper is None else paper.form.strip(),
        photo=None if paper is None else paper.photo,
    )


def _on_the_telephone(access: Access, caller: Caller, said: ByTelephone) -> None:
    try:
        access.signing_in.on_the_telephone(said.leader, said.code, caller.origin)
    except PeopleError as error:
        if error.code != "people.wrong":
            raise
        # Whoever asks is signed in: to them it is no question of who they are.
        raise PeopleError("people.leader_code_wrong", name=said.leader) from error


def carry_out(
    order: Order, deciding: Deciding, station: Station, signer: Signer
) -> tuple[DecisionEntry, ...]:
    """Decide what was ordered; the rows, the newest last.

    Args:
        station: as its files state it.
        signer: decides. They are proved last: what is refused anyway uses up no code.

    Raises:
        StationError: there is no such message.
        PeopleError: this may not be decided, or not by them.
        BroadcasterError: the words cannot be read, or the row cannot be written.
    """
    _check_way(order, deciding, station)
    match order:
        case AskReread(seen=seen):
            pairs = tuple((each.message, each.words) for each in seen)
            return tuple(deciding.confirm_reread(station, signer, pairs))
        case AskConfirm(airing=airing):
            return (deciding.answer(station, airing, signer, right=True),)
        case AskObject(airing=airing, why=why):
            return (deciding.answer(station, airing, signer, right=False, why=why),)
        case AskSubmit() | AskApprove() | AskReturn() | AskKeep():
            return (_of_message(order, deciding, station, signer),)
    raise TypeError(type(order))


def _of_message(order: OfMessage, deciding: Deciding, station: Station, signer: Signer) -> DecisionEntry:
    message = find_message(station, order.message)
    match order:
        case AskSubmit(keep=keep):
            return deciding.submit(station, message, signer, keep=keep)
        case AskApprove():
            return deciding.approve(station, message, signer, order)
        case AskEndApproval(why=why):
            return deciding.end(station, message.id, signer, why)
        case AskReturn(why=why):
            return deciding.send_back(station, message, signer, why)
        case AskKeep(keep=kept):
            return deciding.keep(station, message.id, signer, keep=kept)


def _check_way(order: Order, deciding: Deciding, station: Station) -> None:
    """The ward allows the way in which a leader said so, and a photo stands for one sheet of paper.

    Raises:
        PeopleError: it does not, or the photo was used before.
    """
    rule = station.settings.approval
    match order.said:
        case ByTelephone() if not rule.telephone:
            raise PeopleError("people.not_by_telephone")
        case OnPaper() if not rule.paper:
            raise PeopleError("people.not_on_paper")
        case OnPaper(photo=photo) if photo in deciding.photos:
            raise PeopleError("people.photo_used")
