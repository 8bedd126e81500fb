"""From intent to outcome, and what is refused on the way."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import JournalError, StoreError
from broadcaster.core.text.catalogue import explain
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Airing, AiringKind, Entry, Outcome, Reason

PLANNED = datetime(2026, 3, 2, 6, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
MORNING = Entry(
    kind=AiringKind.SCHEDULED,
    message="bluezone",
    schedule="sang",
    planned=PLANNED,
    words_digest="w",
    sound_digest="s",
)
NIGHT = Reason(code="timetable.quiet_hours", facts=(("first", "21:00"), ("until", "06:00")))


def test_plan_when_airing_runs_its_course_is_folded_into_one(journal: Journal) -> None:
    name = journal.plan(MORNING)
    journal.started(name, PLANNED, engine="espeak", sound_digest="fallback")
    journal.ended(name, PLANNED + timedelta(seconds=90.25), Outcome.AIRED)
    assert journal.airings() == [
        Airing(
            id=name,
            planned=PLANNED,
            started=PLANNED,
            ended=PLANNED + timedelta(seconds=90.25),
            outcome=Outcome.AIRED,
            reason=None,
            kind=AiringKind.SCHEDULED,
            message="bluezone",
            schedule="sang",
            who=None,
            words_digest="w",
            sound_digest="fallback",
            engine="espeak",
        )
    ]


def test_plan_when_same_occurrence_comes_again_is_refused(
    journal: Journal, path: Path, clock: FakeClock
) -> None:
    name = journal.plan(MORNING)
    same = Entry(
        kind=AiringKind.SCHEDULED,
        message="bluezone",
        schedule="sang",
        planned=PLANNED.astimezone(UTC),
        engine="piper",
    )
    with Journal.open(path, clock) as other, pytest.raises(JournalError) as caught:
        other.plan(same)
    assert caught.value.code == "journal.already_planned"
    assert explain(caught.value) == (
        f"Bản tin bluezone của lịch này đã có trong nhật ký phát (số {name})"
        " (muốn phát thêm lần nữa, hãy phát bằng tay)"
    )
    assert journal.verify().rows == 1


def test_plan_when_asked_by_hand_may_repeat(journal: Journal) -> None:
    by_hand = Entry(kind=AiringKind.MANUAL, message="bluezone", who="lan")
    assert journal.plan(by_hand) != journal.plan(by_hand)
    assert [airing.who for airing in journal.open_airings()] == ["lan", "lan"]


def test_plan_when_scheduled_lacks_its_instant_is_a_fault_of_the_caller(journal: Journal) -> None:
    with pytest.raises(ValueError, match="planned instant"):
        journal.plan(Entry(kind=AiringKind.SCHEDULED, message="a", schedule="s"))
    assert journal.verify().rows == 0


def test_plan_when_interrupted_airing_is_resumed_twice_is_refused(journal: Journal) -> None:
    name = journal.plan(MORNING)
    journal.started(name, PLANNED)
    journal.close_interrupted(PLANNED + timedelta(seconds=30))
    again = Entry(
        kind=AiringKind.SCHEDULED, message="bluezone", schedule="sang", planned=PLANNED, resumes=name
    )
    journal.plan(again)
    with pytest.raises(JournalError) as caught:
        journal.plan(again)
    assert caught.value.code == "journal.already_planned"


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        pytest.param(["started"], "journal.unknown_airing", id="start of nothing"),
        pytest.param(["ended"], "journal.unknown_airing", id="end of nothing"),
        pytest.param(["plan", "started", "started"], "journal.already_started", id="two starts"),
        pytest.param(["plan", "started", "ended", "ended"], "journal.already_ended", id="two ends"),
        pytest.param(["plan", "ended", "started"], "journal.already_ended", id="start after the end"),
    ],
)
def test_events_when_out_of_order_are_refused(journal: Journal, steps: list[str], code: str) -> None:
    name = "nothing"

    def step(what: str) -> None:
        nonlocal name
        if what == "plan":
            name = journal.plan(MORNING)
        elif what == "started":
            journal.started(name, PLANNED)
        else:
            journal.ended(name, PLANNED, Outcome.CUT, Reason(code="playout.stopped"))

    for what in steps[:-1]:
        step(what)
    with pytest.raises(JournalError) as caught:
        step(steps[-1])
    assert caught.value.code == code
    assert journal.verify().rows == len(steps) - 1


def test_airing_that_has_ended_is_not_planned_again_under_its_id(journal: Journal) -> None:
    entry = Entry(kind=AiringKind.MANUAL, message="(say) Mời bà con.", planned=PLANNED)
    name = journal.plan(entry, airing="01ticket")
    journal.ended(name, PLANNED, Outcome.REFUSED, Reason(code="playout.closing"))
    with pytest.raises(JournalError) as caught:
        journal.plan(entry, airing=name)
    assert caught.value.code == "journal.already_ended"
    assert journal.verify().ok
    assert journal.open_airings() == []


def test_refuse_when_nothing_was_planned_is_one_row_with_its_reason(journal: Journal) -> None:
    name = journal.refuse(MORNING, NIGHT)
    (airing,) = journal.airings()
    assert (airing.id, airing.outcome, airing.reason) == (name, Outcome.REFUSED, NIGHT)
    assert (airing.started, airing.ended) == (None, None)
    assert airing.reason is not None
    assert airing.reason.text == "Trùng giờ yên tĩnh từ 21:00 đến 06:00"
    assert journal.open_airings() == []


def test_refuse_when_intent_is_open_ends_that_intent(journal: Journal) -> None:
    name = journal.plan(MORNING)
    assert journal.refuse(MORNING, NIGHT) == name
    assert [(a.id, a.outcome, a.words_digest) for a in journal.airings()] == [(name, Outcome.REFUSED, "w")]


def test_miss_when_occurrence_has_an_outcome_writes_nothing(journal: Journal) -> None:
    name = journal.refuse(MORNING, NIGHT)
    journal.decline([(Outcome.MISSED, MORNING, Reason(code="playout.late"))])
    assert journal.holder(MORNING) == name
    assert [airing.outcome for airing in journal.airings()] == [Outcome.REFUSED]
    assert journal.verify().rows == 1


def test_ended_when_outcome_is_missed_before_any_start_has_no_times(journal: Journal) -> None:
    name = journal.plan(MORNING)
    journal.ended(name, PLANNED, Outcome.MISSED, Reason(code="playout.late"))
    (airing,) = journal.airings()
    assert (airing.outcome, airing.started, airing.ended) == (Outcome.MISSED, None, None)


def test_close_interrupted_when_two_are_open_ends_both_and_leaves_the_rest(journal: Journal) -> None:
    done = journal.plan(Entry(kind=AiringKind.MANUAL, message="a"))
    journal.started(done, PLANNED)
    journal.ended(done, PLANNED, Outcome.AIRED)
    on_air = journal.plan(MORNING)
    journal.started(on_air, PLANNED)
    waiting = journal.plan(Entry(kind=AiringKind.MANUAL, message="b"))
    seen = PLANNED + timedelta(seconds=12)
    found = journal.close_interrupted(seen)
    assert [(a.id, a.outcome, a.started, a.ended) for a in found] == [
        (on_air, Outcome.INTERRUPTED, PLANNED, seen),
        (waiting, Outcome.INTERRUPTED, None, None),
    ]
    assert found == [airing for airing in journal.airings() if airing.id != done] or {
        airing.id: airing for airing in found
    } == {airing.id: airing for airing in journal.airings() if airing.id != done}
    assert journal.close_interrupted(seen) == []


def test_knows_when_asked_looks_at_schedule_instant_and_message(journal: Journal) -> None:
    journal.plan(MORNING)
    assert journal.holder(MORNING) is not None
    assert journal.holder(replace(MORNING, planned=PLANNED.astimezone(UTC), who="any")) is not None
    assert journal.holder(replace(MORNING, message="other")) is None
    assert journal.holder(replace(MORNING, schedule="chieu")) is None
    assert journal.holder(replace(MORNING, planned=PLANNED + timedelta(microseconds=1))) is None


def test_knows_when_a_member_of_a_session_moved_still_knows_it(journal: Journal) -> None:
    member = replace(MORNING, session="sang@2026-11-20T23:30:00Z", position=1)
    journal.plan(member)
    assert journal.holder(replace(member, planned=PLANNED + timedelta(seconds=1))) is not None
    assert journal.holder(replace(member, position=2)) is None
    with pytest.raises(JournalError):
        journal.plan(replace(member, planned=PLANNED + timedelta(seconds=1)))


def test_airings_when_asked_for_a_span_are_by_the_instant_planned(journal: Journal, clock: FakeClock) -> None:
    later = PLANNED + timedelta(hours=2)
    journal.plan(Entry(kind=AiringKind.SCHEDULED, message="late", schedule="s", planned=later))
    journal.plan(MORNING)
    journal.plan(Entry(kind=AiringKind.MANUAL, message="now"))
    old = Entry(kind=AiringKind.SCHEDULED, message="old", schedule="s", planned=PLANNED - timedelta(days=40))
    journal.decline([(Outcome.MISSED, old, NIGHT)])
    assert [airing.message for airing in journal.airings()] == ["old", "now", "bluezone", "late"]
    assert [airing.message for airing in journal.airings(PLANNED, later)] == ["bluezone"]
    assert [airing.message for airing in journal.airings(clock.now(), None)] == ["now", "bluezone", "late"]
    assert [airing.message for airing in journal.airings(None, clock.now())] == ["old"]


def test_last_seen_when_new_is_none_then_follows_touches_and_rows(journal: Journal, clock: FakeClock) -> None:
    assert journal.last_seen() is None
    journal.touch(clock.now())
    assert journal.last_seen() == clock.now()
    clock.advance(60)
    journal.plan(MORNING)
    assert journal.last_seen() == clock.now()
    journal.touch(clock.advance(60))
    assert journal.last_seen() == clock.now()
    assert journal.verify().rows == 1


def test_journal_when_opened_again_has_everything(journal: Journal, path: Path, clock: FakeClock) -> None:
    name = journal.plan(MORNING)
    before = journal.airings()
    journal.close()
    with Journal.open(path, clock) as again:
        assert again.airings() == before
        assert again.head() == again.verify().head
        assert [airing.id for airing in again.open_airings()] == [name]


def test_journal_when_in_memory_behaves_the_same(clock: FakeClock) -> None:
    with Journal.in_memory(clock) as journal:
        name = journal.plan(MORNING)
        journal.started(name, PLANNED)
        journal.ended(name, PLANNED, Outcome.AIRED)
        assert journal.verify().ok
        assert journal.holder(MORNING) is not None
        assert len(journal.airings()) == 1


def test_journal_when_two_threads_write_and_one_reads_stays_whole(journal: Journal) -> None:
    faults: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(20):
                name = journal.plan(Entry(kind=AiringKind.MANUAL, message="a"))
                journal.started(name, PLANNED)
                journal.ended(name, PLANNED, Outcome.AIRED)
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        assert journal.verify().ok
        journal.airings()
    for thread in threads:
        thread.join()
    assert faults == []
    assert journal.verify().rows == 120


def test_intent_that_is_written_again_counts_in_one_airing(journal: Journal) -> None:
    asked = Entry(kind=AiringKind.MANUAL, message="(say) Mời bà con.", planned=PLANNED, who="An")
    journal.plan(asked, airing="01ticket")
    journal.plan(replace(asked, words_digest="w", engine="espeak", confirm=True), airing="01ticket")
    (airing,) = journal.airings(PLANNED, PLANNED + timedelta(seconds=1))
    assert (airing.id, airing.who, airing.words_digest, airing.engine) == ("01ticket", "An", "w", "espeak")
    assert [each.id for each in journal.to_confirm()] == ["01ticket"]
    journal.started("01ticket", PLANNED)
    with pytest.raises(JournalError) as caught:
        journal.plan(asked, airing="01ticket")
    assert caught.value.code == "journal.already_started"
    assert [airing.id for airing in journal.open_airings()] == ["01ticket"]
    assert journal.verify().ok


def test_take_over_brings_the_intent_that_was_written_again(clock: FakeClock) -> None:
    asked = Entry(kind=AiringKind.MANUAL, message="lu", planned=clock.now())
    with Journal.in_memory(clock) as journal, Journal.in_memory(clock) as other:
        for each in (journal, other):
            each.plan(asked, airing="01ticket")
        other.plan(replace(asked, sound_digest="s"), airing="01ticket")
        other.started("01ticket", clock.now())
        assert journal.take_over(other.lines(), known=True) == 2
        assert journal.take_over(other.lines(), known=True) == 0
        (airing,) = journal.airings()
        assert (airing.sound_digest, airing.started) == ("s", clock.now())


def test_take_over_keeps_what_is_here_and_one_slot_for_each_occurrence(clock: FakeClock) -> None:
    planned = Entry(kind=AiringKind.SCHEDULED, schedule="s", message="m", planned=clock.now())
    with Journal.in_memory(clock) as journal, Journal.in_memory(clock) as other:
        here = journal.plan(planned)
        there = other.plan(planned)
        other.ended(there, clock.now(), Outcome.AIRED)
        noted = other.note(clock.now(), Reason(code="playout.outage"))
        clock.advance(3600)
        assert journal.take_over(other.lines()) == 3
        assert journal.take_over(other.lines()) == 0
        assert [(a.id, a.outcome) for a in journal.airings()] == [(here, None), (there, Outcome.AIRED)]
        assert [note.id for note in journal.notes()] == [noted]
        assert journal.holder(planned) == here
        assert journal.verify().ok
        assert [line.written for line in journal.lines()[1:]] == [line.written for line in other.lines()]


def test_take_over_leaves_out_what_nobody_heard_of_a_slot_that_has_its_row(clock: FakeClock) -> None:
    planned = Entry(kind=AiringKind.SCHEDULED, schedule="s", message="m", planned=clock.now())
    with Journal.in_memory(clock) as journal, Journal.in_memory(clock) as other:
        here = journal.plan(planned)
        other.decline([(Outcome.MISSED, planned, Reason(code="playout.outage"))])
        assert journal.take_over(other.lines()) == 0
        assert [airing.id for airing in journal.airings()] == [here]


def test_open_when_file_is_no_journal_says_what_to_do_and_leaves_it(path: Path, clock: FakeClock) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"khong phai nhat ky " * 300)
    with pytest.raises(JournalError) as caught:
        Journal.open(path, clock)
    assert explain(caught.value) == (
        f"Tệp nhật ký phát {path} bị hỏng"
        " (lần khởi động sau của đài sẽ cứu những dòng còn đọc được và giữ lại tệp hỏng)"
    )
    assert path.read_bytes() == b"khong phai nhat ky " * 300


def test_read_when_a_page_is_torn_is_an_error_of_ours(path: Path, clock: FakeClock) -> None:
    with Journal.open(path, clock) as journal:
        for _ in range(60):
            journal.plan(Entry(kind=AiringKind.MANUAL, message="a" * 200))
    torn = bytearray(path.read_bytes())
    torn[4096 * 3 :] = b"\xff" * (len(torn) - 4096 * 3)
    path.write_bytes(torn)
    with pytest.raises(JournalError) as caught, Journal.open(path, clock) as journal:
        journal.verify()
    assert caught.value.code in {"journal.damaged", "journal.fault"}


def test_open_when_path_is_a_folder_is_told_as_a_fault_of_the_disk(tmp_path: Path, clock: FakeClock) -> None:
    with pytest.raises(StoreError):
        Journal.open(tmp_path, clock)


def test_open_when_folder_cannot_be_made_is_told_as_a_fault_of_the_disk(
    tmp_path: Path, clock: FakeClock
) -> None:
    (tmp_path / "state").write_text("a file")
    with pytest.raises(StoreError):
        Journal.open(tmp_path / "state" / "journal.db", clock)


def test_take_over_keeps_an_occurrence_from_airing_again(clock: FakeClock) -> None:
    planned = Entry(kind=AiringKind.SCHEDULED, schedule="s", message="m", planned=clock.now())
    with Journal.in_memory(clock) as journal, Journal.in_memory(clock) as other:
        there = other.plan(planned)
        assert journal.take_over(other.lines()) == 1
        assert journal.holder(planned) == there
        with pytest.raises(JournalError) as caught:
            journal.plan(planned)
        assert caught.value.code == "journal.already_planned"


def test_who_listens_is_told_of_each_new_row_and_of_nothing_else(journal: Journal, clock: FakeClock) -> None:
    told: list[int] = []
    journal.on_written.append(lambda: told.append(len(journal.lines())))  # durable by then
    name = journal.plan(Entry(kind=AiringKind.MANUAL, message="a"))
    journal.decide({"what": "submitted"})
    journal.note(clock.now(), Reason(code="journal.held"))
    assert told == [1, 2, 3]
    with pytest.raises(JournalError):
        journal.ended("unknown", clock.now(), Outcome.AIRED)  # a line that is lost
    journal.touch(clock.now())
    journal.collect()
    journal.started(name, clock.now())  # not on the disk
    assert told == [1, 2, 3]


def test_journal_on_a_read_only_disk_is_read(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.db"
    with Journal.open(path, clock) as journal:
        name = journal.plan(MORNING)
    before = {each.name for each in tmp_path.iterdir()}
    monkeypatch.setattr(
        "os.access", lambda *_: False
    )  # tests may run as root, whom permission bits do not stop
    with Journal.open_to_read(path, clock) as journal:
        assert [airing.id for airing in journal.airings()] == [name]
        assert {each.name for each in tmp_path.iterdir()} == before  # SQLite put nothing beside it


def test_rows_of_a_running_station_are_read_by_who_may_not_write(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.db"
    with Journal.open(path, clock) as journal:
        name = journal.plan(MORNING)  # still in the write-ahead log
        monkeypatch.setattr("os.access", lambda *_: False)
        with Journal.open_to_read(path, clock) as reader:
            assert [airing.id for airing in reader.airings()] == [name]
