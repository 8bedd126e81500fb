"""What `check` says of people.yaml: its problems and, as far as this account knows, if it is in force."""

from __future__ import annotations

import os
from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError, kept
from broadcaster.people.file.loading import FILE, load_people
from broadcaster.people.file.state import found
from broadcaster.people.store.accepted import NOTHING
from broadcaster.people.store.store import NAME, PeopleStore
from broadcaster.service.access.older import see_that_newest, told_by_file
from broadcaster.station.problems import Problem, Severity
from broadcaster.station.yaml.tree import START
from broadcaster.station.yaml.trees import Place


def problems_of_people(folder: Path, clock: Clock) -> list[Problem]:
    """The problems of people.yaml; a warning where something else is in force."""
    loaded = load_people(folder)
    return [*loaded.problems, *_not_in_force(folder, clock)]


def _not_in_force(folder: Path, clock: Clock) -> list[Problem]:
    state = folder / "state"
    if state.exists() and not os.access(state / NAME, os.R_OK) and not os.access(state, os.W_OK):
        return []  # another account's
    try:
        store = PeopleStore.existing(state, clock)
        if store is None:
            fault = found(folder, NOTHING).fault
        else:
            try:
                see_that_newest(store, told_by_file(state, clock))
                fault = found(folder, store.accepted.read()).fault
            finally:
                store.close()
    except BroadcasterError as error:
        if error.code not in ("people.store_damaged", "people.store_older"):
            return []
        return [_warning(error)]
    return [] if fault is None else [_warning(fault)]


def _warning(fault: BroadcasterError) -> Problem:
    return Place(FILE, None).problem(START, fault.code, Severity.WARNING, **dict(kept(fault.facts)))
