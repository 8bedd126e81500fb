"""What is rendered for a message that is asked for now, and what a planned one is made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.station.model.message import Message, Priority, Relay, Say
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.studio.script.digest import words_digest
from broadcaster.studio.script.programme import Programme
from broadcaster.timetable.planning.members import Members, Standing, lost_files, made_now
from broadcaster.timetable.rules.occurrence import Status
from tests.fakes.approving import nothing_approved
from tests.fakes.renderer import Renderer
from tests.unit.timetable.planning.bench import Bench, message, schedule


class Listing(Renderer):
    """Remembers the class of what it renders."""

    def __init__(self, folder: Path) -> None:
        super().__init__(FakeClock(datetime(2026, 11, 26, tzinfo=UTC)), folder)
        self.classes: dict[str, Priority] = {}

    def render(
        self, station: Station, message: Message, *, engine: str | None = None, offline_only: bool = False
    ) -> Programme:
        self.classes[message.id] = message.priority
        return super().render(station, message, engine=engine, offline_only=offline_only)


@pytest.mark.parametrize("priority", list(Priority))
def test_stand_in_of_an_emergency_is_one_so_that_no_disk_keeps_it_off_the_air(
    priority: Priority, tmp_path: Path
) -> None:
    stand_in = Message(id="ngan", title="Ngắn", parts=(Say(text="Tin ngắn."),))
    relay = Relay(source="vov1", length=60.0, fallback="ngan")
    message = Message(id="tin", title="Tin", parts=(relay,), repeat=1, priority=priority)
    station = Station(
        root=tmp_path, settings=Settings(name="x"), messages={"ngan": stand_in, "tin": message}, schedules={}
    )
    renderer = Listing(tmp_path)
    member = made_now(station, message, renderer, offline_only=priority is Priority.EMERGENCY)
    assert set(member.stand_ins) == {"ngan"}
    urgent = priority is Priority.EMERGENCY
    assert renderer.classes["ngan"] is (Priority.EMERGENCY if urgent else Priority.NORMAL)


RELAYED = Message(
    id="a",
    title="a",
    parts=(Say(text="Mời nghe."), Relay(source="vov1", length=60.0, fallback="ngan"), Say(text="Hết.")),
    repeat=1,
)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path, schedule("s", "08:00", "a"))


def members(bench: Bench) -> Members:
    return Members(bench.as_run, bench.render_ahead, nothing_approved(), bench.director)


def relayed(bench: Bench) -> Station:
    """The station, with a relay between two sentences in its message."""
    station = replace(bench.station, messages={"a": RELAYED, "ngan": message("ngan")})
    bench.planner.replan(station)
    bench.settle()
    return station


def test_planned_message_is_a_member_with_its_programme_and_the_zones_of_its_schedule(bench: Bench) -> None:
    zoned = {"s": replace(bench.station.schedules["s"], zones=("ban-cung",))}
    station, occurrence = replace(bench.station, schedules=zoned), bench.planner.next
    assert occurrence is not None
    meant = members(bench).of(station, occurrence)
    assert meant is not None
    assert meant.member.programme == bench.render_ahead.made(station, "a")
    assert (meant.entry.zones, meant.entry.engine, meant.entry.planned) == (
        ("ban-cung",),
        "espeak",
        occurrence.start,
    )
    assert (bench.rows(), bench.faults) == ([], [])


def test_what_the_plan_refuses_is_no_member_and_has_its_row_without_a_fault(bench: Bench) -> None:
    occurrence = bench.planner.next
    assert occurrence is not None
    refused = replace(occurrence, status=Status.REFUSED, reason="timetable.quiet_hours")
    assert members(bench).of(bench.station, refused) is None
    assert (bench.rows(), bench.faults) == ([("a", "refused", "timetable.quiet_hours")], [])


def test_message_with_a_relay_is_a_member_in_pieces_with_its_stand_in(bench: Bench) -> None:
    station = relayed(bench)
    occurrence = bench.planner.next
    assert occurrence is not None
    assert members(bench).standing(station, occurrence) is Standing.READY
    meant = members(bench).of(station, occurrence)
    assert meant is not None
    first, relay, last = meant.member.pieces
    assert relay == RELAYED.parts[1]
    assert (first, last) == tuple(bench.render_ahead.made(station, name) for name in ("a#0", "a#2"))
    assert meant.member.programme is None
    assert set(meant.member.stand_ins) == {"ngan"}
    digest = words_digest(station, RELAYED)
    assert (meant.entry.words_digest, meant.member.words_digest) == (digest, digest)


def test_message_of_which_one_piece_is_not_made_does_not_air_and_is_a_fault(bench: Bench) -> None:
    station = relayed(bench)
    occurrence = bench.planner.next
    assert occurrence is not None
    bench.render_ahead.lost(["a#2"])
    assert members(bench).standing(station, occurrence) is Standing.COMING
    assert members(bench).of(station, occurrence) is None
    assert bench.rows() == [("a", "refused", "playout.not_ready")]
    assert [(fault.code, fault.facts["title"]) for fault in bench.faults] == [("service.fell_short", "a")]


def test_stand_in_that_is_not_made_keeps_no_message_from_the_air(bench: Bench) -> None:
    station = relayed(bench)
    occurrence = bench.planner.next
    assert occurrence is not None
    bench.render_ahead.lost(["ngan"])
    meant = members(bench).of(station, occurrence)
    assert meant is not None
    assert meant.member.stand_ins == {}


def test_files_that_are_gone_are_named(bench: Bench) -> None:
    station = relayed(bench)
    occurrence = bench.planner.next
    assert occurrence is not None
    meant = members(bench).of(station, occurrence)
    assert meant is not None
    assert lost_files([meant]) == ()
    (bench.folder / "a#2-espeak.wav").unlink()
    assert lost_files([meant]) == ("a#2",)
