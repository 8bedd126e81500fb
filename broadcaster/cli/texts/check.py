"""`broadcaster check`: every problem in the station's files; and `schema`.

`schema` gives the JSON Schema of a kind of file.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from broadcaster.cli.terminal.options import output_format
from broadcaster.core.clock import SystemClock
from broadcaster.core.text.catalogue import say
from broadcaster.station.yaml.problems import Problem, Severity
from broadcaster.studio.render.store import cache_folder

if TYPE_CHECKING:
    from broadcaster.station.loading.loader import Loaded


@click.command(help=say("cli.check"))
@output_format("text", "json")
@click.pass_context
def check_command(ctx: click.Context, form: str) -> int:
    """Print the problems; 1 if any is an error."""
    from broadcaster.people.access.freshness import problems_of_people
    from broadcaster.station.loading.loader import load
    from broadcaster.timetable.outlook.outlook import outlook

    loaded, waiting = _held(load(ctx.obj))
    ahead = outlook(loaded, SystemClock().now(), cache_folder(ctx.obj))
    people = problems_of_people(ctx.obj, SystemClock())
    found = sorted(
        (*loaded.problems, *waiting, *people, *ahead), key=lambda p: p.severity is not Severity.ERROR
    )
    errors = sum(problem.severity is Severity.ERROR for problem in found)
    if form == "json":
        problems = [problem.as_json() for problem in found]
        click.echo(json.dumps({"ok": not errors, "problems": problems}, ensure_ascii=False, indent=2))
        return int(errors > 0)
    for problem in found:
        click.echo(problem.as_line())
    if found:
        click.echo(say("station.check.counts", errors=errors, warnings=len(found) - errors), err=True)
    if loaded.station is not None:
        counts = {"messages": len(loaded.station.messages), "schedules": len(loaded.station.schedules)}
        click.echo(say("station.check.fine", **counts), err=True)
    return int(errors > 0)


def _held(loaded: Loaded) -> tuple[Loaded, list[Problem]]:
    """The station under the confirmed rule; and, as problems, the changes that wait for a confirmation."""
    from broadcaster.station.acceptance.confirmation import under_rule

    if loaded.found is None:
        return loaded, []
    found, change = under_rule(loaded.found)
    if change is None:
        return loaded, []
    from broadcaster.station.acceptance.change_rows import (
        problems,
    )  # brings the journal, which few checks need

    station = None if loaded.station is None else under_rule(loaded.station)[0]
    return replace(loaded, station=station, found=found), problems(change, loaded.trees)


@click.command(help=say("cli.schema"))
@click.argument(
    "kind", type=click.Choice(["message", "schedule", "station", "calendar", "regulation", "people"])
)
def schema_command(kind: str) -> None:
    """Print the schema."""
    import json

    click.echo(json.dumps(_schema(kind), ensure_ascii=False, indent=2))


def _schema(kind: str) -> dict[str, object]:
    if kind == "people":
        from broadcaster.people.roles.people_file import json_schema

        return json_schema()
    from broadcaster.station.forms.reference import FileKind
    from broadcaster.station.forms.reference import json_schema as of_station

    return of_station(FileKind(kind))
