"""What is kept about the clock between processes and boots: state/clock.json and the doctor's proof."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, TypeAdapter

from broadcaster import statefile
from broadcaster.atomic import write_bytes
from broadcaster.statefile import Instant, plausible
from broadcaster.timetable.guard.trust import Grant, Observation

KEPT = 20  # boots whose observations are remembered
_NAME = "clock.json"
_PROOF = "clock-proof.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFile:
    """The trust given last, and how right the hardware clock was at each boot, oldest first."""

    grant: Grant | None = None
    observations: tuple[Observation, ...] = ()


def _plausible(kept: ClockFile) -> ClockFile:
    """Raise ValueError for an instant or a number that no clock can have shown."""
    grant = kept.grant
    for at in (*(o.at for o in kept.observations), *((grant.at, grant.over) if grant else ())):
        if at is not None:
            plausible(at)
    numbers = [n for o in kept.observations for n in (o.error, o.away)] + ([grant.base] if grant else [])
    if not all(map(isfinite, numbers)):
        raise ValueError("not a number of seconds")
    return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proof:
    """When the examination found the hardware clock good."""

    at: Instant


_SHAPE: TypeAdapter[ClockFile] = TypeAdapter(Annotated[ClockFile, AfterValidator(_plausible)])
_PROOF_SHAPE = TypeAdapter(_Proof)


def read(state: Path) -> ClockFile:
    """What is kept; nothing where the file is missing or damaged: then a person is asked again."""
    return statefile.load(state / _NAME, _SHAPE) or ClockFile()


def write(state: Path, kept: ClockFile) -> None:
    """Keep it; on the disk when this returns.

    Raises:
        StoreError: the folder cannot be written.
    """
    facts = {
        "grant": None if kept.grant is None else asdict(kept.grant),
        "observations": [asdict(o) for o in kept.observations[-KEPT:]],
    }
    write_bytes(state / _NAME, json.dumps(facts, default=datetime.isoformat).encode(), durable=True)


def has_proof(state: Path) -> bool:
    """True if the examination has found the hardware clock good."""
    return statefile.load(state / _PROOF, _PROOF_SHAPE) is not None


def write_proof(state: Path, at: datetime) -> None:
    """Keep that the examination has found the hardware clock good.

    Raises:
        StoreError: the folder cannot be written.
    """
    write_bytes(state / _PROOF, json.dumps({"at": at.isoformat()}).encode(), durable=True)


def drop_proof(state: Path) -> None:
    """The hardware clock is proven no more.

    A proof that cannot be taken away does no harm: the observations are asked too.
    """
    with suppress(OSError):
        (state / _PROOF).unlink()
