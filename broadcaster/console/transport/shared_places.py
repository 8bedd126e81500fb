"""Where the socket for other accounts may be: below /run, or in the station's folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from broadcaster.service.host.runtime import RUNTIME, station_id

BESIDE = "socket"
"""The folder in the station's own, where no service has one below /run."""


def in_runtime(folder: Path) -> Path:
    """The place that the service of the station in `folder` has."""
    return RUNTIME / station_id(folder)


def places(folder: Path) -> Iterator[Path]:
    """Where the socket of the station in `folder` may be, best first."""
    yield in_runtime(folder)
    yield folder / BESIDE
