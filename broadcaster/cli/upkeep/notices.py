"""`broadcaster notices list|test`: what people are told, and a message to try it."""

from __future__ import annotations

import json
import time
from pathlib import Path

import click

from broadcaster.api.protocol.client import Client
from broadcaster.api.protocol.ward import AskNotices, AskTestNotice, NoticeShown
from broadcaster.cli.asking.asker import client_of
from broadcaster.core.answers import plain
from broadcaster.core.text.catalogue import say
from broadcaster.core.text.table import table

PATIENCE = 60.0  # seconds for a test to be taken
LOOK = 0.5  # seconds


def listed(folder: Path, form: str) -> int:
    """List the messages."""
    found = client_of(folder).ask(AskNotices()).messages
    if form == "json":
        click.echo(json.dumps([plain(one) for one in found], ensure_ascii=False, indent=2))
    elif not found:
        click.echo(say("notices.none"))
    else:
        names = ("time", "to", "way", "state", "title")
        click.echo(table([say(f"notices.column.{name}") for name in names], [_row(one) for one in found]))
    return 0


def test(folder: Path, name: str | None) -> int:
    """Send a test, and wait until it was taken or refused."""
    client = client_of(folder)
    before = {one.id for one in client.ask(AskNotices()).messages}
    to = client.ask(AskTestNotice(to=name)).to
    click.echo(say("notices.test_goes", people=", ".join(to)), err=True)
    found = _await(client, before, set(to))
    for one in found:
        click.echo(_outcome(one))
    missing = set(to) - {one.to for one in found}
    for unsent in sorted(missing):
        click.echo(say("notices.test_pending", name=unsent))
    return int(bool(missing) or any(one.state != "sent" for one in found))


def _await(client: Client, before: set[str], to: set[str]) -> list[NoticeShown]:
    """The messages of the test, once each was tried."""
    end = time.monotonic() + PATIENCE
    while True:
        found = [one for one in client.ask(AskNotices()).messages if one.id not in before and one.to in to]
        tried = [one for one in found if one.state in ("sent", "given_up") or one.error]
        if ({one.to for one in found} == to and len(tried) == len(found)) or time.monotonic() > end:
            return found
        time.sleep(LOOK)


def _outcome(one: NoticeShown) -> str:
    way = say(f"notices.way.{one.way}")
    if one.state == "sent":
        return say("notices.test_sent", name=one.to, way=way)
    return say(
        "notices.test_failed", name=one.to, way=way, why=one.error or say(f"notices.state.{one.state}")
    )


def _row(one: NoticeShown) -> list[str]:
    state = say(f"notices.state.{one.state}")
    return [
        f"{one.queued:%H:%M %d/%m}",
        one.to,
        say(f"notices.way.{one.way}"),
        f"{state}: {one.error}" if one.error else state,
        one.title,
    ]
