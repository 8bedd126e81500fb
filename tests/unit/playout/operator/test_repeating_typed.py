"""A typed emergency may repeat until it is stopped; two typed texts are two."""

from __future__ import annotations

import pytest

from broadcaster.core.errors import ServiceError
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.by_hand import AskSay
from broadcaster.station.model.message import Priority
from tests.house import MakeHouse
from tests.unit.app.urgency import FLOOD, Post

FIRST, SECOND = "Bà con bản Cung rời nhà ngay.", "Cầu treo đã hỏng, không ai qua cầu."


@pytest.fixture
def post(make_house: MakeHouse) -> Post:
    return Post(make_house("2026-11-23T08:00", {"messages/lu.yaml": FLOOD}))


def typed(post: Post, text: str, who: str = "An", every: float | None = 300) -> str:
    asked = AskSay(text=text, priority=Priority.EMERGENCY, every=every)
    return post.asked(lambda: post.manual.take(asked, Requester(shown=who)))


def heard(post: Post, text: str) -> int:
    return sum(row.message == f"(say) {text}" and row.started is not None for row in post.log())


def test_typed_text_repeats_until_it_is_stopped(post: Post) -> None:
    typed(post, FIRST)
    post.run_for(minutes=16)
    assert heard(post, FIRST) == 4
    assert post.stop() == 1
    post.run_for(minutes=11)
    assert heard(post, FIRST) == 4


def test_typed_text_of_another_person_ends_no_first_one(post: Post) -> None:
    typed(post, FIRST)
    post.run_for(minutes=1)
    typed(post, SECOND, "Bình")
    post.run_for(minutes=15.5)
    assert (heard(post, FIRST), heard(post, SECOND)) == (4, 4)


def test_correction_of_one_typed_text_ends_that_and_no_other(post: Post) -> None:
    wrong = typed(post, FIRST)
    post.run_for(minutes=1)
    typed(post, SECOND, "Bình")
    post.run_for(minutes=6)
    post.correct(wrong, "Bà con ở lại trong nhà.")
    before = heard(post, FIRST), heard(post, SECOND)
    post.run_for(minutes=11)
    assert heard(post, FIRST) == before[0]
    assert heard(post, SECOND) > before[1]


def test_same_text_again_renews_its_chain(post: Post) -> None:
    typed(post, FIRST)
    post.run_for(minutes=2)
    typed(post, FIRST)
    post.run_for(minutes=1)
    assert len(post.repeating.chains) == 1


def test_what_is_no_emergency_does_not_repeat_endlessly(post: Post) -> None:
    with pytest.raises(ServiceError) as caught:
        post.manual.take(AskSay(text=FIRST, every=300), Requester(shown="An"))
    assert caught.value.code == "service.only_emergencies_repeat"


def test_typed_text_once_airs_once(post: Post) -> None:
    typed(post, FIRST, every=None)
    post.run_for(minutes=16)
    assert heard(post, FIRST) == 1
