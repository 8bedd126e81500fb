"""What takes long to make keeps the requests of others waiting for a moment only."""

from __future__ import annotations

import threading
import time

import pytest

from broadcaster.playout.operator import render_queue
from broadcaster.playout.operator.render_queue import RenderQueue, RenderWork
from broadcaster.playout.requests.members import Member
from broadcaster.station.model.message import Message
from broadcaster.studio.queues.render_ahead import Renderer
from tests.house import HouseRenderer


class Desk:
    """Makes and takes sounds; `long` is made until it is let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.begun = threading.Event()
        self.done: dict[str, float] = {}
        self.taken = {name: threading.Event() for name in ("long", "short")}
        self.by: dict[str, Renderer] = {}

    def work(self, ticket: str, asker: str, *, over: bool = False) -> RenderWork:
        def make(renderer: Renderer) -> Member:
            self.by[ticket] = renderer
            self.begun.set()
            if ticket == "long":
                assert self.let_go.wait(10)
            return Member(airing=ticket, message=Message(id=ticket, title="", parts=()))

        def done(sound: Member) -> None:
            self.done[sound.airing] = time.monotonic()
            self.taken[sound.airing].set()

        # It is stopped only after it was begun.
        stopped = lambda: over and self.begun.is_set()  # noqa: E731
        return RenderWork(
            ticket=ticket, asker=asker, make=make, done=done, failed=lambda _: None, over=stopped
        )


@pytest.mark.parametrize(("asker", "stopped"), [("An", False), ("Lan", False), ("Lan", True)])
def test_only_another_person_s_request_is_made_beside_a_long_one_and_not_at_once(
    monkeypatch: pytest.MonkeyPatch, asker: str, stopped: bool
) -> None:
    """Nor does one that was stopped keep back its own asker."""
    beside_it = asker == "An" or stopped
    monkeypatch.setattr(render_queue, "LONG", 0.05)
    desk, first, second = Desk(), HouseRenderer(), HouseRenderer()
    queue = RenderQueue("test", first, second)
    try:
        began = time.monotonic()
        queue.put(desk.work("long", "Lan", over=stopped))
        assert desk.begun.wait(10)
        queue.put(desk.work("short", asker))
        beside = desk.taken["short"].wait(10 if beside_it else 0.1)
        assert beside is beside_it
        if beside:
            assert desk.done["short"] - began >= 0.05
            assert desk.by["short"] is second
        desk.let_go.set()
        assert desk.taken["long"].wait(10)
        assert desk.taken["short"].wait(10)
        assert desk.by["long"] is first
    finally:
        desk.let_go.set()
        queue.close()
