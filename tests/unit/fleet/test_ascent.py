"""What goes up next, and that nobody can have it sent without end."""

from __future__ import annotations

from broadcaster.fleet.ascent import REST, RETRY, RowAscent

RATE = 48


def test_first_it_asks_and_then_sends_what_the_centre_lacks() -> None:
    ascent = RowAscent(RATE)
    assert ascent.after(0, 500) == 500, "a question at the last row"
    ascent.sent(0, 500, 100)
    ascent.heard(1, 200)
    assert ascent.after(1, 500) == 200
    ascent.sent(1, 400, 100)
    assert ascent.after(2, 500) is None, "one message at a time"
    ascent.heard(3, 400)
    assert ascent.after(3, 500) == 400


def test_without_an_answer_it_is_said_again_after_a_while() -> None:
    ascent = RowAscent(RATE)
    ascent.sent(0, 10, 100)
    assert ascent.after(RETRY - 1, 10) is None
    assert ascent.after(RETRY, 10) == 10


def test_while_nothing_waits_it_asks_rarely_and_a_new_row_goes_at_once() -> None:
    ascent = RowAscent(RATE)
    ascent.sent(0, 10, 100)
    ascent.heard(1, 10)
    assert ascent.after(REST - 1, 10) is None
    assert ascent.after(2, 11) == 10
    assert ascent.after(REST, 10) == 10


def test_messages_keep_to_the_rate() -> None:
    ascent = RowAscent(RATE)
    ascent.sent(0, 0, 60_000)
    ascent.heard(0.1, 0)
    assert ascent.after(9.9, 10) is None
    assert ascent.after(10, 10) == 0


def test_a_centre_of_yesterday_is_believed_and_costs_a_pause_each_time() -> None:
    ascent, sent = RowAscent(RATE), 0
    ascent.sent(0, 400, 100)
    ascent.heard(0, 400)
    for tenth in range(6000):  # ten minutes, with a word ten times a second that all is lost
        now = 1 + tenth / 10
        if ascent.after(now, 400) is not None:
            ascent.sent(now, 200, 100)
            sent += 1
        if not tenth % 600:
            ascent.heard(now, 0)

    assert 1 <= sent <= 600 / RETRY + 1


def test_no_row_is_passed_over_that_was_not_sent() -> None:
    ascent = RowAscent(RATE)
    ascent.sent(0, 400, 100)
    ascent.heard(1, 10**17)
    assert ascent.stored == 400


def test_with_each_connection_it_asks_at_once() -> None:
    ascent = RowAscent(RATE)
    ascent.sent(0, 400, 100)
    ascent.heard(1, 400)
    ascent.connected()
    assert ascent.after(2, 400) == 400
    assert ascent.stored is None
