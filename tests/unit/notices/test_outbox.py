"""What is told of news: never a storm, nothing twice, nothing lost."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.core.errors import NoticesError
from broadcaster.journal.rows.model import Reason
from broadcaster.notices.news.model import MessageState, News, Subject
from broadcaster.notices.news.rules import MOST_AN_HOUR
from broadcaster.notices.sender.outbox import MIGRATIONS, OutboxDatabase
from broadcaster.notices.sender.way import reason
from broadcaster.station.model.office import Duty
from tests.unit.notices.conftest import NOON, Box, fault, recipient

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LOST = "Fault: The source a broke off"


def test_the_outbox_is_private(box: Box) -> None:
    assert stat.S_IMODE(box.database.path.stat().st_mode) == 0o600


def test_news_becomes_one_message_with_an_id_of_its_own(box: Box) -> None:
    box.take(fault())
    (one,) = box.all()
    assert (one.recipient, one.way, one.state, one.due) == ("duty", "mail", MessageState.QUEUED, NOON)
    assert one.title == "[Đài thử] Fault"
    assert one.body.startswith(f"12:00 27/11/2026 – {LOST}")
    assert one.message_id.endswith("@phuong.vn>")


def test_what_happens_together_comes_in_one_message(box: Box) -> None:
    box.take(fault("a"), fault("b"), fault("c"))
    (one,) = box.all()
    assert one.title == "[Đài thử] Fault and 2 more"


def test_a_fault_that_stands_for_hours_is_told_once_then_hourly_with_its_count(box: Box) -> None:
    for _ in range(150):  # two and a half hours
        box.take(fault(at=box.clock.now()))
        box.pass_time(MINUTE)
    times = [one.queued - NOON for one in box.all()]
    assert len(times) == 3
    assert times[0] == timedelta(0)
    assert all(second - first >= HOUR for first, second in pairwise(times))
    assert "(59 times)" in box.all()[1].body


def test_what_was_decided_before_the_morning_is_told_no_more(tmp_path: Path) -> None:
    box = Box(tmp_path / "n.db", recipient("leader", Duty.LEADER, digest=True))
    what = Reason(code="notices.waits", facts=(("title", "Lời chào"), ("who", "Lan")))
    waits = News(subject=Subject.APPROVAL, key="approval:m", at=NOON, what=what)
    box.take(waits)
    box.take(replace(waits, over=True, silent=True))
    box.pass_time(24 * HOUR, HOUR)
    assert box.all() == []
    box.take(waits)
    box.pass_time(24 * HOUR, HOUR)
    assert [one.title for one in box.all()] == ["[Đài thử] Waiting for approval"]
    box.database.close()


def test_no_message_names_a_command_to_people_who_have_none(box: Box) -> None:
    what = Reason(code="playout.output_lost", facts=(("reason", "x"),))
    box.take(News(subject=Subject.FAULT, key="k", at=NOON, what=what))
    (one,) = box.all()
    assert "broadcaster" not in one.body


def test_the_end_of_a_fault_is_told_to_those_who_know_of_it(box: Box) -> None:
    box.take(fault())
    box.pass_time(MINUTE)
    box.take(fault(at=box.clock.now(), over=True))
    assert [one.title for one in box.all()] == ["[Đài thử] Fault", "[Đài thử] Over: Fault"]


def test_a_fault_that_comes_and_goes_all_day_is_no_storm(box: Box) -> None:
    for _ in range(120):
        box.take(fault(at=box.clock.now()))
        box.pass_time(MINUTE)
        box.take(fault(at=box.clock.now(), over=True))
        box.pass_time(MINUTE)
    titles = [one.title.removeprefix("[Đài thử] ") for one in box.all()]
    assert titles == ["Fault", "Over: Fault", "Again: Fault", "Fault", "Fault", "Fault"]
    assert "Fault: Again: The source a broke off" in box.all()[2].body
    times = [one.queued for one in box.all()][2:]
    assert all(second - first >= HOUR for first, second in pairwise(times))
    ended = box.clock.now() - MINUTE
    box.pass_time(HOUR)
    assert box.all()[-1].title == "[Đài thử] Over: Fault"
    assert box.all()[-1].queued - ended == 15 * MINUTE


def test_many_faults_at_once_are_ten_messages_an_hour_and_then_one(box: Box) -> None:
    for n in range(50):
        box.take(fault(f"a{n}", at=box.clock.now()))
        box.pass_time(timedelta(seconds=30))
    assert len(box.all()) == MOST_AN_HOUR
    box.pass_time(HOUR)
    last = box.all()[MOST_AN_HOUR:]
    assert last
    assert all(one.queued >= NOON + HOUR for one in last)
    told = "".join(one.body for one in box.all())
    assert all(f"source a{n} broke" in told for n in range(50))


def test_a_recipient_who_is_gone_gets_nothing_and_holds_nothing_up(box: Box) -> None:
    box.lines.take([fault()], box.sender, box.clock.now())
    other = Box(box.database.path.with_name("other.db"), recipient("b", Duty.DUTY))
    assert box.lines.compose(other.sender, box.clock.now()) == 0
    assert box.lines.next_due() is None
    other.database.close()


def test_a_mark_is_kept_with_its_news_or_not_at_all(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    box.lines.take([], box.sender, NOON, journal=3)

    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(box.lines, "_keep", breaks)
    with pytest.raises(RuntimeError):
        box.lines.take([fault()], box.sender, NOON, journal=4)
    assert box.lines.mark("journal") == 3
    assert box.lines.mark("other") is None


def test_a_clock_that_was_set_back_by_years_holds_nothing_back(box: Box) -> None:
    box.clock.step(4 * 365 * 86400)
    box.take(fault())
    box.take(fault("b"))
    box.clock.step(-4 * 365 * 86400)
    box.pass_time(MINUTE)
    box.messages.mend_clock(box.clock.now(), HOUR)
    assert all(one.due is not None and one.due <= box.clock.now() for one in box.all())
    assert len(box.all()) == 2


def test_after_a_crash_what_was_handed_over_is_tried_again_and_counted(box: Box) -> None:
    box.take(fault())
    (one,) = box.all()
    assert box.messages.trying(one.id)
    assert not box.messages.trying(one.id), "it is handed over once at a time"
    assert box.messages.due("mail", NOON) is None
    assert box.messages.recover(NOON) == 1
    again = box.messages.due("mail", NOON)
    assert again is not None
    assert (again.message_id, again.unsure, again.tries) == (one.message_id, 1, 1)


def test_the_tally_tells_what_waits_and_the_newest_failure(box: Box) -> None:
    for n in range(4):
        box.take(fault(f"a{n}"))
    first, second, third, _ = box.all()
    box.messages.sent(first.id, NOON)
    box.messages.given_up(second.id, reason("notices.failed.internal"), NOON)
    box.messages.failed(third.id, reason("notices.failed.answer", "no"), NOON + HOUR, unsure=True)
    tally = box.messages.tally()
    assert (tally.waiting, tally.sent, tally.given_up) == (2, 1, 1)
    assert tally.last_error is not None
    assert tally.last_error.id == third.id
    box.lines.prune(NOON + timedelta(days=41))
    assert {one.id for one in box.all()} & {first.id, second.id} == set()


def test_a_full_disk_can_be_told_of_since_the_files_need_no_room_for_it(tmp_path: Path) -> None:
    path = tmp_path / "n.db"
    reserved = OutboxDatabase(path, reserve=True)  # the station
    box = Box(path, *(recipient(f"duty{n}", Duty.DUTY) for n in range(10)))

    def sizes() -> list[int]:
        return [one.stat().st_size for one in sorted(tmp_path.iterdir())]

    before = sizes()
    for n in range(10):
        box.take(fault(f"a{n}"))
    for one in box.all():
        box.messages.trying(one.id)
        box.messages.sent(one.id, NOON)
    assert len(box.all()) == 100
    assert sizes() == before
    box.database.close()
    reserved.close()


def test_a_file_of_a_newer_version_is_left_as_it_is(tmp_path: Path) -> None:
    made = OutboxDatabase(tmp_path / "n.db")
    made.write(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    made.write(f"PRAGMA application_id = {len(MIGRATIONS) + 1}")
    made.close()
    with pytest.raises(NoticesError, match="store_newer"):
        OutboxDatabase(tmp_path / "n.db")


class Step(NamedTuple):
    seconds: int
    over: bool
    which: int


STEPS = st.lists(
    st.builds(Step, st.integers(0, 3000), st.booleans(), st.integers(0, 2)), min_size=1, max_size=30
)


@settings(max_examples=20)
@given(STEPS)
def test_people_know_what_holds_and_are_told_seldom_whatever_comes_and_goes(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Step]
) -> None:
    box = Box(tmp_path_factory.mktemp("box") / "n.db", recipient("duty", Duty.DUTY))
    try:
        for step in steps:
            box.pass_time(timedelta(seconds=step.seconds), timedelta(minutes=10))
            box.take(fault(f"a{step.which}", at=box.clock.now(), over=step.over))
        box.pass_time(timedelta(hours=2), timedelta(minutes=10))
        for which in {step.which for step in steps}:
            told = [(one.queued, news) for one in box.all() for news in _told(one.body, f"a{which}")]
            for (before, first), (after, second) in pairwise(told):
                assert first != second or (first == "began" and after - before >= HOUR)
                assert second != "back" or first == "over"
            ends = [after - before for (before, first), (after, _) in pairwise(told) if first == "back"]
            assert all(end >= 15 * MINUTE for end in ends)
            happened = any(not step.over for step in steps if step.which == which)
            assert bool(told) is happened
            last = next((step.over for step in reversed(steps) if step.which == which), True)
            assert not told or (told[-1][1] == "over") is last
    finally:
        box.database.close()


def _told(body: str, which: str) -> Iterator[str]:
    """What a message tells of a thing."""
    for line in body.splitlines():
        if f"source {which} " in line:
            began = f"The source {which} broke" in line
            yield "over" if not began else "back" if ": Again: " in line else "began"
