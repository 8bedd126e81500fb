"""A station is left alone only where nothing airs, waits, repeats or is planned soon."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import pytest

from broadcaster.api.questions.window import WindowDoubt, judged
from tests.fakes.status import status

SOON = datetime(2026, 12, 1, 12, 5, tzinfo=UTC)
ANYTHING = cast("Any", object())


class Contact:
    closed = True


@pytest.mark.parametrize(
    ("changes", "doubt"),
    [
        ({"on_air": ANYTHING}, WindowDoubt.ON_AIR),
        ({"queue": (ANYTHING,)}, WindowDoubt.WAITING),
        ({"clash": ANYTHING}, WindowDoubt.CLASH),
        ({"chains": (ANYTHING,)}, WindowDoubt.REPEATING),
        ({"alerts": (ANYTHING,)}, WindowDoubt.ALERT),
        ({"contacts": (Contact(),)}, WindowDoubt.CONTACT),
    ],
)
def test_each_thing_that_must_not_be_cut_off_speaks_against_it(
    changes: dict[str, Any], doubt: WindowDoubt
) -> None:
    found = judged(status(**changes), None, live=False, asked=False)
    assert (found.free, found.against) == (False, (doubt,))


def test_a_voice_and_a_planned_start_do_too_and_nothing_else() -> None:
    at_rest = status(on_air=None, queue=(), clash=None, chains=(), alerts=(), contacts=())
    assert judged(at_rest, None, live=False, asked=False).free
    assert judged(at_rest, None, live=True, asked=False).against == ("live",)
    assert judged(at_rest, None, live=False, asked=True).against == ("asked",)
    planned = judged(at_rest, SOON, live=False, asked=False)
    assert (planned.free, planned.against, planned.next) == (False, ("planned",), SOON)
