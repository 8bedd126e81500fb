"""A change of the sound server's output is told once, and only where it is a fault."""

from __future__ import annotations

from broadcaster.service.finding import Finding, ok, warn
from broadcaster.service.sink_watch import Seen, news


def seen(*findings: Finding, name: str = "card") -> Seen:
    return Seen(name=name, findings=findings)


GOOD = ok("doctor.sink", name="card", volume=100)
LOW = warn("doctor.sink_low", name="card", volume=10)


def codes(before: Seen | None, now: Seen) -> list[str]:
    return [error.code for error in news(before, now)]


def test_what_is_wrong_at_the_start_is_told() -> None:
    assert codes(None, seen(LOW)) == ["doctor.sink_low"]
    assert codes(None, seen(GOOD)) == []


def test_fault_is_told_when_it_comes_and_not_again_while_it_lasts() -> None:
    assert codes(seen(GOOD), seen(LOW)) == ["doctor.sink_low"]
    assert codes(seen(LOW), seen(LOW)) == []
    assert codes(seen(LOW), seen(GOOD)) == []


def test_another_default_output_is_told_with_both_names() -> None:
    (error,) = news(seen(GOOD), seen(GOOD, name="hdmi"))
    assert error.code == "service.other_output"
    assert error.facts == {"before": "card", "now": "hdmi"}
