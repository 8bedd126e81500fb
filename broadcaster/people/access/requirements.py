"""Which right each request for the air needs; the same for the API and for a command on its own. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from broadcaster.core.text.forms import nfc
from broadcaster.people.approval.order import AskOfLeader, AskReread, ByTelephone, OnPaper, Order
from broadcaster.people.roles.model import Action
from broadcaster.playout.requests.by_hand import Ask, AskCatchUp, AskHear, AskPlay, AskTest, ForAir
from broadcaster.station.model.message import Priority
from broadcaster.station.model.station import Station

Heard = Callable[[Collection[str]], bool]
"""Whether the ward hears what is rehearsed for some zones."""


def to_air(station: Station, ask: Ask[Any] | ForAir, heard: Heard) -> Action:
    """The right to air what is asked for.

    A message that is an emergency by its own file needs the right to emergencies like one that is asked for
    as an emergency; one that is asked for in a lower class, or rehearsed, does not. A message that there
    is not needs what any other does.

    Args:
        heard: whether the ward hears what is rehearsed for some zones; see `AirGuard.hears`.

    Raises:
        ServiceError: there is no such class.
    """
    match ask:
        case AskHear():
            return Action.SPEAK if heard(()) else Action.REHEARSE
        case AskCatchUp():
            return Action.SPEAK
        case AskTest():
            return Action.MAINTAIN
    if ask.rehearse:  # what the ward hears of it has no siren and is no emergency, whatever class is named
        return Action.SPEAK if heard(ask.zones) else Action.REHEARSE
    known = station.messages.get(nfc(ask.message)) if isinstance(ask, AskPlay) else None
    own = Priority.NORMAL if known is None else known.priority
    return Action.EMERGENCY if (ask.chosen or own) is Priority.EMERGENCY else Action.SPEAK


def to_decide(order: Order) -> Action:
    """The right to ask for a decision: to hand in is writing, and so is to type in what a leader said."""
    return to_lead(order.said) if isinstance(order, (AskOfLeader, AskReread)) else Action.WRITE


def to_lead(said: ByTelephone | OnPaper | None) -> Action:
    """The right to ask for what is a leader's to decide.

    Args:
        said: how a leader said so, where somebody else types it in.
    """
    return Action.APPROVE if said is None else Action.WRITE
