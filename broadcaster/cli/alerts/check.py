"""`broadcaster alerts check`: what would become of an alert, and why. Nothing airs."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import click

from broadcaster.alerts.cap.model import MOST_BYTES, Alert
from broadcaster.alerts.cap.reading import read_alert
from broadcaster.alerts.gate.ward import ward_of
from broadcaster.alerts.judging.judgement import judge
from broadcaster.alerts.judging.recorded import recording_of
from broadcaster.alerts.judging.verdict import AlertVerdict, Judgement, reason
from broadcaster.alerts.proof.model import Provenance
from broadcaster.alerts.proof.provenance import provenance
from broadcaster.cli.asking.station_files import station_of
from broadcaster.cli.terminal.arguments import begin
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import AlertsError, Phrase, StoreError
from broadcaster.core.text.catalogue import say, worded
from broadcaster.core.text.forms import nfc
from broadcaster.core.whole_files import store_error
from broadcaster.people.access.access import Access
from broadcaster.people.roles.people_file import load_people
from broadcaster.people.roles.senders import AlertSender
from broadcaster.playout.operator.alert_request import alert_words
from broadcaster.station.model.names import shown
from broadcaster.station.model.station import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    """What was found out about a file."""

    origin: Provenance
    alert: Alert | None
    problems: tuple[Phrase, ...]
    judged: Judgement
    spoken: str | None


def check(folder: Path, file: Path, sender: str | None, at: date | datetime | None, form: str) -> int:
    """Tell what would become of the alert in a file."""
    if file.exists() and not file.is_file():  # nobody fills a pipe
        raise StoreError("store.no_regular_file", path=str(file))
    try:
        with file.open("rb") as opened:
            raw = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise store_error(file, error) from error
    station = station_of(folder)
    zone = station.settings.timezone
    found = _checked(folder.absolute(), station, raw, sender, None if at is None else begin(at, zone))
    click.echo(_json(found) if form == "json" else "\n".join(_lines(found)))
    return 0


def _checked(folder: Path, station: Station, raw: bytes, sender: str | None, at: datetime | None) -> _Checked:
    clock = SystemClock()
    now = at or clock.now()
    with closing(Access(folder, folder / "state", clock, lambda: station.settings.timezone)) as access:
        known = access.people.senders
        if access.fault is not None:
            raise access.fault  # who is accepted, nobody knows
    named = None if sender is None else known.get(nfc(sender)) or _proposed(folder, sender)
    ward = ward_of(station.settings.place, folder)
    origin = provenance(raw, known.values(), now, named)
    origin = replace(origin, accepted=named is None or named.id in known)
    read = read_alert(origin.raw)
    if read.alert is None:
        refused = Judgement(verdict=AlertVerdict.REFUSE, reasons=(reason("alerts.invalid"),))
        return _Checked(origin=origin, alert=None, problems=read.problems, judged=refused, spoken=None)
    judged = judge(read.alert, origin, ward, now)
    offered = recording_of(judged, origin)
    if offered is not None:
        why = offered if isinstance(offered, Phrase) else reason("alerts.audio.offered")
        judged = replace(judged, reasons=(*judged.reasons, why))
    name = "" if origin.sender is None else origin.sender.name
    spoken = alert_words(station, read.alert, judged, sender=name, read=True) or None
    return _Checked(origin=origin, alert=read.alert, problems=(), judged=judged, spoken=spoken)


def _proposed(folder: Path, sender: str) -> AlertSender:
    """A sender that stands in people.yaml and is not accepted."""
    people = load_people(folder).people
    one = None if people is None else people.senders.get(nfc(sender))
    if one is None:
        raise AlertsError("alerts.unknown_sender", sender=shown(sender))
    return one


def _json(found: _Checked) -> str:
    alert = found.alert
    told = {
        "valid": alert is not None,
        "problems": [*map(_phrase, found.problems)],
        "signature": found.origin.signature,
        "status": alert and alert.status,
        "msg_type": alert and alert.msg_type,
        "languages": [*dict.fromkeys(info.language for info in alert.infos)] if alert else [],
        "verdict": found.judged.verdict,
        "reasons": [*map(_phrase, found.judged.reasons)],
        "spoken": found.spoken,
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _phrase(one: Phrase) -> dict[str, object]:
    return {"code": one.code, "facts": dict(one.facts), "message": worded(one)}


def _lines(found: _Checked) -> list[str]:
    told = [say(f"alerts.verdict.{found.judged.verdict}")]
    told += [say(f"alerts.signature.{found.origin.signature}")] if found.alert is not None else []
    told += [f"- {worded(one)}" for one in (*found.judged.reasons, *found.problems)]
    return [*told, "", found.spoken] if found.spoken else told
