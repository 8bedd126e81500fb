"""What a person ends with the stop button: what sounds, and what they would hear a moment later."""

from __future__ import annotations

from broadcaster.playout.desk.reasons import STOPPED
from broadcaster.playout.director import Director
from broadcaster.service.operator.operator import Operator
from broadcaster.timetable.guard.guard import Refusal


def stop(director: Director, operator: Operator, *, everything: bool, who: str) -> tuple[str, ...]:
    """End what is on air, or all that was asked for; the ids of the airings. On the director's thread only.

    Where nothing is on the air, or only a rehearsal, a person means what is about to be: a chain between two
    airings, what they have just asked for. What is still being made is not waited for. The timetable goes on.
    """
    reason = Refusal(code="playout.stopped_by", facts=(("who", who),)) if who else STOPPED
    silent = director.desk.silent
    ended = director.stop(everything=everything, reason=reason)
    if everything or silent:
        ended += operator.repeating.stop(reason) + operator.under_way.stop(reason)
    return tuple(dict.fromkeys(ended))
