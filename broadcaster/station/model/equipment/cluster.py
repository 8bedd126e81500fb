"""The loudspeaker clusters of clusters.yaml: what the ward's report on its equipment lists."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from broadcaster.station.declared import Key, Special, Text, Within


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What was done to a cluster, and when."""

    on: date
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A place with loudspeakers."""

    name: Annotated[str, Special.UNWRITTEN]
    place: Annotated[str, Key(example="Nhà văn hóa tổ 3")]
    zone: Annotated[str | None, Text.NAME, Key(example="trung-tam")] = None  # of station.yaml
    speakers: Annotated[int, Within(1, 500)] = 1
    installed: Annotated[date | None, Key(example="2021-05-01")] = None
    broken: Annotated[date | None, Key(example="2026-11-02")] = None  # since when; None: it works
    repairs: Annotated[
        tuple[Repair, ...], Special.WRITTEN, Key(example="[{on: 2026-03-01, what: thay củ loa}]")
    ] = ()
