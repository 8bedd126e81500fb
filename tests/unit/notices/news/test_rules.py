"""Who is told what, and when."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from broadcaster.journal.rows.model import Reason
from broadcaster.notices.news.model import News, Subject
from broadcaster.notices.news.rules import CONCERNS, Belief, LastNotice, earliest, in_span, is_back, lines
from broadcaster.station.model.office import Duty, Notices
from tests.unit.notices.conftest import NOON, ZONE, fault, notices, recipient


def news(subject: Subject, to: str | None = None) -> News:
    return News(subject=subject, key=str(subject), at=NOON, what=Reason(code="x"), to=to)


def told(subject: Subject, people: Notices, due: datetime = NOON) -> dict[str, str]:
    found = lines(news(subject), people, ZONE, due)
    return {one.recipient: f"{one.due.astimezone(ZONE):%d %H:%M}" for one in found}


ALL = notices(*(recipient(str(one), one) for one in Duty))


def test_every_subject_concerns_somebody() -> None:
    assert set(CONCERNS) == set(Subject)
    assert all(CONCERNS.values())


@pytest.mark.parametrize(
    ("subject", "people"),
    [
        (Subject.APPROVAL, {"leader"}),
        (Subject.MISSED, {"officer", "duty"}),
        (Subject.REFUSED, {"officer"}),
        (Subject.FAULT, {"duty", "technician"}),
        (Subject.CERTIFICATE, {"technician"}),
        (Subject.BACKUP, {"officer", "technician"}),
    ],
)
def test_roles_say_who_is_told(subject: Subject, people: set[str]) -> None:
    assert told(subject, ALL).keys() == people


def test_at_night_a_fault_goes_only_to_whoever_is_on_duty() -> None:
    night = datetime(2026, 11, 27, 23, 30, tzinfo=ZONE)
    assert told(Subject.FAULT, ALL, night) == {"duty": "27 23:30", "technician": "28 06:00"}
    assert told(Subject.MISSED, ALL, night) == {"duty": "28 06:00", "officer": "28 06:00"}


def test_a_digest_comes_once_a_day_but_faults_of_duty_at_once() -> None:
    people = notices(recipient("a", Duty.DUTY, Duty.OFFICER, digest=True))
    assert told(Subject.MISSED, people) == {"a": "28 07:00"}
    assert told(Subject.FAULT, people) == {"a": "27 12:00"}


def test_a_digest_in_the_night_comes_after_it() -> None:
    people = Notices(to=notices(recipient("a", Duty.OFFICER, digest=True)).to, digest=time(3))
    assert told(Subject.MISSED, people) == {"a": "28 06:00"}


def test_without_a_night_all_goes_out_at_once() -> None:
    people = Notices(to=ALL.to, night=None)
    night = datetime(2026, 11, 27, 23, 30, tzinfo=ZONE)
    assert told(Subject.REFUSED, people, night) == {"officer": "27 23:30"}


def test_a_test_reaches_only_whom_it_is_for_and_at_night_too() -> None:
    night = datetime(2026, 11, 27, 23, 30, tzinfo=ZONE)
    found = list(lines(news(Subject.TEST, to="officer"), ALL, ZONE, night))
    assert [(one.recipient, one.due, one.urgent) for one in found] == [("officer", night, True)]


@pytest.mark.parametrize(
    ("at", "within"), [("20:59", False), ("21:00", True), ("00:00", True), ("05:59", True), ("06:00", False)]
)
def test_a_night_crosses_midnight(at: str, within: bool) -> None:
    assert in_span((time(21), time(6)), time.fromisoformat(at)) is within


def test_the_same_fault_within_an_hour_waits_for_its_end() -> None:
    before = LastNotice(at=NOON - timedelta(minutes=20), belief=Belief.HOLDS)
    assert earliest(fault(), before, NOON) == NOON + timedelta(minutes=40)
    assert earliest(fault(), None, NOON) == NOON


def test_the_end_of_what_nobody_was_told_is_no_news() -> None:
    assert earliest(fault(over=True), None, NOON) is None
    assert earliest(fault(over=True), LastNotice(at=NOON, belief=Belief.OVER), NOON) is None


@pytest.mark.parametrize(("minutes", "back"), [(0, True), (59, True), (60, False), (-1, False)])
def test_what_comes_within_an_hour_of_its_end_is_back_and_told_at_once(minutes: int, back: bool) -> None:
    ended = LastNotice(at=NOON - timedelta(minutes=minutes), belief=Belief.OVER)
    assert earliest(fault(), ended, NOON) == NOON
    assert is_back(fault(), ended, NOON) is back


def test_end_of_what_came_back_must_last_before_it_is_told() -> None:
    again = LastNotice(at=NOON, belief=Belief.AGAIN)
    assert earliest(fault(over=True), again, NOON) == NOON + timedelta(minutes=15)


def test_what_was_told_by_a_clock_of_the_future_holds_nothing_back() -> None:
    assert earliest(fault(), LastNotice(at=NOON + timedelta(days=900), belief=Belief.HOLDS), NOON) == NOON
