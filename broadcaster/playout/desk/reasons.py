"""Why the desk did not air something, or not to its end."""

from __future__ import annotations

from broadcaster.timetable.guard.guard import Refusal

STOPPED = Refusal(code="playout.stopped")
PREEMPTED = Refusal(code="playout.preempted")
LIVE_PREEMPTED = Refusal(code="playout.live_preempted")
REHEARSED = Refusal(code="playout.rehearsal_yields")
WAITED = Refusal(code="playout.waited")
AIR_LOST = Refusal(code="playout.air_lost")
SILENT = Refusal(code="playout.no_report")
CLOSING = Refusal(code="playout.closing")
CLOCK = Refusal(code="timetable.clock_untrusted")
RIGHT_LOST = Refusal(code="playout.right_lost")
SLEPT = Refusal(code="playout.slept")
TOO_MANY = Refusal(code="service.too_many")


def by_the_air(reason: str) -> Refusal:
    """The air's reason: a code of ours with its detail, or the system's error of a file."""
    code, _, detail = reason.partition(" ")
    if code.startswith("playout."):
        return Refusal(code=code, facts=(("detail", detail),) if detail else ())
    return Refusal(code="playout.failed", facts=(("reason", reason),))
