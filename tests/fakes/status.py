"""The status of a station at rest, for tests of what is made from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from broadcaster.app.status.engine_state import EngineState
from broadcaster.app.status.values import (
    ApprovalsShown,
    ClockShown,
    ConsoleShown,
    Disk,
    JournalState,
    KeyingState,
    NoticesShown,
    OutputState,
    PeopleShown,
    StatusReport,
)

NOW = datetime.fromisoformat("2021-02-03T07:00:00+07:00")

CLOCK = ClockShown(
    now=NOW,
    timezone="Asia/Ho_Chi_Minh",
    trusted=True,
    why="mạng",
    code="network",
    since=datetime.fromisoformat("2021-02-03T06:00:00+07:00"),
)
ENGINE = EngineState(
    name="piper",
    fallback=False,
    wanted=None,
    since=None,
    waiting=(),
    order=("piper",),
    online=(),
    usual="piper",
)
KEYING = KeyingState(type="none", on=False, since=None, until=None, fault=None, switches=())

AT_REST = StatusReport(
    running=True,
    version="1.0.0",
    health="ok",
    reasons=(),
    accepted=True,
    left_out=(),
    problems=(),
    on_air=None,
    next=None,
    queue=(),
    clash=None,
    chains=(),
    contacts=(),
    held=(),
    engine=ENGINE,
    output=OutputState(kind="device", name="x", ok=True),
    keying=KEYING,
    clock=CLOCK,
    listen=None,
    ups=None,
    jobs=(),
    journal=JournalState(ok=True),
    people=PeopleShown(founded=False, enabled=0),
    console=ConsoleShown(addresses=(), refused=None, certificate_until=None, certificate_ends_soon=False),
    approvals=ApprovalsShown(waiting=(), pinned=(), to_confirm=()),
    notices=NoticesShown(recipients=(), waiting=0, sent=0, given_up=0, error=None),
    calendars=(),
    errors=(),
    disk=Disk(free_mb=5),
)


def status(**changes: Any) -> StatusReport:
    """The same with other parts."""
    return replace(AT_REST, **changes)
