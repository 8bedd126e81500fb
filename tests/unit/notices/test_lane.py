"""One way's messages: tried again, given up, never sent twice without need."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from broadcaster.core.errors import StoreError
from broadcaster.notices.news.model import MessageState, NoticeMessage
from broadcaster.notices.sender.lane import LEAST_TRIES, PATIENCE, WAITS, SendingLane, again
from broadcaster.notices.sender.orders import Orders, as_line, from_line, orders_of
from broadcaster.notices.sender.process import SenderProcess
from broadcaster.notices.sender.way import FakeWay, NotTaken, WayOut, reason
from broadcaster.station.model.office import Duty
from broadcaster.station.model.settings import Settings
from tests.unit.notices.conftest import NOON, Box, fault, notices, recipient


def lane(box: Box, out: Callable[[], WayOut | None], address: str | None = "d@x.vn") -> SendingLane:
    return SendingLane("mail", box.messages, box.clock, out, lambda _name: address)


def refusing(**how: bool) -> Callable[[NoticeMessage], None]:
    def refuse(_message: NoticeMessage) -> None:
        raise NotTaken(reason("notices.failed.answer", "no"), **how)

    return refuse


def test_what_is_taken_is_sent_once(box: Box) -> None:
    box.take(fault())
    way = FakeWay()
    made = lane(box, lambda: way)
    assert made.step()
    assert not made.step()
    (one,) = box.all()
    assert way.taken == [("d@x.vn", one.message_id)]
    assert (one.state, one.tries, one.settled) == (MessageState.SENT, 1, NOON)


def test_without_a_server_messages_wait(box: Box) -> None:
    box.take(fault())
    assert not lane(box, lambda: None).step()
    assert box.all()[0].state is MessageState.QUEUED


def test_what_is_not_taken_is_tried_later_and_later(box: Box) -> None:
    box.take(fault())
    way = FakeWay(refusing())
    made = lane(box, lambda: way)
    waits = []
    for _ in range(5):
        assert made.step()
        assert not made.step()
        (one,) = box.all()
        assert one.due is not None
        waits.append(one.due - box.clock.now())
        box.clock.advance(waits[-1].total_seconds())
    assert waits == list(WAITS[:5])
    assert (one.state, one.tries, one.unsure) == (MessageState.QUEUED, 5, 0)


def test_what_may_have_been_taken_is_counted(box: Box) -> None:
    box.take(fault())
    lane(box, lambda: FakeWay(refusing(unsure=True))).step()
    assert box.all()[0].unsure == 1


def test_a_final_refusal_is_given_up_at_once(box: Box) -> None:
    box.take(fault())
    lane(box, lambda: FakeWay(refusing(final=True))).step()
    (one,) = box.all()
    assert (one.state, one.due) == (MessageState.GIVEN_UP, None)
    assert one.error == reason("notices.failed.answer", "no")


def test_a_recipient_without_this_way_is_given_up(box: Box) -> None:
    box.take(fault())
    lane(box, FakeWay, address=None).step()
    (one,) = box.all()
    assert one.error == reason("notices.failed.recipient_gone")


def test_a_fault_in_the_program_ends_neither_the_lane_nor_the_message(box: Box) -> None:
    box.take(fault())

    def breaks(_message: NoticeMessage) -> None:
        raise ZeroDivisionError

    lane(box, lambda: FakeWay(breaks)).step()
    (one,) = box.all()
    assert (one.state, one.unsure) == (MessageState.QUEUED, 1)


def test_a_full_disk_after_the_handing_over_sends_no_second_copy(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.take(fault())
    way = FakeWay()
    made = lane(box, lambda: way)
    with monkeypatch.context() as patched:
        patched.setattr(box.messages, "sent", _full)
        with pytest.raises(StoreError):
            made.step()
    # The patched method was taken up with the instant: it is asked again until the disk takes it.
    with pytest.raises(StoreError):
        made.step()
    assert len(way.taken) == 1
    assert box.all()[0].state is MessageState.TRYING


def _full(*_: object) -> None:
    raise StoreError("store.disk_full", path="x")


def test_three_days_are_waited_but_never_fewer_than_twenty_tries() -> None:
    assert again(NOON, 500, NOON + PATIENCE) is not None
    assert again(NOON, LEAST_TRIES, NOON + PATIENCE + timedelta(seconds=1)) is None
    assert again(NOON, LEAST_TRIES - 1, NOON + timedelta(days=9999)) is not None


def test_orders_reach_the_sender_whole() -> None:
    settings = Settings(name="Đài", notices=notices(recipient("lan", Duty.DUTY)))
    orders = orders_of(settings)
    assert dict(orders.addresses) == {("lan", "mail"): "lan@x.vn"}
    assert from_line(as_line(orders)) == orders
    assert from_line(as_line(Orders())) == Orders()
    assert "lan@x.vn" not in repr(orders)


def test_new_orders_have_what_waits_tried_at_once(box: Box) -> None:
    box.take(fault())
    lane(box, lambda: FakeWay(refusing())).step()
    assert box.messages.due("mail", NOON) is None
    SenderProcess(box.messages, box.clock).follow(Orders())
    assert box.messages.due("mail", NOON) is not None
