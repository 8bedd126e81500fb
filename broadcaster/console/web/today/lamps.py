"""The lamps: how the station's equipment is. Grey is in order; a colour needs a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from broadcaster.service.doctor.machine import FULL_DISK, LOW_DISK
from broadcaster.service.status.values import Status
from broadcaster.text import say


@dataclass(frozen=True, slots=True)
class Lamp:
    """One lamp; its name is `console.lamp.NAME`."""

    name: str
    look: str  # "", wait, fault
    text: str

    @property
    def icon(self) -> str:
        """A shape that tells the same as the colour."""
        return "triangle-alert" if self.look else "circle-check"


def lamps(state: Status) -> Iterator[Lamp]:
    """All lamps of a station. Whatever makes it less than well has a colour here."""
    shown = {lamp.name: lamp for lamp in _equipment(state)}
    for reason in state.reasons:
        known = shown.get(reason.part)
        if known is None or not known.look:
            shown[reason.part] = Lamp(reason.part, "fault" if reason.failed else "wait", reason.message)
    yield from shown.values()


def _equipment(state: Status) -> Iterator[Lamp]:
    yield _sound(state)
    yield _keying(state)
    engine = state.engine
    if engine.fallback and engine.name != engine.usual:
        yield Lamp(
            "engine", "wait", say("console.lamp.engine_fallback", engine=engine.name, wanted=engine.wanted)
        )
    else:
        yield Lamp("engine", "", say("console.lamp.engine_ok", engine=engine.name or engine.usual))
    yield _clock(state)
    free = state.disk.free_mb
    look = "fault" if free < FULL_DISK else "wait" if free < LOW_DISK else ""
    yield Lamp("disk", look, say("console.lamp.disk_free", free=free))
    if not state.journal.ok:
        yield Lamp("journal", "fault", say("console.lamp.journal_lost"))
    if state.ups is not None:
        words = "console.lamp.ups_battery" if state.ups.on_battery else "console.lamp.ups_mains"
        yield Lamp("ups", "fault" if state.ups.low else "wait" if state.ups.on_battery else "", say(words))


def _sound(state: Status) -> Lamp:
    if not state.output.ok:
        return Lamp("output", "fault", say("console.lamp.output_lost"))
    listen = state.listen
    if listen is not None and listen.deaf:
        return Lamp("output", "wait", say("console.lamp.output_deaf"))
    if listen is not None and listen.ok is not None:
        words = "console.lamp.output_heard" if listen.ok else "console.lamp.output_not_heard"
        return Lamp("output", "" if listen.ok else "fault", say(words))
    silent = state.output.kind == "none"
    return Lamp("output", "", say("console.lamp.output_none" if silent else "console.lamp.output_ok"))


def _keying(state: Status) -> Lamp:
    keying = state.keying
    if keying.fault:
        return Lamp("keying", "fault", keying.fault)
    if keying.type == "none":
        return Lamp("keying", "", say("console.lamp.keying_by_hand"))
    if keying.on and keying.until is not None:
        return Lamp("keying", "", say("console.lamp.keying_on_until", hour=_hour(keying.until)))
    return Lamp("keying", "", say("console.lamp.keying_on" if keying.on else "console.lamp.keying_off"))


def _clock(state: Status) -> Lamp:
    clock = state.clock
    if clock.trusted is False:
        return Lamp("clock", "wait", clock.why or say("console.lamp.clock_wrong"))
    return Lamp("clock", "", say("console.lamp.clock_ok", hour=_hour(clock.now)))


def _hour(at: datetime) -> str:
    return f"{at:%H:%M}"
