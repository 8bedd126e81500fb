"""What is kept about the clock between processes and boots: state/clock.json and the doctor's proof."""

from __future__ import annotations

import json
import logging
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from broadcaster.atomic import write_bytes
from broadcaster.timetable.trust import Grant, Ground, Observation

KEPT = 20  # boots whose observations are remembered
_NAME = "clock.json"
_PROOF = "clock-proof.json"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFile:
    """The trust given last, and how right the hardware clock was at each boot, oldest first."""

    grant: Grant | None = None
    observations: tuple[Observation, ...] = ()


def read(state: Path) -> ClockFile:
    """What is kept; nothing where the file is missing or damaged: then a person is asked again."""
    try:
        found = json.loads((state / _NAME).read_bytes())
        return ClockFile(
            grant=None if found["grant"] is None else _grant(found["grant"]),
            observations=tuple(_observation(row) for row in found["observations"]),
        )
    except FileNotFoundError:
        return ClockFile()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("what was kept about the clock cannot be read: %s", error)
        return ClockFile()


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
    return (state / _PROOF).is_file()


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


def _grant(found: dict[str, Any]) -> Grant:
    over = found["over"]
    return Grant(
        ground=Ground(found["ground"]),
        boot=str(found["boot"]),
        base=float(found["base"]),
        at=_instant(found["at"]),
        who=str(found["who"]),
        over=None if over is None else _instant(over),
    )


def _observation(found: dict[str, Any]) -> Observation:
    return Observation(
        boot=str(found["boot"]),
        at=_instant(found["at"]),
        error=float(found["error"]),
        away=float(found["away"]),
    )


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"no zone: {text}")
    return at
