"""Load the station for a command: an unfinished draft must not block the other files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from broadcaster.core.text.catalogue import say
from broadcaster.station.loading.partial import Whole, whole
from broadcaster.station.loading.sources import FolderSource
from broadcaster.station.model.station import Station
from broadcaster.station.yaml.problems import BadStation, Severity


def station_of(folder: Path) -> Station:
    """The station from the files as they are now; see `loaded_of`."""
    return loaded_of(folder)[0]


def loaded_of(folder: Path) -> tuple[Station, Mapping[str, bytes]]:
    """The station from the files as they are now, and these; broken files are named and left out.

    No accepted copy replaces a broken file here: who reads or approves a message means the words in its
    file. The lexicon affects every message, so with a broken lexicon no station is loaded.

    Raises:
        BadStation: station.yaml or the lexicon is broken.
    """
    found = whole(FolderSource(folder.absolute()), None, alone=True)
    station = found.loaded.station
    if station is None or "lexicon.yaml" in found.left_out:
        raise BadStation(found.problems)
    show_left_out(found)
    return station, found.loaded.files


def show_left_out(found: Whole) -> None:
    """Show the first fault of each file that was left out."""
    gone = {*found.stays, *found.left_out}
    first: dict[str, int] = {}
    for problem in found.problems:
        if problem.severity is Severity.ERROR and problem.file in gone:
            first[problem.file] = min(problem.line, first.get(problem.file, problem.line))
    if first:
        places = ", ".join(f"{file}:{line}" for file, line in sorted(first.items()))
        click.echo(say("cli.left_out", files=places), err=True)
