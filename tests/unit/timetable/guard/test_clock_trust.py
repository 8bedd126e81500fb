"""After a boot nothing airs by a clock for which nobody vouches; nothing is lost by waiting for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.app.status.clock import clock_shown
from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import ServiceError
from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.journal.writer.entries import asked_for
from broadcaster.playout.desk.request import Request, Terms
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.members import Member, items
from broadcaster.timetable.guard import clock_sources
from broadcaster.timetable.guard.clock_sources import FakeTimeSource, SystemTimeSource
from broadcaster.timetable.guard.clock_trust import ClockTrust
from broadcaster.timetable.rules.clock_verdict import AWAY, PROOFS, ClockDoubt, Ground
from tests.house import House, MakeHouse, local

SHORT = "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n"
LONG = "title: Dài\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n  - pause: 5m\n  - say: Xin hết.\n"
TWICE = {
    "messages/ngan.yaml": SHORT,
    "schedules/a.yaml": 'message: ngan\nat: ["08:00", "09:00"]\ncatch_up: 10m\n',
}


def alone(boot: str = "boot-x") -> FakeTimeSource:
    """A computer without network and battery clock."""
    return FakeTimeSource(network=False, boot_id=boot)


def told(house: House) -> list[tuple[str | None, str]]:
    return [(airing.message, str(airing.outcome)) for airing in house.log()]


def codes(house: House) -> list[str]:
    return [note.what.code for note in house.journal.notes()]


def test_stale_but_plausible_clock_after_a_boot_without_network_airs_nothing_and_tells_nothing_yet(
    make_house: MakeHouse,
) -> None:
    house = make_house("2026-11-23T07:50", TWICE, source=alone())
    house.run_until(local("2026-11-23T12:00"))
    assert house.output.starts == {}
    assert house.log() == []
    assert house.planner.held
    assert codes(house) == ["clock.unproven"]
    assert house.planner.settled() <= local("2026-11-23T07:50")


def test_one_look_holds_or_frees_the_timetable_and_notes_what_is_so_now(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T07:50", TWICE, source=alone())
    assert (house.planner.held, house.keeper.since) == (True, house.clock.now())
    house.source.network = True
    house.clock.advance(1)
    house.keeper.look()
    house.settle()
    assert (house.planner.held, house.keeper.since) == (False, house.clock.now())
    assert codes(house) == ["clock.unproven", "clock.network"]


def test_yes_of_a_person_sets_the_timetable_free_and_catches_up_by_the_rule(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T07:50", TWICE, source=alone())
    house.run_until(local("2026-11-23T09:06"))
    house.keeper.confirm("An", house.clock.now())
    house.run_until(local("2026-11-23T09:30"))
    first, second = house.log()
    assert (first.outcome, second.outcome) == (Outcome.MISSED, Outcome.AIRED)
    assert second.started is not None
    assert local("2026-11-23T09:06") <= second.started < local("2026-11-23T09:07")
    assert codes(house) == ["clock.unproven", "clock.person", "service.missed"]
    assert house.journal.notes()[1].what.facts == (("who", "An"),)


def test_network_that_comes_late_and_sets_the_clock_tells_the_days_between_as_missed(
    make_house: MakeHouse,
) -> None:
    before = make_house("2026-11-23T07:50", TWICE)
    before.run_until(local("2026-11-23T08:10"))
    before.cut_power()
    stale = make_house("2026-11-23T08:10", TWICE, journal=before.journal, source=alone())
    stale.run_until(local("2026-11-23T08:11"))
    stale.jump(timedelta(days=1).total_seconds())
    stale.source.network = True
    assert stale.planner.held
    stale.run_until(local("2026-11-24T09:10"))
    assert told(stale) == [("ngan", "aired"), ("ngan", "missed"), ("ngan", "missed"), ("ngan", "aired")]
    last = stale.log()[-1]
    assert last.started == last.planned == local("2026-11-24T09:00")


def test_new_station_that_first_ran_in_1970_is_not_told_to_have_missed_half_a_century(
    make_house: MakeHouse,
) -> None:
    first = make_house("1970-01-01T07:01", TWICE, source=alone("boot-1"))
    first.run_until(local("1970-01-01T07:05"))
    first.cut_power()
    second = make_house("1970-01-01T07:06", TWICE, journal=first.journal, source=alone("boot-1"))
    assert second.trust.verdict.doubt is ClockDoubt.BEHIND_BUILD
    second.run_until(local("1970-01-01T07:08"))
    second.jump((local("2026-11-23T07:59") - second.clock.now()).total_seconds())
    second.source.network = True
    second.run_until(local("2026-11-23T08:10"))
    assert told(second) == [("ngan", "aired")]


def test_restart_of_the_program_in_the_same_boot_keeps_the_yes(make_house: MakeHouse) -> None:
    before = make_house("2026-11-23T07:50", TWICE, source=alone())
    before.keeper.confirm("An", before.clock.now())
    before.cut_power()
    kept = clock_sources.read_clock_file(before.state)
    assert kept.grant is not None
    # The boot's own clock goes on in the new process.
    clock_sources.write_clock_file(
        before.state, replace(kept, grant=replace(kept.grant, base=kept.grant.base + 60))
    )
    after = make_house("2026-11-23T07:51", TWICE, journal=before.journal, source=alone())
    assert not after.planner.held
    after.run_until(local("2026-11-23T08:10"))
    assert told(after) == [("ngan", "aired")]


def test_next_boot_needs_a_new_yes(make_house: MakeHouse) -> None:
    before = make_house("2026-11-23T07:50", TWICE, source=alone("boot-1"))
    before.keeper.confirm("An", before.clock.now())
    before.cut_power()
    after = make_house("2026-11-23T07:51", TWICE, journal=before.journal, source=alone("boot-2"))
    assert after.planner.held


def test_clock_behind_the_journal_is_not_believed_even_with_a_network(make_house: MakeHouse) -> None:
    before = make_house("2026-11-23T07:50", TWICE)
    before.run_until(local("2026-11-23T08:10"))
    before.cut_power()
    after = make_house("2026-11-22T07:50", TWICE, journal=before.journal)
    after.run_until(local("2026-11-22T09:30"))
    assert after.trust.verdict.doubt is ClockDoubt.BEHIND_JOURNAL
    assert list(after.output.starts) == []
    after.keeper.confirm("An", after.clock.now())
    assert not after.planner.held


def test_right_clock_of_the_network_is_not_vetoed_by_what_a_wrong_one_wrote(make_house: MakeHouse) -> None:
    before = make_house("2026-11-22T07:50", TWICE)
    before.run_until(local("2026-11-22T09:10"))
    before.cut_power()
    wrong = make_house("2026-11-23T14:50", TWICE, journal=before.journal, source=alone("boot-wrong"))
    assert codes(wrong)[-1] == "clock.unproven"
    after = make_house("2026-11-23T07:50", TWICE, journal=before.journal, source=alone("boot-right"))
    assert after.trust.verdict.doubt is ClockDoubt.BEHIND_JOURNAL
    after.source.network = True
    after.run_until(local("2026-11-23T08:10"))
    assert after.trust.verdict.ground is Ground.NETWORK
    assert told(after) == [("ngan", "aired")] * 3


def test_clock_older_than_the_program_is_not_believed(make_house: MakeHouse) -> None:
    source = FakeTimeSource(network=True, boot_id="b", program=local("2026-11-24T00:00"))
    house = make_house("2026-11-23T07:50", TWICE, source=source)
    assert house.trust.verdict.doubt is ClockDoubt.BEHIND_BUILD


def test_jump_while_on_air_lets_it_end_holds_the_rest_and_goes_on_when_the_network_has_settled(
    make_house: MakeHouse,
) -> None:
    files = {
        "messages/dai.yaml": LONG,
        "messages/ngan.yaml": SHORT,
        "schedules/a.yaml": 'message: dai\nat: ["08:00"]\n',
        "schedules/b.yaml": 'message: ngan\nat: ["08:01", "08:30"]\n',
    }
    house = make_house("2026-11-23T07:50", files)
    house.run_until(local("2026-11-23T08:02"))
    house.jump(-120)
    assert house.trust.verdict.doubt is ClockDoubt.JUMPED
    assert house.planner.held
    house.run_until(house.clock.now() + timedelta(seconds=30))
    assert house.trust.verdict.ground is Ground.NETWORK
    house.run_until(local("2026-11-23T08:40"))
    assert told(house) == [("dai", "aired"), ("ngan", "aired"), ("ngan", "aired")]


def test_jump_takes_a_yes_away_and_what_waits_in_the_queue_is_held_then_told(make_house: MakeHouse) -> None:
    files = {
        "messages/dai.yaml": LONG,
        "messages/ngan.yaml": SHORT,
        "schedules/a.yaml": 'message: dai\nat: ["08:00"]\n',
        "schedules/b.yaml": 'message: ngan\nat: ["08:01"]\n',
    }
    house = make_house("2026-11-23T07:50", files, source=alone())
    house.keeper.confirm("An", house.clock.now())
    house.run_until(local("2026-11-23T08:02"))
    house.jump(90)
    house.run_until(local("2026-11-23T09:00"))
    first, second = house.log()
    assert first.outcome is Outcome.AIRED
    assert second.outcome is Outcome.MISSED
    assert second.reason is not None
    assert second.reason.code == "timetable.clock_untrusted"


def test_small_step_of_the_clock_takes_nothing_away(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T07:50", TWICE, source=alone())
    house.keeper.confirm("An", house.clock.now())
    house.jump(59)
    assert not house.planner.held
    house.run_until(local("2026-11-23T08:10"))
    assert house.log()[0].started == local("2026-11-23T08:00")


def test_what_a_person_asks_for_is_not_held(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T08:00", TWICE, source=alone())
    message = house.station.messages["ngan"]
    programme = house.renderer.render(house.station, message)
    now = house.clock.now()
    terms = Terms(kind=AiringKind.MANUAL, manual=True, by=Requester(shown="An"))
    airing = house.journal.plan(asked_for(message, terms, now, programme))
    member = Member(airing=airing, message=message, programme=programme)
    house.director.submit(Request(id=airing, terms=terms, planned=now, items=items([member])))
    house.run_until(local("2026-11-23T08:05"))
    assert told(house) == [("ngan", "aired")]


def test_yes_to_a_time_that_was_shown_long_ago_is_refused(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T08:00", TWICE, source=alone())
    with pytest.raises(ServiceError) as caught:
        house.keeper.confirm("An", house.clock.now() - timedelta(minutes=11))
    assert caught.value.code == "service.clock_moved"


def test_status_tells_where_the_clock_stands(make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADCASTER_LANG", "en")
    house = make_house("2026-11-23T08:00", TWICE, source=alone())
    shown = clock_shown(house.clock, house.taken, None, house.keeper)
    assert (shown.trusted, shown.code, shown.by) == (False, "unproven", None)
    assert shown.why == (
        "the computer was started and nobody has vouched for its time: no network time, no person's yes"
    )
    house.keeper.confirm("An", house.clock.now())
    shown = clock_shown(house.clock, house.taken, None, house.keeper)
    assert (shown.trusted, shown.code, shown.by) == (True, "person", "An")


def boots(folder: Path, number: int, *, wrong: float = 0.0) -> ClockTrust:
    """One boot of a computer with a battery clock, off for an hour before; confirmed by a person."""
    clock = FakeClock(local("2026-11-23T08:00") + timedelta(days=number))
    source = FakeTimeSource(boot_id=f"b{number}", rtc=clock.now() + timedelta(seconds=wrong))
    last = clock.now() - timedelta(seconds=AWAY)
    return ClockTrust(clock=clock, source=source, state=folder, last_row=last, seen=last, silent=False)


def test_hardware_clock_that_was_right_at_three_boots_needs_no_yes_once_the_examination_proved_it(
    tmp_path: Path,
) -> None:
    for number in range(PROOFS):
        trust = boots(tmp_path, number)
        assert trust.verdict.doubt is ClockDoubt.UNPROVEN
        trust.confirm("An")
    assert boots(tmp_path, 7).verdict.doubt is ClockDoubt.UNPROVEN
    clock_sources.write_proof(tmp_path, local("2026-11-27T08:00"))
    assert boots(tmp_path, 8).verdict.ground is Ground.HARDWARE
    assert boots(tmp_path, 9, wrong=-3600).verdict.doubt is ClockDoubt.UNPROVEN
    boots(tmp_path, 10, wrong=-3600).confirm("An")
    assert boots(tmp_path, 11).verdict.doubt is ClockDoubt.UNPROVEN


def test_damaged_file_about_the_clock_only_asks_again(tmp_path: Path) -> None:
    (tmp_path / "clock.json").write_text('{"grant": {"ground": "moon"}, "observations": []}')
    assert clock_sources.read_clock_file(tmp_path) == clock_sources.ClockFile()


def test_computer_answers_without_privileges() -> None:
    source = SystemTimeSource()
    assert source.boot() == source.boot()
    assert isinstance(source.synchronised(), bool)
    assert source.built().tzinfo is not None
