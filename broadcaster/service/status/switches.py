"""The keying as `status` shows it."""

from __future__ import annotations

from broadcaster.playout.desk import KeyingPlan
from broadcaster.playout.desk.switch import Switch
from broadcaster.playout.keying import Keyer, SwitchState
from broadcaster.service.status.airings import Local
from broadcaster.service.status.values import KeyingState, SwitchShown


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
