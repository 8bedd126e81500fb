"""`broadcaster bench start`: measure when the sound begins; and what `doctor --loopback` hears."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click

from broadcaster.api.protocol.airing import AskStatus
from broadcaster.cli.asking.asker import client_of
from broadcaster.cli.asking.caller import asker_here
from broadcaster.cli.asking.station_files import station_of
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import ServiceError
from broadcaster.core.text.catalogue import say
from broadcaster.journal.rows.names import BENCH, DOCTOR
from broadcaster.people.roles.model import Action
from broadcaster.station.acceptance.confirmation import under_rule
from broadcaster.station.acceptance.intake import output_choice
from broadcaster.station.model.station import Station
from broadcaster.upkeep.doctor import bench
from broadcaster.upkeep.doctor import sound as doctor_sound
from broadcaster.upkeep.doctor.bench import Starts, sounding
from broadcaster.upkeep.doctor.finding import Finding


def make_sure(folder: Path, seconds: float) -> None:
    """Make sure that nothing airs or is planned within `seconds`. Raises ServiceError: something is."""

    try:
        status = client_of(folder).ask(AskStatus())
    except ServiceError as error:
        if error.code == "service.not_running":
            return
        raise
    upcoming = status.next
    until = SystemClock().now() + timedelta(seconds=seconds)
    soon = upcoming is not None and upcoming.start <= until
    if status.on_air or status.queue or soon:
        raise ServiceError("service.on_air_now")


def start(folder: Path, starts: int, listen: str | None, form: str) -> int:
    """Play sweeps at known instants and look for them in a recording; 1 if none is found."""
    station, _ = under_rule(station_of(folder))
    source = listen or station.settings.output.listen or "monitor"
    choice = output_choice(station.settings.output, station)
    seconds = bench.FIRST + bench.SPACING * starts
    make_sure(folder, seconds)
    with (
        asker_here(folder, Action.MAINTAIN, station) as here,
        sounding(folder, station.settings, seconds, what=BENCH, who=here.who),
    ):
        if form == "text":
            click.echo(say("bench.begins", starts=starts, seconds=round(seconds), source=source), err=True)
        found = bench.measure(choice, source, starts, advanced=lambda done: _advanced(done, starts))
    _show(found, form, choice.device, source, station)
    return int(not found.offsets)


def _advanced(done: int, starts: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{done}/{starts}", err=True, nl=done == starts)


def _show(found: Starts, form: str, device: str, source: str, station: Station) -> None:
    if form == "json":
        facts = {**found.as_json(), "output": device, "source": source, "rate": station.settings.sound.rate}
        click.echo(json.dumps(facts, indent=2))
        return
    if not found.offsets:
        click.echo(say("bench.nothing_heard", source=source))
        return
    figures = {name: value for name, value in found.as_json().items() if "_ms" in name}
    click.echo(say("bench.result", heard=len(found.offsets), asked=found.asked, **figures))


def heard(folder: Path) -> Iterator[Finding]:
    """The only check that makes a sound."""
    station = under_rule(station_of(folder))[0]
    settings = station.settings
    seconds = bench.FIRST + bench.SPACING * doctor_sound.SWEEPS
    make_sure(folder, seconds)
    with (
        asker_here(folder, Action.MAINTAIN, station) as here,
        sounding(folder, settings, seconds, what=DOCTOR, who=here.who),
    ):
        yield from doctor_sound.loopback(folder, settings)
