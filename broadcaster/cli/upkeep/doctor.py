"""`broadcaster doctor` and `bench`: check and measure the machine and the station, while nothing sounds."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.api.protocol.airing import AskStatus
from broadcaster.cli.asking.station_files import station_of
from broadcaster.cli.running.status import ask
from broadcaster.cli.terminal.options import output_format
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError, ServiceError, phrase
from broadcaster.core.text.catalogue import hint, say
from broadcaster.journal.rows.names import BENCH, DOCTOR
from broadcaster.people.roles.model import Action
from broadcaster.upkeep.doctor.finding import Finding, Grade

if TYPE_CHECKING:
    from broadcaster.station.model.station import Station
    from broadcaster.upkeep.doctor.bench import Starts


def make_sure(folder: Path, seconds: float) -> None:
    """Make sure that nothing airs or is planned within `seconds`.

    Raises:
        ServiceError: something is.
    """
    from broadcaster.cli.asking.asker import client_of

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


@click.group(help=say("cli.bench"))
def bench_command() -> None:
    """Do nothing by itself: the subcommands do."""


@bench_command.command(help=say("cli.bench_start"))
@click.option(
    "--starts", type=click.IntRange(2, 1000), default=50, show_default=True, help=say("cli.bench_starts")
)
@click.option("--listen", metavar="monitor|INPUT", help=say("cli.bench_listen"))
@output_format("text", "json")
@click.pass_obj
def start(folder: Path, starts: int, listen: str | None, form: str) -> int:
    """Play sweeps at known instants and look for them in a recording; 1 if none is found."""
    # gone
    from broadcaster.cli.asking.asker import asker_here
    from broadcaster.station.acceptance.confirmation import under_rule
    from broadcaster.station.acceptance.intake import output_choice
    from broadcaster.upkeep.doctor import bench
    from broadcaster.upkeep.doctor.bench import sounding

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


@click.command(help=say("cli.doctor"))
@click.option("--loopback", is_flag=True, help=say("cli.doctor_loopback"))
@output_format("text", "json")
@click.pass_obj
def doctor_command(folder: Path, loopback: bool, form: str) -> int:
    """Show each finding as soon as it is known; 1 if any check fails."""
    from broadcaster.upkeep.doctor.examination import examine

    rows, broken = [], 0
    for finding in chain(examine(folder), _running(folder), _heard(folder) if loopback else ()):
        broken += finding.level is Grade.FAIL
        what, advice = say(finding.code, **finding.facts), hint(finding.code, **finding.facts)
        if form == "json":
            rows.append({"level": str(finding.level), "code": finding.code, "message": what, "hint": advice})
            continue
        line = say("common.with_hint", text=what, hint=advice) if advice else what
        click.echo(say("doctor.line", level=say(f"doctor.{finding.level}"), text=line))
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        click.echo(say("doctor.bad", count=broken) if broken else say("doctor.good"), err=True)
    return int(broken > 0)


def _running(folder: Path) -> Iterator[Finding]:
    """What the running station says of itself: this examination is made from outside of it."""

    try:
        status = ask(folder)
    except BroadcasterError as error:
        yield Finding(level=Grade.FAIL, code="doctor.no_answer", facts={"reason": phrase(error)})
        return
    for reason in () if status is None else status.reasons:
        level = Grade.FAIL if reason.failed else Grade.WARN
        yield Finding(level=level, code=reason.code, facts=dict(reason.facts))


def _heard(folder: Path) -> Iterator[Finding]:
    """The only check that makes a sound."""
    # gone
    from broadcaster.cli.asking.asker import asker_here
    from broadcaster.station.acceptance.confirmation import under_rule
    from broadcaster.upkeep.doctor import bench
    from broadcaster.upkeep.doctor import sound as doctor_sound
    from broadcaster.upkeep.doctor.bench import sounding

    station = under_rule(station_of(folder))[0]
    settings = station.settings
    seconds = bench.FIRST + bench.SPACING * doctor_sound.SWEEPS
    make_sure(folder, seconds)
    with (
        asker_here(folder, Action.MAINTAIN, station) as here,
        sounding(folder, settings, seconds, what=DOCTOR, who=here.who),
    ):
        yield from doctor_sound.loopback(folder, settings)
