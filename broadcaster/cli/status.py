"""`broadcaster status`: what the station is doing."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from broadcaster.cli.options import output_format
from broadcaster.text import say


@click.command(help=say("cli.status"))
@output_format("text", "json")
@click.pass_obj
def command(folder: Path, form: str) -> int:
    """Show it; a station that does not run is a fact, not an error."""
    from broadcaster.console.client import Client
    from broadcaster.errors import ServiceError

    try:
        status = Client(folder / "state").get("/api/status")
    except ServiceError as error:
        if error.code != "service.not_running":
            raise
        status = {"running": False}
    if form == "json":
        click.echo(json.dumps(status, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(status)))
    return 0


def _lines(status: dict[str, Any]) -> list[str]:
    if not status["running"]:
        return [say("status.not_running")]
    air, upcoming = status["on_air"], status["next"]
    output, keying = status["output"], status["keying"]
    lines = [
        say("status.on_air", title=air["title"], end=_clock(air["end"])) if air else say("status.silent"),
        say("status.next", **{**upcoming, "start": _clock(upcoming["start"])})
        if upcoming
        else say("status.nothing_planned"),
        say("status.queue", count=len(status["queue"])),
        say("status.output" if output["ok"] else "status.output_lost", name=output["name"]),
        _voice(status["engine"]),
        _keying(keying),
        say("status.clock", now=_clock(status["clock"]["now"])),
        say("status.disk", free=status["disk"]["free_mb"]),
    ]
    if not status["accepted"]:
        lines.append(say("status.last_good", count=len(status["problems"])))
    lines += [
        say("status.error", at=_clock(fault["at"]), message=fault["message"]) for fault in status["errors"]
    ]
    return lines


def _clock(text: str) -> str:
    """An instant as people write it, in the station's own time."""
    return f"{datetime.fromisoformat(text):%H:%M:%S %d/%m/%Y}"


def _voice(engine: dict[str, Any]) -> str:
    if not engine["fallback"]:
        return say("status.engines", names=engine["name"])
    since = _clock(engine["since"])
    return say(
        "status.fallback",
        name=engine["name"],
        wanted=engine["wanted"],
        since=since,
        count=len(engine["waiting"]),
    )


def _keying(keying: dict[str, Any]) -> str:
    if keying["type"] == "none":
        return say("status.keying_by_hand")
    return say("status.keying_on" if keying["on"] else "status.keying_off", type=keying["type"])
