"""The accelerated station with what people ask for at once: manual requests and chains."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from typing import TypeVar

from broadcaster.app.station.decisions import stop
from broadcaster.core.errors import BroadcasterError
from broadcaster.journal.rows.model import Airing
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.operator.corrections import CorrectionResult
from broadcaster.playout.requests.by_hand import AskPlay
from tests.house import House

FLOOD = """\
title: Lũ quét
priority: emergency
repeat: until_stopped
every: 5m
parts:
  - say: Nước lũ đang lên nhanh.
"""
REST = timedelta(seconds=10)  # between two looks while nothing is near
MOMENT = 0.001  # seconds between two turns while another thread works: it needs the processor
T = TypeVar("T")


class Post:
    """The operator's place in an accelerated station."""

    def __init__(self, house: House) -> None:
        parts = house.parts
        self.house, self.repeating, self.under_way = house, parts.repeating, parts.under_way
        self.manual, self.corrections = parts.manual, parts.corrections

    @property
    def told(self) -> list[BroadcasterError]:
        """What `status` was told."""
        return [fault.error for fault in self.house.director.faults]

    def correct(self, name: str, text: str, who: str = "An") -> CorrectionResult:
        """`correct` on a thread of its own, as the API does, while this thread serves the desk."""
        corrected = self._elsewhere(lambda: self.corrections.correct(name, text, Requester(shown=who)))
        if corrected.ticket is not None:
            self._made(corrected.ticket)
        return corrected

    def _elsewhere(self, job: Callable[[], T]) -> T:
        """Do a job on a thread of its own, while this thread serves the desk and the journal."""
        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(job)
            while not wait([future], MOMENT).done:
                self.house.settle()
        self.house.settle()
        return future.result()

    def _made(self, ticket: str) -> None:
        while self.manual.makes(ticket):
            self.house.settle()
            time.sleep(MOMENT)
        self.house.settle()

    def ask(self, job: Callable[[], object]) -> object:
        """Do on this thread what the director's thread would do."""
        future = self.house.director.call(job)
        self.house.director.run_pending()
        return future.result(0)

    def play(self, name: str, *, priority: str | None = "emergency", who: str = "An") -> str:
        """`play` as the API's thread calls it, with the director's work done here."""
        return self.asked(
            lambda: self.manual.take(AskPlay(message=name, priority=priority), Requester(shown=who))
        )

    def asked(self, job: Callable[[], str]) -> str:
        """Ask for something and let it be made; the ticket."""
        ticket = self._elsewhere(job)
        self._made(ticket)
        return ticket

    def taken(self, job: Callable[[], T]) -> T:
        """Ask for something, whose sound is still to be made."""
        return self._elsewhere(job)

    def give_up(self) -> None:
        """Give up what is being made, as a station does that ends."""
        self._elsewhere(self.manual.close)

    def stop(self) -> int:
        """The stop button; how many airings it ended."""
        parts = self.house.parts
        ended = self.ask(lambda: stop(parts, everything=False, who="An"))
        self.house.director.run_pending()
        assert isinstance(ended, tuple)
        return len(ended)

    def run_for(self, **length: float) -> None:
        """Let time pass, looking once a second as the director does where anything is near."""
        end = self.house.clock.now() + timedelta(**length)
        while (now := self.house.clock.now()) < end:
            quiet = self.house.director.desk.idle and all(
                kept.chain.at - now > 2 * REST for kept in self.repeating.chains
            )
            self.house.run_until(min(end, now + (REST if quiet else timedelta(seconds=1))))

    def log(self) -> list[Airing]:
        return self.house.log()

    @property
    def now(self) -> datetime:
        return self.house.clock.now()
