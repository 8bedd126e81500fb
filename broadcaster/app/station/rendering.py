"""Where a station's sound is made: ahead, for who waits, for an emergency, for who writes."""

from __future__ import annotations

import math

from broadcaster.app.status.tally import CountedRenderer, Tally
from broadcaster.core.clock import Clock
from broadcaster.people.versions.clearance import Approvals
from broadcaster.playout.director.director import Director
from broadcaster.playout.operator.render_queue import RenderQueue
from broadcaster.playout.operator.sounds import Sounds
from broadcaster.station.acceptance.files import StationFiles
from broadcaster.studio.queues.preview import Listening, SentenceRenderer
from broadcaster.studio.queues.render_ahead import RenderAhead
from broadcaster.studio.render.nursery import Nursery
from broadcaster.studio.render.process import IDLE, RenderProcess

URGENT = 60  # seconds for the sound of an emergency: one that hangs must not keep the next
BESIDE = 4  # further processes for emergencies: as many people with long ones keep nobody's waiting


class Rendering:
    """The queues, and the processes behind them.

    Args:
        approvals: say what may stand in for a relay of an emergency.
        timetable: the station runs, and does not only air something.
        renderer: makes all sound; else several processes do.
    """

    def __init__(
        self,
        *,
        files: StationFiles,
        clock: Clock,
        faults: Director,
        tally: Tally,
        approvals: Approvals,
        timetable: bool,
        renderer: SentenceRenderer | None,
    ) -> None:
        nursery = Nursery()

        def process(*, urgent: bool = False, idle: float = IDLE) -> RenderProcess:
            if urgent:
                return RenderProcess(nursery=nursery, faults=faults, time_limit=URGENT, nice=0, idle=idle)
            return RenderProcess(nursery=nursery, faults=faults)

        def counted(process: RenderProcess) -> CountedRenderer:
            return CountedRenderer(renderer or process, tally)

        self.kept_ready = process(urgent=True, idle=math.inf if timetable else IDLE)
        # Each yields to others, and is started when there is work.
        self.render_ahead = RenderAhead(counted(process()), clock, faults)
        ordinary = RenderQueue("rendering", counted(process()))
        beside = [process(urgent=True) for _ in range(BESIDE)] if renderer is None else []
        urgent = RenderQueue("rendering-urgent", *map(counted, (self.kept_ready, *beside)), spare=True)
        self.sounds = Sounds(
            ordinary=ordinary, urgent=urgent, current=files, ready=self.render_ahead, approvals=approvals
        )
        self.listening = Listening(
            files=files,
            ready=self.render_ahead,
            sentences=renderer or process(),
            whole=renderer or process(),
        )
