"""A person's yes to emergencies that repeat: their time begins anew, and that of their transmitters."""

from __future__ import annotations

from datetime import datetime

from broadcaster.playout.desk import KeyingPlan, Rearm
from broadcaster.playout.keying import Keyer
from broadcaster.service.operator.repeating.repeating import Repeating


def rearm_chains(
    repeating: Repeating, keying: KeyingPlan, keyer: Keyer, now: datetime, *, message: str | None, who: str
) -> int:
    """Re-arm all chains, or that of `message`; how many there are. On the director's thread only.

    A siren every minute may keep its transmitter on all the time. Without this the watchdog of the keying
    would end it, although somebody has just said that it goes on.

    Raises:
        ServiceError: there is none.
    """
    count = repeating.rearm(message, who)
    requests = [kept.request for kept in repeating.chains if message in (None, kept.message.id)]
    for order in keying.rearm(requests, now):
        if isinstance(order, Rearm):
            keyer.rearm(order.name)
    return count
