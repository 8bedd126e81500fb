"""The day as a line: each airing with its state, the reason of what is not heard, and what to do next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from broadcaster.core.errors import Fact
from broadcaster.journal.rows.model import Airing, AiringKind, Outcome, Reason
from broadcaster.timetable.rules.occurrence import Occurrence, Status
from broadcaster.web.playout.day import DayRow, DayState, aired, to_come

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


def airing(outcome: Outcome | None, *, started: bool = True, reason: Reason | None = None) -> Airing:
    at = NOW - timedelta(hours=1)
    return Airing(
        id="a1",
        planned=at,
        started=at if started else None,
        ended=at + timedelta(seconds=62) if started and outcome else None,
        outcome=outcome,
        reason=reason,
        kind=AiringKind.SCHEDULED,
        message="ngan",
        schedule="ngan",
        who=None,
        words_digest=None,
        sound_digest=None,
        engine=None,
    )


def row(one: Airing, *, on_air: str | None = None, makeable: frozenset[str] = frozenset()) -> DayRow:
    return aired(one, lambda each: (each.message or "").upper(), NOW, on_air=on_air, makeable=makeable)


def occurrence(minutes: int, reason: str | None = None, **facts: Fact) -> Occurrence:
    start = NOW + timedelta(minutes=minutes)
    return Occurrence(
        start=start,
        end=start + timedelta(minutes=3),
        end_estimated=True,
        message="ngan",
        schedule="ngan",
        session=f"ngan@{minutes}",
        position=0,
        of=1,
        status=Status.REFUSED if reason else Status.PLANNED,
        reason=reason,
        facts=tuple(facts.items()),
    )


def test_what_aired_is_grey_and_has_its_length() -> None:
    found = row(airing(Outcome.AIRED))
    assert (found.title, found.look, found.state, found.seconds) == ("NGAN", "done", "aired", 62)
    assert (found.why, found.step) == ("", None)


def test_what_sounds_is_told_from_what_waits() -> None:
    assert row(airing(None), on_air="a1").state == "on_air"
    assert row(airing(None), on_air="a2").state == "open"


def test_what_was_missed_says_why_and_can_be_caught_up() -> None:
    reason = Reason(code="timetable.quiet_hours", facts=(("first", "21:00"), ("until", "06:00")))
    found = row(airing(Outcome.MISSED, started=False, reason=reason), makeable=frozenset({"a1"}))
    assert (found.look, found.state, found.step) == ("no", "missed", DayState.CATCH_UP)
    assert "21:00" in found.why
    assert not found.heard


@pytest.mark.parametrize(
    ("reason", "facts", "state", "step"),
    [
        ("timetable.not_approved", {}, "unapproved", DayState.APPROVE),
        ("timetable.quiet_hours", {"first": "21:00", "until": "06:00"}, "will_not", DayState.MOVE),
        ("timetable.quota_day_minutes", {"most": "40"}, "will_not", DayState.MOVE),
        (
            "timetable.mourning_music",
            {"first": "24/11/2026", "until": "24/11/2026"},
            "will_not",
            DayState.MESSAGE,
        ),
        (
            "timetable.mourning_silence",
            {"first": "24/11/2026", "until": "24/11/2026"},
            "will_not",
            DayState.MOVE,
        ),
        ("timetable.schedule_paused", {}, "will_not", DayState.SCHEDULE),
        ("timetable.message_gone", {}, "will_not", None),
    ],
)
def test_what_will_not_air_says_why_and_what_to_do(
    reason: str, facts: dict[str, Fact], state: str, step: DayState | None
) -> None:
    found = next(iter(to_come([occurrence(60, reason, **facts)], str.upper, NOW)))
    assert (found.state, found.step, found.about) == (state, step, True)
    assert found.why


def test_what_is_due_already_is_left_to_the_journal() -> None:
    found = list(to_come([occurrence(-5), occurrence(-5, "timetable.not_approved"), occurrence(5)], str, NOW))
    assert [each.state for each in found] == ["unapproved", "planned"]
