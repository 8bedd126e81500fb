"""What waits for a visitor on Hôm nay: what loosens the rules is a leader's, the time a technician's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

import pytest

from broadcaster.app.status.values import WaitingChange
from broadcaster.people.roles.model import Action, Role
from broadcaster.people.roles.rights import RIGHTS
from broadcaster.web.playout.attention import duties
from broadcaster.web.site.shell import Shell
from tests.fakes.status import AT_REST

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
RULES = WaitingChange(id="r", now=NOW, timezone="UTC", changes=("approval.required",))
ZONE = replace(RULES, id="z", of_time=True)


def asked(role: Role, *, trusted: bool, change: WaitingChange | None) -> list[tuple[str, dict[str, str]]]:
    clock = replace(AT_REST.clock, trusted=trusted, unconfirmed=change)
    may = {action: role in RIGHTS[action] for action in Action}
    files = SimpleNamespace(waiting=None)
    shell = cast("Shell", SimpleNamespace(station=SimpleNamespace(loaded=SimpleNamespace(files=files))))
    state = replace(AT_REST, clock=clock, held=(), problems=())
    found = duties(shell, state, cast("dict[str, bool]", may))
    deeds = [deed for duty in found for deed in duty.deeds if deed.path in ("/clock", "/settings/confirm")]
    return [(deed.path, {name: value for name, value in deed.fields if name == "change"}) for deed in deeds]


@pytest.mark.parametrize(
    ("role", "trusted", "change", "found"),
    [
        (Role.LEADER, True, RULES, [("/settings/confirm", {"change": "r"})]),
        (Role.TECHNICIAN, True, RULES, []),
        (Role.OFFICER, True, RULES, []),
        (Role.TECHNICIAN, False, RULES, [("/clock", {})]),
        (Role.LEADER, True, ZONE, [("/clock", {"change": "z"})]),
        (Role.TECHNICIAN, False, ZONE, [("/clock", {})]),
        (Role.TECHNICIAN, True, ZONE, []),
        (Role.TECHNICIAN, True, None, []),
    ],
)
def test_change_that_loosens_is_asked_of_a_leader_and_the_time_alone_of_others(
    role: Role, trusted: bool, change: WaitingChange | None, found: list[tuple[str, dict[str, str]]]
) -> None:
    assert asked(role, trusted=trusted, change=change) == found
