"""What is made for people is made in turn; whoever waits is told when the station ends."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace

import pytest

from broadcaster.core.errors import BroadcasterError, ServiceError, StudioError
from broadcaster.playout.desk.waiting_list import EACH
from broadcaster.playout.operator.render_queue import LONG, MOST, RenderQueue, RenderWork
from broadcaster.playout.requests.members import Member
from broadcaster.station.model.message import Message
from broadcaster.station.model.station import Station
from broadcaster.studio.queues.render_ahead import Renderer
from broadcaster.studio.script.programme import Programme


@dataclass
class SlowRenderer:
    """Stands until it is let go or ended, as a render process does."""

    begun: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    killed: bool = False

    def render(
        self, station: Station, message: Message, *, engine: str | None = None, offline_only: bool = False
    ) -> Programme:
        raise NotImplementedError

    def stand(self) -> None:
        self.begun.set()
        self.over.wait(10)
        if self.killed:
            raise StudioError("studio.render_died", message="x")

    def close(self) -> None:
        self.killed = True
        self.over.set()


class Asked:
    """A piece of work, and what became of it."""

    def __init__(
        self, ticket: str, renderer: SlowRenderer, asker: str = "An", made: list[str] | None = None
    ) -> None:
        self.done = False
        self.error: BroadcasterError | None = None
        self.told = threading.Event()
        self._renderer = renderer
        self.order = [] if made is None else made  # in which works are done
        self.work = RenderWork(
            ticket=ticket, asker=asker, make=self._make, done=self._done, failed=self._failed
        )

    def _make(self, _renderer: Renderer) -> Member:
        self._renderer.stand()
        return Member(airing="", message=Message(id="m", title="m", parts=()))

    def _done(self, _member: Member) -> None:
        self.done = True
        self.order.append(self.work.ticket)
        self.told.set()

    def _failed(self, error: BroadcasterError) -> None:
        self.error = error
        self.told.set()


@pytest.fixture
def renderer() -> SlowRenderer:
    return SlowRenderer()


def test_end_gives_up_what_is_made_and_what_waits_and_tells_both(renderer: SlowRenderer) -> None:
    queue = RenderQueue("test", renderer)
    asked = [Asked(str(number), renderer) for number in range(3)]
    for each in asked:
        queue.put(each.work)
    assert renderer.begun.wait(10)
    assert all(queue.has(each.work.ticket) for each in asked)
    queue.close()
    for each in asked:
        assert each.told.wait(10)
        assert not each.done
        assert each.error is not None
        assert each.error.code == "playout.closing"
    with pytest.raises(ServiceError) as caught:
        queue.put(Asked("late", renderer).work)
    assert caught.value.code == "service.ending"


def test_at_the_end_each_that_waits_is_known_until_it_is_told(renderer: SlowRenderer) -> None:
    queue = RenderQueue("make", renderer)
    asked = [Asked(f"n{number}", renderer, f"An {number}") for number in range(20)]
    known: list[int] = []

    def failed(_error: BroadcasterError) -> None:
        known.append(sum(queue.has(one.work.ticket) for one in asked))

    for one in asked:
        queue.put(replace(one.work, failed=failed))
    renderer.begun.wait(10)
    queue.close()
    assert known == [20] * 20
    assert not any(queue.has(one.work.ticket) for one in asked[1:])


def test_end_ends_a_thread_that_has_nothing_to_make() -> None:
    before = set(threading.enumerate())
    queue, idle = RenderQueue("test", SlowRenderer(), SlowRenderer()), SlowRenderer()
    idle.over.set()
    only = Asked("only", idle)
    queue.put(only.work)
    assert only.told.wait(10)
    queue.close()
    assert set(threading.enumerate()) <= before


def test_crowd_of_one_person_refuses_that_person_alone(renderer: SlowRenderer) -> None:
    queue = RenderQueue("test", renderer)
    queue.put(Asked("first", renderer).work)
    assert renderer.begun.wait(10)
    for number in range(EACH):
        queue.put(Asked(str(number), renderer).work)
    with pytest.raises(ServiceError) as caught:
        queue.put(Asked("over", renderer).work)
    assert caught.value.code == "service.too_many"
    queue.put(Asked("another", renderer, "Bình").work)
    assert queue.has("another")
    queue.close()


def test_full_queue_still_takes_the_first_of_each_person_and_no_second(renderer: SlowRenderer) -> None:
    queue = RenderQueue("test", renderer)
    queue.put(Asked("first", renderer).work)
    assert renderer.begun.wait(10)
    for number in range(MOST):
        queue.put(Asked(str(number), renderer, f"người {number % 10}").work)
    queue.put(Asked("of another", renderer, "Bình").work)
    with pytest.raises(ServiceError) as caught:
        queue.put(Asked("over", renderer, "Bình").work)
    assert caught.value.code == "service.too_many"
    queue.close()


def test_first_of_another_person_is_made_before_the_crowd_of_one(renderer: SlowRenderer) -> None:
    queue, made = RenderQueue("test", renderer), list[str]()
    askers = {"a0": "An", "a1": "An", "a2": "An", "a3": "An", "b0": "Bình", "b1": "Bình", "c": "Chi"}
    asked = [Asked(ticket, renderer, asker, made) for ticket, asker in askers.items()]
    for each in asked:
        queue.put(each.work)
        assert renderer.begun.wait(10)
    renderer.over.set()
    assert all(each.told.wait(10) for each in asked)
    assert made == ["a0", "b0", "c", "a1", "b1", "a2", "a3"]
    queue.close()


def test_what_was_stopped_is_not_made_and_takes_nobodys_place(renderer: SlowRenderer) -> None:
    queue, stopped = RenderQueue("test", renderer), False
    queue.put(Asked("first", renderer).work)
    assert renderer.begun.wait(10)
    given_up = [Asked(str(number), renderer) for number in range(EACH)]
    for each in given_up:
        queue.put(replace(each.work, over=lambda: stopped))
    stopped = True
    late = Asked("late", renderer)
    queue.put(late.work)
    assert not queue.has(given_up[0].work.ticket)
    renderer.over.set()
    assert late.told.wait(10)
    assert late.done
    assert not any(each.done or each.error for each in given_up)
    queue.close()


def test_fault_of_one_is_told_and_the_next_has_its_turn(renderer: SlowRenderer) -> None:
    queue, broken, whole = RenderQueue("test", renderer), Asked("broken", renderer), Asked("whole", renderer)
    renderer.over.set()

    def fails(_renderer: Renderer) -> Member:
        raise RuntimeError("a fault of ours")

    queue.put(RenderWork(ticket="broken", asker="An", make=fails, done=broken._done, failed=broken._failed))
    queue.put(whole.work)
    assert whole.told.wait(10)
    assert whole.done
    assert broken.error is not None
    assert broken.error.code == "playout.internal"
    queue.close()


def test_long_one_keeps_nobody_elses_waiting_and_one_person_never_keeps_both(renderer: SlowRenderer) -> None:
    """Ten minutes of silence in an officer's emergency kept that of the duty person from being made."""
    ready = SlowRenderer()
    ready.over.set()
    queue = RenderQueue("test", renderer, ready)
    long, again = Asked("long", renderer), Asked("again", renderer)
    queue.put(long.work)
    assert renderer.begun.wait(10)
    queue.put(again.work)
    other = Asked("other", ready, asker="Binh")
    queue.put(other.work)
    assert other.told.wait(10)
    assert other.done
    assert not again.told.wait(LONG + 0.5)
    assert queue.has("again")
    renderer.over.set()
    assert again.told.wait(10)
    assert long.done
    queue.close()


def test_two_people_with_long_ones_keep_nobody_elses_waiting(renderer: SlowRenderer) -> None:
    ready = SlowRenderer()
    ready.over.set()
    queue = RenderQueue("test", renderer, SlowRenderer(), ready)
    long = [Asked(name, renderer, asker=name) for name in ("An", "Binh")]
    for each in long:
        queue.put(each.work)
    other = Asked("other", ready, asker="Chi")
    queue.put(other.work)
    assert other.told.wait(10)
    assert other.done
    assert not any(each.done for each in long)
    queue.close()


def test_short_one_is_made_by_the_ready_spare_while_two_peoples_long_ones_are_made() -> None:
    """The third renderer had to be started: the duty person's emergency came after 2.6 s."""
    first, spare, cold, colder = (SlowRenderer() for _ in range(4))
    spare.over.set()
    queue = RenderQueue("test", first, spare, cold, colder, spare=True)
    made: dict[str, Renderer] = {}

    def work(ticket: str, *, short: bool) -> Asked:
        asked = Asked(ticket, first, asker=ticket)

        def make(renderer: Renderer) -> Member:
            made[ticket] = renderer
            assert isinstance(renderer, SlowRenderer)
            renderer.stand()
            return Member(airing="", message=Message(id="m", title="m", parts=()))

        asked.work = replace(asked.work, make=make, short=short)
        queue.put(asked.work)
        return asked

    long = [work("An", short=False), work("Binh", short=False)]
    assert first.begun.wait(10)
    assert cold.begun.wait(10)
    for ticket in ("Chi", "Dung"):
        asked = work(ticket, short=True)
        assert asked.told.wait(10)
        assert asked.done
        assert made[ticket] is spare
    assert not any(each.done for each in long)
    long.append(work("Em", short=False))
    assert colder.begun.wait(10)
    assert made == {"An": first, "Binh": cold, "Chi": spare, "Dung": spare, "Em": colder}
    queue.close()


def test_short_one_goes_to_another_renderer_where_the_spare_is_at_work() -> None:
    first, spare, cold = (SlowRenderer() for _ in range(3))
    cold.over.set()
    queue = RenderQueue("test", first, spare, cold, spare=True)
    for asker, renderer in (("An", first), ("Binh", spare)):
        queue.put(replace(Asked(asker, renderer, asker=asker).work, short=True))
        assert renderer.begun.wait(10)
    other = Asked("Chi", cold, asker="Chi")
    queue.put(replace(other.work, short=True))
    assert other.told.wait(10)
    assert other.done
    queue.close()


def test_end_gives_up_both_that_are_made(renderer: SlowRenderer) -> None:
    second = SlowRenderer()
    queue = RenderQueue("test", renderer, second)
    asked = [Asked("long", renderer), Asked("other", second, asker="Binh")]
    for each in asked:
        queue.put(each.work)
    assert second.begun.wait(10)
    queue.close()
    for each in asked:
        assert each.told.wait(10)
        assert each.error is not None
        assert each.error.code == "playout.closing"
