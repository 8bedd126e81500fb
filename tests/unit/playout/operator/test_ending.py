"""What is asked for just as the station ends has one row, whichever of two threads answers it first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime

import pytest

from broadcaster.journal.rows.model import Outcome
from broadcaster.playout.requests.members import Member
from broadcaster.studio.script.programme import Programme
from tests.house import House, MakeHouse
from tests.unit.app.urgency import Post

SHORT = "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n"
LOST = "a line of the journal is lost"


@pytest.fixture
def house(make_house: MakeHouse) -> House:
    return make_house("2026-11-23T08:00", {"messages/ngan.yaml": SHORT})


def end(post: Post, refused: Callable[[], bool]) -> None:
    """The station ends while a request is on its way, on a thread of its own; wait until `refused`."""
    post.house.director.end()
    ending = threading.Thread(target=post.manual.close, daemon=True)
    ending.start()
    while ending.is_alive() and not refused():
        pass


def one_row(post: Post, ticket: str, log: pytest.LogCaptureFixture) -> None:
    (row,) = post.log()
    assert (row.id, row.outcome, row.started) == (ticket, Outcome.REFUSED, None)
    assert row.reason is not None
    assert row.reason.code == "playout.closing"
    assert post.house.journal.open_airings() == []
    ended = post.house.as_run.wait(ticket, 0)
    assert ended is not None, "whoever waits is told"
    assert LOST not in log.text


@pytest.mark.parametrize("priority", ["normal", "emergency"])
def test_request_that_is_refused_while_its_sound_is_made_is_not_handed_over_too(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, priority: str
) -> None:
    post, render = Post(house), house.renderer.render

    def ends_meanwhile(*asked: object, **how: object) -> Programme:
        end(post, lambda: house.journal.airings() != [])
        return render(*asked, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(house.renderer, "render", ends_meanwhile)
    one_row(post, post.play("ngan", priority=priority), caplog)


@pytest.mark.parametrize("priority", ["normal", "emergency"])
def test_request_on_its_way_to_the_desk_as_the_station_ends_is_refused_by_the_desk_alone(
    house: House, caplog: pytest.LogCaptureFixture, priority: str
) -> None:
    inside = house.sources.inside
    connect = inside.connect

    def ends_meanwhile(members: Sequence[Member], at: datetime, rule: str | None) -> list[Member]:
        end(post, lambda: house.journal.airings() != [])
        return connect(members, at, rule)

    inside.connect = ends_meanwhile  # type: ignore[method-assign, assignment]
    post = Post(house)
    one_row(post, post.play("ngan", priority=priority), caplog)
