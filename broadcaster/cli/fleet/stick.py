"""`broadcaster fleet take`: campaigns from a stick that somebody brought from the centre."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.api.protocol.airing import AskStatus
from broadcaster.cli.asking.asker import client_of
from broadcaster.cli.asking.station_files import station_of
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import FleetError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.fleet.orders import marks_of, refusal
from broadcaster.station.acceptance.confirmation import under_rule


def take(folder: Path, stick: Path) -> int:
    """Take what is in force for this ward; 1 if anything of it was refused."""
    settings = under_rule(station_of(folder))[0].settings
    if not settings.fleet.root:
        raise FleetError("fleet.no_root")
    why = refusal(settings)
    if why is not None:
        raise why
    if not client_of(folder).ask(AskStatus()).clock.trusted:
        raise FleetError("fleet.clock")
    # The library is there: it was asked for above.
    from broadcaster.fleet import fetcher, taking

    today = SystemClock().now().astimezone(settings.timezone).date()
    ward = taking.FleetWard(root=settings.fleet.root, marks=marks_of(settings), today=today)
    found = taking.FleetTaking(
        folder.absolute(), fetcher.CentreFetcher(settings.fleet.rate, stick.absolute())
    ).take(ward, (fetcher.STICK,))
    for what, names in (("placed", found.placed), ("withdrawn", found.withdrawn)):
        for name in names:
            click.echo(say(f"fleet.{what}", campaign=name))
    for error in found.refused.values():
        click.echo(explain(error), err=True)
    if found.answered and not (found.placed or found.withdrawn or found.refused):
        click.echo(say("fleet.nothing_new"))
    return int(bool(found.refused))
