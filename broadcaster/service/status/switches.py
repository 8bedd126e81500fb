"""The keying as `status` shows it."""

from __future__ import annotations

from broadcaster.playout.desk import KeyingPlan
from broadcaster.playout.desk.switch import Switch
from broadcaster.playout.keying import Keyer, SwitchState
from broadcaster.service.status.airings import Local


def keying(keyer: Keyer, plan: KeyingPlan, local: Local) -> dict[str, object]:
    """The station's keying as a whole, and each switch of it."""
    switches = [_switch(state, plan.switches[state.name], local) for state in keyer.states()]
    on = [row for row in switches if row["on"]]
    faults = [row["fault"] for row in switches if row["fault"]]
    return {
        "type": ", ".join(dict.fromkeys(str(row["type"]) for row in switches)) or "none",
        "on": bool(on),
        "since": min((row["since"] for row in on), key=str, default=None),
        "until": min((row["until"] for row in on), key=str, default=None),
        "fault": faults[0] if faults else None,
        "switches": switches,
    }


def _switch(state: SwitchState, switch: Switch, local: Local) -> dict[str, object]:
    armed = switch.armed
    return {
        "zone": state.name or None,
        "type": state.type,
        "device": state.about,
        "on": switch.asked is not None,
        "confirmed": switch.confirmed is not None,
        "since": local(switch.asked) if switch.asked else None,
        "until": local(armed + switch.times.longest) if armed else None,
        "fault": state.fault or None,
    }
