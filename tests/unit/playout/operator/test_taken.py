"""What is being made when the program is killed has one row: who asked, and that it never began."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from broadcaster.core.errors import StoreError
from broadcaster.journal.rows.model import Airing, AiringKind, Entry, Outcome
from broadcaster.journal.rows.names import SPOKEN
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.by_hand import AskPlay, AskSay
from broadcaster.studio.script.programme import Programme
from tests.house import House, MakeHouse
from tests.unit.app.urgency import FLOOD, Post

SHORT = "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n"
FILES = {"messages/ngan.yaml": SHORT, "messages/lu.yaml": FLOOD.replace("until_stopped\nevery: 5m", "1")}
LAN, HOA = Requester(shown="Chị Lan"), Requester(shown="Anh Hoà")


class Slow:
    """A renderer that makes nothing until it is let go."""

    def __init__(self, house: House) -> None:
        self.go = threading.Event()
        self._render = house.renderer.render
        house.renderer.render = self.render  # type: ignore[method-assign]

    def render(self, *asked: object, **how: object) -> Programme:
        assert self.go.wait(60)
        return self._render(*asked, **how)  # type: ignore[arg-type]


class Disk:
    """The disk under a journal, which may be full."""

    def __init__(self, house: House) -> None:
        self.full = False
        plan = house.journal.plan

        def written(entry: Entry, *, airing: str | None = None) -> str:
            if self.full:
                raise StoreError("store.disk_full", path="journal.db")
            return plan(entry, airing=airing)

        house.journal.plan = written  # type: ignore[method-assign]


@pytest.fixture
def post(make_house: MakeHouse) -> Iterator[Post]:
    post = Post(make_house("2026-11-23T08:00", FILES))
    slow = Slow(post.house)
    yield post
    slow.go.set()
    post.give_up()


@pytest.fixture
def next_start(post: Post, make_house: MakeHouse) -> Callable[[], list[Airing]]:
    """What the journal says after a kill in this moment, once the next program has begun."""
    return lambda: make_house("2026-11-23T08:05", {}, journal=post.house.journal).log()


def never_began(airing: Airing) -> tuple[str, str | None, str | None]:
    assert (airing.outcome, airing.started, airing.ended) == (Outcome.INTERRUPTED, None, None)
    assert airing.reason is not None
    assert airing.reason.code == "journal.never_began"
    return airing.id, airing.message, airing.who


def test_kill_while_the_sound_of_an_order_is_made_leaves_its_row(
    post: Post, next_start: Callable[[], list[Airing]]
) -> None:
    ticket = post.taken(lambda: post.manual.take(AskPlay(message="ngan"), LAN))
    (row,) = next_start()
    assert never_began(row) == (ticket, "ngan", "Chị Lan")
    assert row.kind is AiringKind.MANUAL


def test_kill_leaves_the_rows_of_each_order_that_waits_to_be_made(
    post: Post, next_start: Callable[[], list[Airing]]
) -> None:
    first = post.taken(lambda: post.manual.take(AskPlay(message="ngan"), LAN))
    second = post.taken(lambda: post.manual.take(AskSay(text="Mời bà con họp."), HOA))
    assert [never_began(row) for row in next_start()] == [
        (first, "ngan", "Chị Lan"),
        (second, f"{SPOKEN} Mời bà con họp.", "Anh Hoà"),
    ]


def test_kill_leaves_the_row_of_an_emergency_that_is_being_made(
    post: Post, next_start: Callable[[], list[Airing]]
) -> None:
    ticket = post.taken(
        lambda: post.manual.take(AskPlay(message="lu", priority="emergency"), Requester(shown="Chị Lan"))
    )
    assert [never_began(row) for row in next_start()] == [(ticket, "lu", "Chị Lan")]


def test_emergency_is_taken_and_made_while_the_journal_is_locked(post: Post) -> None:
    post.house.locked = True
    ticket = post.manual.take(AskPlay(message="lu", priority="emergency"), Requester(shown="Chị Lan"))
    assert post.manual.makes(ticket)
    assert post.house.journal.airings() == []


def test_kill_leaves_the_row_of_a_correction_that_is_being_made(
    post: Post, next_start: Callable[[], list[Airing]]
) -> None:
    by = Requester(shown="Chị Lan")
    corrected = post.taken(lambda: post.corrections.correct("ngan", "Họp lúc bảy giờ.", by))
    (row,) = next_start()
    assert never_began(row) == (corrected.ticket, f"{SPOKEN} Xin đính chính: Họp lúc bảy giờ.", "Chị Lan")


def test_order_on_a_full_disk_is_refused_at_once_and_told_when_there_is_room(post: Post) -> None:
    disk = Disk(post.house)
    disk.full = True
    with pytest.raises(StoreError):
        post.taken(lambda: post.manual.take(AskPlay(message="ngan"), LAN))
    assert post.house.log() == []
    disk.full = False
    (row,) = post.house.log()
    assert (row.message, row.who, row.outcome, row.started) == ("ngan", "Chị Lan", Outcome.REFUSED, None)
    assert row.reason is not None
    assert row.reason.code == "store.disk_full"


def test_emergency_on_a_full_disk_is_made_and_told_when_there_is_room(
    post: Post, next_start: Callable[[], list[Airing]]
) -> None:
    disk = Disk(post.house)
    disk.full = True
    ticket = post.taken(
        lambda: post.manual.take(AskPlay(message="lu", priority="emergency"), Requester(shown="Chị Lan"))
    )
    assert post.manual.makes(ticket)
    assert post.house.log() == []
    disk.full = False
    assert [row.id for row in post.house.log()] == [ticket]
    assert [never_began(row) for row in next_start()] == [(ticket, "lu", "Chị Lan")]


@pytest.mark.parametrize("priority", ["normal", "emergency"])
def test_order_that_was_written_down_and_airs_has_one_row_with_its_sound(
    make_house: MakeHouse, priority: str
) -> None:
    post = Post(make_house("2026-11-23T08:00", FILES))
    ticket = post.play("lu", priority=priority, who="Chị Lan")
    post.run_for(seconds=30)
    (row,) = post.log()
    assert (row.id, row.message, row.who, row.outcome) == (ticket, "lu", "Chị Lan", Outcome.AIRED)
    assert row.words_digest
    assert row.sound_digest
    assert row.engine == {"normal": "tone", "emergency": "espeak"}[priority]
    assert row.ended is not None
    assert row.started is not None
    assert row.ended - row.started > timedelta()
