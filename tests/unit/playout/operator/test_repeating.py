"""An emergency that repeats until stopped, in accelerated time: what is heard and what is told."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from broadcaster.core.errors import ServiceError
from broadcaster.core.text.catalogue import say
from broadcaster.journal.rows.model import Outcome
from broadcaster.playout.operator.repetition import MEMORY, keep, left_in, rearm_chains
from broadcaster.timetable.guard.air_guard import FOR_PEOPLE
from tests.house import MakeHouse
from tests.unit.app.urgency import FLOOD, Post

SHORT = "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n"
FILES = {"messages/lu.yaml": FLOOD, "messages/ngan.yaml": SHORT}


@pytest.fixture
def post(make_house: MakeHouse) -> Post:
    return Post(make_house("2026-11-23T08:00", FILES))


def test_it_airs_every_five_minutes_each_with_its_own_row_until_stopped(post: Post) -> None:
    post.play("lu")
    post.run_for(minutes=16)
    log = post.log()
    assert [row.outcome for row in log] == [Outcome.AIRED] * 4 + [None]
    starts = [row.started for row in log if row.started is not None]
    steps = [later - earlier for earlier, later in pairwise(starts)]
    assert steps == [timedelta(minutes=5)] * 3
    assert {(row.message, row.who) for row in log} == {("lu", "An")}
    assert post.stop() == 1
    last = post.log()[-1]
    assert (last.outcome, last.reason and last.reason.code) == (Outcome.REFUSED, "playout.stopped_by")
    post.run_for(minutes=11)
    assert len(post.log()) == 5, "nothing airs after the stop"
    assert not post.repeating.chains


def test_stop_while_it_sounds_ends_the_chain_too(post: Post) -> None:
    post.play("lu")
    post.run_for(seconds=8)
    assert post.house.director.desk.on_air is not None
    post.stop()
    post.run_for(minutes=11)
    (row,) = post.log()
    assert (row.outcome, row.reason and row.reason.code) == (Outcome.CUT, "playout.stopped_by")
    assert not post.repeating.chains


def test_it_ends_after_an_hour_and_says_so_five_minutes_before(post: Post) -> None:
    post.play("lu")
    post.run_for(minutes=54)
    assert post.told == []
    post.run_for(minutes=2)
    assert [error.code for error in post.told] == ["service.chain_ends_soon"]
    post.run_for(minutes=10)
    assert [error.code for error in post.told] == ["service.chain_ends_soon", "service.chain_over"]
    log = post.log()
    assert [row.outcome for row in log] == [Outcome.AIRED] * 12 + [Outcome.REFUSED]
    assert log[-1].reason is not None
    assert log[-1].reason.code == "playout.chain_over"


def test_yes_of_a_person_gives_another_hour_and_is_journalled(post: Post) -> None:
    post.play("lu")
    post.run_for(minutes=57)
    assert post.ask(lambda: post.repeating.rearm(None, "Bình")) == 1
    post.run_for(minutes=54)
    assert len(post.repeating.chains) == 1
    log = post.log()
    assert log[13].who == "Bình"
    notes = [row.reason for row in log if row.reason is not None]
    assert [(note.code, dict(note.facts)) for note in notes] == [("playout.rearmed", {"who": "Bình"})]
    post.run_for(minutes=10)
    assert not post.repeating.chains


@pytest.mark.parametrize("seconds", [40, 63], ids=["in a gap", "on air"])
def test_yes_to_a_chain_by_its_name_rearms_the_transmitter_that_it_holds(
    make_house: MakeHouse, seconds: int
) -> None:
    files = {"messages/lu.yaml": FLOOD.replace("every: 5m", "every: 1m")}
    house = make_house("2026-11-23T08:00", files, key_lead=timedelta(minutes=1))
    post = Post(house)
    post.play("lu")
    # It begins when the transmitter has settled, which then is not let go of between two airings.
    post.run_for(seconds=60 + seconds)
    desk, keyer = house.director.desk, house.keyer
    assert (desk.on_air is None or not desk.on_air.started) == (seconds == 40)
    assert keyer.held == {""}
    now = house.clock.now()

    def yes(message: str) -> int:
        return rearm_chains(post.repeating, desk.keying, keyer, now, message=message, who="Bình")

    assert post.ask(lambda: yes("lu")) == 1
    assert keyer.rearmed == [""]
    assert desk.keying.switches[""].armed == now
    with pytest.raises(ServiceError):
        post.ask(lambda: yes("khac"))


def test_rearm_without_a_chain_is_an_error(post: Post) -> None:
    with pytest.raises(ServiceError):
        post.ask(lambda: post.repeating.rearm(None, "Bình"))


def test_asked_for_anew_the_old_chain_ends_and_a_new_one_begins(post: Post) -> None:
    post.play("lu")
    post.run_for(minutes=2)
    post.play("lu", who="Bình")
    post.run_for(minutes=6)
    log = post.log()
    assert [row.outcome for row in log] == [
        Outcome.AIRED,
        Outcome.AIRED,
        Outcome.REFUSED,
        Outcome.AIRED,
        None,
    ]
    assert log[2].reason is not None
    assert log[2].reason.code == "playout.chain_renewed"
    assert [chain.chain.who for chain in post.repeating.chains] == ["Bình"]


def test_night_ends_a_chain_that_nobody_asked_for_as_an_emergency(make_house: MakeHouse) -> None:
    post = Post(make_house("2026-11-23T20:53", FILES))
    post.play("lu", priority=None)
    post.run_for(minutes=30)
    log = post.log()
    assert [row.outcome for row in log] == [Outcome.AIRED, Outcome.AIRED, Outcome.REFUSED]
    assert log[-1].reason is not None
    assert log[-1].reason.code == "playout.quiet_for_people"
    assert not post.repeating.chains


def test_emergency_of_a_person_goes_on_through_the_night(make_house: MakeHouse) -> None:
    post = Post(make_house("2026-11-23T20:53", FILES))
    post.play("lu")
    post.run_for(minutes=30)
    assert [row.outcome for row in post.log()] == [Outcome.AIRED] * 6 + [None]


def test_message_that_airs_in_between_gives_way_to_the_next_repetition(post: Post) -> None:
    post.play("lu")
    post.run_for(minutes=4, seconds=57)
    post.play("ngan", priority=None)
    post.run_for(seconds=30)
    log = {row.message: row for row in post.log() if row.outcome is Outcome.AIRED}
    assert log["ngan"].started is not None
    assert log["ngan"].ended is not None
    assert log["lu"].started is not None
    assert log["ngan"].started < log["lu"].started < log["ngan"].ended


def test_restart_does_not_go_on_but_tells(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T08:00", FILES)
    post = Post(house)
    post.play("lu")
    post.run_for(minutes=2)
    again = make_house("2026-11-23T08:04", FILES, journal=house.journal)
    later = Post(again)
    later.repeating.recall()
    assert [error.code for error in later.told] == ["service.chain_not_resumed"]
    later.run_for(minutes=10)
    assert [row.outcome for row in again.log()] == [Outcome.AIRED, Outcome.INTERRUPTED]
    again.director.faults.clear()
    later.repeating.recall()
    assert later.told == [], "told once"


def test_what_repeats_is_kept_for_the_next_start_and_nothing_where_nothing_does(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    memory = tmp_path / "state" / MEMORY
    assert left_in(memory) == ()
    keep(memory, ())
    keep(memory, ("Lũ quét", "Cháy rừng"))
    assert left_in(memory) == ("Lũ quét", "Cháy rừng")
    keep(memory, ())
    assert not memory.exists()
    assert caplog.text == ""
    (memory.parent / "full").mkdir()
    keep(memory.parent / "full", ())
    assert "the chains cannot be kept" in caplog.text, "told, and the chain goes on"


def test_schedule_airs_it_once_each_time(make_house: MakeHouse) -> None:
    files = {**FILES, "schedules/s.yaml": 'message: lu\nat: ["08:10", "08:20"]\n'}
    post = Post(make_house("2026-11-23T08:00", files))
    post.run_for(minutes=40)
    assert [row.outcome for row in post.log()] == [Outcome.AIRED] * 2


def test_night_refuses_at_once_says_what_to_add_and_begins_no_chain(make_house: MakeHouse) -> None:
    post = Post(make_house("2026-11-23T22:00", FILES))
    ticket = post.play("lu", priority=None)
    assert post.repeating.chains == ()
    ended = post.house.as_run.wait(ticket, 0)
    assert ended is not None
    assert (ended.outcome, ended.reason) == (Outcome.REFUSED, FOR_PEOPLE)
    assert "--emergency" in say(FOR_PEOPLE.code)
    assert [(row.id, row.outcome) for row in post.log()] == [(ticket, Outcome.REFUSED)]


def test_refusal_at_the_desk_begins_no_chain_either(make_house: MakeHouse) -> None:
    # It begins before the quiet hours and would end in them: known only when its sound is finished.
    long = FLOOD.replace("Nước lũ", "Nước lũ " * 60)
    post = Post(make_house("2026-11-23T20:59:58", {"messages/lu.yaml": long}))
    post.play("lu", priority=None)
    assert post.repeating.chains == ()
    post.run_for(minutes=20)
    assert [row.outcome for row in post.log()] == [Outcome.REFUSED]


def test_play_that_is_no_emergency_ends_no_chain_of_a_person_who_wanted_one(make_house: MakeHouse) -> None:
    post = Post(make_house("2026-11-23T20:55", FILES))
    post.play("lu", who="An")
    post.run_for(minutes=1)
    post.play("lu", priority=None, who="Bình")
    assert [kept.chain.who for kept in post.repeating.chains] == ["An"]
