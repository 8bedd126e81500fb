"""An emergency with a damaged recording sounds its words: command, log and status say what is left out."""

from __future__ import annotations

import pytest

from tests.end_to_end.conftest import Broadcaster

pytestmark = pytest.mark.patient
BAD = "recordings/coi.wav"


def test_words_of_an_emergency_with_a_damaged_recording_are_heard(station: Broadcaster) -> None:
    parts = f"repeat: 1\nparts:\n  - play: {BAD}\n  - say: Nước lũ đang lên.\n"
    station.write("recordings/coi.wav", "This is no sound.")
    station.write("messages/lu.yaml", f"title: Lũ\npriority: emergency\n{parts}")
    station.write("messages/hop.yaml", f"title: Họp\n{parts}")
    with station.running("--trust-clock"):
        done = station("play", "lu", "--emergency")
        assert done.returncode == 0, done.stderr
        assert BAD in done.stderr
        assert "was made without a part" in station("status").stdout
        assert station("play", "hop").returncode == 1
    rows = {row["message"]: row for row in station.json("log")}
    assert (rows["lu"]["outcome"], rows["hop"]["outcome"]) == ("aired", "refused")
    assert BAD in rows["lu"]["reason"]
