"""`broadcaster doctor`: how the machine and the station stand."""

from __future__ import annotations

import json
from pathlib import Path

import click

from broadcaster.cli.options import output_format
from broadcaster.text import hint, say


@click.command(help=say("cli.doctor"))
@output_format("text", "json")
@click.pass_obj
def command(folder: Path, form: str) -> int:
    """Show each finding as it is made; 1 if anything is broken."""
    from broadcaster.service.doctor import examine
    from broadcaster.service.finding import Level

    rows, broken = [], 0
    for finding in examine(folder):
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
