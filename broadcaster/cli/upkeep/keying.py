"""`broadcaster keying`: maintenance of the relays. An init system calls `release` after the station ended."""

from __future__ import annotations

import json
from pathlib import Path

import click

from broadcaster.cli.airing.airing import air
from broadcaster.cli.running.status import ask, keying_lines, switch_name
from broadcaster.core.answers import plain
from broadcaster.core.text.catalogue import say
from broadcaster.playout.requests.by_hand import AskTest
from broadcaster.upkeep.host.release import release as let_go


def release(folder: Path) -> int:
    """Release every switch; 1 if one does not react."""
    switches = let_go(folder)
    for switch in switches:
        name = switch_name(switch.about, switch.name)
        text = "status.keying_fault" if switch.fault else "status.keying_off"
        click.echo(say(text, type=name, reason=switch.fault), err=True)
    if not switches:
        click.echo(say("status.keying_by_hand"), err=True)
    return int(any(switch.fault for switch in switches))


def test(folder: Path, zone: str | None) -> int:
    """Air some words as maintenance: switch on, settle, noise, chime, words, tail, switch off."""
    return air(folder, AskTest(zone=zone), wait=True)


def status(folder: Path, form: str) -> int:
    """Show the switches of the running station."""
    found = ask(folder)
    keying = None if found is None else found.keying
    if form == "json":
        click.echo(json.dumps(plain(keying), ensure_ascii=False, indent=2))
    elif keying is None:
        click.echo(say("status.not_running"))
    else:
        click.echo("\n".join(keying_lines(keying)))
    return 0
