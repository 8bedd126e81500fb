"""A rehearsal on the loudspeakers' own device is heard in the ward: nothing unapproved sounds by that way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks import soundlab
from tests.end_to_end.conftest import SETTINGS, SHORT, Broadcaster

DRAFT = SHORT.replace("title: ", "title: Nháp ")
WAYS = (
    ("play", "nhap", "--rehearse"),
    ("play", "nhap", "--rehearse", "--output", "device"),
    ("play", "nhap", "--rehearse", "--output", "device:default"),
    ("play", "nhap", "--rehearse", "--output", "device:pulse"),
    ("play", "nhap", "--rehearse", "--output", "device:loa-khac"),
    ("play", "nhap", "--rehearse", "--emergency"),
    ("run", "--once", "nhap", "--rehearse"),
    ("run", "--once", "nhap", "--rehearse", "--output", "device"),
    ("run", "--once", "nhap", "--rehearse", "--output", "device:pulse"),
    ("run", "--once", "nhap", "--rehearse", "--output", "device:loa-khac"),
)
ALIAS = "pcm.loa-khac { type pulse }\n"


@pytest.mark.patient
def test_unapproved_message_is_not_heard_as_a_rehearsal_by_any_name_of_the_output(
    station: Broadcaster, tmp_path: Path
) -> None:
    settings = SETTINGS.replace("output: none\n", "output: {device: default}\n")
    station.write("station.yaml", settings.replace("required: false", "required: true"))
    station.write("messages/nhap.yaml", DRAFT)
    (tmp_path / ".asoundrc").write_text(ALIAS)
    with soundlab.null_sink(tmp_path / "pulse") as environment:
        station.environment |= {**environment, "HOME": str(tmp_path)}
        recording = soundlab.Recording(tmp_path / "heard.raw", station.environment, 300)
        try:
            for asked in WAYS:
                assert station(*asked).returncode == 1, asked
            with station.running("--no-console", "--trust-clock"):
                for asked in WAYS[:6]:
                    assert station(*asked).returncode == 1, asked
            samples, _ = recording.end()
        finally:
            recording.close()
        assert len(samples)
        assert float(np.abs(samples).max()) < soundlab.QUIET
        file = ("--output", f"file:{tmp_path / 'nghe'}")
        assert station("play", "nhap", "--rehearse", *file).returncode == 0, "nobody else hears it"
        assert station("say", "Xin chào.", "--rehearse").returncode == 0, "whoever leads may speak at once"
    assert {row["reason"] for row in station.json("log") if row["outcome"] == "refused"} == {
        "The message is not approved, or was changed after its approval"
    }
