"""The rows of `broadcaster plan` as table, CSV and JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from broadcaster.core.containment import Kind, attempt
from broadcaster.core.text.catalogue import explain, say
from broadcaster.core.text.table import csv_text, table, width
from broadcaster.timetable.plan.prospect import CLASH, DELAY, DELAYS, KEYS, Prospect
from broadcaster.timetable.plan.prospect import as_json as facts_of
from broadcaster.timetable.rules.occurrence import Occurrence, why

_COLUMNS = ("start", "end", "message", "schedule", "status")

Held = Literal["pinned"]

_ROOMY = 72  # columns of a terminal that has room for the end of an airing


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One planned airing with what is known about it."""

    prospect: Prospect
    approval: Held | None = None  # by which approval it airs, where that is not simply the newest
    slot: datetime | None = None  # where the regulation refuses it: the next start that would be free

    @property
    def occurrence(self) -> Occurrence:
        """The airing itself."""
        return self.prospect.occurrence

    @property
    def status(self) -> str:
        """Whether it will air, and under which reservations, as a text; or why that cannot be said."""
        return attempt(Kind.MESSAGE, self.occurrence.message, lambda: self._said, explain)

    @property
    def _said(self) -> str:
        reason = why(self.occurrence)
        if reason is not None and self.slot is not None:
            weekday = say("timetable.weekdays").split()[self.slot.weekday()]
            slot = f"{weekday} {self.slot:%d/%m %H:%M}"
            return say("timetable.will_not_air_free", reason=reason, free=slot)
        if reason is not None:
            return say("timetable.will_not_air", reason=reason)
        wait, over, clash = self.prospect.wait, self.prospect.over, self.prospect.clash
        if wait is not None:
            facts = {"others": ", ".join(wait.behind_messages), "until": f"{_minute(wait.until)}"}
            delayed = say(f"outlook.row_{wait.kind}", since=f"{wait.since:%H:%M}", **facts)
            free = self.prospect.free
            return delayed if free is None else say("outlook.row_free", rest=delayed, time=f"{free:%H:%M}")
        if over is not None:
            return say("timetable.will_air_but", reason=say(over.code, **dict(over.facts)))
        if clash:
            return say("timetable.clashes", others=", ".join(clash))
        if self.prospect.delays:
            names = dict.fromkeys(name for each in self.prospect.delays for name in each.messages)
            until = max(each.until for each in self.prospect.delays)
            return say("outlook.row_delays", others=", ".join(names), until=_minute(until))
        if self.approval is not None:
            return say(f"timetable.will_air_{self.approval}")
        return say("timetable.will_air")


def as_table(rows: Sequence[PlanRow], most: int | None) -> str:
    """The plan for a person; shorter forms of day and time where the terminal is narrower than the table."""
    whole = table(_headings(_COLUMNS), [_cells(row) for row in rows])
    if most is None or all(width(line) <= most for line in whole.split("\n")):
        return whole
    # Leave out what is not needed before the other columns are folded.
    idle = {"schedule"} if all(r.occurrence.schedule == r.occurrence.message for r in rows) else set()
    idle |= {"end"} if most < _ROOMY else set()
    columns = tuple(name for name in _COLUMNS if name not in idle)
    short = [[dict(zip(_COLUMNS, _short(row), strict=True))[name] for name in columns] for row in rows]
    return table(_headings(columns), short, most=most)


def as_json(rows: Sequence[PlanRow]) -> str:
    """The plan as `plan --format json`."""
    return json.dumps([_facts(row) for row in rows], ensure_ascii=False, indent=2)


def as_csv(rows: Sequence[PlanRow]) -> str:
    """The plan as `plan --format csv`."""
    columns = (*KEYS, CLASH, DELAY, "approval", DELAYS, "free_slot")
    return csv_text(columns, [[_cell(_facts(row).get(key)) for key in columns] for row in rows])


def _facts(row: PlanRow) -> dict[str, object]:
    one = row.occurrence
    bare: dict[str, object] = {
        "start": one.start.isoformat(),
        "end": one.end.isoformat(),
        "message": one.message,
        "schedule": one.schedule,
        "status": str(one.status),
    }
    facts = attempt(
        Kind.MESSAGE,
        one.message,
        lambda: facts_of(row.prospect),
        lambda fault: {**bare, "reason": explain(fault)},
    )
    slot = {} if row.slot is None else {"free_slot": row.slot.isoformat()}
    return {**facts, **({} if row.approval is None else {"approval": row.approval}), **slot}


def _cell(value: object) -> str | None:
    if isinstance(value, dict):
        return " ".join(_cell(part) or "" for part in value.values())
    if isinstance(value, list):
        return ", ".join(value)
    return json.dumps(value) if isinstance(value, bool) else None if value is None else str(value)


def _headings(columns: Sequence[str]) -> list[str]:
    return [say(f"timetable.column.{name}") for name in columns]


def _cells(row: PlanRow) -> list[str]:
    one = row.occurrence
    end = f"{one.end:%H:%M:%S}"
    return [
        f"{_weekday(one)} {one.start:%d/%m/%Y %H:%M:%S}",
        say("timetable.about", time=end) if one.end_estimated else end,
        one.message,
        one.schedule,
        row.status,
    ]


def _short(row: PlanRow) -> list[str]:
    one = row.occurrence
    start = f"{one.start:%H:%M:%S}".removesuffix(":00")
    end = _minute(one.end)
    about = say("timetable.about", time=end) if one.end_estimated else end
    return [f"{_weekday(one)} {one.start:%d/%m} {start}", about, one.message, one.schedule, row.status]


def _weekday(row: Occurrence) -> str:
    return say("timetable.weekdays").split()[row.start.weekday()]


def _minute(moment: datetime) -> str:
    """The time of day, rounded up to the minute."""
    return f"{moment + timedelta(seconds=59):%H:%M}"
