"""`broadcaster alerts inbox`: what came from above, and what a person makes of it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from broadcaster.api.protocol.client import Client
from broadcaster.api.questions.inbox import AskAlertWords, AskInbox, AskSetAlertAside, AskUseAlert
from broadcaster.cli.asking.asker import client_of
from broadcaster.core.answers import plain
from broadcaster.core.text.catalogue import say
from broadcaster.core.text.table import table

_SHORT = 12  # digits of an id in the table


def listed(folder: Path, form: str) -> int:
    """List what came, the newest first."""
    found = client_of(folder).ask(AskInbox()).alerts
    if form == "json":
        click.echo(json.dumps(plain(found), ensure_ascii=False, indent=2))
        return 0
    headings = [say(f"alerts.column.{name}") for name in ("id", "at", "name", "title", "state", "why")]
    rows = [
        (
            one.id[:_SHORT],
            f"{one.at:%d/%m %H:%M}",
            one.name or one.identifier,
            one.title,
            say(f"console.inbox.state.{one.state}"),
            one.why[0] if one.why else "",
        )
        for one in found
    ]
    click.echo(table(headings, rows) if rows else say("console.inbox.empty"))
    return 0


def show(folder: Path, alert: str) -> int:
    """Show one alert, with its words."""
    client = client_of(folder)
    found = client.ask(AskAlertWords(alert=_whole(client, alert)))
    one = found.alert
    click.echo(f"{one.title}\n{say(f'alerts.verdict.{one.verdict}')}")
    click.echo("\n".join(f"- {why}" for why in one.why))
    click.echo(f"\n{found.words}" if found.words else "", nl=bool(found.words))
    return 0


def use(folder: Path, alert: str) -> int:
    """Make a draft of an alert."""
    client = client_of(folder)
    done = client.ask(AskUseAlert(alert=_whole(client, alert)))
    click.echo(say("alerts.drafted", message=done.message), err=True)
    return 0


def set_aside(folder: Path, alert: str) -> int:
    """Set an alert aside."""
    client = client_of(folder)
    client.ask(AskSetAlertAside(alert=_whole(client, alert)))
    click.echo(say("console.done_set_alert_aside"), err=True)
    return 0


def _whole(client: Client, begun: str) -> str:
    """The id that begins so, where one alone does."""
    found = [one.id for one in client.ask(AskInbox()).alerts if one.id.startswith(begun)]
    return found[0] if len(found) == 1 else begun
