"""`broadcaster check`: every problem in the station's files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click

from broadcaster.core.clock import SystemClock
from broadcaster.core.text.catalogue import say
from broadcaster.people.access.freshness import problems_of_people
from broadcaster.station.acceptance.change_rows import problems
from broadcaster.station.acceptance.confirmation import under_rule
from broadcaster.station.loading.loader import Loaded, load
from broadcaster.station.yaml.problems import Problem, Severity
from broadcaster.studio.render.store import cache_folder
from broadcaster.timetable.outlook.outlook import outlook


def check(folder: Path, form: str) -> int:
    """Print the problems; 1 if any is an error."""
    loaded, waiting = _held(load(folder))
    ahead = outlook(loaded, SystemClock().now(), cache_folder(folder))
    people = problems_of_people(folder, SystemClock())
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
    if loaded.found is None:
        return loaded, []
    found, change = under_rule(loaded.found)
    if change is None:
        return loaded, []

    station = None if loaded.station is None else under_rule(loaded.station)[0]
    return replace(loaded, station=station, found=found), problems(change, loaded.trees)
