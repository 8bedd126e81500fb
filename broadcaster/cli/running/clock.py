"""`broadcaster clock`: the station's time and whether it is trusted; `clock confirm`: confirm it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from broadcaster.api.protocol.airing import AskStatus
from broadcaster.api.questions.decisions import AskClock
from broadcaster.app.status.values import ClockShown
from broadcaster.cli.asking.asker import client_of
from broadcaster.cli.terminal.options import agreed
from broadcaster.core.answers import plain
from broadcaster.core.text.catalogue import say


def show(folder: Path, form: str) -> int:
    """Show the time and the trust."""
    clock = _asked(folder)
    if form == "json":
        click.echo(json.dumps(plain(clock), ensure_ascii=False, indent=2))
    else:
        click.echo(
            "\n".join([say("status.clock", now=f"{clock.now:%H:%M:%S %d/%m/%Y}"), *trust_lines(clock)])
        )
    return 0


def confirm(folder: Path, yes: bool, time_only: bool) -> int:
    """Show the time, ask the person, and send the answer to the station."""
    clock = _asked(folder)
    click.echo(state(clock), err=True)
    change = None if time_only else clock.unconfirmed
    for line in () if change is None else change.changes:
        click.echo(say("clock.change_waits", what=line), err=True)
    if change is not None:
        # Who may not say yes to the change must not take it for the reason why the timetable is held.
        click.echo(say("cli.time_alone"), err=True)
    # To confirm another zone means to confirm the time in that zone.
    shown = clock.now if change is None else change.now
    if not yes and not agreed(say("clock.ask" if change is None else "clock.ask_change", **words(shown))):
        click.echo(say("clock.not_confirmed"), err=True)
        return 1
    wanted = None if change is None else change.id
    client_of(folder).ask(AskClock(shown=shown, change=wanted))
    click.echo(say("clock.confirmed", **words(shown)), err=True)
    return 0


def trust_lines(clock: ClockShown) -> list[str]:
    """Lines that say whether the time is trusted and, if not, what to do."""
    waiting = () if clock.unconfirmed is None else clock.unconfirmed.changes
    changes = [say("clock.change_waits", what=what) for what in waiting]
    if clock.trusted is None:
        return changes
    if clock.trusted:
        return [state(clock), *changes]
    return [state(clock), say("clock.confirm_now", **words(clock.now)), *changes]


def state(clock: ClockShown) -> str:
    """Whether the time is trusted and why, as one sentence."""
    return say("clock.state_trusted" if clock.trusted else "clock.state_held", why=clock.why or "")


def words(at: datetime) -> dict[str, str]:
    """An instant as the question shows it: time, weekday, date."""
    weekday = say("clock.weekdays").split("|")[at.weekday()]
    return {"time": f"{at:%H:%M}", "weekday": weekday, "date": f"{at:%d/%m/%Y}"}


def _asked(folder: Path) -> ClockShown:
    return client_of(folder).ask(AskStatus()).clock
