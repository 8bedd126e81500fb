"""Who decides: whoever asks, or a leader who said so on the telephone or on paper."""

from __future__ import annotations

from collections.abc import Callable

from broadcaster.errors import PeopleError
from broadcaster.people.approval.decision import Signer, Way
from broadcaster.people.approval.order import Order, Paper, Telephone
from broadcaster.people.model import Action, Caller, Grant, Person
from broadcaster.service.access.access import Access


def signer_of(access: Access, caller: Caller, grant: Grant, order: Order) -> Callable[[], Signer]:
    """Gives who decides. Call it when all else is known to be right: a code of the telephone works once.

    Args:
        access: knows the people.
        caller: who asks; where a leader said so, whoever types it in.
        grant: by what right they ask.
        order: what is to be decided.

    The function raises:
        PeopleError: the code is wrong, there is no such leader, or they may not approve.
    """
    said = order.said
    if said is None:
        person = caller.person
        signer = Signer(by=caller.shown, person=None if person is None else person.id, grant=grant)
        return lambda: signer
    return lambda: _leader(access, caller, said)


def _leader(access: Access, caller: Caller, said: Telephone | Paper) -> Signer:
    if isinstance(said, Telephone):
        leader = _on_the_telephone(access, caller, said)
        way, form, photo = Way.TELEPHONE, None, None
    else:
        leader = _known(access, said.leader)
        way, form, photo = Way.PAPER, said.form, said.photo
    grant = access.require(Caller(person=leader, account="", own=False), Action.APPROVE)
    return Signer(
        by=leader.shown,
        person=leader.id,
        grant=grant,
        way=way,
        entered_by=caller.shown,
        entered_person=None if caller.person is None else caller.person.id,
        form=form,
        photo=photo,
    )


def _on_the_telephone(access: Access, caller: Caller, said: Telephone) -> Person:
    try:
        return access.signing_in.on_the_telephone(said.leader, said.code, caller.origin)
    except PeopleError as error:
        if error.code != "people.wrong":
            raise
        # Whoever asks is signed in: to them it is no question of who they are.
        raise PeopleError("people.leader_code_wrong", name=said.leader) from error


def _known(access: Access, name: str) -> Person:
    found = access.people.persons.get(name)
    if found is None or not found.enabled:
        raise PeopleError("people.no_leader", name=name)
    return found
