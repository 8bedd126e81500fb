"""What is told to come next is what then airs first, also where several begin at one instant."""

from __future__ import annotations

from datetime import timedelta

import pytest

from broadcaster.journal.rows.model import Outcome
from tests.house import MakeHouse, local
from tests.unit.app.urgency import Post

TIMES = [f"08:{minute:02}" for minute in range(1, 17, 2)]
AT = "at: [" + ", ".join(f'"{time}"' for time in TIMES) + "]\n"


def message(title: str, priority: str = "normal") -> str:
    return f"title: {title}\npriority: {priority}\nrepeat: 1\nparts:\n  - say: {title}.\n"


@pytest.mark.parametrize("second", ["normal", "priority"])
def test_of_one_instant_the_class_goes_first_then_the_name_of_the_schedule(
    make_house: MakeHouse, second: str
) -> None:
    files = {
        "messages/a.yaml": message("A"),
        "messages/b.yaml": message("B", second),
        "schedules/a.yaml": f"message: a\n{AT}",
        "schedules/b.yaml": f"message: b\n{AT}",
    }
    post = Post(make_house("2026-11-23T08:00", files))
    told = []
    for time in TIMES:
        coming = post.house.planner.next
        assert coming is not None
        assert coming.start == local(f"2026-11-23T{time}")
        told.append(coming.message)
        post.house.run_until(coming.start + timedelta(minutes=1))
    begun = sorted(
        (one.planned, one.started, one.message) for one in post.log() if one.planned and one.started
    )
    assert [name for _, _, name in begun[::2]] == told
    assert set(told) == {"a" if second == "normal" else "b"}


def test_member_behind_one_that_is_held_back_is_told_as_early_as_it_airs(make_house: MakeHouse) -> None:
    files = {
        "messages/a.yaml": message("A") + "  - pause: 3m\n",
        "messages/b.yaml": message("B"),
        "schedules/s.yaml": 'messages: [a, b]\nat: ["08:10"]\n',
    }
    post = Post(make_house("2026-11-23T08:00", files))
    post.correct("a", "Không phải thế.")
    post.run_for(minutes=1)
    coming = post.house.planner.next
    assert coming is not None
    assert (coming.message, coming.start) == ("b", local("2026-11-23T08:10"))
    post.run_for(minutes=12)
    (row,) = [one for one in post.log() if one.message == "b"]
    assert row.planned == row.started == local("2026-11-23T08:10")


@pytest.mark.parametrize("seconds", [5, 30, 61, 121, 170, 181, 200])
def test_plan_that_is_made_anew_amid_a_session_airs_no_member_again(
    make_house: MakeHouse, seconds: int
) -> None:
    files = {
        "messages/a.yaml": message("A") + "  - pause: 3m\n",
        "messages/b.yaml": message("B"),
        "schedules/s.yaml": 'messages: [a, b]\nat: ["08:10"]\n',
    }
    post = Post(make_house("2026-11-23T08:00", files))
    post.correct("a", "Không phải thế.")
    post.house.run_until(local("2026-11-23T08:10") + timedelta(seconds=seconds))
    post.house.planner.replan()
    post.run_for(minutes=10)
    assert [one.message for one in post.log() if one.schedule] == ["a", "b"]


@pytest.mark.parametrize("seconds", [5, 61, 121, 181])
def test_station_that_starts_again_amid_a_session_airs_no_member_again(
    make_house: MakeHouse, seconds: int
) -> None:
    files = {
        "messages/a.yaml": message("A") + "  - pause: 3m\n",
        "messages/b.yaml": message("B"),
        "schedules/s.yaml": 'messages: [a, b]\nat: ["08:10"]\ncatch_up: 10m\n',
    }
    post = Post(make_house("2026-11-23T08:00", files))
    post.correct("a", "Không phải thế.")
    post.house.run_until(local("2026-11-23T08:10") + timedelta(seconds=seconds))
    post.house.cut_power()
    again = make_house(f"2026-11-23T08:{10 + (seconds + 20) // 60}", files, journal=post.house.journal)
    again.run_until(local("2026-11-23T08:30"))
    heard = [one.message for one in again.log() if one.schedule and one.outcome is Outcome.AIRED]
    assert heard == ["b"]
