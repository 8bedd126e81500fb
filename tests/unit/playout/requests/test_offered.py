"""What may be asked for by hand: each message in the version that would air, unless it is held or waits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from broadcaster.core.errors import BroadcasterError
from broadcaster.playout.requests.message_version import AskedVersion, offered
from broadcaster.station.model.message import Message, Say, Waits
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.timetable.rules.guard import Refusal

HELD = Refusal(code="playout.held")


def message(name: str, text: str = "Một.") -> Message:
    return Message(id=name, title=name, parts=(Say(text=text),))


NAMES = ("bao", "dai", "hop", "lu", "sai")
STATION = Station(
    root=Path("/x"),
    settings=Settings(name="Đài"),
    messages={name: message(name) for name in NAMES},
    schedules={},
    waiting={"hop": Waits()},
)
EDITED = replace(STATION, pinned={"bao": STATION}, edited={"bao": message("bao", "Hai.")})


class Withheld:
    """Holds `sai` back, and `bao` in its approved version; breaks where it is asked about `lu`."""

    def __init__(self) -> None:
        self.urgent: set[bool] = set()

    def refusal(self, station: Station, name: str, *, urgent: bool = False) -> Refusal | None:
        if name == "lu":
            raise RuntimeError("a broken text")
        if name == "bao":
            return None if urgent or station is not EDITED else HELD
        self.urgent.add(urgent)
        return HELD if name == "sai" else None

    def ordered(self, _station: Station, _name: str) -> Refusal | None:
        return None


def asked(station: Station, *, urgent: bool) -> tuple[dict[str, AskedVersion], list[str], Withheld]:
    aside: list[str] = []

    def told(name: str, error: BroadcasterError) -> None:
        assert error.code
        aside.append(name)

    held = Withheld()
    found = {one.message.id: one for one in offered(station, held, told, urgent=urgent)}
    return found, aside, held


def test_what_is_held_back_or_waits_is_not_offered_and_what_breaks_costs_only_itself() -> None:
    for urgent in (True, False):
        found, aside, held = asked(STATION, urgent=urgent)
        assert sorted(found) == ["bao", "dai"]
        assert aside == ["lu"]
        assert held.urgent == {urgent}
        assert found["dai"] == AskedVersion(station=STATION, message=STATION.messages["dai"])


def test_of_an_edited_message_an_emergency_is_offered_in_the_version_that_would_air() -> None:
    found, _, _ = asked(EDITED, urgent=True)
    assert found["bao"].message == message("bao", "Hai."), "the approved version was the mistake"
    found, _, _ = asked(EDITED, urgent=False)
    assert "bao" not in found
