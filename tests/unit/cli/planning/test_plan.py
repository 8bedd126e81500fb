"""`plan` and `check` beside the journal: a quota counts what was heard, and what is to come."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.core.clock import SystemClock
from broadcaster.journal.log.journal import JOURNAL, Journal
from broadcaster.journal.rows.model import AiringKind, Entry, Outcome, Reason
from broadcaster.timetable.plan.computation import Computation
from tests.fakes.faulty import raising
from tests.unit.cli.here import SETTINGS, SHORT, Command


def plan_of(command: Command, day: date) -> list[str]:
    done = command("plan", "--from", day.isoformat(), "--days", "1", "--format", "json")
    assert done.code == 0, done.err
    return [row["status"] for row in json.loads(done.out)]


def test_a_missed_session_is_in_no_quota_of_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    today = SystemClock().now().astimezone(UTC).date()
    command = Command(tmp_path, capsys)
    settings = SETTINGS.replace(
        "{quiet: none}", "{quiet: none, sessions_per_day: 1, days_per_week: 7, quotas: refuse}"
    )
    command.write("station.yaml", settings)
    command.write("messages/ngan.yaml", SHORT)
    command.write("schedules/sang.yaml", 'message: ngan\nat: ["00:00"]\n')
    command.write("schedules/chieu.yaml", 'message: ngan\nat: ["23:59:59"]\n')
    assert plan_of(command, today) == ["planned", "refused"]
    midnight = datetime(today.year, today.month, today.day, tzinfo=UTC)
    (tmp_path / "state").mkdir(mode=0o700, exist_ok=True)
    with Journal.open(tmp_path / "state" / JOURNAL, SystemClock()) as journal:
        entry = Entry(
            kind=AiringKind.SCHEDULED,
            message="ngan",
            schedule="sang",
            planned=midnight,
            session=f"sang@{midnight.isoformat()}",
        )
        journal.decline([(Outcome.MISSED, entry, Reason(code="playout.station_off"))])
    assert plan_of(command, today) == ["planned", "planned"]
    assert plan_of(command, today + timedelta(days=1)) == ["planned", "refused"]


def test_schedule_that_is_set_aside_is_named_by_plan_and_check_and_the_others_are_planned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = Command(tmp_path, capsys)
    command.write("station.yaml", SETTINGS)
    command.write("messages/ngan.yaml", SHORT)
    command.write("schedules/hong.yaml", 'message: ngan\nat: ["07:00"]\n')
    command.write("schedules/sang.yaml", 'message: ngan\nat: ["08:00"]\n')
    members = vars(Computation)["members"]
    with raising(members, "hong", "hong") as raised:
        planned = command("plan", "--days", "2", "--format", "json")
        checked = command("check", "--format", "json")
    assert raised[0] >= 2
    assert {row["schedule"] for row in json.loads(planned.out)} == {"sang"}
    assert planned.err.count("hong") == 1
    told = [each for each in json.loads(checked.out)["problems"] if each["severity"] == "error"]
    assert [(each["file"], each["code"]) for each in told] == [("schedules/hong.yaml", "contained.schedule")]
    assert checked.code == 1
