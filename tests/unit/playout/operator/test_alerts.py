"""An alert from above, in accelerated time: what is heard of it, when again, and what ends it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from broadcaster.alerts.cap.model import AlertSeverity, AlertUrgency
from broadcaster.alerts.inbox.ground import place_digest
from broadcaster.alerts.inbox.received import AlertState
from broadcaster.alerts.judging.verdict import AlertVerdict
from broadcaster.core.errors import Phrase
from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.playout.operator.alert_history import MOST_RESTARTS
from broadcaster.playout.operator.alert_queue import EVERY, IN_A_ROW
from broadcaster.playout.operator.alert_request import opening_words
from broadcaster.station.model.sound import StationPlace
from broadcaster.timetable.guard.clock_sources import FakeTimeSource
from tests.house import MakeHouse, local
from tests.unit.alerts.values import sender
from tests.unit.app.urgency import FLOOD
from tests.unit.playout.operator.alert_post import HOUR, TRUSTED, AlertPost, received

NIGHT, DAY = "2026-11-23T02:10", "2026-11-23T08:00"
FILES = {"messages/lu.yaml": FLOOD.replace("repeat: until_stopped\nevery: 5m\n", "repeat: 1\n")}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def night(make_house: MakeHouse) -> AlertPost:
    return AlertPost(make_house(NIGHT, FILES))


def at(text: str) -> datetime:
    return local(text)


def test_alert_sounds_by_itself_at_night_with_its_own_row(night: AlertPost) -> None:
    one = received(sent=night.now)
    night.receive(one)
    night.run_for(minutes=1)
    (first, following) = night.rows()
    assert (first.kind, first.outcome, first.alert) == (AiringKind.ALERT, Outcome.AIRED, one.id)
    assert first.who == f"sender {TRUSTED.name} (nchmf)"
    assert (first.message or "").startswith(f"(alert) Cảnh báo của {TRUSTED.name}. Bão số 1.")
    assert (following.outcome, following.planned) == (None, first.started and first.started + EVERY)
    assert night.state(one) == (AlertState.HEARD, "")


def test_it_sounds_again_every_five_minutes_and_never_begins_once_it_is_over(night: AlertPost) -> None:
    one = received(sent=night.now, lasts=timedelta(minutes=22))
    night.receive(one)
    night.run_for(minutes=40)
    rows = night.rows()
    starts = [row.started for row in rows if row.started is not None]
    assert [row.outcome for row in rows] == [Outcome.AIRED] * 5
    assert all(abs(later - earlier - EVERY) < timedelta(seconds=3) for earlier, later in pairwise(starts))
    assert max(starts) < one.until(0)
    assert not night.alerts.standing


def test_without_an_end_it_repeats_for_the_longest_of_its_sender(night: AlertPost) -> None:
    night.trust(longest=600.0)
    night.receive(received(sent=night.now, lasts=None))
    night.run_for(minutes=30)
    assert [row.outcome for row in night.rows()] == [Outcome.AIRED] * 2


def test_of_several_one_airs_and_the_worst_goes_first(night: AlertPost) -> None:
    sent = night.now
    severe = received("A-1", sent=sent, severity=AlertSeverity.SEVERE)
    later = received("B-2", sent=sent, urgency=AlertUrgency.EXPECTED)
    newer = received("C-3", sent=sent + MINUTE / 60)
    worst = received("D-4", sent=sent)
    night.receive(severe)
    night.run_for(seconds=2)
    night.receive(later, newer, worst)
    night.run_for(minutes=2)
    heard = [row.alert for row in night.rows() if row.started is not None]
    assert heard == [severe.id, worst.id, newer.id, later.id]


def test_each_of_a_hundred_at_once_is_heard_or_has_its_reason(night: AlertPost) -> None:
    every = [received(f"VN-{number}", sent=night.now, lasts=timedelta(minutes=2)) for number in range(100)]
    night.receive(*every)
    night.run_for(minutes=3)
    states = {night.inbox.state(one.id) for one in every}
    assert states == {AlertState.HEARD, AlertState.EXPIRED}
    known = {row.alert for row in night.rows() if row.started is not None}
    assert {one.id for one in every if night.inbox.state(one.id) is AlertState.HEARD} == known


def test_many_of_one_sender_keep_no_other_senders_from_sounding(night: AlertPost) -> None:
    other = sender(id="khac", longest=7200.0)
    night.inbox.senders[other.id] = other
    crowd = [received(f"VN-{number}", sent=night.now - HOUR, lasts=2 * HOUR) for number in range(30)]
    of_other = received("B-1", sent=night.now, by=other)
    night.receive(*crowd)
    night.run_for(seconds=2)
    night.receive(of_other)
    night.run_for(minutes=2)
    heard = [row.alert for row in night.rows() if row.started is not None]
    assert heard[1] == of_other.id


def test_many_worse_ones_of_one_sender_keep_no_other_senders_from_sounding(night: AlertPost) -> None:
    other = sender(id="khac", longest=7200.0)
    night.inbox.senders[other.id] = other
    crowd = [received(f"VN-{number}", sent=night.now, lasts=2 * HOUR) for number in range(40)]
    less = received(
        "B-1", sent=night.now, by=other, severity=AlertSeverity.SEVERE, urgency=AlertUrgency.EXPECTED
    )
    night.receive(*crowd, less)
    night.run_for(minutes=8)
    heard = [row.alert for row in night.rows() if row.started is not None]
    assert heard.index(less.id) == IN_A_ROW
    assert heard.count(less.id) == 2, "its repetition stands behind no crowd either"
    assert len(heard) > 2 * IN_A_ROW


def test_what_the_inbox_forgot_for_another_sender_has_its_reason(night: AlertPost) -> None:
    one = received(sent=night.now)
    night.receive(one)
    night.run_for(minutes=1)
    del night.inbox.states[one.id]
    night.run_for(minutes=6)
    assert [row.reason and row.reason.code for row in night.rows()] == [None, "alerts.displaced"]


def test_person_goes_before_it_and_it_comes_back(night: AlertPost) -> None:
    night.receive(received(sent=night.now))
    night.run_for(seconds=3)
    night.play("lu")
    night.run_for(minutes=1)
    rows = [row for row in night.log() if row.started is not None]
    assert [(row.kind, row.outcome) for row in rows] == [
        (AiringKind.ALERT, Outcome.AIRED),
        (AiringKind.MANUAL, Outcome.AIRED),
    ]
    assert rows[0].ended is not None
    assert rows[1].ended is not None
    assert rows[0].ended > rows[1].ended


def stop(post: AlertPost) -> None:
    post.stop()
    post.look()


@pytest.mark.parametrize("seconds", [3, 60], ids=["while it sounds", "between two airings"])
def test_stop_is_final_unless_a_later_update_is_worse(night: AlertPost, seconds: float) -> None:
    first = received("A-1", sent=night.now, severity=AlertSeverity.SEVERE)
    night.receive(first)
    night.run_for(seconds=seconds)
    stop(night)
    night.run_for(minutes=6)
    assert len([row for row in night.rows() if row.started is not None]) == 1
    assert night.state(first) == (AlertState.HEARD, "playout.stopped_by")
    same = received("B-2", sent=night.now, severity=AlertSeverity.SEVERE, ends=[first.alert.key])
    worse = received("C-3", sent=night.now, ends=[same.alert.key])
    night.receive(same)
    night.run_for(minutes=1)
    assert night.state(same) == (AlertState.REFUSED, "alerts.stopped_before")
    night.receive(worse)
    night.run_for(minutes=1)
    assert night.state(worse) == (AlertState.HEARD, "")


def test_stop_ends_what_sounds_though_the_alerts_fail(
    night: AlertPost, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **_more: object) -> None:
        raise RuntimeError("a fault of our own")

    night.receive(received(sent=night.now))
    night.run_for(seconds=3)
    monkeypatch.setattr(night.alerts, "stop", fails)
    assert night.stop() == 1
    night.run_for(seconds=2)
    assert night.house.director.desk.on_air is None


def test_stop_while_the_siren_sounds_keeps_the_words_from_following(night: AlertPost) -> None:
    night.siren_ready()
    night.receive(received(sent=night.now))
    night.run_for(seconds=2)
    stop(night)
    night.run_for(minutes=6)
    rows = [row for row in night.log() if row.kind is AiringKind.ALERT]
    assert sorted((row.part_of is None, row.outcome) for row in rows) == [
        (False, Outcome.CUT),
        (True, Outcome.REFUSED),
    ]


def test_cancel_ends_what_sounds_and_what_would_sound_again(night: AlertPost) -> None:
    one = received(sent=night.now)
    night.receive(one)
    night.run_for(seconds=3)
    cancel = received("VN-2", sent=night.now, verdict=AlertVerdict.CANCEL, ends=[one.alert.key])
    night.receive(cancel)
    night.run_for(minutes=10)
    (row,) = night.rows()
    assert (row.outcome, row.reason and row.reason.code) == (Outcome.CUT, "alerts.ended")
    assert night.inbox.state(one.id) is AlertState.CANCELLED


def test_cancel_that_came_first_keeps_its_alert_silent(night: AlertPost) -> None:
    one = received(sent=night.now)
    night.receive(received("VN-2", sent=night.now, verdict=AlertVerdict.CANCEL, ends=[one.alert.key]), one)
    night.run_for(minutes=6)
    assert not [row for row in night.rows() if row.started is not None]


def test_update_takes_the_place_of_what_sounds(night: AlertPost) -> None:
    one = received("VN-1", sent=night.now)
    night.receive(one)
    night.run_for(seconds=3)
    update = received("VN-2", sent=night.now, ends=[one.alert.key])
    night.receive(update)
    night.run_for(minutes=1)
    heard = [(row.alert, row.outcome) for row in night.rows() if row.started is not None]
    assert heard == [(one.id, Outcome.CUT), (update.id, Outcome.AIRED)]


def restarted(make_house: MakeHouse, post: AlertPost, back: timedelta = timedelta()) -> AlertPost:
    """The same after a power cut and a new start, by a clock that is set back."""
    post.house.cut_power()
    house = make_house(
        f"{post.now.astimezone(local(DAY).tzinfo) + timedelta(hours=7) - back:%Y-%m-%dT%H:%M:%S}",
        {},
        journal=post.house.journal,
        inbox=post.inbox,
    )
    after = AlertPost(house)
    after.again()
    return after


def test_it_goes_on_after_three_restarts_then_it_waits_for_a_person(
    make_house: MakeHouse, night: AlertPost
) -> None:
    one = received(sent=night.now, lasts=2 * HOUR)
    night.receive(one)
    for number in range(MOST_RESTARTS + 1):
        night.run_for(minutes=6)
        starts = [row for row in night.rows() if row.started is not None]
        assert len(starts) >= number + 1
        night = restarted(make_house, night)
    night.run_for(minutes=12)
    assert len([row for row in night.rows() if row.started is not None]) == len(starts)
    assert night.state(one) == (AlertState.HEARD, "alerts.restarted")


def test_alert_whose_sound_cannot_be_made_is_tried_again_until_it_can(night: AlertPost) -> None:
    one = received(sent=night.now, lasts=HOUR)
    night.siren_ready()
    night.house.renderer.fails = True
    night.receive(one)
    night.run_for(minutes=3)
    sirens = [row for row in night.log() if row.part_of is not None and row.started is not None]
    assert len(sirens) <= 1, "no sirens without words follow each other"
    assert 3 <= len(night.rows()) <= 8, "later each time"
    assert night.inbox.state(one.id) is AlertState.WAITING
    night.house.renderer.fails = False
    night.run_for(minutes=6)
    assert [row for row in night.rows() if row.outcome is Outcome.AIRED]
    assert night.state(one) == (AlertState.HEARD, "")


def test_alert_that_ran_out_while_the_station_was_off_has_its_row(
    make_house: MakeHouse, night: AlertPost
) -> None:
    one = received(sent=night.now - 3 * HOUR, lasts=2 * HOUR)
    night.inbox.receive(one)
    night.again()
    night.run_for(seconds=5)
    assert [(row.outcome, row.reason and row.reason.code) for row in night.rows()] == [
        (Outcome.REFUSED, "alerts.expired")
    ]
    assert night.state(one) == (AlertState.EXPIRED, "alerts.expired")


def test_what_is_set_aside_between_two_airings_stands_no_more(night: AlertPost) -> None:
    one = received(sent=night.now)
    night.receive(one)
    night.run_for(minutes=1)
    assert night.alerts.standing
    night.inbox.states[one.id] = AlertState.SET_ASIDE
    night.look()
    assert not night.alerts.standing
    night.run_for(minutes=6)
    assert [row.outcome for row in night.rows()] == [Outcome.AIRED, Outcome.REFUSED]


def test_stopped_alert_stays_silent_after_a_restart(make_house: MakeHouse, night: AlertPost) -> None:
    one = received(sent=night.now)
    night.receive(one)
    night.run_for(minutes=1)
    stop(night)
    after = restarted(make_house, night)
    after.run_for(minutes=12)
    assert len([row for row in after.rows() if row.started is not None]) == 1


BACK = (43 * MINUTE, timedelta(days=2000))


def without_battery(make_house: MakeHouse, post: AlertPost, back: timedelta) -> AlertPost:
    """The same after a power cut by a clock that starts too early; the network sets it right."""
    after = restarted(make_house, post, back)
    after.run_for(seconds=20)
    after.house.jump(back.total_seconds())
    after.house.keeper.look()
    return after


@pytest.mark.parametrize("back", BACK, ids=["time of the last save", "no battery"])
def test_stopped_alert_stays_silent_by_a_clock_that_starts_before_it_came(
    make_house: MakeHouse, night: AlertPost, back: timedelta
) -> None:
    night.receive(received(sent=night.now))
    night.run_for(minutes=1)
    stop(night)
    after = without_battery(make_house, night, back)
    after.run_for(minutes=12)
    assert len([row for row in after.rows() if row.started is not None]) == 1
    assert not after.alerts.standing


@pytest.mark.parametrize("back", BACK, ids=["time of the last save", "no battery"])
def test_restarts_count_and_it_sounds_on_by_a_clock_that_starts_before_it_came(
    make_house: MakeHouse, night: AlertPost, back: timedelta
) -> None:
    one = received(sent=night.now, lasts=2 * HOUR)
    night.receive(one)
    for number in range(MOST_RESTARTS + 1):
        night.run_for(minutes=6)
        starts = [row for row in night.rows() if row.started is not None]
        assert len(starts) >= number + 1
        night = without_battery(make_house, night, back)
    night.run_for(minutes=12)
    assert len([row for row in night.rows() if row.started is not None]) == len(starts)
    assert night.state(one) == (AlertState.HEARD, "alerts.restarted")


def test_while_nobody_knows_the_time_it_waits_and_duty_is_told(make_house: MakeHouse) -> None:
    source = FakeTimeSource(network=False)
    post = AlertPost(make_house(NIGHT, FILES, source=source))
    fresh, over = received("A-1", sent=post.now), received("B-2", sent=post.now - 3 * HOUR)
    post.receive(fresh, over)
    post.run_for(minutes=20)
    assert not post.rows()
    assert post.state(fresh) == (AlertState.WAITING, "timetable.clock_untrusted")
    assert "alerts.waits_clock" in [error.code for error in post.told]
    source.network = True
    post.house.keeper.look()
    post.run_for(minutes=1)
    assert post.state(fresh) == (AlertState.HEARD, "")
    assert post.state(over) == (AlertState.EXPIRED, "alerts.expired")
    assert "alerts.waits_clock" not in [error.code for error in post.told]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"trusted": False}, "alerts.sender_untrusted"),
        ({"key": "another"}, "alerts.sender_changed"),
        ({"areas": {"EMMA_ID": ("VN9",)}}, "alerts.sender_changed"),
        ({"longest": 60.0}, "alerts.expired"),
    ],
)
def test_ground_is_judged_anew_for_each_repetition(
    night: AlertPost, change: dict[str, object], code: str
) -> None:
    one = received(sent=night.now, lasts=None)
    night.receive(one)
    night.run_for(minutes=1)
    night.trust(**change)
    night.run_for(minutes=6)
    last = night.rows()[-1]
    assert (last.outcome, last.reason and last.reason.code) == (Outcome.REFUSED, code)
    assert night.state(one) == (AlertState.HEARD, code)


@pytest.mark.parametrize(
    ("key", "place", "code"),
    [("another", "", "alerts.sender_changed"), ("k", "99", "alerts.place_changed")],
    ids=["the key was revoked", "the ward is elsewhere"],
)
def test_what_proved_an_alert_counts_after_a_restart_too(
    make_house: MakeHouse, night: AlertPost, key: str, place: str, code: str
) -> None:
    one = received(sent=night.now)
    night.receive(one)
    night.run_for(minutes=1)
    night.trust(key=key)
    night.inbox.kept[one.id] = replace(one, judged_at=place_digest(StationPlace(code=place)))
    after = restarted(make_house, night)
    after.run_for(minutes=12)
    assert len([row for row in after.rows() if row.started is not None]) == 1
    assert after.state(one) == (AlertState.HEARD, code)


def test_sender_that_is_in_force_no_more_is_silent(night: AlertPost) -> None:
    one = received(sent=night.now)
    night.inbox.senders.clear()
    night.receive(one)
    night.run_for(minutes=1)
    (row,) = night.rows()
    assert (row.outcome, row.reason and row.reason.code) == (Outcome.REFUSED, "alerts.sender_gone")
    assert night.state(one) == (AlertState.REFUSED, "alerts.sender_gone")
    assert "alerts.unheard" in [error.code for error in night.told]


def test_what_a_person_sets_aside_begins_no_more(night: AlertPost) -> None:
    one = received(sent=night.now)
    night.receive(one)
    night.run_for(minutes=1)
    night.inbox.mark(one.id, AlertState.SET_ASIDE, Phrase(code="alerts.decided"))
    night.run_for(minutes=6)
    assert [row.outcome for row in night.rows()] == [Outcome.AIRED, Outcome.REFUSED]
    assert night.inbox.state(one.id) is AlertState.SET_ASIDE


def test_alert_for_another_place_than_the_wards_now_is_silent(night: AlertPost, tmp_path: Path) -> None:
    night.receive(received(sent=night.now))
    night.run_for(minutes=1)
    settings = (tmp_path / "station.yaml").read_text()
    (tmp_path / "station.yaml").write_text(f"{settings}place: {{code: '99'}}\n")
    night.house.reload()
    night.run_for(minutes=6)
    last = night.rows()[-1]
    assert last.reason is not None
    assert last.reason.code == "alerts.place_changed"


@pytest.mark.parametrize(
    ("start", "wanted", "outcome", "code"),
    [
        (DAY, True, Outcome.AIRED, ""),
        (NIGHT, True, Outcome.REFUSED, "timetable.quiet_hours"),
        (DAY, False, Outcome.REFUSED, "alerts.test_unwanted"),
    ],
    ids=["by day", "in quiet hours", "the ward did not choose it"],
)
def test_test_is_said_once_by_the_wards_choice_and_never_at_night(
    make_house: MakeHouse, start: str, wanted: bool, outcome: Outcome, code: str
) -> None:
    post = AlertPost(make_house(start, FILES))
    post.trust(tests=wanted)
    one = received(sent=post.now, verdict=AlertVerdict.TEST)
    post.receive(one)
    post.run_for(minutes=12)
    (row,) = post.rows()
    assert (row.outcome, "" if row.reason is None else row.reason.code) == (outcome, code)
    if outcome is Outcome.AIRED:
        assert "Đây là tin thử" in (row.message or "")
        assert row.words_digest is not None
        assert "alerts.unheard" not in [error.code for error in post.told]


def test_siren_made_ahead_sounds_first_and_the_words_follow(night: AlertPost) -> None:
    night.siren_ready()
    one = received(sent=night.now)
    asked = night.now
    night.receive(one)
    night.run_for(minutes=1)
    siren = next(row for row in night.log() if row.part_of is not None)
    words = night.rows()[0]
    assert siren.part_of == words.id
    assert siren.started is not None
    assert siren.started - asked < timedelta(seconds=0.1)
    assert words.started is not None
    assert siren.ended is not None
    assert timedelta(0) <= words.started - siren.ended < timedelta(seconds=0.5)
    night.run_for(minutes=6)
    assert [row.outcome for row in night.log() if row.part_of is not None] == [Outcome.AIRED]
    told = [note for note in night.house.journal.notes() if note.what.code == "alerts.sounds"]
    assert [note.airing for note in told] == [siren.id], "duty is told with the siren, once"


def test_of_two_senders_neither_ends_the_others(night: AlertPost) -> None:
    other = sender(longest=7200.0)
    one = received("VN-1", sent=night.now)
    from_other = received("VN-2", sent=night.now, ends=[one.alert.key], by=other)
    object.__setattr__(from_other, "sender", "khac")
    night.receive(one, from_other)
    night.run_for(minutes=1)
    assert night.state(one) == (AlertState.HEARD, "")
    assert night.state(from_other) == (AlertState.REFUSED, "alerts.sender_gone")


def test_correction_of_an_alert_ends_it_and_has_not_its_senders_right(night: AlertPost) -> None:
    one = received(sent=night.now)
    night.receive(one)
    night.run_for(seconds=3)
    night.correct(night.rows()[0].id, "Không có bão.")
    night.run_for(minutes=10)
    corrected = next(row for row in night.log() if row.kind is AiringKind.MANUAL)
    assert (corrected.outcome, corrected.alert) == (Outcome.REFUSED, None)
    assert [row.reason and row.reason.code for row in night.rows()] == ["playout.corrected"]
    assert night.state(one) == (AlertState.HEARD, "playout.corrected")


def test_nothing_of_that_kind_airs_without_an_alert(night: AlertPost) -> None:
    wanted = opening_words(night.house.station)
    ticket = night.asked(lambda: night.manual.order(wanted))
    row = next(row for row in night.log() if row.id == ticket)
    assert (row.outcome, row.reason and row.reason.code) == (Outcome.REFUSED, "playout.no_alert")
