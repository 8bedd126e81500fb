"""A plan is made whole or not at all, and tried again: one failed read of the journal loses nothing."""

from __future__ import annotations

import pytest

from broadcaster.core.errors import JournalError
from broadcaster.journal.rows.model import Outcome
from broadcaster.timetable.planning.draft import PlanDraft
from tests.house import MakeHouse, local

SHORT = "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n"
FILES = {
    "messages/ngan.yaml": SHORT,
    "schedules/a.yaml": 'message: ngan\nat: ["08:00", "08:10"]\ncatch_up: 10m\n',
}


def failing_once(real: object) -> object:
    calls: list[object] = []

    def once(*given: object, **named: object) -> object:
        calls.append(given)
        if len(calls) == 1:
            raise JournalError("journal.busy", path="journal.db")
        assert callable(real)
        return real(*given, **named)

    return once


def test_failed_read_at_the_start_costs_no_airing(
    make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = make_house("2026-11-23T07:50", FILES)
    before.run_until(local("2026-11-23T07:55"))
    before.touch()
    monkeypatch.setattr(
        "broadcaster.journal.writer.ledger.Ledger.interrupted", failing_once(type(before.ledger).interrupted)
    )
    after = make_house("2026-11-23T08:02", FILES, journal=before.journal)
    after.settle()
    assert "journal.busy" in [fault.error.code for fault in after.director.faults]
    after.run_until(local("2026-11-23T08:30"))
    assert [row.outcome for row in after.log()] == [Outcome.AIRED, Outcome.AIRED]


def test_old_plan_airs_until_the_new_one_is_finished(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T07:50", FILES)
    house.run_until(local("2026-11-23T07:59"))
    house.planless = True
    (house.folder / "schedules/a.yaml").write_text('message: ngan\nat: ["08:05"]\n')
    house.reload()
    house.run_until(local("2026-11-23T08:02"))
    house.planless = False
    house.run_until(local("2026-11-23T08:30"))
    planned = [row.planned for row in house.log() if row.outcome is Outcome.AIRED]
    assert planned == [local("2026-11-23T08:00"), local("2026-11-23T08:05")]


def test_plan_that_was_overtaken_is_not_applied(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T07:50", FILES)
    house.planless = True
    house.planner.replan()
    drafts: list[PlanDraft] = []
    house.timetable.drafting.made[:] = [drafts.append]
    house.timetable.drafting.step()
    (house.folder / "schedules/a.yaml").write_text('message: ngan\nat: ["08:05"]\n')
    house.reload()
    house.timetable.drafting.step()
    house.director.run_pending()
    old, new = drafts
    house.director.post(lambda: house.planner.take(new))
    house.director.post(lambda: house.planner.take(old))
    house.director.run_pending()
    assert house.planner.next is not None
    assert house.planner.next.start == local("2026-11-23T08:05")


def test_draft_in_flight_does_not_lift_a_hold_for_a_clock_that_is_doubted_meanwhile(
    make_house: MakeHouse,
) -> None:
    house = make_house("2026-11-23T07:50", FILES)
    house.run_until(local("2026-11-23T07:55"))
    drafts: list[PlanDraft] = []
    house.timetable.drafting.made[:] = [drafts.append]
    house.planner.make_up(house.clock.now())
    house.timetable.drafting.step()
    house.director.run_pending()
    house.planner.hold(house.clock.now())
    house.planner.take(drafts[0])
    assert house.planner.held, "only a trusted clock lets the timetable go on"


def test_changed_station_is_taken_while_the_journal_is_locked(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T07:50", FILES)

    def locked(_job: object) -> object:
        raise JournalError("journal.busy", path="journal.db")

    house.writer.read = locked  # type: ignore[method-assign, assignment]
    (house.folder / "messages/ngan.yaml").write_text(SHORT.replace("bà con", "quý vị"))
    house.reload()
    assert "quý vị" in str(house.station.messages["ngan"])
