"""What is on air, as the page shows it: the words that are spoken, how far it is, where it is heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from broadcaster.console.web.shell import Shell
from broadcaster.containment import Kind as Contained
from broadcaster.containment import attempt
from broadcaster.journal.model import Kind
from broadcaster.service.events.happenings import Airs
from broadcaster.text import worded


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence, and when it begins."""

    at: datetime
    words: str
    place: str  # before, now, next, or nothing for what is further away


@dataclass(frozen=True, slots=True, kw_only=True)
class OnAir:
    """What is on air."""

    id: str
    message: str
    title: str
    kind: str
    planned: datetime
    started: datetime | None
    end: datetime
    sentences: tuple[Said, ...]
    zones: tuple[str, ...]  # empty: everywhere
    who: str
    emergency: bool

    @property
    def test(self) -> bool:
        """True for what is no real airing: it must look like none."""
        return self.kind in (Kind.REHEARSAL, Kind.MAINTENANCE)

    @property
    def seconds(self) -> float:
        """How long it is; 0 before its first sample."""
        return (self.end - self.started).total_seconds() if self.started else 0


def on_air(shell: Shell) -> OnAir | None:
    """What is on air now, in the station's zone; bare if something goes wrong with it."""
    air = shell.station.on_air()
    if air is None:
        return None
    return attempt(
        Contained.MESSAGE, air.message, lambda: _on_air(shell, air), lambda _fault: _bare(shell, air)
    )


def _bare(shell: Shell, air: Airs) -> OnAir:
    zone = shell.station.station.settings.timezone
    return OnAir(
        id=air.id,
        message=air.message,
        title=air.message,
        kind=air.kind,
        planned=air.planned.astimezone(zone),
        started=air.started.astimezone(zone) if air.started else None,
        end=air.end.astimezone(zone),
        sentences=(),
        zones=(),
        who="",
        emergency=air.emergency,
    )


def _on_air(shell: Shell, air: Airs) -> OnAir:
    zone = shell.station.station.settings.timezone
    row = next(
        (each for each in shell.station.loaded.journal.airings(air.planned) if each.id == air.id), None
    )
    return OnAir(
        id=air.id,
        message=air.message,
        title=worded(air.title),
        kind=air.kind,
        planned=air.planned.astimezone(zone),
        started=air.started.astimezone(zone) if air.started else None,
        end=air.end.astimezone(zone),
        sentences=_sentences(air, shell.now),
        zones=() if row is None else row.zones,
        who="" if row is None else row.who or "",
        emergency=air.emergency,
    )


def _sentences(air: Airs, now: datetime) -> tuple[Said, ...]:
    """All sentences, with the one that is spoken marked, and those beside it."""
    current = max((number for number, (at, _) in enumerate(air.sentences) if at <= now), default=-1)
    places = {current - 1: "before", current: "now", current + 1: "next"}
    return tuple(
        Said(at=at.astimezone(now.tzinfo), words=words, place=places.get(number, ""))
        for number, (at, words) in enumerate(air.sentences)
    )
