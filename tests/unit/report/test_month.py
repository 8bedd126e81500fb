"""The sums of a month, against the journal's own rows by SQL, and against the rules of counting."""

from __future__ import annotations

import inspect
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Airing, AiringKind, Entry, MessageSummary, Outcome
from broadcaster.report import month as counting
from broadcaster.report.month import EVERYWHERE, Month, month_of
from tests.unit.report.conftest import FIRST, LAST, ZONE

AT = datetime(2026, 11, 10, 3, tzinfo=UTC)
ONE = Airing(
    id="1", planned=AT, started=AT, ended=AT + timedelta(minutes=5), outcome=Outcome.AIRED, reason=None,
    kind=AiringKind.SCHEDULED, message="a", schedule="l", who=None,
    words_digest=None, sound_digest=None, engine=None,
    session="s", about=MessageSummary(title="Bản A", source="Công văn 1"),
)  # fmt: skip


def counted(*airings: Airing) -> Month:
    return month_of(airings, (), ZONE, FIRST, LAST)


def test_sums_are_those_of_the_journal_by_sql(folder: Path) -> None:
    with Journal.open_to_read(folder / "state/journal.db", FakeClock(AT)) as journal:
        month = month_of(journal.airings(), (), ZONE, FIRST, LAST)
    begin, end = (
        datetime.combine(day, datetime.min.time(), ZONE) for day in (FIRST, LAST + timedelta(days=1))
    )
    query = """
        SELECT count(*), sum(strftime('%s', json_extract(e.body, '$.at')) - strftime('%s', s.at)),
            count(DISTINCT coalesce(json_extract(p.body, '$.entry.session'), p.airing))
        FROM events p JOIN events e ON e.airing = p.airing AND e.event IN ('ended', 'interrupted')
        JOIN (SELECT airing, json_extract(body, '$.at') AS at FROM events WHERE event = 'started') s
            ON s.airing = p.airing
        WHERE p.event = 'planned' AND json_extract(p.body, '$.entry.kind') NOT IN ('rehearsal', 'maintenance')
            AND s.at >= ? AND s.at < ?"""
    with closing(sqlite3.connect(folder / "state/journal.db")) as store:
        rows, seconds, sessions = store.execute(
            query, [at.astimezone(UTC).isoformat(timespec="microseconds") for at in (begin, end)]
        ).fetchone()
    assert rows > 100
    assert (month.all.airings, month.all.sessions) == (rows, sessions)
    assert month.all.heard.total_seconds() == pytest.approx(seconds, abs=rows)  # SQL counts whole seconds
    for parts in (month.by_day, month.by_kind):
        assert sum(one.airings for one in parts.values()) == rows
        assert sum((one.heard for one in parts.values()), timedelta()) == month.all.heard
    assert sum(line.sum.airings for line in month.messages) == rows


def test_days_before_and_after_the_month_are_left_out(folder: Path) -> None:
    with Journal.open_to_read(folder / "state/journal.db", FakeClock(AT)) as journal:
        month = month_of(journal.airings(), (), ZONE, FIRST, LAST)
    assert min(month.by_day) >= FIRST
    assert max(month.by_day) <= LAST


def test_evening_of_the_last_day_belongs_to_the_month_of_the_stations_zone() -> None:
    late = datetime(2026, 11, 30, 23, 30, tzinfo=ZONE)
    early = datetime(2026, 10, 31, 23, 30, tzinfo=ZONE)
    assert counted(replace(ONE, planned=late, started=late, ended=late)).all.airings == 1
    assert counted(replace(ONE, planned=early, started=early, ended=early)).all.airings == 0


def test_session_counts_once_whatever_it_has_in_it() -> None:
    month = counted(ONE, replace(ONE, id="2", message="b", position=1))
    assert (month.all.sessions, month.all.airings) == (1, 2)


def test_interrupted_airing_that_went_on_counts_once_with_all_its_minutes() -> None:
    broken = replace(ONE, ended=AT + timedelta(minutes=2), outcome=Outcome.INTERRUPTED)
    rest = replace(ONE, id="2", resumes="1", started=AT + timedelta(minutes=4))
    month = counted(broken, rest)
    assert (month.all.sessions, month.all.airings, month.all.heard) == (1, 1, timedelta(minutes=3))


def test_what_a_person_let_go_on_is_one_session_with_what_was_cut() -> None:
    cut = replace(
        ONE, kind=AiringKind.MANUAL, session=None, ended=AT + timedelta(minutes=2), outcome=Outcome.CUT
    )
    rest = replace(cut, id="2", resumes="1", session="1", started=AT + timedelta(minutes=4), ended=ONE.ended)
    again = replace(
        rest, id="3", resumes="2", started=AT + timedelta(minutes=6), ended=AT + timedelta(minutes=7)
    )
    month = counted(cut, rest, again)
    assert (month.all.sessions, month.all.airings) == (1, 1)


def test_relay_and_its_stand_in_count_once_and_the_relays_minutes_are_told() -> None:
    relay = replace(
        ONE, id="2", kind=AiringKind.RELAY, part_of="1", ended=AT + timedelta(minutes=3), about=None
    )
    stand_in = replace(ONE, id="3", part_of="1", started=AT + timedelta(minutes=3))
    month = counted(ONE, relay, stand_in)
    assert (month.all.airings, month.all.heard) == (1, timedelta(minutes=5))
    assert month.relayed.heard == timedelta(minutes=3)
    assert month.by_kind[AiringKind.RELAY].heard == timedelta()


def test_rehearsals_and_tests_are_no_broadcasting() -> None:
    month = counted(
        replace(ONE, kind=AiringKind.REHEARSAL), replace(ONE, id="2", kind=AiringKind.MAINTENANCE)
    )
    assert month.all.airings == 0
    assert month.messages == []


def test_what_never_sounded_is_listed_with_its_reason_and_counts_nothing() -> None:
    cut = replace(ONE, started=None, ended=None, outcome=Outcome.CUT)
    missed = replace(ONE, id="2", started=None, ended=None, outcome=Outcome.MISSED, about=None)
    month = counted(cut, missed)
    assert month.all.airings == 0
    assert [(one.title, one.outcome) for one in month.unheard] == [
        ("Bản A", Outcome.CUT),
        ("Bản A", Outcome.MISSED),  # its title by another row of the message
    ]


def test_by_letter_zone_language_and_campaign() -> None:
    mong = MessageSummary(title="Tiêm chủng", source="Công văn 2", languages=("hmn",))
    other = replace(ONE, id="2", session="t", message="chien-dich/tiem", zones=("ban-xa",), about=mong)
    month = counted(ONE, other)
    assert {name: one.airings for name, one in month.by_source.items()} == {"Công văn 1": 1, "Công văn 2": 1}
    assert {name: one.airings for name, one in month.by_zone.items()} == {EVERYWHERE: 1, "ban-xa": 1}
    assert {name: one.airings for name, one in month.by_language.items()} == {"hmn": 1, "vi": 2}
    assert list(month.by_campaign) == ["chien-dich"]


def test_what_a_message_said_then_stays_whatever_its_file_says_now(folder: Path) -> None:
    with Journal.open_to_read(folder / "state/journal.db", FakeClock(AT)) as journal:
        airing = next(a for a in journal.airings() if a.about and a.about.languages)
    assert airing.about is not None
    assert (airing.about.title, airing.about.languages) == (f"Bản tin {airing.message}", ("hmn",))
    assert json.dumps(airing.about.title)


def test_row_whose_message_has_no_title_is_read_and_told_by_its_name(tmp_path: Path) -> None:
    with Journal.open(tmp_path / "journal.db", FakeClock(AT)) as journal:
        entry = Entry(kind=AiringKind.MANUAL, message="m", planned=AT, about=MessageSummary(title=""))
        airing = journal.plan(entry)
        journal.started(airing, AT)
        journal.ended(airing, AT + timedelta(minutes=1), Outcome.AIRED)
        (read,) = journal.airings()
    assert read.about is None
    assert [line.title for line in counted(read).messages] == ["m"]


def test_message_that_cannot_be_counted_is_told_and_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The steps of the count are found by themselves: each raises for one of two messages."""
    bad = replace(ONE, id="2", session="t", message="b", about=None, outcome=Outcome.CUT)
    whole = counted(ONE)
    steps = [
        name for name, step in vars(counting).items() if inspect.isfunction(step) and takes_airings(step)
    ]
    assert len(steps) >= 6
    for name in steps:
        with monkeypatch.context() as patch:
            patch.setattr(counting, name, faulty(getattr(counting, name)))
            found = counted(ONE, bad)
        assert replace(found, uncounted=whole.uncounted) == whole, name
        assert [(one.message, one.airings) for one in found.uncounted] == [("b", 1)], name


def takes_airings(step: Callable[..., object]) -> bool:
    own = step.__module__ == counting.__name__ and step.__name__ not in ("month_of", "_counted")
    return own and any("Airing" in str(each) for each in inspect.signature(step).parameters.values())


def faulty(step: Callable[..., object]) -> Callable[..., object]:
    """The step, which raises where message `b` is."""

    def instead(*given: object) -> object:
        for each in given:
            rows = each if isinstance(each, list) else [each]
            if any(isinstance(row, Airing) and row.message == "b" for row in rows):
                raise ZeroDivisionError
        return step(*given)

    return instead
