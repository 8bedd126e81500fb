"""Which rows, faults and dates are news."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import (
    BackupError,
    BroadcasterError,
    PeopleError,
    Phrase,
    PlayoutError,
    ServiceError,
    StoreError,
)
from broadcaster.core.text.catalogue import Language, speaking, worded
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import AiringKind, Entry, MessageSummary, Outcome, Reason
from broadcaster.journal.rows.names import RELAYED
from broadcaster.notices.news.model import News, Subject
from broadcaster.notices.news.recognition import NewsContext, ended, ends_soon, of_fault, of_rows
from broadcaster.station.model.message import Message, Say, Validity
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from tests.unit.notices.conftest import NOON, ZONE

QUIET = Reason(code="timetable.quiet", facts=(("until", "13:30"),))


@pytest.fixture
def journal() -> Iterator[Journal]:
    with Journal.in_memory(FakeClock(NOON)) as made:
        yield made


def entry(minutes: int = 0, kind: AiringKind = AiringKind.SCHEDULED) -> Entry:
    return Entry(
        kind=kind,
        message="chao",
        schedule="sang",
        planned=NOON + timedelta(minutes=minutes),
        about=MessageSummary(title="Lời chào"),
    )


def news(journal: Journal, now: datetime = NOON) -> list[News]:
    rows = journal.after(0, 1000)
    airings = {one.id: one for one in journal.named(ended(rows))}
    known = NewsContext(airings=airings, title=str.upper, zone=ZONE)
    return list(of_rows(rows, known, now))


def told(one: News) -> str:
    with speaking(Language.EN):
        return worded(Phrase(code=one.what.code, facts=one.what.facts))


def test_every_airing_that_did_not_air_is_news_with_its_reason(journal: Journal) -> None:
    journal.refuse(entry(1), QUIET)
    journal.decline([(Outcome.MISSED, entry(2), Reason(code="timetable.absent"))])
    cut = journal.plan(entry(3))
    journal.started(cut, NOON)
    journal.ended(cut, NOON, Outcome.CUT, Reason(code="playout.stopped_by", facts=(("who", "An"),)))
    aired = journal.plan(entry(4))
    journal.started(aired, NOON)
    journal.ended(aired, NOON, Outcome.AIRED)
    found = news(journal)
    assert [one.subject for one in found] == [Subject.REFUSED, Subject.MISSED, Subject.CUT]
    assert told(found[0]).startswith("“Lời chào” at 12:01 27/11 was refused: ")
    assert "An" in told(found[2])


def test_what_a_person_asked_for_is_no_news(journal: Journal) -> None:
    for kind in (AiringKind.MANUAL, AiringKind.REHEARSAL, AiringKind.LIVE):
        journal.refuse(entry(kind=kind), QUIET)
    assert news(journal) == []


def test_end_of_a_relays_source_fault_was_never_told(journal: Journal) -> None:
    relay = replace(entry(kind=AiringKind.RELAY), message=f"{RELAYED} vov1", about=None)
    silent = Reason(code="playout.source_no_answer")
    for outcome, reason in ((Outcome.CUT, silent), (Outcome.AIRED, None)):
        airing = journal.plan(relay)
        journal.started(airing, NOON)
        journal.ended(airing, NOON, outcome, reason)
    failed, back = news(journal)
    assert failed.key == back.key
    assert (failed.over, back.over) == (False, True)
    assert told(failed).startswith("Source vov1 could not be relayed: ")
    assert told(back) == "source vov1 is heard again"


def test_relay_that_a_person_ended_or_asked_for_is_no_fault(journal: Journal) -> None:
    scheduled = replace(entry(kind=AiringKind.RELAY), message=f"{RELAYED} vov1", about=None)
    by_hand = replace(scheduled, schedule=None, who="An")
    for relay, code in ((scheduled, "playout.stopped_by"), (by_hand, "playout.source_no_answer")):
        airing = journal.plan(relay)
        journal.started(airing, NOON)
        journal.ended(airing, NOON, Outcome.CUT, Reason(code=code, facts=(("who", "An"),)))
    assert news(journal) == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PlayoutError("playout.keyer_failed"), "the transmitter can be switched again"),
        (
            PlayoutError("playout.zone_keyer_lost", zones="cum-1"),
            "the transmitter of zone cum-1 can be switched again",
        ),
        (
            ServiceError("service.source_again", address="http://a/b"),
            "source http://a/b is heard steadily again",
        ),
    ],
)
def test_end_of_a_fault_needs_no_reason_to_be_said(error: BroadcasterError, words: str) -> None:
    (met,) = of_fault(type(error)(error.code, **error.facts, reason="x"), NOON)
    (over,) = of_fault(error, NOON, over=True)
    assert met.key == over.key
    assert told(over) == words


def test_a_message_that_is_handed_in_waits_for_the_leadership(journal: Journal) -> None:
    journal.decide({"what": "submitted", "station": "x", "by": "Lan", "message": "chao"})
    journal.decide({"what": "approved", "station": "x", "by": "Hoa", "message": "chao"})
    one, *_, decided = news(journal)
    assert (decided.key, decided.over, decided.silent) == (one.key, True, True)
    assert (one.subject, told(one)) == (Subject.APPROVAL, "“CHAO” waits for approval, handed in by Lan")


def test_only_notes_that_are_faults_are_news(journal: Journal) -> None:
    journal.note(NOON, Reason(code="service.clock_confirmed", facts=(("who", "An"),)))
    journal.note(NOON, Reason(code="playout.output_lost", facts=(("reason", "x"),)), fault=True)
    (one,) = news(journal)
    assert (one.subject, one.key, one.over) == (Subject.FAULT, "fault:playout.output_lost", False)


def test_the_mains_that_are_back_end_the_fault_whatever_the_charge_was(journal: Journal) -> None:
    facts = (("charge", "80"), ("minutes", "20"))
    journal.note(NOON, Reason(code="service.ups_on_battery", facts=facts), fault=True)
    journal.note(NOON, Reason(code="service.ups_on_mains", facts=(("charge", "60"),)), fault=True)
    first, *ends = news(journal)
    assert first.key in {one.key for one in ends}
    assert all(one.over for one in ends)


def test_rows_of_a_long_outage_are_no_news(journal: Journal) -> None:
    journal.refuse(entry(), QUIET)
    assert news(journal, NOON + timedelta(days=1))
    assert news(journal, NOON + timedelta(days=3)) == []


@pytest.mark.parametrize(
    ("error", "subject"),
    [
        (StoreError("store.disk_full", path=Path("/a")), Subject.DISK),
        (BackupError("backup.not_made", why="x"), Subject.BACKUP),
        (PlayoutError("playout.output_lost", reason="x"), Subject.FAULT),
        (PeopleError("people.confirm_overdue", count=1, airing="a", who="x"), Subject.APPROVAL),
        (ServiceError("service.missed", count=3, message="m", time="x"), None),
        (ServiceError("notices.given_up", count=1, name="lan", why="x"), None),
    ],
)
def test_faults_have_their_subject_and_trouble_with_notices_makes_no_notices(
    error: BroadcasterError, subject: Subject | None
) -> None:
    assert [one.subject for one in of_fault(error, NOON)] == ([] if subject is None else [subject])


def test_the_same_trouble_of_another_thing_is_another_fault() -> None:
    keys = {
        next(of_fault(ServiceError("service.contact_lost", contact=name, reason=why), NOON)).key
        for name in ("a", "b")
        for why in ("x", "y")
    }
    assert len(keys) == 2


def test_the_end_of_a_fault_names_it() -> None:
    (one,) = of_fault(StoreError("store.disk_full", path=Path("/a")), NOON, over=True)
    assert told(one).startswith("Over: ")
    assert "/a" in told(one)


def test_a_campaign_is_told_two_days_before_its_last_day() -> None:
    until = date(2026, 11, 29)
    message = Message(id="m", title="Bluezone", parts=(Say(text="Mời."),), valid=Validity(until=until))
    schedule = Schedule(id="s", messages=("m",), valid=Validity(until=until))
    station = Station(
        root=Path("/x"), settings=Settings(name="x"), messages={"m": message}, schedules={"s": schedule}
    )

    def keys(day: int) -> list[str]:
        return [one.key for one in ends_soon(station, datetime(2026, 11, day, 5, tzinfo=UTC))]

    assert keys(26) == []
    assert keys(27) == ["campaign:schedule:s:2026-11-29", "campaign:message:m:2026-11-29"]
    assert keys(27) == keys(29)
    assert keys(30) == []
