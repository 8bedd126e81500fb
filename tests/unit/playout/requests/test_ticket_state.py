"""Whoever waits for a sound is told of an emergency on the air only if it is waited for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from broadcaster.journal.rows.model import AiringKind
from broadcaster.playout.desk.desk import Desk
from broadcaster.playout.desk.request import Request, Urgency
from broadcaster.playout.requests.ticket import making
from tests.unit.playout.conftest import NOON, item, seconds

BY_HAND = Request(
    id="x",
    kind=AiringKind.MANUAL,
    urgency=Urgency.EMERGENCY,
    planned=NOON,
    items=(item("x"),),
    manual=True,
    who="An",
)


@pytest.mark.parametrize("manual", [True, False])
def test_request_being_made_is_behind_an_emergency_of_a_person_and_not_of_a_schedule(*, manual: bool) -> None:
    desk = Desk(lambda *_: None)
    desk.submit(
        BY_HAND if manual else replace(BY_HAND, kind=AiringKind.SCHEDULED, manual=False, who=""), NOON
    )
    desk.started("x", NOON)
    told = making(desk)
    assert (told.behind, told.until) == (("x", NOON + seconds(10)) if manual else ("", None))
