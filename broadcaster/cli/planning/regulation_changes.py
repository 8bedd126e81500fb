"""The ward's rules where no station runs: what they say, and changes to them; and the shipped profiles."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.api.questions.regulation import Change, change
from broadcaster.cli.asking.caller import asker_here
from broadcaster.cli.asking.station_files import station_of
from broadcaster.core.clock import SystemClock
from broadcaster.core.text.catalogue import say
from broadcaster.people.roles.model import Action
from broadcaster.station.acceptance.confirmation import under_rule
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.scaffold import profiles as shipped
from broadcaster.station.rules.rulebook import book_of
from broadcaster.timetable.rules.regulation import as_json


def profiles(_folder: Path, name: str | None) -> int:
    """List the shipped profiles, or print one."""
    known = shipped()
    if name is None:
        click.echo("\n".join(known))
        return 0
    if name not in known:
        raise click.BadParameter(say("regulation.no_profile", written=name, known=", ".join(known)))
    click.echo(known[name], nl=False)
    return 0


def change_here(folder: Path, asked: Change) -> None:
    """Change regulation.yaml.

    Raises:
        PeopleError: whoever asks may not.
        BroadcasterError: there is nothing to change, or it would be no good file.
    """
    station, clock = station_of(folder), SystemClock()
    today = clock.now().astimezone(station.settings.timezone).date()
    with asker_here(folder, Action.STATION, station) as asker:
        change(Documents(folder, clock), asked, today, by=asker.who)


def in_force(folder: Path) -> tuple[list[dict[str, object]], bool]:
    """What holds today, and whether quotas refuse."""
    station, _ = under_rule(station_of(folder))
    today = SystemClock().now().astimezone(station.settings.timezone).date()
    return as_json(station, today), book_of(station.settings).refuses
