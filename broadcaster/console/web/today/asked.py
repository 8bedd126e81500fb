"""What became of something that was asked for, as far as the station can tell it at once."""

from __future__ import annotations

import time

from broadcaster.errors import BroadcasterError
from broadcaster.journal.model import Outcome
from broadcaster.service.operator.manual.ticket_state import Stage
from broadcaster.service.station.facade import StationFacade

PATIENCE = 3.0  # seconds until a page answers, whatever the request has come to
LOOK = 0.05


def stage_of(station: StationFacade, ticket: str, patience: float = PATIENCE) -> Stage:
    """Where a request is once it sounds, waits for another one, or `patience` is over.

    Raises:
        BroadcasterError: it was refused, with the reason.
    """
    until = time.monotonic() + patience
    while True:
        now = station.ticket_state(ticket)
        ended = now.ended
        if ended is not None and ended.outcome is Outcome.REFUSED and ended.reason is not None:
            raise BroadcasterError(ended.reason.code, **dict(ended.reason.facts))
        over = time.monotonic() >= until
        if over or now.stage in (Stage.ON_AIR, Stage.ENDED) or (now.stage is Stage.WAITING and now.behind):
            return now.stage
        time.sleep(LOOK)
