"""The running station in one JSON object. Keys and codes are English, texts in the chosen language."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from broadcaster.playout.desk import Desk, KeyingPlan, Waiting
from broadcaster.playout.desk.conflict import Conflict
from broadcaster.playout.desk.switch import Switch
from broadcaster.playout.keying import Keyer, SwitchState
from broadcaster.service.clock_trust.timekeeper import why
from broadcaster.service.operator.repeating import Kept
from broadcaster.service.rendering.failback import Voice
from broadcaster.service.taking.change_rows import parts
from broadcaster.service.taking.confirmed import Unconfirmed
from broadcaster.speech.outlook import outlook
from broadcaster.station.model import ONLINE_ENGINES, Station
from broadcaster.studio.render.opening import voices_folder
from broadcaster.text import explain, say
from broadcaster.timetable.model import Occurrence
from broadcaster.timetable.trust import Verdict

if TYPE_CHECKING:
    from broadcaster.service.jobs.jobs import Listed
    from broadcaster.service.station.running import RunningStation


Local = Callable[[datetime], str]


def describe(station: RunningStation) -> dict[str, object]:
    """The object of `status --format json`; asks the director's thread, so it is one moment's truth."""
    shown, upcoming = station.director.call(lambda: _describe(station)).result(10)
    # Outside of that thread: both look at the disk.
    shown["disk"] = {"free_mb": shutil.disk_usage(station.folder).free // 1_000_000}
    voice = shown["engine"]
    voice["usual"] = _usual(station.station)
    voice["name"] = voice["name"] or voice["usual"]
    # The same: it costs the plan of a week.
    over = station.plans.warning(station.station, upcoming) if upcoming is not None else None
    if station.timetable:
        shown["jobs"] = [_job(job, station.station.settings.timezone) for job in station.jobs.listed()]
    if upcoming is not None:
        shown["next"] |= {"warning": None if over is None else say(over.code, **dict(over.facts))}
    return shown


def _job(job: Listed, zone: ZoneInfo) -> dict[str, object]:
    """A wall-clock job: when it is due next, and since when it runs now."""
    since = job.since.astimezone(zone).isoformat(timespec="seconds") if job.since is not None else None
    upcoming = job.next.astimezone(zone).isoformat(timespec="seconds")
    return {"id": job.id, "next": upcoming, "running_since": since}


def clock(station: RunningStation) -> dict[str, object]:
    """The clock and whether it is trusted. On the director's thread only."""
    return {**_clock(station), "unconfirmed": _unconfirmed(station.confirmed.waiting, station.clock.now())}


def _unconfirmed(change: Unconfirmed | None, now: datetime) -> dict[str, object] | None:
    """What waits for a person's `clock confirm`."""
    if change is None:
        return None
    there = now.astimezone(ZoneInfo(change.wanted.timezone)).isoformat(timespec="seconds")
    texts = [what.text for what in parts("clock.waits", change)]
    return {"id": change.id, "now": there, "timezone": change.wanted.timezone, "changes": texts}


def _clock(station: RunningStation) -> dict[str, object]:
    zone = station.station.settings.timezone
    if not station.timetable:
        now = station.clock.now().astimezone(zone).isoformat(timespec="seconds")
        shown: dict[str, object] = {"now": now, "timezone": zone.key}
        return shown | (_trust(station.trust.look()) if station.mode.timetable else {})
    return station.timekeeper.describe(lambda at: at.astimezone(zone).isoformat(timespec="seconds"))


def _trust(verdict: Verdict) -> dict[str, object]:
    """The clock's part where the timetable is held for want of a journal."""
    by = verdict.grant.who or None if verdict.grant else None
    return {
        "trusted": verdict.trusted,
        "code": str(verdict.ground or verdict.doubt),
        "why": why(verdict),
        "by": by,
    }


def _describe(station: RunningStation) -> tuple[dict[str, Any], Occurrence | None]:
    director = station.director
    zone = station.station.settings.timezone

    def local(at: datetime) -> str:
        return at.astimezone(zone).isoformat(timespec="seconds")

    upcoming = station.planner.next if station.timetable else None
    shown = {
        "running": True,
        "accepted": station.current,
        "left_out": list(station.left_out),
        "problems": [problem.as_json() for problem in station.problems],
        "on_air": _on_air(director.desk, local),
        "next": None
        if upcoming is None
        else {"start": local(upcoming.start), "message": upcoming.message, "schedule": upcoming.schedule},
        "queue": [_waiting(waiting, local) for waiting in director.desk.queue],
        "clash": _clash(station.clashes.open, local),
        "chains": [_chain(kept, local) for kept in station.repeating.chains],
        "contacts": [
            {
                "name": w.name,
                "type": w.contact.type,
                "message": w.contact.message,
                "closed": w.press.closed,
                "armed": w.press.armed,
                "fault": w.fault or None,
            }
            for w in station.watches.contacts.watched
        ],
        "held": [
            {"message": name, "who": hold.who, "since": hold.at}
            for name, hold in station.held.holds(station.station).items()
        ],
        "engine": _voice(station, local),
        "output": {"kind": station.choice.kind, "name": director.output, "ok": bool(director.output)},
        "keying": _keying(station.keyer, director.desk.keying, local),
        "clock": clock(station),
        "listen": station.heard_back.as_json(deaf=station.monitor.deaf)
        if station.monitor is not None
        else None,
        "ups": station.watches.ups.state.as_json() if station.watches.ups.state is not None else None,
        "jobs": [],  # by the wall clock; see `describe`
        "journal": {"ok": station.timetable or not station.mode.timetable},
        "errors": [
            *({"at": local(station.opened), "message": explain(error)} for error in station.lasting),
            *({"at": local(fault.at), "message": explain(fault.error)} for fault in director.faults),
        ],
    }
    return shown, upcoming


def _usual(station: Station) -> str:
    """The engine that speaks while nothing is out of order: the first that is installed and allowed."""
    _, facts = outlook(station.settings, voices_folder(station))
    return str(facts["engine"])


def _voice(station: RunningStation, local: Local) -> dict[str, object]:
    """Which engine speaks: the station's first, or another until that is back."""
    speech = station.station.settings.speech
    voice = station.render_ahead.voice() if station.timetable else Voice(engine="")
    return {
        "name": voice.engine,  # "" where nothing was rendered yet: see `describe`
        "fallback": voice.fallback,
        "wanted": voice.wanted or None,
        "since": local(voice.since) if voice.since else None,
        "waiting": list(voice.waiting),
        "order": list(speech.engines),
        "online": [name for name in speech.engines if name in ONLINE_ENGINES and speech.online],
    }


def _on_air(desk: Desk, local: Local) -> dict[str, object] | None:
    air = desk.on_air
    if air is None:
        return None
    end = air.at + air.item.length(air.start_frame)
    return {
        "id": air.item.id,
        "message": air.item.message,
        "title": air.item.title,
        "kind": str(air.request.kind),
        "started": local(air.at) if air.started else None,
        "planned": local(air.request.planned),
        "end": local(end),
    }


def _keying(keyer: Keyer, plan: KeyingPlan, local: Local) -> dict[str, object]:
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


def _clash(clash: Conflict | None, local: Local) -> dict[str, object] | None:
    if clash is None:
        return None
    return {
        "items": [
            {
                "id": c.item,
                "message": c.message,
                "title": c.title,
                "planned": local(c.request.planned),
                "on_air": c.on_air,
            }
            for c in clash.items
        ],
        "until": local(clash.until),
        "rule": str(clash.rule),
    }


def _chain(kept: Kept, local: Local) -> dict[str, object]:
    chain = kept.chain
    return {
        "message": kept.message.id,
        "title": kept.message.title,
        "who": chain.who,
        "every_s": chain.every.total_seconds(),
        "aired": chain.aired,
        "next": local(chain.at) if chain.waiting else None,
        "ends": local(chain.until),
        "ends_soon": chain.warned,
    }


def _waiting(waiting: Waiting, local: Local) -> dict[str, object]:
    planned = waiting.request.planned
    return {
        "id": waiting.item.id,
        "message": waiting.item.message,
        "kind": str(waiting.request.kind),
        "planned": local(planned),
        "resumes": waiting.cut_at is not None,
    }
