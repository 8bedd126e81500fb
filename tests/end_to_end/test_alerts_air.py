"""A night with alerts: file, siren, words, update, stop, cancel, as the log and the status have it."""

from __future__ import annotations

import re
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks.alerts import LEADER, STATION, drop, make_station
from broadcaster.api.protocol.http_client import HttpClient
from tests.end_to_end.conftest import Broadcaster, wait_for
from tests.fakes import people
from tests.unit.alerts.certificates import Identity
from tests.unit.alerts.test_adaptor import DOC, installed, told
from tests.unit.alerts.test_gate import written

pytestmark = pytest.mark.patient
ALL_NIGHT = "regulation: {quiet: '00:00-23:59'}\n"
SOON = 20.0  # seconds, on a busy machine


def rows(station: Broadcaster, *, words: bool = True) -> list[dict[str, Any]]:
    return [
        row for row in station.json("log") if row["kind"] == "alert" and bool(row["part_of"]) is not words
    ]


def alert_on_air(client: HttpClient) -> str:
    air = client.get("/api/v1/status")["on_air"] or {}
    return str(air.get("title", "")) if air.get("kind") == "alert" and air.get("started") else ""


ADAPTED = """\
  vidu:
    name: Hệ thống của tỉnh
    proof: adaptor
    key: vidu
    may: emergency
"""


def test_adaptor_brings_an_alert_and_hears_how_it_aired(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = re.search(r"```python\n(.*?)```", DOC.read_text("utf-8"), re.DOTALL)
    assert found is not None
    installed(tmp_path, monkeypatch, found[1])
    station, source = Broadcaster(tmp_path / "dai"), tmp_path / "source"
    source.mkdir()
    make_station(station.folder, Identity("www.nchmf.example.vn"), ADAPTED)
    station.write(
        "station.yaml", STATION.replace("{device: default, latency: 0.05}", "{file: out}") + ALL_NIGHT
    )
    (source / "a.xml").write_bytes(written("VN-1"))
    station.environment |= {"VIDU": str(source), "PYTHONPATH": str(tmp_path / "site")}
    with station.running("--trust-clock"):
        wait_for(lambda: any("aired" in line for line in told(source)), 3 * SOON)
        (row,) = [row for row in rows(station) if row["outcome"]]
    aired = next(line["aired"] for line in told(source) if "aired" in line)
    assert (aired["identifier"], aired["outcome"], aired["zones"]) == ("VN-1", "aired", [])
    assert aired["airing"] == row["id"]
    for name in ("planned", "started", "ended"):
        assert datetime.fromisoformat(aired[name]) == datetime.fromisoformat(row[name])


def test_night_with_an_alert_its_update_a_stop_and_a_cancel(tmp_path: Path) -> None:
    station = Broadcaster(tmp_path / "dai")
    identity = Identity("www.nchmf.example.vn")
    make_station(station.folder, identity)
    station.write(
        "station.yaml", STATION.replace("{device: default, latency: 0.05}", "{file: out}") + ALL_NIGHT
    )
    with station.running("--trust-clock"):
        client = people.client(station.folder, LEADER)
        wait_for(lambda: any(station.folder.glob("audio_cache/programmes/**/*.json")), SOON)
        _, first, named = drop(station.folder, "VN-1", identity)
        wait_for(lambda: alert_on_air(client) == "Bão số VN-1", SOON)
        assert client.get("/api/v1/status")["alerts"][0]["id"] == first
        drop(station.folder, "VN-2", identity, msgType="Update", references=named)
        wait_for(lambda: alert_on_air(client) == "Bão số VN-2", SOON)
        client.post("/api/v1/stop", {})
        wait_for(lambda: not alert_on_air(client), SOON)
        *_, named = drop(station.folder, "VN-3", identity)
        wait_for(lambda: alert_on_air(client) == "Bão số VN-3", SOON)
        drop(station.folder, "VN-4", identity, msgType="Cancel", references=named)
        wait_for(lambda: not alert_on_air(client), SOON)
        time.sleep(1)
        assert not client.get("/api/v1/status")["alerts"]
    told = {row["message"].split("Bão số ")[1][:4] for row in rows(station) if "Bão số" in row["message"]}
    assert told >= {"VN-1", "VN-2", "VN-3"}
    reasons = [row["reason"] for row in station.json("log") if row["kind"] == "alert"]
    assert any("VN" not in (why or "") and "Thu" in (why or "") for why in reasons), "who stopped it"
    station("log", "verify")
