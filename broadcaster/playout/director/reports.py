"""Passes reports of the air and the keyers to the desk, and finds those that are faults."""

from __future__ import annotations

from datetime import datetime, timedelta

from broadcaster.core.errors import PlayoutError
from broadcaster.playout.air.wire import Event, Level
from broadcaster.playout.desk.desk import Desk
from broadcaster.playout.desk.orders import Order
from broadcaster.playout.keying.wire import KeyNews, KeyReport
from broadcaster.playout.links.air import AirLost, AirReady, AirReport, instant

STALE = timedelta(seconds=1)  # an instant further back is from before a sleep

_KEY_FAULTS = {KeyNews.FAULT: "keyer_failed", KeyNews.LOST: "keyer_lost", KeyNews.TRIPPED: "longest"}


def after_air(desk: Desk, report: AirReport, now: datetime) -> list[Order]:
    """The desk's orders after a report of the air."""
    match report:
        case AirReady():
            return desk.air_ready(now)
        case AirLost(frame=frame):
            return desk.air_lost(now, frame)
        case Event(kind="started"):
            return desk.started(report.id, instant(report.utc_ns))
        case Event(kind="ended"):
            return desk.ended(report.id, instant(report.utc_ns))
        case Event(kind="cut"):
            # Reported before the next block is pulled: after a sleep the last one is long ago.
            heard = instant(report.utc_ns)
            return desk.cut(report.id, report.frame, heard if now - heard < STALE else now)
        case Event(kind="failed"):
            return desk.failed(report.id, report.reason, instant(report.utc_ns))
        case Event() | Level():
            return []


def after_keyer(desk: Desk, report: KeyReport, now: datetime) -> list[Order]:
    """The desk's orders after a report of a keyer."""
    match report:
        case KeyReport(news=KeyNews.ON, name=name):
            return desk.key_obeyed(name, now)
        case KeyReport(news=KeyNews.FAULT, name=name, reason=reason):
            desk.keying.failed(name, reason)
        case KeyReport(news=KeyNews.LOST, name=name, reason=reason):
            return desk.key_lost(name, reason, now)
        case KeyReport(news=KeyNews.TRIPPED, name=name):
            return desk.key_tripped(name, now)
    return []


def fault_of(report: KeyReport) -> PlayoutError | None:
    """The fault that a keyer's report is, if it is one."""
    what = _KEY_FAULTS.get(report.news)
    if what is None:
        return None
    facts = {"zones": report.name} if report.name else {}
    if report.news is not KeyNews.TRIPPED:
        facts["reason"] = report.reason
    return PlayoutError(_code(what, report.name), **facts)


def ended_by(report: KeyReport, unreleased: set[str]) -> tuple[list[PlayoutError], list[PlayoutError]]:
    """The faults that a keyer's report ends, without their reasons; also those of an earlier process.

    A transmitter works again when it has switched on. That it is released ends only the fault of a switch
    that could not be released: after a failed start of an airing nobody knows yet whether it works.

    Args:
        unreleased: the switches that could not be released, kept from one report to the next.

    Returns:
        Faults that lasted, and those that happened at one instant.
    """
    lasted: list[PlayoutError] = []
    happened: list[PlayoutError] = []
    facts = {"zones": report.name} if report.name else {}
    if report.news is KeyNews.ON or (report.news is KeyNews.OFF and report.name in unreleased):
        unreleased.discard(report.name)
        lasted = [PlayoutError(_code(_KEY_FAULTS[KeyNews.FAULT], report.name), **facts)]
    if report.news is KeyNews.ON:
        whats = (_KEY_FAULTS[KeyNews.LOST], _KEY_FAULTS[KeyNews.TRIPPED])
        happened = [PlayoutError(_code(what, report.name), **facts) for what in whats]
    return lasted, happened


def _code(what: str, zone: str) -> str:
    return f"playout.zone_{what}" if zone else f"playout.{what}"
