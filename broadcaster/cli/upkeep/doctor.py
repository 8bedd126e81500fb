"""`broadcaster doctor`: check the machine and the station, while nothing sounds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import click

from broadcaster.cli.running.status import ask
from broadcaster.core.errors import BroadcasterError, phrase
from broadcaster.core.text.catalogue import hint, say
from broadcaster.upkeep.doctor.examination import examine
from broadcaster.upkeep.doctor.finding import Finding, Grade


def doctor(folder: Path, loopback: bool, form: str) -> int:
    """Show each finding as soon as it is known; 1 if any check fails."""
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
    from broadcaster.cli.upkeep.bench import heard

    return heard(folder)
