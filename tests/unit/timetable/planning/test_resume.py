"""An airing that was cut off is taken up once, at its sentence, without a chime; never a second time."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.journal.rows.model import Airing, AiringKind, Outcome, Reason
from broadcaster.journal.writer.entries import asked_for
from broadcaster.journal.writer.progress import AiringProgress
from broadcaster.playout.desk.orders import STOPPED
from broadcaster.playout.desk.request import RESUME_WITHIN, Request, Terms
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.make_up import choose, owed
from broadcaster.playout.requests.members import Member, items
from broadcaster.station.model.schedule import Schedule
from broadcaster.timetable.planning.sessions import may_resume
from tests.house import RATE, SETTINGS, House, MakeHouse, local

SENTENCES = ("Kính thưa bà con.", "Chiều nay có mưa to.", "Xin hết.")
LONG = "title: Dài\nrepeat: 1\nparts:\n" + "".join(f"  - say: {s}\n  - pause: 60s\n" for s in SENTENCES)
SHORT = "title: Ngắn\nrepeat: 1\nparts:\n  - say: Mời bà con đi họp.\n"
CHIMES = SETTINGS.replace("opening: none, closing: none", "opening: chime, closing: chime-down")
RULE = 'message: dai\nat: ["08:00"]\ncatch_up: 30m\n'
FILES = {"station.yaml": CHIMES, "messages/dai.yaml": LONG, "schedules/a.yaml": RULE}


def told(house: House) -> list[tuple[str | None, str]]:
    return [(airing.message, str(airing.outcome)) for airing in house.log()]


def cut_off(house: House, at: str) -> None:
    house.run_until(local(at))
    house.cut_power()


def test_airing_cut_off_goes_on_at_its_sentence_with_a_fade_and_no_chime(make_house: MakeHouse) -> None:
    before = make_house("2026-11-23T07:59", FILES)
    cut_off(before, "2026-11-23T08:01:30")
    after = make_house("2026-11-23T08:03", FILES, journal=before.journal)
    after.run_until(local("2026-11-23T08:10"))
    first, rest = after.log()
    assert (first.outcome, rest.outcome) == (Outcome.INTERRUPTED, Outcome.AIRED)
    assert (rest.resumes, rest.session, rest.schedule) == (first.id, first.session, "a")
    assert first.ended == local("2026-11-23T08:01:30")
    (order,) = after.air.orders
    programme = after.render_ahead.ready(after.station, "dai")
    assert programme is not None
    begins = {cue.start_frame for cue in programme.cues}
    assert order.start_frame in begins
    assert order.start_frame <= 90 * RATE < min(f for f in begins if f > order.start_frame)
    assert order.end_frame == programme.frames
    assert order.fade_in == RATE // 50


def test_crash_loop_does_not_chant(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T07:59", FILES)
    cut_off(house, "2026-11-23T08:01:10")
    clock = local("2026-11-23T08:01:15")
    for _ in range(10):
        house = make_house(f"{clock + timedelta(hours=7):%Y-%m-%dT%H:%M:%S}", FILES, journal=house.journal)
        clock += timedelta(seconds=20)
        house.run_until(clock)
        house.cut_power()
        clock += timedelta(seconds=5)
    house = make_house(f"{clock + timedelta(hours=7):%Y-%m-%dT%H:%M:%S}", FILES, journal=house.journal)
    house.run_until(local("2026-11-23T09:00"))
    assert told(house) == [("dai", "interrupted")] * 2
    assert [airing.resumes for airing in house.log()] == [None, house.log()[0].id]


def test_crash_before_the_rest_began_leaves_it_its_one_time(make_house: MakeHouse) -> None:
    lead = timedelta(seconds=6)
    first = make_house("2026-11-23T07:59", FILES, key_lead=lead)
    cut_off(first, "2026-11-23T08:01:10")
    second = make_house("2026-11-23T08:02", FILES, journal=first.journal, key_lead=lead)
    second.run_until(local("2026-11-23T08:02:03"))
    (intent,) = second.journal.open_airings()
    assert intent.started is None
    second.cut_power()
    third = make_house("2026-11-23T08:02:30", FILES, journal=first.journal, key_lead=lead)
    third.touch()
    third.run_until(local("2026-11-23T08:10"))
    assert told(third) == [("dai", "interrupted"), ("dai", "aired")]
    assert third.log()[1].resumes == third.log()[0].id


@pytest.mark.parametrize(
    ("restart", "rule"),
    [
        pytest.param("08:12", RULE, id="ten minutes are over"),
        pytest.param("08:07", RULE.replace("30m", "5m"), id="catch_up is over"),
        pytest.param("08:02", RULE.replace("catch_up: 30m\n", ""), id="no catch_up"),
    ],
)
def test_airing_cut_off_too_long_ago_is_only_told(make_house: MakeHouse, restart: str, rule: str) -> None:
    files = FILES | {"schedules/a.yaml": rule}
    before = make_house("2026-11-23T07:59", files)
    cut_off(before, "2026-11-23T08:01:10")
    after = make_house(f"2026-11-23T{restart}", files, journal=before.journal)
    after.run_until(local("2026-11-23T08:40"))
    assert told(after) == [("dai", "interrupted")]
    assert after.air.orders == []


def test_rest_that_would_touch_quiet_hours_is_refused(make_house: MakeHouse) -> None:
    files = FILES | {"schedules/a.yaml": RULE.replace("08:00", "20:55")}
    before = make_house("2026-11-23T20:54", files)
    cut_off(before, "2026-11-23T20:55:20")
    after = make_house("2026-11-23T20:58:30", files, journal=before.journal)
    after.run_until(local("2026-11-23T21:30"))
    assert told(after) == [("dai", "interrupted"), ("dai", "refused")]
    assert after.air.orders == []


def test_message_whose_words_were_changed_meanwhile_is_not_gone_on_with(make_house: MakeHouse) -> None:
    before = make_house("2026-11-23T07:59", FILES)
    cut_off(before, "2026-11-23T08:01:10")
    files = FILES | {"messages/dai.yaml": LONG.replace("mưa to", "bão lớn")}
    after = make_house("2026-11-23T08:02", files, journal=before.journal)
    after.run_until(local("2026-11-23T08:40"))
    assert told(after) == [("dai", "interrupted")]


def test_airing_of_which_only_the_closing_was_left_is_not_taken_up(make_house: MakeHouse) -> None:
    before = make_house("2026-11-23T07:59", FILES)
    before.run_until(local("2026-11-23T08:00:01"))
    programme = before.render_ahead.ready(before.station, "dai")
    assert programme is not None
    closing = programme.segments[-1].start_frame / programme.rate
    before.run_until(local("2026-11-23T08:00") + timedelta(seconds=closing + 1))
    before.cut_power()
    after = make_house("2026-11-23T08:05", FILES, journal=before.journal)
    after.run_until(local("2026-11-23T08:40"))
    assert told(after) == [("dai", "interrupted")]


def test_what_was_to_follow_in_the_session_follows_the_rest_without_a_new_opening(
    make_house: MakeHouse,
) -> None:
    files = FILES | {
        "messages/ngan.yaml": SHORT,
        "schedules/a.yaml": 'messages: [dai, ngan]\nat: ["08:00"]\ncatch_up: 10m\n',
    }
    before = make_house("2026-11-23T07:59", files)
    cut_off(before, "2026-11-23T08:01:10")
    after = make_house("2026-11-23T08:02", files, journal=before.journal)
    after.run_until(local("2026-11-23T08:20"))
    assert told(after) == [("dai", "interrupted"), ("dai", "aired"), ("ngan", "aired")]
    _, follower = after.air.orders
    assert follower.start_frame > 0
    programme = after.render_ahead.ready(after.station, "ngan")
    assert programme is not None
    assert follower.end_frame == programme.frames


def test_rest_is_not_kept_back_by_what_follows_it_and_is_not_ready(
    make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = FILES | {
        "messages/ngan.yaml": SHORT,
        "schedules/a.yaml": 'messages: [dai, ngan]\nat: ["08:00"]\ncatch_up: 10m\n',
    }
    before = make_house("2026-11-23T07:59", files)
    cut_off(before, "2026-11-23T08:01:10")
    after = make_house("2026-11-23T08:02", files, journal=before.journal)
    render_one = after.render_ahead._render_one
    # The rendering of what follows has begun and does not end.
    monkeypatch.setattr(
        after.render_ahead,
        "_render_one",
        lambda s, name, *more: name != "ngan" and render_one(s, name, *more),
    )
    after.run_until(local("2026-11-23T08:20"))
    assert told(after) == [("dai", "interrupted"), ("dai", "aired"), ("ngan", "refused")]
    started = after.log()[1].started
    assert started is not None
    assert started < local("2026-11-23T08:02:10")


def test_airing_by_hand_that_is_cut_off_is_only_told(make_house: MakeHouse) -> None:
    before = make_house("2026-11-23T08:00", {"station.yaml": CHIMES, "messages/dai.yaml": LONG})
    message = before.station.messages["dai"]
    programme = before.renderer.render(before.station, message)
    now = before.clock.now()
    terms = Terms(kind=AiringKind.MANUAL, manual=True, by=Requester(shown="An"))
    airing = before.journal.plan(asked_for(message, terms, now, programme))
    member = Member(airing=airing, message=message, programme=programme)
    before.director.submit(Request(id=airing, terms=terms, planned=now, items=items([member])))
    cut_off(before, "2026-11-23T08:01:10")
    after = make_house("2026-11-23T08:02", FILES, journal=before.journal)
    after.run_until(local("2026-11-23T08:20"))
    (only,) = after.log()
    assert (only.kind, only.outcome) == (AiringKind.MANUAL, Outcome.INTERRUPTED)


def test_clean_stop_loses_nothing_that_a_power_cut_would_have_saved(make_house: MakeHouse) -> None:
    files = FILES | {
        "messages/ngan.yaml": SHORT,
        "schedules/a.yaml": 'messages: [dai, ngan]\nat: ["08:00"]\ncatch_up: 10m\n',
        "schedules/b.yaml": 'message: ngan\nat: ["08:00:30"]\ncatch_up: 10m\n',
    }
    before = make_house("2026-11-23T07:59", files)
    before.run_until(local("2026-11-23T08:01:10"))
    before.stop_cleanly()
    reached = local("2026-11-23T08:01:10") - local("2026-11-23T08:00")
    (cut_short,) = (a for a in before.log() if a.outcome is not None)
    assert (cut_short.message, cut_short.outcome) == ("dai", Outcome.INTERRUPTED)
    assert cut_short.reason is not None
    assert cut_short.reason.code == "playout.closing"
    assert AiringProgress(before.state).read()[cut_short.id].frame == pytest.approx(
        reached.total_seconds() * RATE, abs=RATE
    )
    after = make_house("2026-11-23T08:02", files, journal=before.journal)
    after.run_until(local("2026-11-23T08:30"))
    found = sorted((a.message or "", a.schedule or "", str(a.outcome)) for a in after.log())
    assert found == [
        ("dai", "a", "aired"),
        ("dai", "a", "interrupted"),
        ("ngan", "a", "aired"),
        ("ngan", "b", "aired"),
    ]
    programme = after.render_ahead.ready(after.station, "dai")
    assert programme is not None
    assert max(p for p in programme.places if p <= reached.total_seconds() * RATE) in {
        order.start_frame for order in after.air.orders
    }


def test_station_stopped_cleanly_twice_takes_its_airing_up_once(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T07:59", FILES)
    house.run_until(local("2026-11-23T08:01:10"))
    house.stop_cleanly()
    house = make_house("2026-11-23T08:02", FILES, journal=house.journal)
    house.run_until(local("2026-11-23T08:02:20"))
    house.stop_cleanly()
    house = make_house("2026-11-23T08:03", FILES, journal=house.journal)
    house.run_until(local("2026-11-23T08:30"))
    assert told(house) == [("dai", "interrupted")] * 2


def test_stop_by_a_person_is_no_interruption(make_house: MakeHouse) -> None:
    before = make_house("2026-11-23T07:59", FILES)
    before.run_until(local("2026-11-23T08:01:10"))
    before.director.stop(everything=True, reason=STOPPED)
    before.run_until(local("2026-11-23T08:01:12"))
    before.cut_power()
    after = make_house("2026-11-23T08:02", FILES, journal=before.journal)
    after.run_until(local("2026-11-23T08:30"))
    assert told(after) == [("dai", "cut")]


def test_waiting_intent_survives_a_power_cut_after_its_own_minute(make_house: MakeHouse) -> None:
    files = FILES | {
        "messages/ngan.yaml": SHORT,
        "schedules/b.yaml": 'message: ngan\nat: ["08:00:30"]\ncatch_up: 10m\n',
    }
    before = make_house("2026-11-23T07:59", files)
    cut_off(before, "2026-11-23T08:01:10")
    after = make_house("2026-11-23T08:02", files, journal=before.journal)
    after.touch()
    after.run_until(local("2026-11-23T08:30"))
    assert ("ngan", "aired") in told(after)


NOON = local("2026-11-23T12:00")


CLOSED = Reason(code="playout.closing")
AIRING = Airing(
    id="a1",
    planned=NOON - timedelta(minutes=5),
    started=NOON - timedelta(minutes=5),
    ended=NOON,
    outcome=Outcome.INTERRUPTED,
    reason=None,
    kind=AiringKind.SCHEDULED,
    message="dai",
    schedule="a",
    who=None,
    words_digest=None,
    sound_digest=None,
    engine=None,
)


@given(
    outcome=st.sampled_from(Outcome),
    kind=st.sampled_from(AiringKind),
    resumes=st.none() | st.just("a0"),
    catch_up=st.floats(0, 7200),
    away=st.floats(-600, 7200),
)
def test_only_an_interrupted_scheduled_airing_is_taken_up_once_and_soon(
    outcome: Outcome, kind: AiringKind, resumes: str | None, catch_up: float, away: float
) -> None:
    rule = Schedule(id="a", messages=("dai",), catch_up=catch_up)
    now = NOON + timedelta(seconds=away)
    until = may_resume(replace(AIRING, outcome=outcome, kind=kind, resumes=resumes), rule, now)
    soon = timedelta() <= now - NOON <= min(RESUME_WITHIN, timedelta(seconds=catch_up))
    fits = outcome is Outcome.INTERRUPTED and kind is AiringKind.SCHEDULED and resumes is None
    assert (until is not None) == (fits and soon)
    assert until is None or now <= until <= NOON + RESUME_WITHIN


def test_only_what_was_missed_and_not_made_good_is_owed() -> None:
    airings = [
        replace(AIRING, id="m1", outcome=Outcome.MISSED),
        replace(AIRING, id="m2", outcome=Outcome.MISSED),
        replace(AIRING, id="c1"),
        replace(AIRING, id="c2", resumes="c1"),
        replace(AIRING, id="h1", kind=AiringKind.MANUAL, outcome=Outcome.AIRED, makes_good="m1"),
        replace(AIRING, id="h2", kind=AiringKind.MANUAL, outcome=Outcome.CUT, makes_good="m2"),
        replace(AIRING, id="s1", kind=AiringKind.MANUAL, message="(say) Mời họp"),
        replace(AIRING, id="l1", kind=AiringKind.LIVE, message="(live)"),
        replace(AIRING, id="r1", outcome=Outcome.REFUSED),
        replace(AIRING, id="v1", kind=AiringKind.LIVE, message="(live)"),
        replace(AIRING, id="v2", kind=AiringKind.RELAY, message="(relay) vov1"),
        replace(AIRING, id="v3", kind=AiringKind.MANUAL, message="(file) a.mp3"),
        replace(AIRING, id="v4", kind=AiringKind.MAINTENANCE, message="(keying test)"),
        replace(AIRING, id="e1", kind=AiringKind.MANUAL, outcome=Outcome.CUT, reason=CLOSED),
        replace(AIRING, id="e2", kind=AiringKind.MANUAL, outcome=Outcome.REFUSED, reason=CLOSED),
        replace(AIRING, id="e3", outcome=Outcome.CUT, reason=Reason(code="playout.stopped")),
    ]
    airings += [
        replace(AIRING, id="p1", outcome=Outcome.MISSED, part_of="m2"),
        replace(AIRING, id="q1", outcome=Outcome.REFUSED, reason=Reason(code="timetable.not_approved")),
        replace(
            AIRING,
            id="q2",
            kind=AiringKind.MANUAL,
            outcome=Outcome.REFUSED,
            reason=Reason(code="timetable.not_approved"),
        ),
    ]
    assert [airing.id for airing in owed(airings)] == ["m2", "c2", "e1", "e2", "q1"]
    # Its approval came too late, or is not there yet.
    assert [a.id for a in owed(airings, approved=lambda _: False)] == ["m2", "c2", "e1", "e2"]
    assert owed(airings, messages=("ngan",)) == []
    assert choose(airings, "dai").id == "q1"
    assert choose(airings, "m2").id == "m2"


def test_half_written_note_of_progress_costs_only_the_sentence(make_house: MakeHouse) -> None:
    before = make_house("2026-11-23T07:59", FILES)
    cut_off(before, "2026-11-23T08:01:10")
    path = before.state / "on-air.json"
    assert list(json.loads(path.read_text())) == [before.log()[0].id]
    path.write_text("{")
    assert AiringProgress(before.state).read() == {}
    after = make_house("2026-11-23T08:02", FILES, journal=before.journal)
    after.run_until(local("2026-11-23T08:20"))
    assert told(after) == [("dai", "interrupted"), ("dai", "aired")]
    programme = after.render_ahead.ready(after.station, "dai")
    assert programme is not None
    assert after.air.orders[0].start_frame == min(cue.start_frame for cue in programme.cues) > 0


def test_intent_that_was_told_as_missed_is_looked_for_no_more(
    make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = FILES | {"messages/ngan.yaml": SHORT, "schedules/b.yaml": 'message: ngan\nat: ["08:00:30"]\n'}
    before = make_house("2026-11-23T07:59", files)
    cut_off(before, "2026-11-23T08:01:10")
    after = make_house("2026-11-23T08:02", files, journal=before.journal)
    after.run_until(local("2026-11-23T08:20"))
    assert ("ngan", "missed") in told(after)

    def scan() -> list[Airing]:
        raise AssertionError("the whole journal is looked through each minute")

    monkeypatch.setattr(after.journal, "open_airings", scan)
    after.touch()
