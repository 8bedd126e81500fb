"""What `broadcaster catch-up` lists: the airings that were missed today and may still air (phát bù)."""

from __future__ import annotations

import json
from datetime import datetime, time
from pathlib import Path

import click

from broadcaster.cli.running.journal import airings_of, zone_of
from broadcaster.core.clock import SystemClock
from broadcaster.core.text.catalogue import say
from broadcaster.core.text.table import table
from broadcaster.journal.rows.tables import as_json, for_people
from broadcaster.people.decisions.opening import decisions_view
from broadcaster.people.versions.clearance import Approvals
from broadcaster.people.versions.pins import Pins
from broadcaster.playout.operator.suspensions import NAME, Suspensions
from broadcaster.playout.requests.make_up import owed
from broadcaster.station.loading.loader import load


def show(folder: Path, form: str) -> int:
    """List the missed airings that may still air."""
    station = load(folder).station
    zone = zone_of(folder)
    today = datetime.combine(SystemClock().now().astimezone(zone).date(), time(), zone)
    airings = airings_of(folder, today, None)[0]
    looked = None if station is None else decisions_view(station, SystemClock())

    kept = Pins(folder / "state", folder).version

    def approved(name: str) -> bool:
        if station is None or looked is None:
            return False
        return Approvals(looked, kept=kept).holds(station, station.messages[name])

    # Approval is asked only for messages that still have a file; what was corrected is not offered.
    held = Suspensions(folder / "state" / NAME)
    known = None if station is None else station.messages.keys() - held.of(station).keys()
    found = owed(airings, known, lambda name: known is not None and name in known and approved(name))
    if form == "json":
        rows = [as_json(airing, zone) for airing in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif found:
        columns = ("planned", "message", "outcome", "reason")
        headings = [say("catch_up.column.id"), *(say(f"journal.column.{name}") for name in columns)]
        rows_of = [[airing.id, *for_people(airing, zone, columns)] for airing in found]
        click.echo(table(headings, rows_of))
        click.echo(say("catch_up.how"), err=True)
    if not found:
        click.echo(say("catch_up.nothing"), err=True)
    return 0
