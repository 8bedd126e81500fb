from __future__ import annotations

from collections.abc import Callable

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import EngineBusy, EngineFailed, SpeechError
from broadcaster.speech.network.service import Persistence, persist


def _failing(*errors: SpeechError | None) -> Callable[[], str]:
    left = list(errors)

    def attempt() -> str:
        error = left.pop(0)
        if error is not None:
            raise error
        return "tiếng"

    return attempt


NO_NETWORK = EngineFailed("speech.no_network", engine="gtts", reason="x")


def test_failure_that_passes_is_tried_again_after_growing_pauses(clock: FakeClock) -> None:
    assert persist(_failing(NO_NETWORK, NO_NETWORK, None), deadline=20, clock=clock) == "tiếng"
    assert clock.monotonic() == 0.5 + 1.5


def test_third_failure_is_told_with_the_number_of_tries(clock: FakeClock) -> None:
    with pytest.raises(EngineFailed) as caught:
        persist(_failing(NO_NETWORK, NO_NETWORK, NO_NETWORK), deadline=20, clock=clock)
    assert caught.value.facts == {"engine": "gtts", "reason": "x", "tries": 3}


@pytest.mark.parametrize(
    "error",
    [
        EngineFailed("speech.bad_certificate", engine="gtts", host="x"),
        EngineFailed("speech.http_status", engine="gtts", status=403),
    ],
    ids=["certificate", "403"],
)
def test_failure_that_does_not_pass_is_told_at_once(clock: FakeClock, error: EngineFailed) -> None:
    with pytest.raises(EngineFailed) as caught:
        persist(_failing(error, None), deadline=20, clock=clock)
    assert caught.value.facts["tries"] == 1
    assert clock.monotonic() == 0


def test_service_that_asks_to_wait_is_not_asked_again(clock: FakeClock) -> None:
    with pytest.raises(EngineBusy):
        persist(_failing(EngineBusy("speech.busy", engine="gtts", seconds=1), None), deadline=20, clock=clock)


def test_no_try_begins_after_the_deadline(clock: FakeClock) -> None:
    with pytest.raises(EngineFailed) as caught:
        persist(_failing(NO_NETWORK, NO_NETWORK, None), deadline=1.0, clock=clock)
    assert caught.value.facts["tries"] == 2
    assert clock.monotonic() < 1


def _slow(clock: FakeClock, seconds: float) -> Callable[[float, float], str]:
    """An attempt that begins to answer after so long, or is given up before."""

    def attempt(_end: float, begin: float) -> str:
        if clock.monotonic() + seconds > begin:
            clock.advance(begin - clock.monotonic())
            raise EngineFailed("speech.too_slow", engine="gtts")
        clock.advance(seconds)
        return "tiếng"

    return attempt


def test_service_that_has_never_answered_costs_its_first_time_and_no_more(clock: FakeClock) -> None:
    asking = Persistence(clock, first=1.5)
    with pytest.raises(EngineFailed) as caught:
        asking.ask(_slow(clock, 60), deadline=20)
    assert clock.monotonic() == 1.5
    assert caught.value.facts["tries"] == 1


def test_network_that_refuses_is_asked_again_only_while_the_first_time_lasts(clock: FakeClock) -> None:
    asking = Persistence(clock, first=1.5)
    refused = _failing(NO_NETWORK, NO_NETWORK, NO_NETWORK)
    with pytest.raises(EngineFailed) as caught:
        asking.ask(lambda _end, _begin: refused(), deadline=20)
    assert clock.monotonic() == 0.5
    assert caught.value.facts["tries"] == 2


def test_service_that_has_answered_is_waited_for_until_it_fails(clock: FakeClock) -> None:
    asking = Persistence(clock, first=1.5)
    assert asking.ask(_slow(clock, 1.0), deadline=20) == "tiếng"
    assert asking.ask(_slow(clock, 8.0), deadline=20) == "tiếng"
    with pytest.raises(EngineBusy):
        asking.ask(_busy, deadline=40)
    assert asking.ask(_slow(clock, 8.0), deadline=40) == "tiếng"
    with pytest.raises(EngineFailed):
        asking.ask(_slow(clock, 60), deadline=40)
    with pytest.raises(EngineFailed):
        asking.ask(_slow(clock, 8.0), deadline=80)


def _busy(_end: float, _begin: float) -> str:
    raise EngineBusy("speech.busy", engine="gtts", seconds=1)


def test_answer_that_has_begun_in_time_may_take_longer_than_the_first_time(clock: FakeClock) -> None:
    def stream(end: float, begin: float) -> str:
        assert (begin, end) == (1.5, 20)
        clock.advance(6)
        return "tiếng"

    assert Persistence(clock, first=1.5).ask(stream, deadline=20) == "tiếng"
