from __future__ import annotations

from collections.abc import Callable

import pytest

from broadcaster.clock import FakeClock
from broadcaster.errors import EngineBusy, EngineFailed, SpeechError
from broadcaster.speech.persistence import persist


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
