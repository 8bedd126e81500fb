"""Days of the timetable in accelerated time: what is heard and told is what was planned."""

from __future__ import annotations

from datetime import timedelta

import pytest

from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Outcome
from tests.house import RATE, SETTINGS, STEP, MakeHouse, local

SHORT = "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n"
LONG = "title: Dài\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n  - pause: 5m\n  - say: Xin hết.\n"
MORNING = 'message: ngan\nat: ["06:30", "17:00"]\ndays: [mon, tue, wed, thu, fri]\n'


def test_week_airs_each_occurrence_once_to_the_sample(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T00:00", {"messages/ngan.yaml": SHORT, "schedules/sang.yaml": MORNING})
    house.run_until(local("2026-11-30T00:00"))
    log = house.log()
    expected = [local(f"2026-11-{day}T{clock}") for day in range(23, 28) for clock in ("06:30", "17:00")]
    assert [airing.planned for airing in log] == expected
    assert {airing.outcome for airing in log} == {Outcome.AIRED}
    assert [airing.started for airing in log] == expected
    assert house.renderer.rendered.count("ngan") <= 7 * 24
    frames = house.output.starts
    assert list(frames) == [airing.id for airing in log]


def test_programme_is_rendered_once_for_many_occurrences(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T06:00", {"messages/ngan.yaml": SHORT, "schedules/sang.yaml": MORNING})
    house.run_until(local("2026-11-23T06:40"))
    assert house.renderer.rendered == ["ngan"]


def test_airing_that_would_touch_quiet_hours_is_refused_and_told(make_house: MakeHouse) -> None:
    late = 'message: dai\nat: ["20:58"]\n'
    house = make_house("2026-11-23T20:00", {"messages/dai.yaml": LONG, "schedules/toi.yaml": late})
    house.run_until(local("2026-11-23T21:30"))
    (airing,) = house.log()
    assert airing.outcome is Outcome.REFUSED
    assert airing.reason is not None
    assert airing.reason.code == "timetable.quiet_hours"
    assert house.output.starts == {}


def test_second_message_waits_behind_the_first_and_then_airs(make_house: MakeHouse) -> None:
    files = {
        "messages/dai.yaml": LONG,
        "messages/ngan.yaml": SHORT,
        "schedules/a.yaml": 'message: dai\nat: ["08:00"]\n',
        "schedules/b.yaml": 'message: ngan\nat: ["08:01"]\n',
    }
    house = make_house("2026-11-23T07:50", files)
    house.run_until(local("2026-11-23T08:30"))
    first, second = house.log()
    assert (first.message, second.message) == ("dai", "ngan")
    assert second.outcome is Outcome.AIRED
    assert first.ended is not None
    assert second.started is not None
    assert timedelta() <= second.started - first.ended <= STEP


def test_message_that_waits_longer_than_its_schedule_allows_is_missed(make_house: MakeHouse) -> None:
    files = {
        "messages/dai.yaml": LONG,
        "messages/ngan.yaml": SHORT,
        "schedules/a.yaml": 'message: dai\nat: ["08:00"]\n',
        "schedules/b.yaml": 'message: ngan\nat: ["08:01"]\nwait: 60s\n',
    }
    house = make_house("2026-11-23T07:50", files)
    house.run_until(local("2026-11-23T08:30"))
    missed = house.log()[1]
    assert missed.outcome is Outcome.MISSED
    assert missed.reason is not None
    assert missed.reason.code == "playout.waited"


def test_session_airs_its_messages_in_order(make_house: MakeHouse) -> None:
    files = {
        "messages/a.yaml": SHORT,
        "messages/b.yaml": SHORT.replace("bà con", "quý vị"),
        "schedules/phien.yaml": 'messages: [b, a]\nat: ["08:00"]\n',
    }
    house = make_house("2026-11-23T07:50", files)
    house.run_until(local("2026-11-23T08:10"))
    first, second = house.log()
    assert (first.message, second.message) == ("b", "a")
    assert first.started == local("2026-11-23T08:00")
    assert first.ended is not None
    assert second.started == first.ended + timedelta(seconds=2)


def test_edit_while_running_airs_the_new_words_from_then_on(make_house: MakeHouse) -> None:
    every = 'message: ngan\nevery: 10m\nbetween: "08:00-09:00"\n'
    house = make_house("2026-11-23T07:59", {"messages/ngan.yaml": SHORT, "schedules/a.yaml": every})
    house.run_until(local("2026-11-23T08:05"))
    (house.folder / "messages/ngan.yaml").write_text(SHORT.replace("bà con", "toàn thể nhân dân"))
    house.reload()
    house.run_until(local("2026-11-23T08:15"))
    before, after = house.log()
    assert before.outcome is after.outcome is Outcome.AIRED
    assert before.words_digest != after.words_digest


@pytest.mark.parametrize(("catch_up", "outcome"), [("10m", Outcome.AIRED), ("2m", Outcome.MISSED)])
def test_outage_is_caught_up_within_the_schedules_limit_or_told_as_missed(
    make_house: MakeHouse, catch_up: str, outcome: Outcome
) -> None:
    files = {
        "messages/ngan.yaml": SHORT,
        "schedules/a.yaml": f'message: ngan\nat: ["08:00", "08:30"]\ncatch_up: {catch_up}\n',
    }
    before = make_house("2026-11-23T07:50", files)
    before.run_until(local("2026-11-23T07:55"))
    before.as_run.touch()
    before.write()
    after = make_house("2026-11-23T08:05", files, journal=before.journal)
    after.run_until(local("2026-11-23T08:40"))
    first, second = after.log()
    assert first.planned == local("2026-11-23T08:00")
    assert first.outcome is outcome
    assert second.outcome is Outcome.AIRED
    if outcome is Outcome.AIRED:
        assert first.started is not None
        assert local("2026-11-23T08:05") <= first.started < local("2026-11-23T08:06")


def test_what_was_on_air_at_a_power_cut_is_told_as_interrupted_and_not_aired_again_without_catch_up(
    make_house: MakeHouse,
) -> None:
    files = {"messages/dai.yaml": LONG, "schedules/a.yaml": 'message: dai\nat: ["08:00"]\n'}
    before = make_house("2026-11-23T07:59", files)
    before.run_until(local("2026-11-23T08:02"))
    after = make_house("2026-11-23T08:10", files, journal=before.journal)
    after.run_until(local("2026-11-23T08:30"))
    (airing,) = after.log()
    assert airing.outcome is Outcome.INTERRUPTED
    assert airing.started == local("2026-11-23T08:00")


def test_message_that_cannot_be_rendered_is_refused_at_its_time_and_tried_again(
    make_house: MakeHouse,
) -> None:
    files = {"messages/ngan.yaml": SHORT, "schedules/a.yaml": 'message: ngan\nat: ["08:00", "08:30"]\n'}
    house = make_house("2026-11-23T07:50", files)
    house.renderer.fails = True
    house.run_until(local("2026-11-23T08:10"))
    house.renderer.fails = False
    house.run_until(local("2026-11-23T08:40"))
    first, second = house.log()
    assert first.outcome is Outcome.REFUSED
    assert first.reason is not None
    assert first.reason.code == "playout.not_ready"
    assert second.outcome is Outcome.AIRED
    assert house.director.faults[0].error.code == "studio.render_failed"


def test_message_no_longer_valid_is_refused(make_house: MakeHouse) -> None:
    expired = SHORT + "valid: {until: 2026-11-22}\n"
    files = {"messages/ngan.yaml": expired, "schedules/a.yaml": 'message: ngan\nat: ["08:00"]\n'}
    house = make_house("2026-11-23T07:50", files)
    house.run_until(local("2026-11-23T08:10"))
    (airing,) = house.log()
    assert airing.outcome is Outcome.REFUSED
    assert house.output.starts == {}


def test_unapproved_message_does_not_air_where_approval_is_required(make_house: MakeHouse) -> None:
    files = {
        "station.yaml": SETTINGS.replace("required: false", "required: true"),
        "messages/ngan.yaml": SHORT,
        "schedules/a.yaml": 'message: ngan\nat: ["08:00"]\n',
    }
    house = make_house("2026-11-23T07:50", files)
    house.run_until(local("2026-11-23T08:10"))
    (airing,) = house.log()
    assert airing.outcome is Outcome.REFUSED
    assert airing.reason is not None
    assert airing.reason.code == "timetable.not_approved"


def test_approval_bound_to_the_sound_does_not_cover_another_one(make_house: MakeHouse) -> None:
    settings = SETTINGS.replace("required: false", "required: true, bind: sound, edit: stop")
    files = {
        "station.yaml": settings,
        "messages/ngan.yaml": SHORT,
        "schedules/a.yaml": 'message: ngan\nat: ["08:00", "08:10"]\n',
    }
    house = make_house("2026-11-23T07:50", files)
    programme = house.renderer.render(house.station, house.station.messages["ngan"])
    house.approve("ngan", sound=programme.sound_digest)
    house.run_until(local("2026-11-23T08:05"))
    (house.folder / "station.yaml").write_text(settings.replace("closing: none", "closing: chime-down"))
    house.reload()
    house.run_until(local("2026-11-23T08:20"))
    first, second = house.log()
    assert (first.outcome, second.outcome) == (Outcome.AIRED, Outcome.REFUSED)
    assert second.reason is not None
    assert second.reason.code == "timetable.not_approved"


def test_quotas_count_what_was_heard_before_the_schedule_was_changed(make_house: MakeHouse) -> None:
    limit = "regulation: {quiet: none, sessions_per_day: 2, quotas: refuse}\n"
    files = {
        "station.yaml": SETTINGS + limit,
        "messages/ngan.yaml": SHORT,
        "schedules/a.yaml": 'message: ngan\nat: ["08:00", "09:00"]\n',
    }
    house = make_house("2026-11-23T07:50", files)
    house.run_until(local("2026-11-23T09:30"))
    (house.folder / "schedules/a.yaml").write_text('message: ngan\nat: ["10:00"]\n')
    house.reload()
    assert house.planner.next is not None
    house.run_until(local("2026-11-23T10:30"))
    assert [airing.outcome for airing in house.log()] == [Outcome.AIRED, Outcome.AIRED, Outcome.REFUSED]
    reason = house.log()[2].reason
    assert reason is not None
    assert reason.code == "timetable.quota_sessions"


def test_quota_that_only_warns_is_told_beside_the_next_airing(make_house: MakeHouse) -> None:
    files = {
        "messages/ngan.yaml": SHORT,
        "schedules/a.yaml": 'message: ngan\nat: ["08:00", "09:00", "10:00"]\n',
    }
    house = make_house("2026-11-23T09:30", files)
    assert house.planner.next is not None
    warning = house.timetable.plans.warning(house.station, house.planner.next)
    assert warning is not None
    assert warning.code == "timetable.quota_sessions"
    house.run_until(local("2026-11-23T10:30"))
    assert house.log()[-1].outcome is Outcome.AIRED


def test_keying_is_on_around_each_airing_and_off_in_between(make_house: MakeHouse) -> None:
    files = {"messages/ngan.yaml": SHORT, "schedules/a.yaml": 'message: ngan\nat: ["08:00", "08:10"]\n'}
    house = make_house("2026-11-23T07:50", files, key_lead=timedelta(seconds=6))
    house.run_until(local("2026-11-23T08:20"))
    assert [on for _, on in house.keyer.log] == [True, False, True, False]
    assert all(airing.started == airing.planned for airing in house.log())


def test_journal_of_a_day_verifies(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T00:00", {"messages/ngan.yaml": SHORT, "schedules/sang.yaml": MORNING})
    house.run_until(local("2026-11-24T00:00"))
    assert house.journal.verify().ok
    assert isinstance(house.journal, Journal)
    assert len(house.output.heard) // 4 > RATE
