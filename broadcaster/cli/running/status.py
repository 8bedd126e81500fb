"""`broadcaster status`: show what the station is doing."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from broadcaster.api.protocol.airing import AskStatus
from broadcaster.app.status.air_values import AlertShown, Chain, Clash
from broadcaster.app.status.engine_state import EngineState, ServiceSent
from broadcaster.app.status.values import (
    ApprovalsShown,
    CalendarShown,
    ConsoleShown,
    ContactState,
    JobShown,
    KeyingState,
    ListeningState,
    NoticesShown,
    StatusReport,
    UpsState,
)
from broadcaster.cli.asking.asker import client_of
from broadcaster.cli.running.clock import trust_lines
from broadcaster.core.answers import plain
from broadcaster.core.errors import ServiceError
from broadcaster.core.text.catalogue import say
from broadcaster.journal.rows.names import is_stored


def show(folder: Path, form: str, check: bool) -> int:
    """Show the status. A station that does not run is no error, unless `--check` is given."""
    status = ask(folder)
    if form == "json":
        shown = {"running": False} if status is None else plain(status)
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join([say("status.not_running")] if status is None else _lines(status)))
    well = status is not None and status.health != "failed"
    return int(check and not well)


def ask(folder: Path) -> StatusReport | None:
    """The status of the running station; None if none runs."""
    try:
        return client_of(folder).ask(AskStatus())
    except ServiceError as error:
        if error.code != "service.not_running":
            raise
        return None


def _lines(status: StatusReport) -> list[str]:
    air, upcoming = status.on_air, status.next
    output, keying = status.output, status.keying
    lines = [
        *_health(status),
        say("status.on_air", title=air.title, end=_clock(air.end)) if air else say("status.silent"),
        say("status.next", start=_clock(upcoming.start), message=upcoming.message, schedule=upcoming.schedule)
        if upcoming
        else say("status.nothing_planned"),
        *([say("status.warning", warning=upcoming.warning)] if upcoming and upcoming.warning else []),
        say("status.queue", count=len(status.queue)),
        *_clash(status.clash),
        *(_chain(chain) for chain in status.chains),
        *(_alert(one) for one in status.alerts),
        *(say("status.held", message=hold.message, who=hold.who) for hold in status.held),
        *_approvals(status.approvals),
        *(_contact(contact) for contact in status.contacts),
        say("status.output" if output.ok else "status.output_lost", name=output.name),
        _voice(status.engine),
        *map(_sent, status.engine.sent),
        *keying_lines(keying),
        say("status.clock", now=_clock(status.clock.now)),
        *trust_lines(status.clock),
        say("status.disk", free=status.disk.free_mb),
        say("status.people", count=status.people.enabled)
        if status.people.founded
        else say("status.no_people"),
        *_console(status.console),
        *_notices(status.notices),
        *(_calendar(one) for one in status.calendars),
        *(_job(job) for job in status.jobs),
    ]
    if listen := status.listen:
        lines.append(_listening(listen))
    if ups := status.ups:
        lines.append(_mains(ups))
    if status.left_out:
        lines.append(say("status.partly", files=", ".join(status.left_out)))
    elif not status.accepted:
        lines.append(say("status.last_good", count=len(status.problems)))
    lines += [say("status.error", at=_clock(fault.at), message=fault.message) for fault in status.errors]
    return lines


def _health(status: StatusReport) -> list[str]:
    """Why the station is not well, before all else: apart what a new start cures, and what it does not."""
    parts = (
        ("status.failed", [reason.message for reason in status.reasons if reason.failed]),
        ("status.degraded", [reason.message for reason in status.reasons if not reason.failed]),
    )
    return [say(code, why="; ".join(why)) for code, why in parts if why]


def _approvals(waiting: ApprovalsShown) -> list[str]:
    """One line for each kind of thing that waits for the leadership."""
    lines = [
        say(code, messages=", ".join(names))
        for code, names in (
            ("status.waiting", waiting.waiting),
            ("status.pinned", waiting.pinned),
            ("status.reread", waiting.reread),
            ("status.pin_lost", waiting.lost),
        )
        if names
    ]
    open_ones = waiting.to_confirm
    if open_ones:
        overdue = sum(each.overdue for each in open_ones)
        lines.append(say("status.to_confirm", count=len(open_ones), since=_clock(open_ones[0].since)))
        lines += [say("status.confirm_overdue", count=overdue)] if overdue else []
    return lines


def _console(console: ConsoleShown) -> list[str]:
    """Where it is, why it is not where it should be, and when its certificate must be made anew."""
    lines = [say("console.address", addresses=", ".join(console.addresses))] if console.addresses else []
    if console.refused is not None:
        lines.append(console.refused)
    if console.certificate_ends_soon and console.certificate_until is not None:
        lines.append(say("status.certificate_ends", until=f"{console.certificate_until:%d/%m/%Y}"))
    return lines


def _calendar(one: CalendarShown) -> str:
    """One subscribed calendar: when it was fetched, and why it cannot be."""
    fetched = "–" if one.fetched is None else _clock(one.fetched)
    facts = {"title": one.title, "host": one.host, "fetched": fetched}
    if one.failing is None:
        return say("status.calendar", **facts, days=one.days)
    return say("status.calendar_fails", **facts, since=_clock(one.failing), why=one.error or "")


def _notices(notices: NoticesShown) -> list[str]:
    """One line where anybody is told anything, and one for what does not go out."""
    if not notices.recipients:
        return []
    lines = [say("status.notices", people=", ".join(notices.recipients), waiting=notices.waiting)]
    return lines if notices.error is None else [*lines, say("status.notices_error", why=notices.error)]


def _clash(clash: Clash | None) -> list[str]:
    if clash is None:
        return []

    titles = ", ".join(item.title for item in clash.items)
    first, second = clash.items[:2]
    # A manual airing may have no message: then its id is shown.
    other = second.message if is_stored(second.message) else second.id
    until = _clock(clash.until)
    return [say("status.clash", titles=titles, first=first.title, other=other, until=until)]


def _contact(contact: ContactState) -> str:
    ready = "ready" if contact.approved else "unapproved"
    state = "lost" if contact.fault else "closed" if contact.closed else ready
    return say(f"status.contact_{state}", contact=contact.name, message=contact.message)


def _alert(one: AlertShown) -> str:
    facts = {"title": one.title, "sender": one.sender, "ends": _clock(one.ends)}
    if one.next is None:
        return say("status.alert_airs", **facts)
    return say("status.alert_stands", next=_clock(one.next), **facts)


def _chain(chain: Chain) -> str:
    waiting = "status.chain_waits" if chain.aired else "status.chain_first"
    code = waiting if chain.next else "status.chain_airs"
    upcoming = {} if chain.next is None else {"next": _clock(chain.next)}
    facts = {"title": chain.title, "aired": chain.aired, "ends": _clock(chain.ends)}
    line = say(code, **facts, **upcoming)
    return say("common.with_hint", text=line, hint=say("status.chain_rearm")) if chain.ends_soon else line


def _job(job: JobShown) -> str:
    facts = {"job": say(f"status.jobs.{job.id}"), "next": _clock(job.next)}
    if job.running_since:
        return say("status.job_runs", since=_clock(job.running_since), **facts)
    return say("status.job", **facts)


def _clock(at: datetime) -> str:
    """An instant as people write it; the status has it in the station's own time."""
    return f"{at:%H:%M:%S %d/%m/%Y}"


def _listening(listen: ListeningState) -> str:
    last = listen.last
    if listen.deaf or last is None:
        code = "status.listen_deaf" if listen.deaf else "status.listen_waiting"
        return say(code, source=listen.source)
    code = "status.listen_good" if listen.ok else "status.listen_bad"
    return say(code, source=listen.source, heard=last.heard_s, listened=last.listened_s)


def _mains(ups: UpsState) -> str:
    charge = "?" if ups.charge is None else round(ups.charge)
    return say("status.ups_battery" if ups.on_battery else "status.ups_mains", charge=charge)


def keying_lines(keying: KeyingState) -> list[str]:
    """One line for each switch, and a second one for each that does not react."""
    if not keying.switches:
        return [say("status.keying_by_hand")]
    lines = []
    for switch in keying.switches:
        name = switch_name(switch.device, switch.zone)
        until = _clock(switch.until) if switch.until else ""
        lines.append(say("status.keying_on" if switch.on else "status.keying_off", type=name, until=until))
        if switch.fault:
            lines.append(say("status.keying_fault", type=name, reason=switch.fault))
    return lines


def switch_name(device: str, zone: str | None) -> str:
    """A switch for people: its device and its zone."""
    return say("status.switch_of_zone", device=device, zone=zone) if zone else device


def _sent(one: ServiceSent) -> str:
    if one.limit is None:
        return say("status.sent", service=one.service, characters=one.characters)
    return say("status.sent_of", service=one.service, characters=one.characters, limit=one.limit)


def _voice(engine: EngineState) -> str:
    # An engine that was never installed is not a fault here: `doctor` and `run` show it.
    if not engine.fallback:
        return say("status.engines", names=engine.name)
    since = "" if engine.since is None else _clock(engine.since)
    return say(
        "status.fallback", name=engine.name, wanted=engine.wanted, since=since, count=len(engine.waiting)
    )
