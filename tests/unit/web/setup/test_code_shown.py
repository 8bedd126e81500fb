"""The code of a first start is on the page of who sits at the box, and on nobody else's."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from starlette.requests import Request

from broadcaster.core.clock import FakeClock
from broadcaster.people.access.access import Access
from broadcaster.people.store.store import NAME, PeopleStore
from broadcaster.upkeep.host.first_start import FirstStart, begin
from broadcaster.web.people import sign_in

OWN, AT_SCREEN, OTHER = os.getuid(), 4711, 4712


@pytest.mark.parametrize(
    ("account", "shown"),
    [(OWN, True), (AT_SCREEN, True), (OTHER, False), (None, False)],
    ids=["the station's own", "at the screen", "another account, as of a proxy", "the network"],
)
def test_who_sees_the_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, account: int | None, shown: bool
) -> None:
    clock, state = FakeClock(datetime(2027, 1, 2, tzinfo=UTC)), tmp_path / "state"
    begin(state)
    PeopleStore(state / NAME, clock).close()
    access = Access(tmp_path, state, clock, lambda: ZoneInfo("UTC"))
    shell: Any = SimpleNamespace(station=SimpleNamespace(access=access, first_start=FirstStart(state)))
    asked = SimpleNamespace(caller=SimpleNamespace(shown="x"))
    monkeypatch.setattr(sign_in, "seat_account", lambda: AT_SCREEN)
    monkeypatch.setattr(sign_in, "account_of_peer", lambda _scope: account)
    try:
        code = sign_in._code(shell, Request({"type": "http", "visitor": asked, "headers": []}))
        assert bool(code) is shown
        shell.station.first_start.end()
        assert sign_in._code(shell, Request({"type": "http", "visitor": asked, "headers": []})) == ""
    finally:
        access.close()
