"""Which right each request for the air needs; the same for the API and for a command on its own. Pure."""

from __future__ import annotations

from broadcaster.people.approval.order import AskOfLeader, AskReread, ByTelephone, OnPaper, Order
from broadcaster.people.roles.model import Action
from broadcaster.playout.requests.by_hand import RequestTerms
from broadcaster.station.model.message import Priority
from broadcaster.station.model.names import nfc
from broadcaster.station.model.station import Station


def to_air(how: RequestTerms, own: Priority = Priority.NORMAL, *, heard: bool = False) -> Action:
    """The right to air something of the class `own` in the way that is asked for.

    A message that is an emergency by its own file needs the right to emergencies like one that is asked for
    as an emergency; one that is asked for in a lower class does not.

    Args:
        how: how it is asked for.
        own: its own class.
        heard: the ward would hear it, even as a rehearsal; see `AirGuard.hears`.

    Raises:
        ServiceError: there is no such class.
    """
    if how.rehearse and not heard:
        return Action.REHEARSE
    return Action.EMERGENCY if (how.chosen or own) is Priority.EMERGENCY else Action.SPEAK


def to_play(station: Station, message: str, how: RequestTerms, *, heard: bool = False) -> Action:
    """The right to air a message; for a message that there is not, as for any other. See `to_air`.

    Raises:
        ServiceError: there is no such class.
    """
    known = station.messages.get(nfc(message))
    return to_air(how, Priority.NORMAL if known is None else known.priority, heard=heard)


def to_confirm_clock(change: str | None) -> Action:
    """The right to confirm the time; that of a leader, to confirm a change that loosens the rules with it."""
    return Action.CLOCK if change is None else Action.APPROVE


def to_decide(order: Order) -> Action:
    """The right to ask for a decision: to hand in is writing, and so is to type in what a leader said."""
    return to_lead(order.said) if isinstance(order, (AskOfLeader, AskReread)) else Action.WRITE


def to_lead(said: ByTelephone | OnPaper | None) -> Action:
    """The right to ask for what is a leader's to decide.

    Args:
        said: how a leader said so, where somebody else types it in.
    """
    return Action.APPROVE if said is None else Action.WRITE
