"""Why something did not air to its end has words, each reason its own."""

from __future__ import annotations

import pytest

from broadcaster.playout.desk import chain, keying_plan, orders
from broadcaster.playout.desk.orders import by_the_air
from tests.catalogue import unworded


def test_every_reason_of_the_desk_has_its_words() -> None:
    assert unworded(orders, keying_plan, chain) == []


@pytest.mark.parametrize(
    ("told", "code", "facts"),
    [
        ("playout.source_lost", "playout.source_lost", ()),
        ("playout.source_lost vov 1", "playout.source_lost", (("detail", "vov 1"),)),
        ("No such file", "playout.failed", (("reason", "No such file"),)),
    ],
)
def test_what_the_air_tells_is_a_reason_of_ours_or_the_system_s_words(
    told: str, code: str, facts: tuple[tuple[str, str], ...]
) -> None:
    found = by_the_air(told)
    assert (found.code, found.facts) == (code, facts)
