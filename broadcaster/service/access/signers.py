"""Who decides: whoever asks, or a leader who said so on the telephone or on paper."""

from __future__ import annotations

from broadcaster.errors import PeopleError
from broadcaster.people.approval.decision import Signer, Signing, Way
from broadcaster.people.approval.order import Order, Paper, Telephone
from broadcaster.people.model import Action, Caller, Grant
from broadcaster.service.access.access import Access


def signing_of(access: Access, caller: Caller, grant: Grant, order: Order) -> Signing:
    """Who decides. The code of a telephone is not looked at before it is proved.

    Args:
        access: knows the people.
        caller: who asks; where a leader said so, whoever types it in.
        grant: by what right they ask.
        order: what is to be decided.

    Raises:
        PeopleError: there is no such leader, or they may not approve.
    """
    said = order.said
    if said is None:
        person = caller.person
        return Signing(
            signer=Signer(by=caller.shown, person=None if person is None else person.id, grant=grant)
        )
    signer = _leader(access, caller, said)
    if isinstance(said, Telephone):
        return Signing(signer=signer, prove=lambda: _on_the_telephone(access, caller, said))
    return Signing(signer=signer)


def _leader(access: Access, caller: Caller, said: Telephone | Paper) -> Signer:
    leader = access.people.persons.get(said.leader)
    if leader is None or not leader.enabled:
        raise PeopleError("people.no_leader", name=said.leader)
    paper = said if isinstance(said, Paper) else None
    return Signer(
        by=leader.shown,
        person=leader.id,
        grant=access.require(Caller(person=leader, account="", own=False), Action.APPROVE),
        way=Way.TELEPHONE if paper is None else Way.PAPER,
        entered_by=caller.shown,
        entered_person=None if caller.person is None else caller.person.id,
        entered_leads=access.leads(caller),
        form=None if paper is None else paper.form,
        photo=None if paper is None else paper.photo,
    )


def _on_the_telephone(access: Access, caller: Caller, said: Telephone) -> None:
    try:
        access.signing_in.on_the_telephone(said.leader, said.code, caller.origin)
    except PeopleError as error:
        if error.code != "people.wrong":
            raise
        # Whoever asks is signed in: to them it is no question of who they are.
        raise PeopleError("people.leader_code_wrong", name=said.leader) from error
