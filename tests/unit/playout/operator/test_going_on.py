"""Phát tiếp and phát bù by the operator: what was cut goes on at its sentence, with a warning where due."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.core.errors import ServiceError
from broadcaster.journal.rows.model import Airing, Outcome
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.operator import corrections, tone
from broadcaster.playout.operator.repetition import longest
from broadcaster.playout.requests.by_hand import AskPlay
from broadcaster.station.model.message import Priority
from tests.catalogue import unworded
from tests.house import SETTINGS, MakeHouse
from tests.unit.app.urgency import Post

TEXT = "title: Dài\nrepeat: 1\nparts:\n  - say: Một hai ba.\n  - pause: 30s\n  - say: Bốn năm sáu.\n"
FILES = {"station.yaml": SETTINGS, "messages/dai.yaml": TEXT}
LAN = Requester(shown="Lan")


@pytest.fixture
def post(make_house: MakeHouse) -> Post:
    return Post(make_house("2026-11-23T08:00", FILES))


def cut(post: Post, seconds: float = 10, zones: tuple[str, ...] = ()) -> Airing:
    post.asked(lambda: post.manual.take(AskPlay(message="dai", zones=zones), LAN))
    post.run_for(seconds=seconds)
    post.stop()
    post.run_for(seconds=1)
    return post.log()[-1]


def test_what_was_cut_goes_on_at_its_sentence_and_the_row_says_of_what(post: Post) -> None:
    before = cut(post)
    found = post.manual.onward(before)
    assert found is not None
    assert (found.number, found.words) == (2, "bốn năm sáu.")
    for other in ({"sound_digest": None}, {"sound_digest": "0" * 64}, {"message": None}):
        assert post.manual.onward(replace(before, **other)) is None
    post.asked(lambda: post.manual.go_on(before, AskPlay(message="dai", from_sentence=3), LAN))
    refused = post.log()[-1]
    assert (refused.outcome, refused.resumes) == (Outcome.REFUSED, before.id)
    assert refused.reason is not None
    assert (refused.reason.code, dict(refused.reason.facts)["most"]) == ("service.no_sentence", "2")
    post.asked(
        lambda: post.manual.go_on(before, AskPlay(message="dai", from_sentence=found.number), LAN, "known")
    )
    post.run_for(seconds=10)
    rest = post.log()[-1]
    assert (rest.id, rest.outcome, rest.resumes, rest.who) == ("known", Outcome.AIRED, before.id, "Lan")


def test_an_approved_message_begins_no_later_than_it_was_heard_unless_a_leader_says_so(
    make_house: MakeHouse,
) -> None:
    text = TEXT.replace("Một hai ba", "Đừng tin tin sau").replace("Bốn năm sáu", "Bỏ nhà mà chạy")
    strict = SETTINGS.replace("required: false", "required: true")
    house = make_house("2026-11-23T08:00", {"station.yaml": strict, "messages/dai.yaml": text})
    house.approve("dai")
    post = Post(house)
    later = AskPlay(message="dai", from_sentence=2)
    with pytest.raises(ServiceError, match=r"service\.begins_later"):
        post.manual.take(later, LAN)
    before = cut(post, seconds=0.5)
    reached = post.manual.onward(before)
    assert reached is not None
    assert reached.number == 1
    with pytest.raises(ServiceError, match=r"service\.begins_later"):
        post.manual.go_on(before, later, LAN)
    post.asked(lambda: post.manual.take(later, replace(LAN, leads=True)))
    post.run_for(seconds=10)
    assert (post.log()[-1].outcome, post.log()[-1].confirm) == (Outcome.AIRED, False)
    # An emergency is not kept from sounding; a leader is asked afterwards.
    post.asked(lambda: post.manual.take(replace(later, priority=Priority.EMERGENCY), LAN))
    post.run_for(seconds=30)
    assert (post.log()[-1].outcome, post.log()[-1].confirm) == (Outcome.AIRED, True)


def test_what_was_heard_in_one_zone_goes_on_in_no_other_that_would_hear_its_end_alone(
    make_house: MakeHouse,
) -> None:
    strict = SETTINGS.replace("required: false", "required: true")
    files = FILES | {"station.yaml": strict + "zones: {a: {channel: left}, b: {channel: right}}\n"}
    house = make_house("2026-11-23T08:00", files)
    house.approve("dai")
    post = Post(house)
    before = cut(post, zones=("a",))
    rest = AskPlay(message="dai", from_sentence=2)
    for zones in (("b",), ("a", "b")):
        with pytest.raises(ServiceError, match=r"service\.begins_later"):
            post.manual.go_on(before, replace(rest, zones=zones), LAN)
    with pytest.raises(ServiceError, match=r"service\.begins_later"):  # everywhere
        post.manual.go_on(replace(before, zones=("gone",)), rest, LAN)
    with pytest.raises(ServiceError, match=r"service\.unknown_zone"):
        post.manual.go_on(before, replace(rest, zones=("gone",)), LAN)
    post.asked(lambda: post.manual.go_on(before, rest, LAN))
    post.run_for(seconds=10)
    assert (post.log()[-1].outcome, post.log()[-1].zones) == (Outcome.AIRED, ("a",))


def test_other_words_do_not_go_on_for_those_that_were_cut_but_are_heard_where_it_is_made_good(
    post: Post,
) -> None:
    before = cut(post)
    path = Path(post.house.folder) / "messages/dai.yaml"
    path.write_text(TEXT.replace("Một", "Tám").replace("30s", "1s"))
    post.house.reload()
    assert post.manual.onward(before) is None
    with pytest.raises(ServiceError, match=r"service\.changed_meanwhile"):
        post.manual.go_on(before, AskPlay(message="dai", from_sentence=2), LAN)
    post.asked(lambda: post.manual.catch_up(before, by=Requester(shown="Chi")))
    post.run_for(seconds=10)
    made = post.log()[-1]
    assert (made.outcome, made.makes_good, made.resumes, made.who) == (Outcome.AIRED, before.id, None, "Chi")
    path.unlink()
    post.house.reload()
    assert post.manual.onward(before) is None


def test_what_was_corrected_does_not_go_on(post: Post) -> None:
    before = cut(post)
    assert post.manual.onward(before) is not None
    post.correct("dai", "Họp lúc 19 giờ.")
    assert post.manual.onward(before) is None


def test_emergency_outside_its_days_airs_and_whoever_asks_is_told_so(make_house: MakeHouse) -> None:
    files = FILES | {"messages/dai.yaml": f"valid: {{until: 2026-11-22}}\n{TEXT}"}
    post = Post(make_house("2026-11-23T08:00", files))
    ticket = post.asked(lambda: post.manual.take(AskPlay(message="dai", priority="emergency"), LAN))
    warning = post.manual.warning(ticket)
    assert warning is not None
    assert warning.code == "timetable.ordered_expired"
    assert post.manual.every(ticket) is None
    refused = post.asked(lambda: post.manual.take(AskPlay(message="dai"), LAN))
    assert post.manual.warning(refused) is None
    assert {row.id for row in post.log() if row.outcome is Outcome.REFUSED} == {refused}


def test_longest_of_what_repeats_is_the_station_s(post: Post) -> None:
    assert post.manual.longest == longest(post.house.station) > timedelta()


def test_every_reason_of_the_operator_has_its_words() -> None:
    assert unworded(tone, corrections) == []
