"""One station as it is looked at: its values, where they were written, and what is known of it already."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from broadcaster.service.outlook.examined import Examiner
from broadcaster.station.loading.loading import Loaded
from broadcaster.station.model import Message, Station
from broadcaster.station.problems import Problem, Severity
from broadcaster.station.yaml.tree import Mark
from broadcaster.station.yaml.trees import Place, Trees


@dataclass(frozen=True, slots=True)
class View:
    """A station without what could not be read."""

    station: Station
    loaded: Loaded
    examiner: Examiner

    @property
    def trees(self) -> Trees:
        """Where everything was written."""
        return self.loaded.trees

    @property
    def scheduled(self) -> list[Message]:
        """The messages that schedules name, each once, in the order of their ids."""
        names = {name for schedule in self.station.schedules.values() for name in schedule.messages}
        return [self.station.messages[name] for name in sorted(names)]


def view(loaded: Loaded, cache: Path) -> View | None:
    """Look at a station as it was read; None if nothing of it could be.

    Args:
        loaded: where a file of it is broken, the others are looked at.
        cache: the folder that keeps what was learned; it need not be writable.
    """
    found = loaded.station or loaded.found
    if found is None:
        return None
    whole = {
        name: schedule
        for name, schedule in found.schedules.items()
        if all(message in found.messages for message in schedule.messages)
    }
    return View(replace(found, schedules=MappingProxyType(whole)), loaded, Examiner(cache))


def warning(place: Place, mark: Mark, code: str, /, **facts: object) -> Problem:
    """A warning in a file."""
    return place.problem(mark, code, Severity.WARNING, **facts)
