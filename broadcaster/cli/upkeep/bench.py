"""`broadcaster bench`: measure the station on the machine on which it will run."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.terminal.options import output_format
from broadcaster.text import say

if TYPE_CHECKING:
    from broadcaster.service.doctor.bench import Starts
    from broadcaster.station.model import Station


@click.group(help=say("cli.bench"))
def command() -> None:
    """Do nothing by itself: the subcommands do."""


@command.command(help=say("cli.bench_start"))
@click.option(
    "--starts", type=click.IntRange(2, 1000), default=50, show_default=True, help=say("cli.bench_starts")
)
@click.option("--listen", metavar="monitor|INPUT", help=say("cli.bench_listen"))
@output_format("text", "json")
@click.pass_obj
def start(folder: Path, starts: int, listen: str | None, form: str) -> int:
    """Play sweeps at known instants and look for them in a recording; 1 if none is found."""
    from broadcaster.cli.asking import silence
    from broadcaster.cli.asking.asking import asker_here
    from broadcaster.cli.asking.files import station_of
    from broadcaster.journal.names import BENCH
    from broadcaster.people.model import Action
    from broadcaster.service.doctor import bench
    from broadcaster.service.doctor.maintenance import sounding
    from broadcaster.service.taking.confirmed import under_rule
    from broadcaster.service.taking.opening import output_choice

    station, _ = under_rule(station_of(folder))
    source = listen or station.settings.output.listen or "monitor"
    choice = output_choice(station.settings.output, station)
    seconds = bench.FIRST + bench.SPACING * starts
    silence.make_sure(folder, seconds)
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
