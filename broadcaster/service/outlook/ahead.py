"""The outlook of a whole station, or of the messages of a plan."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from broadcaster.service.outlook.approvals import approvals
from broadcaster.service.outlook.heard import recordings, texts, twins
from broadcaster.service.outlook.neighbours import meetings
from broadcaster.service.outlook.starts import starts
from broadcaster.service.outlook.view import View, view, warning
from broadcaster.station.loading.loading import Loaded
from broadcaster.station.problems import Problem
from broadcaster.station.yaml.tree import START
from broadcaster.station.yaml.trees import Place


def outlook(loaded: Loaded, now: datetime, cache: Path) -> list[Problem]:
    """What will not air, or not as it was meant, in the next two weeks: warnings.

    Args:
        loaded: the station as it was read. Where a file is broken, the others are looked at.
        now: the instant from which on starts count, aware.
        cache: the folder that keeps what was learned; it need not be writable.
    """
    seen = view(loaded, cache)
    if seen is None:
        return []
    first = now.astimezone(seen.station.settings.timezone)
    found = [
        *approvals(seen),
        *_held_back(seen),
        *starts(seen, first),
        *meetings(seen, first.date()),
        *recordings(seen),
        *texts(seen),
        *twins(seen),
        *_templates(seen),
    ]
    seen.examiner.keep(alone=True)
    return found


def contents(loaded: Loaded, cache: Path, messages: Collection[str]) -> list[Problem]:
    """What is wrong with the recordings and words of some messages; the arguments are those of `outlook`."""
    seen = view(loaded, cache)
    if seen is None:
        return []
    heard = MappingProxyType({name: seen.station.messages[name] for name in sorted(messages)})
    seen = replace(seen, station=replace(seen.station, messages=heard))
    found = [*recordings(seen), *texts(seen)]
    seen.examiner.keep()
    return found


def _templates(view: View) -> Iterator[Problem]:
    """The ward's own templates that cannot be read."""
    if not (view.station.root / "templates").is_dir():
        return  # most stations have none: the import would be for nothing
    from broadcaster.letters.templates.catalogue import OWN, unreadable

    for name, fault in unreadable(view.station.root).items():
        yield warning(Place(f"{OWN}/{name}.yaml", None), START, fault.code, **fault.facts)


def _held_back(view: View) -> Iterator[Problem]:
    """Scheduled messages that were corrected and wait for a person to let them go."""
    path = view.station.root / "state" / "held.json"
    if not os.access(path, os.R_OK):
        return  # most stations have none, and others may not look: the import would be for nothing
    from broadcaster.service.operator.correcting.suspended import Suspensions

    held = Suspensions(path).of(view.station)
    for message in view.scheduled:
        if message.id in held:
            place = view.trees.messages[message.id]
            yield warning(place, place.mark("title"), "playout.held", who=held[message.id].who)
