"""The version that was approved last beside the new one, and what a change of the station would make void."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from broadcaster.core.errors import BroadcasterError
from broadcaster.people.approval.decision import ApprovalDecision, DecisionEntry, DecisionKind, Version
from broadcaster.people.approval.standing import Decisions
from broadcaster.people.roles.model import Grant
from broadcaster.people.versions.comparison import former, other_rests, voided, with_reading
from broadcaster.people.versions.pins import Pins
from broadcaster.station.model.message import Message, Pause, Priority, Say
from broadcaster.station.model.regulation import Bind
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from tests.house import LEADER, SETTINGS, STATION_ID, MakeHouse

STRICT = SETTINGS.replace("required: false", "required: true")
TWICE = "title: Họp\nrepeat: 3\nparts:\n  - say: Mời bà con.\n  - pause: 2s\n  - say: Họp lúc 7 giờ.\n"
FILES = {"station.yaml": STRICT, "messages/hop.yaml": TWICE, "messages/lu.yaml": TWICE.replace("Họp", "Lũ")}


def test_words_that_were_approved_last_are_shown_as_they_were_until_newer_ones_are(
    make_house: MakeHouse,
) -> None:
    house = make_house("2026-11-23T08:30", FILES)
    pins = Pins(house.state, house.folder)

    def shown() -> tuple[tuple[str, ...], int, str] | None:
        found = former(house.station, house.book.decisions, pins, "hop")
        return None if found is None else (found.texts, found.repeat, found.by)

    assert shown() is None
    house.approve("hop")
    before = (("Mời bà con.", "Họp lúc 7 giờ."), 3, "Chủ tịch")
    assert shown() == before
    approved = former(house.station, house.book.decisions, pins, "hop")
    assert approved is not None
    assert approved.spoken == ("mời bà con.", "họp lúc bảy giờ.")
    assert (approved.recordings, approved.priority, approved.siren) == ((), "normal", None)
    assert (approved.at.utcoffset(), approved.at) == (timedelta(hours=7), house.clock.now())
    message = house.filed.messages["hop"]
    assert not other_rests(house.filed, message, approved)
    longer = (message.parts[0], Pause(length=9), message.parts[2])
    assert other_rests(house.filed, replace(message, parts=longer), approved)
    assert not other_rests(house.filed, replace(message, parts=longer), replace(approved, timing=None))
    (house.folder / "messages/hop.yaml").write_text(TWICE.replace("7 giờ", "8 giờ").replace("3", "1"))
    house.reload()
    assert shown() == before
    house.deciding.end(house.filed, "hop", LEADER, "nhầm")
    assert shown() == before, "a new version is compared with what ended too"
    for path in (house.state / "pinned").glob("*.zip"):
        path.unlink()
    assert former(house.station, house.book.decisions, Pins(house.state, house.folder), "hop") is None


def station(lexicon: Mapping[str, str], *, required: bool = True, bind: Bind = Bind.WORDS) -> Station:
    made = Settings(name="Đài")
    settings = replace(made, approval=replace(made.approval, required=required, bind=bind))
    messages = {name: Message(id=name, title=name, parts=(Say(text=f"{name} mưa"),)) for name in "abc"}
    return Station(
        root=Path("/x"),
        settings=settings,
        messages=messages,
        schedules={},
        lexicon=MappingProxyType({**lexicon}),
    )


def digest(where: Station, message: Message) -> str:
    (part,) = message.parts
    assert isinstance(part, Say)
    if part.text.startswith("c") and "hỏng" in where.lexicon:
        raise BroadcasterError("reading.broken")
    readings = {**where.lexicon, **message.lexicon}
    return " ".join(readings.get(word, word) for word in part.text.split())


def decided(where: Station) -> Decisions:
    rows = [
        DecisionEntry(
            id=name,
            seq=number,
            hash="",
            at=datetime(2026, 11, 23, tzinfo=UTC),
            decision=ApprovalDecision(
                what=what,
                station=STATION_ID,
                by="Chi",
                grant=Grant(role=None),
                message=name,
                version=Version(words=digest(where, where.messages[name])),
            ),
        )
        for number, (name, what) in enumerate(
            [("c", DecisionKind.APPROVED), ("a", DecisionKind.APPROVED), ("b", DecisionKind.SUBMITTED)]
        )
    ]
    return Decisions(station=STATION_ID).with_rows(rows)


def test_only_what_is_approved_as_it_is_can_be_made_void_by_a_change() -> None:
    before = station({})
    known = decided(before)
    assert voided(before, before, known, digest) == ()
    assert voided(before, station({"mưa": "gió"}), known, digest) == ("a", "c")
    assert voided(before, station({"a": "á"}), known, digest) == ("a",)
    assert voided(before, station({"mưa": "gió"}, required=False), known, digest) == ()
    assert voided(station({"a": "á"}), station({"mưa": "gió"}), known, digest) == ("c",), "a is void already"
    assert voided(before, station({"hỏng": ""}), known, digest) == ("c",), "nobody can tell its words"
    assert voided(before, replace(before, messages={}), known, digest) == ()


def test_another_sound_makes_void_what_is_bound_to_the_sound_and_nothing_else() -> None:
    for bind in Bind:
        before = station({}, bind=bind)
        sound = replace(before.settings.sound, loudness=-20)
        other = replace(before, settings=replace(before.settings, sound=sound))
        wanted = ("a", "c") if bind is Bind.SOUND else ()
        assert voided(before, other, decided(before), digest) == wanted
        assert voided(before, before, decided(before), digest) == ()


@pytest.mark.parametrize("message", [None, "a"])
def test_a_reading_is_taken_in_or_away_whatever_the_case_in_which_it_is_written(message: str | None) -> None:
    def lexicon(of: Station) -> dict[str, str]:
        return dict(of.lexicon if message is None else of.messages["a"].lexicon)

    first = with_reading(station({}), "Mưa", "gió", message)
    assert lexicon(first) == {"Mưa": "gió"}
    second = with_reading(with_reading(first, "MƯA", "bão", message), "Nắng", "nóng", message)
    assert lexicon(second) == {"Mưa": "bão", "Nắng": "nóng"}
    assert lexicon(with_reading(second, "mưa", None, message)) == {"Nắng": "nóng"}
    assert with_reading(second, "nothing", None, message) == second
    assert dict(second.messages["b"].lexicon) == {}
    assert with_reading(second, "x", "y", "none") == second


def test_class_of_what_was_approved_is_told(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T08:30", FILES | {"messages/hop.yaml": f"priority: emergency\n{TWICE}"})
    house.approve("hop")
    found = former(house.station, house.book.decisions, Pins(house.state, house.folder), "hop")
    assert found is not None
    assert found.priority is not Priority.EMERGENCY
    assert found.priority == "emergency"
