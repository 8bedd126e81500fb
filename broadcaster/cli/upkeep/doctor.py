"""`broadcaster doctor`: check the machine and the station."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.terminal.options import output_format
from broadcaster.text import hint, say

if TYPE_CHECKING:
    from broadcaster.service.doctor.finding import Finding


@click.command(help=say("cli.doctor"))
@click.option("--loopback", is_flag=True, help=say("cli.doctor_loopback"))
@output_format("text", "json")
@click.pass_obj
def command(folder: Path, loopback: bool, form: str) -> int:
    """Show each finding as soon as it is known; 1 if any check fails."""
    from broadcaster.service.doctor.doctor import examine
    from broadcaster.service.doctor.finding import Level

    rows, broken = [], 0
    for finding in chain(examine(folder), _running(folder), _heard(folder) if loopback else ()):
        broken += finding.level is Level.FAIL
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
    from broadcaster.cli.running.status import ask
    from broadcaster.errors import BroadcasterError, phrase
    from broadcaster.service.doctor.finding import Finding, Level

    try:
        status = ask(folder)
    except BroadcasterError as error:
        yield Finding(level=Level.FAIL, code="doctor.no_answer", facts={"reason": phrase(error)})
        return
    for reason in () if status is None else status.reasons:
        level = Level.FAIL if reason.failed else Level.WARN
        yield Finding(level=level, code=reason.code, facts=dict(reason.facts))


def _heard(folder: Path) -> Iterator[Finding]:
    """The only check that makes a sound."""
    from broadcaster.cli.asking import silence
    from broadcaster.cli.asking.asking import asker_here
    from broadcaster.cli.asking.files import station_of
    from broadcaster.journal.names import DOCTOR
    from broadcaster.people.model import Action
    from broadcaster.service.doctor import bench
    from broadcaster.service.doctor import sound as doctor_sound
    from broadcaster.service.doctor.maintenance import sounding
    from broadcaster.service.taking.confirmed import under_rule

    station = under_rule(station_of(folder))[0]
    settings = station.settings
    seconds = bench.FIRST + bench.SPACING * doctor_sound.SWEEPS
    silence.make_sure(folder, seconds)
    with (
        asker_here(folder, Action.MAINTAIN, station) as here,
        sounding(folder, settings, seconds, what=DOCTOR, who=here.who),
    ):
        yield from doctor_sound.loopback(folder, settings)
