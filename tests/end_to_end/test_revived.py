"""A backup that is put back revives approvals that a leader has ended since: it is told until they decide."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.fakes.station import SHORT

pytestmark = [pytest.mark.patient]


def told(station: Broadcaster) -> str:
    return str([each["message"] for each in station.look("status")["errors"] if "backup" in each["message"]])


def test_ended_approval_that_a_restore_revives_is_told_until_it_is_decided_anew(
    station: Broadcaster, tmp_path: Path
) -> None:
    station.write("station.yaml", SETTINGS.replace("required: false", "required: true"))
    station.write("messages/khac.yaml", SHORT)
    for name in ("ngan", "khac"):
        done = station("approve", name, "--yes")
        assert done.returncode == 0, done.stderr
    file = tmp_path / "dai.tar.gz"
    assert station("backup", "-o", str(file)).returncode == 0
    assert station("reject", "ngan", "--end", "--why", "Sai ngày.").returncode == 0
    done = station("restore", str(file), str(station.folder), "--replace")
    assert done.returncode == 0, done.stderr
    assert "decided otherwise later, of 1 message: ngan" in done.stderr
    assert "khac" not in done.stderr
    with station.running("--no-console", "--trust-clock"):
        wait_for(lambda: "ngan" in told(station))
        assert "decided otherwise later" in str(station.json("log", "events"))
        assert station("reject", "ngan", "--end", "--why", "Sai ngày.").returncode == 0
        wait_for(lambda: told(station) == "[]")
    elsewhere = Broadcaster(tmp_path / "moi")
    done = elsewhere("restore", str(file), str(elsewhere.folder))
    assert done.returncode == 0, done.stderr
    assert "it is unknown what was decided later about 2 approved messages: khac, ngan" in done.stderr
