"""What two versions of the program make of one station, compared. Pure.

Each says what it makes of a copy of one station (`TrialFacts`). A version that makes something else of it
is not taken: nobody asked for another plan or new errors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MOST_MEMORY = 2.0  # times that of the running version


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialFacts:
    """What a version makes of a station.

    Args:
        errors: of its files, each as `FILE:LINE CODE`.
        rows: of the journal, and its chain is whole.
        plan: each start of fourteen days, with message, schedule and whether it airs.
        words: of each message, as they would be spoken.
        faults: codes of what the doctor calls broken.
        sound: seconds of a sentence that was spoken for the trial.
        memory: MB at most, of the process that planned.
    """

    errors: frozenset[str]
    rows: int
    plan: tuple[tuple[str, str, str, str], ...]
    words: Mapping[str, str]
    faults: frozenset[str]
    sound: float
    memory: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialDifference:
    """What speaks against a version: `code` is a key of the catalogue."""

    code: str
    what: str = ""
    by_hand: bool = False  # a technician may take it all the same


def differences(old: TrialFacts, new: TrialFacts) -> Iterator[TrialDifference]:
    """What speaks against the new version."""
    for error in sorted(new.errors - old.errors):
        yield TrialDifference(code="update.why.error", what=error)
    if new.rows < old.rows:
        yield TrialDifference(code="update.why.rows", what=str(old.rows - new.rows))
    for fault in sorted(new.faults - old.faults):
        yield TrialDifference(code="update.why.fault", what=fault)
    if new.sound <= 0:
        yield TrialDifference(code="update.why.silent")
    if new.memory > MOST_MEMORY * old.memory:
        yield TrialDifference(code="update.why.memory", what=f"{new.memory:.0f}")
    for start, message, *_ in sorted(set(old.plan) ^ set(new.plan))[:1]:
        yield TrialDifference(code="update.why.plan", what=f"{start} {message}", by_hand=True)


def otherwise(old: TrialFacts, new: TrialFacts) -> tuple[str, ...]:
    """The messages that the new version would read otherwise: those that are approved air as they are."""
    both = old.words.keys() & new.words.keys()
    return tuple(sorted(name for name in both if old.words[name] != new.words[name]))
