"""The station as commands look at it: a draft that is not finished keeps nobody from the other files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.text import say

if TYPE_CHECKING:
    from broadcaster.station.loading.partial import Whole
    from broadcaster.station.model import Station


def station_of(folder: Path) -> Station:
    """The files as they are now; what is broken is named and left out, and waits where it is asked for.

    Nothing stands in for a broken file here: whoever reads or approves a message means the words that
    are written. So with a broken lexicon, which every message is read by, nothing is taken.

    Raises:
        BadStation: station.yaml or the lexicon is broken.
    """
    from broadcaster.station.loading.partial import whole
    from broadcaster.station.loading.sources import FolderSource
    from broadcaster.station.problems import BadStation

    found = whole(FolderSource(folder.absolute()), None, alone=True)
    station = found.loaded.station
    if station is None or "lexicon.yaml" in found.left_out:
        raise BadStation(found.problems)
    show_left_out(found)
    return station


def show_left_out(found: Whole) -> None:
    """Name the first fault of each file that was left out."""
    from broadcaster.station.problems import Severity

    gone = {*found.stays, *found.left_out}
    first: dict[str, int] = {}
    for problem in found.problems:
        if problem.severity is Severity.ERROR and problem.file in gone:
            first[problem.file] = min(problem.line, first.get(problem.file, problem.line))
    if first:
        places = ", ".join(f"{file}:{line}" for file, line in sorted(first.items()))
        click.echo(say("cli.left_out", files=places), err=True)
