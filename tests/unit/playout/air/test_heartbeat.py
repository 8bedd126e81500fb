"""The air's heartbeat: how far a file was heard when its device goes."""

from __future__ import annotations

import time

from broadcaster.playout.air.heartbeat import Heartbeat
from tests.unit.playout.conftest import RATE


def test_what_was_pulled_went_on_sounding_until_the_device_was_gone() -> None:
    heartbeat = Heartbeat(Heartbeat.create())
    heartbeat.tick(1000, 500, RATE)
    time.sleep(0.05)
    heartbeat.ended(RATE)
    since = heartbeat.place() - 500
    assert 0.05 * RATE <= since < RATE
    assert heartbeat.frames() == 1000
    heartbeat.close()


def test_no_more_was_heard_than_was_pulled_and_silence_has_no_place() -> None:
    heartbeat = Heartbeat(Heartbeat.create())
    heartbeat.tick(1000, 500, 600)
    time.sleep(0.02)
    heartbeat.ended(RATE)
    assert heartbeat.place() == 600
    heartbeat.tick(2000, 0)
    heartbeat.ended(RATE)
    assert heartbeat.place() == 0
    heartbeat.close()
