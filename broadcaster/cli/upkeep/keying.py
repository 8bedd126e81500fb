"""`broadcaster keying`: maintenance of the relays. An init system calls `release` after the station ended."""

from __future__ import annotations

import json
from pathlib import Path

import click

from broadcaster.cli.airing.requests import KeyingTestRequest
from broadcaster.cli.running.status import ask, keying_lines, switch_name
from broadcaster.cli.terminal.options import output_format
from broadcaster.core.answers import plain
from broadcaster.core.text.catalogue import say


@click.group(help=say("cli.keying"))
def command() -> None:
    """Do nothing by itself: the subcommands do."""


@command.command(help=say("cli.keying_release"))
@click.pass_obj
def release(folder: Path) -> int:
    """Release every switch; 1 if one does not react."""
    from broadcaster.upkeep.host.release import release as let_go

    switches = let_go(folder)
    for switch in switches:
        name = switch_name(switch.about, switch.name)
        text = "status.keying_fault" if switch.fault else "status.keying_off"
        click.echo(say(text, type=name, reason=switch.fault), err=True)
    if not switches:
        click.echo(say("status.keying_by_hand"), err=True)
    return int(any(switch.fault for switch in switches))


@command.command(help=say("cli.keying_test"))
@click.option("--zone", help=say("cli.keying_zone"))
@click.pass_obj
def test(folder: Path, zone: str | None) -> int:
    """Air some words as maintenance: switch on, settle, noise, chime, words, tail, switch off."""
    from broadcaster.cli.airing.airing import air

    return air(folder, KeyingTestRequest(zone=zone), wait=True)


@command.command(help=say("cli.keying_status"))
@output_format("text", "json")
@click.pass_obj
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
