"""`broadcaster centre broker|invite|listen|ring`: wards by MQTT, and what they told."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

import click

from broadcaster.centre.archive import ARCHIVE, BoxSeen, WardArchive
from broadcaster.centre.broker import BrokerFiles
from broadcaster.centre.listener import TOPICS, WardListener
from broadcaster.cli.terminal.process import end_by
from broadcaster.core import logs
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import FleetError
from broadcaster.core.text.catalogue import say
from broadcaster.fleet.mqtt import MqttHears, MqttLine
from broadcaster.fleet.wire import BELL

PATIENCE = 10.0  # seconds for the broker
_SECRET = "trung-tam"  # noqa: S105 - a name in secrets.yaml


def broker(folder: Path, address: str, certificate: Path, key: Path) -> int:
    """Write the broker's configuration."""
    files = BrokerFiles(folder)
    files.write(address, certificate, key)
    click.echo(say("fleet.broker_written", path=str(files.configuration.absolute())))
    return 0


def invite(folder: Path, ward: str) -> int:
    """Make an account, and tell what the ward writes."""
    files = BrokerFiles(folder)
    password = files.invite(ward)
    access = files.access()
    click.echo(say("fleet.invited", ward=ward), err=True)
    address = "" if access is None else access.address
    click.echo(f"fleet:\n  broker: {address}\n  user: {ward}\n  password: !secret {_SECRET}")
    click.echo(f"# secrets.yaml\n{_SECRET}: {password}")
    return 0


def listen(folder: Path) -> int:
    """Hear wards until it is ended."""
    logs.set_up()
    files, archive, over = BrokerFiles(folder), WardArchive(folder), threading.Event()
    listener = WardListener(archive, SystemClock())

    def stands(*, up: bool) -> None:
        click.echo(say("fleet.broker_up" if up else "fleet.broker_down"), err=True)

    def hear(name: str, data: bytes, kept: bool) -> None:
        answer = listener.message(name, data, kept=kept)
        if answer is not None:
            line.send(*answer)

    hears = MqttHears(up=lambda: stands(up=True), down=lambda _why: stands(up=False), message=hear)
    line = MqttLine(files.login("listen"), TOPICS, hears)
    end_by(lambda *_: over.set())
    line.start()
    over.wait()
    line.close()
    archive.close()
    return 0


def ring(folder: Path) -> int:
    """Have all wards ask now."""
    if not rung(folder):
        raise FleetError("fleet.not_rung")
    return 0


def rung(folder: Path) -> bool:
    """Ring the bell; false if the broker does not take it."""
    up = threading.Event()
    hears = MqttHears(up=up.set, down=lambda _why: None, message=lambda *_: None)
    line = MqttLine(BrokerFiles(folder).login("ring"), (), hears)
    line.start()
    try:
        return up.wait(PATIENCE) and line.send_whole(BELL, b"", PATIENCE)
    finally:
        line.close()


def boxes(folder: Path) -> tuple[tuple[str, ...], tuple[BoxSeen, ...]]:
    """The wards that were invited, and all boxes that told anything."""
    if not (folder / ARCHIVE).exists():
        return BrokerFiles(folder).wards(), ()
    archive = WardArchive(folder)
    try:
        return BrokerFiles(folder).wards(), archive.boxes()
    finally:
        archive.close()


def as_json(seen: BoxSeen, now: datetime) -> dict[str, object]:
    """What is known of a box, for programs."""
    return {
        "ward": seen.ward,
        "box": seen.box,
        "dark": seen.is_dark(now),
        "seen": None if seen.seen is None else seen.seen.isoformat(),
        "since": None if seen.since is None else seen.since.isoformat(),
        "rows": seen.rows,
        "broken": seen.broken,
        "forked": seen.forked,
        "twice": None if seen.twice is None else seen.twice.isoformat(),
        "begins_as": seen.like,
        "begins_until": seen.common,
        "status": seen.status,
    }


def tell(wards: tuple[str, ...], seen: tuple[BoxSeen, ...], now: datetime) -> None:
    """Tell of each ward what people should know."""
    for ward in sorted({*wards, *(one.ward for one in seen)}):
        own = [one for one in seen if one.ward == ward]
        if not own:
            click.echo(say("fleet.ward_never", ward=ward))
        for one in own:
            _tell(one, now)
        here = [one for one in own if not one.is_dark(now)]
        if len(here) > 1:
            click.echo(say("fleet.ward_cloned", ward=ward, boxes=", ".join(one.box[:8] for one in here)))


def _tell(one: BoxSeen, now: datetime) -> None:
    named = {"ward": one.ward, "box": one.box[:8]}
    seen = "–" if one.seen is None else f"{one.seen.astimezone():%H:%M:%S %d/%m/%Y}"
    code = "fleet.ward_dark" if one.is_dark(now) else "fleet.ward_here"
    click.echo(say(code, **named, seen=seen, last=one.rows))
    if one.like is not None:
        click.echo(say("fleet.ward_restored", **named, other=one.like[:8], last=one.common))
    if one.twice is not None:
        click.echo(say("fleet.ward_twice", **named, at=f"{one.twice.astimezone():%H:%M:%S %d/%m/%Y}"))
    if one.forked is not None:
        click.echo(say("fleet.ward_forked", **named, first=one.forked))
    if one.broken is not None:
        click.echo(say("fleet.ward_broken", **named, first=one.broken))
