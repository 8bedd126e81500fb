"""`broadcaster people trust`: a leader lets a sender of alerts speak, or takes that back."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack

import click

from broadcaster.cli.people.desk import PeopleOptions, opened
from broadcaster.core.text.catalogue import say, worded
from broadcaster.people.access.told_senders import values_told


def trust(folder: Path, sender: str, end: bool, yes: bool, **wish: Unpack[PeopleOptions]) -> int:
    """Show the sender, ask, and let it speak."""
    with opened(folder, **wish) as desk:
        seen = desk.admin.sender(sender)
        for what in values_told(seen):
            click.echo(f"- {worded(what)}", err=True)
        by = desk.authority()
        if not end and not yes and not desk.asking.agreed(say("people.ask.trust", name=seen.name)):
            click.echo(say("people.nothing_changed"), err=True)
            return 1
        desk.admin.trust(seen, by, trusted=not end)
        click.echo(say("people.untrusted" if end else "people.trusted", name=seen.name), err=True)
    return 0
