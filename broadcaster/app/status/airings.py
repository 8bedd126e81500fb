"""The airings on air, waiting, repeating or in conflict, and the keying, as `status` and events show them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from broadcaster.app.status.air_values import AlertShown, Chain, Clash, Contending, OnAirNow
from broadcaster.app.status.happenings import Airs, QueueItem
from broadcaster.app.status.values import KeyingState, SwitchShown, WaitingItem
from broadcaster.core.answers import like
from broadcaster.core.containment import Kind, attempt
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import worded
from broadcaster.playout.desk.conflict import Conflict
from broadcaster.playout.desk.keying_plan import KeyingPlan, Switch
from broadcaster.playout.desk.on_air import OnAir
from broadcaster.playout.keying.keyer import Keyer, SwitchState
from broadcaster.playout.operator.alert_queue import StandingAlert, told
from broadcaster.playout.operator.repetition import RunningChain
from broadcaster.station.model.names import shown

Local = Callable[[datetime], datetime]
"""An instant in the station's time zone, to the second."""


Aside = Callable[[BroadcasterError], None]
"""Told why something is not shown whole."""


def on_air(air: Airs, local: Local, aside: Aside = lambda _fault: None) -> OnAirNow:
    """The item on air, for a reader in the language of the moment; by its id if it cannot be named."""

    def by_id(fault: BroadcasterError) -> str:
        aside(fault)
        return air.message

    return like(
        OnAirNow,
        air,
        title=attempt(Kind.MESSAGE, air.message, lambda: worded(air.title), by_id),
        started=None if air.started is None else local(air.started),
        planned=local(air.planned),
        end=local(air.end),
        airing=air.airing or air.id,
        over=local(air.over or air.end),
    )


def clash(found: Conflict, local: Local, aside: Aside) -> Clash | None:
    """The two priority items that overlap, and the rule that decides; None if they cannot be told."""

    def untold(fault: BroadcasterError) -> None:
        aside(fault)

    return attempt(Kind.MESSAGE, found.items[0].message, lambda: _clash(found, local), untold)


def _clash(found: Conflict, local: Local) -> Clash:
    items = tuple(
        Contending(
            id=c.item,
            message=c.message,
            title=worded(c.title),
            planned=local(c.request.planned),
            on_air=c.on_air,
        )
        for c in found.items
    )
    return Clash(items=items, until=local(found.until), rule=str(found.rule))


def chain(kept: RunningChain, local: Local) -> Chain:
    """An emergency that repeats until it is stopped."""
    chain = kept.chain
    return Chain(
        message=kept.message.id,
        title=kept.message.title,
        zones=kept.request.terms.zones,
        who=chain.who,
        every_s=chain.every.total_seconds(),
        aired=chain.aired,
        next=local(chain.at) if chain.waiting else None,
        ends=local(chain.until),
        ends_soon=chain.warned,
    )


def alert(one: StandingAlert, air: OnAir | None, local: Local) -> AlertShown:
    """An alert that sounds by itself, or is to; `air` is what sounds."""
    warrant = None if air is None or not air.started else air.request.terms.alert
    return AlertShown(
        id=one.received.id,
        title=shown(one.title),
        sender=shown(one.received.name),
        severity=str(told(one.received).severity),
        test=not one.real,
        on_air=warrant is not None and warrant.alert == one.received.id,
        aired=one.chain.aired,
        next=local(one.chain.at) if one.chain.waiting else None,
        ends=local(one.chain.until),
    )


def waiting(entry: QueueItem, local: Local) -> WaitingItem:
    """An item that waits for its turn."""
    return like(WaitingItem, entry, planned=local(entry.planned))


def keying(keyer: Keyer, plan: KeyingPlan, local: Local) -> KeyingState:
    """The station's keying as a whole, and each switch of it."""
    switches = tuple(_switch(state, plan.switches[state.name], local) for state in keyer.states())
    on = [row for row in switches if row.on]
    return KeyingState(
        type=", ".join(dict.fromkeys(row.type for row in switches)) or "none",
        on=bool(on),
        since=min((row.since for row in on if row.since), default=None),
        until=min((row.until for row in on if row.until), default=None),
        fault=next((row.fault for row in switches if row.fault), None),
        switches=switches,
    )


def _switch(state: SwitchState, switch: Switch, local: Local) -> SwitchShown:
    armed = switch.armed
    return SwitchShown(
        zone=state.name or None,
        type=state.type,
        device=state.about,
        on=switch.asked is not None,
        confirmed=switch.confirmed is not None,
        since=local(switch.asked) if switch.asked else None,
        until=local(armed + switch.times.longest) if armed else None,
        fault=state.fault or None,
    )
