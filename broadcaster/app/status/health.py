"""Whether the station is well, judged by what its status knows. Pure.

*Degraded*: people are needed; the station works on, or will by itself once they have done their part.
*Failed*: only a new start cures it. So a supervisor that restarts what has failed never restarts a station
for its clock or its cable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from broadcaster.app.status.values import HealthReason, StatusReport
from broadcaster.core.errors import BroadcasterError, kept
from broadcaster.core.text.catalogue import hint, say, worded
from broadcaster.upkeep.doctor.finding import Finding, Grade
from broadcaster.upkeep.doctor.machine import LOW_DISK
from broadcaster.upkeep.monitoring.disk import WRITING


class StationHealth(StrEnum):
    """How the station stands, as a whole."""

    OK = "ok"
    DEGRADED = "degraded"
    FAILED = "failed"


class HealthPart(StrEnum):
    """What of the station a reason is about: a lamp of the console."""

    OUTPUT = "output"
    KEYING = "keying"
    ENGINE = "engine"
    CLOCK = "clock"
    DISK = "disk"
    JOURNAL = "journal"
    UPS = "ups"
    FILES = "files"
    CONTACT = "contact"
    CONSOLE = "console"
    PROGRAM = "program"


STANDING = {
    **dict.fromkeys(WRITING, HealthPart.DISK),
    **dict.fromkeys(("journal.damaged", "journal.rows_lost"), HealthPart.JOURNAL),
    **dict.fromkeys(("people.pin_lost", "people.pin_silent", "people.pin_unread"), HealthPart.FILES),
}
"""Faults that last until somebody mends what is behind them; all others happened at an instant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """What the status does not show, and the health rests on."""

    tended: bool  # somebody watches the air process and would replace it
    updated: bool = False  # the program's files are others than those that run
    set_up: bool = True  # its first start is over
    sound: Sequence[Finding] = ()  # how the sound server's output stands
    faults: Sequence[BroadcasterError] = ()  # of the start, and those met since
    problems: int = 0  # in the station's files; the status shows the first of them


def reasons(status: StatusReport, vitals: Vitals) -> tuple[HealthReason, ...]:
    """Why the station is not well, in the language of the moment; none where it is."""
    found: dict[tuple[str, str], HealthReason] = {}
    for reason in _all(status, vitals):
        found.setdefault((reason.code, reason.message), reason)
    return tuple(found.values())


def overall(found: Sequence[HealthReason]) -> StationHealth:
    """The worst of the reasons."""
    if any(reason.failed for reason in found):
        return StationHealth.FAILED
    return StationHealth.DEGRADED if found else StationHealth.OK


def _all(status: StatusReport, vitals: Vitals) -> Iterator[HealthReason]:
    if not vitals.tended:
        yield _told(HealthPart.OUTPUT, "health.air_hung", {}, failed=True)
    if not vitals.set_up:
        yield _reason(HealthPart.PROGRAM, "health.not_set_up")
    yield from _sound(status, vitals)
    for switch in status.keying.switches:
        if switch.fault:
            device = switch.device if switch.zone is None else f"{switch.device} ({switch.zone})"
            yield _reason(HealthPart.KEYING, "health.keying", device=device, reason=switch.fault)
    yield from _clock(status)
    yield from _files(status, vitals.problems)
    voice = status.engine
    if voice.fallback:
        yield _reason(HealthPart.ENGINE, "health.fallback", name=voice.name, wanted=voice.wanted)
    if status.disk.free_mb < LOW_DISK:
        yield _reason(HealthPart.DISK, "health.disk", free=status.disk.free_mb)
    if not status.journal.ok:
        yield _reason(HealthPart.JOURNAL, "health.journal")
    for error in vitals.faults:
        part = STANDING.get(error.code)
        if part is not None:
            yield _told(part, error.code, error.facts)
    if vitals.updated:
        yield _reason(HealthPart.PROGRAM, "service.program_changed")
    yield from _around(status)


def _sound(status: StatusReport, vitals: Vitals) -> Iterator[HealthReason]:
    if not status.output.ok:
        yield _reason(HealthPart.OUTPUT, "health.output_lost")
    for finding in vitals.sound:
        if finding.level is not Grade.OK:
            yield _told(HealthPart.OUTPUT, finding.code, finding.facts)
    listen = status.listen
    if listen is not None and listen.deaf:
        yield _reason(HealthPart.OUTPUT, "health.deaf", source=listen.source)
    elif listen is not None and listen.ok is False:
        yield _reason(HealthPart.OUTPUT, "health.not_heard", source=listen.source)


def _clock(status: StatusReport) -> Iterator[HealthReason]:
    clock = status.clock
    if clock.trusted is False:
        yield _reason(HealthPart.CLOCK, "health.clock", why=clock.why or "–")
    if clock.unconfirmed is not None:
        yield _reason(HealthPart.FILES, "health.unconfirmed", changes=" ".join(clock.unconfirmed.changes))


def _files(status: StatusReport, problems: int) -> Iterator[HealthReason]:
    if status.left_out:
        yield _reason(HealthPart.FILES, "health.left_out", files=", ".join(status.left_out))
    elif not status.accepted and status.clock.unconfirmed is None:
        yield _reason(HealthPart.FILES, "health.files", count=max(len(status.problems), problems))


def _around(status: StatusReport) -> Iterator[HealthReason]:
    ups = status.ups
    if ups is not None and (ups.on_battery or ups.low):
        yield _reason(HealthPart.UPS, "health.ups_low" if ups.low else "health.ups", name=ups.name)
    for contact in status.contacts:
        if contact.fault:
            yield _reason(HealthPart.CONTACT, "health.contact", contact=contact.name, reason=contact.fault)
        if not contact.approved:
            facts = {"contact": contact.name, "message": contact.message}
            yield _told(HealthPart.CONTACT, "health.contact_unapproved", facts)
    if status.console.refused is not None:
        yield _reason(HealthPart.CONSOLE, "health.console", reason=status.console.refused)


def _reason(part: HealthPart, code: str, /, **facts: object) -> HealthReason:
    return _told(part, code, facts)


def _told(part: HealthPart, code: str, facts: Mapping[str, object], *, failed: bool = False) -> HealthReason:
    return HealthReason(
        part=str(part),
        code=code,
        failed=failed,
        facts={name: worded(fact) for name, fact in kept(facts)},
        message=say(code, **facts),
        hint=hint(code, **facts),
    )
