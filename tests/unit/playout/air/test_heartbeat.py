"""The air's beat: how far a file was heard when its device goes."""

from __future__ import annotations

import time

from broadcaster.playout.air.heartbeat import Beat
from tests.unit.playout.conftest import RATE


def test_what_was_pulled_went_on_sounding_until_the_device_was_gone() -> None:
    beat = Beat(Beat.create())
    beat.strike(1000, 500)
    time.sleep(0.05)
    beat.ended(RATE, RATE)
    since = beat.place() - 500
    assert 0.05 * RATE <= since < RATE
    assert beat.frames() == 1000
    beat.close()


def test_no_more_was_heard_than_was_pulled_and_silence_has_no_place() -> None:
    beat = Beat(Beat.create())
    beat.strike(1000, 500)
    time.sleep(0.02)
    beat.ended(600, RATE)
    assert beat.place() == 600
    beat.strike(2000, 0)
    beat.ended(0, RATE)
    assert beat.place() == 0
    beat.close()
