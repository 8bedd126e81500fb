"""A night with alerts: file, siren, words, update, stop, cancel, as the log and the status have it."""

from __future__ import annotations

import re
import signal
import sqlite3
import threading
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from benchmarks import soundlab
from benchmarks.alerts import LOUD, STATION, drop, make_station
from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.journal.log.journal import JOURNAL
from tests.end_to_end.browsers import visiting
from tests.end_to_end.conftest import Broadcaster, wait_for
from tests.end_to_end.console_pages import secret, sign_in
from tests.end_to_end.plain_browser import Browser
from tests.end_to_end.test_alerts_inbox import PINNED, SIGNS, ward
from tests.unit.alerts.certificates import Identity, signed
from tests.unit.alerts.sounds import resource, wav
from tests.unit.alerts.test_adaptor import DOC, installed, told
from tests.unit.alerts.test_gate import written
from tests.unit.alerts.test_gate_recordings import alert

pytestmark = pytest.mark.patient
ALL_NIGHT = "regulation: {quiet: '00:00-23:59'}\n"
TONE = 12.0  # seconds
PIECE = soundlab.RATE // 2
SOON = 20.0  # seconds, on a busy machine
PHONE = {"width": 390, "height": 844}
BUSY = 0.6  # seconds for which the journal is locked: less than a stop waits for it


def rows(station: Broadcaster, *, words: bool = True) -> list[dict[str, Any]]:
    return [
        row for row in station.json("log") if row["kind"] == "alert" and bool(row["part_of"]) is not words
    ]


def on_air(station: Broadcaster) -> str:
    air = station.look("status")["on_air"] or {}
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


def test_senders_own_recording_is_heard_after_siren_and_head(tmp_path: Path) -> None:
    station, port = ward(tmp_path / "dai", nchmf=SIGNS)
    settings = (station.folder / "station.yaml").read_text("utf-8")
    station.write("station.yaml", settings.replace("output: none\n", ""))
    with soundlab.null_sink(tmp_path / "pulse") as environment:
        station.environment |= environment
        recording = soundlab.Recording(tmp_path / "heard.raw", environment, 200)
        with station.running():
            typed = f"{secret('thu')}\n" * 2
            assert station("clock", "confirm", "--yes", "--as", "thu", text=typed).returncode == 0
            wait_for(lambda: any(station.folder.glob("audio_cache/programmes/**/*.json")), SOON)
            (station.folder / ".a").write_bytes(signed(alert(resource(wav(TONE))), PINNED))
            (station.folder / ".a").rename(station.folder / "inbox" / "a.xml")
            wait_for(lambda: any(row["outcome"] for row in rows(station)), 4 * SOON)
            (one,) = station.look("alerts", "inbox")
            visitor = Browser(port)
            visitor.post("/sign-in", person="thu", secret=secret("thu"))
            page = visitor.get("/inbox")[2]
            status, headers, _ = visitor.get(f"/inbox/recording/{one['id']}")
            assert f'src="/inbox/recording/{one["id"]}"' in page
            assert (status, headers["content-type"]) == (200, "audio/flac")
        samples, _ = recording.end()
    (row,) = [row for row in rows(station) if row["outcome"]]
    assert row["outcome"] == "aired"
    assert any(f"{TONE:.0f} seconds" in why for why in one["why"]), one["why"]
    # 440 Hz is the loudest for as long as it lasts; neither siren nor voice is so for half a second.
    pieces = samples[: len(samples) // PIECE * PIECE].reshape(-1, PIECE)
    loud = np.abs(pieces).max(axis=1) > LOUD
    highest = np.abs(np.fft.rfft(pieces * np.hanning(PIECE), axis=1)).argmax(axis=1) * soundlab.RATE / PIECE
    heard = float(np.sum(loud & (np.abs(highest - 440) < 6))) * PIECE / soundlab.RATE
    assert heard == pytest.approx(TONE, abs=1.5)


def test_alert_that_was_stopped_stays_silent_though_the_power_goes_with_the_answer(tmp_path: Path) -> None:
    station, _ = ward(tmp_path / "dai", nchmf=SIGNS)
    journal = station.folder / "state" / JOURNAL
    with ExitStack() as after, station.running("--trust-clock", end=signal.SIGKILL):
        drop(station.folder, "VN-1", PINNED)
        wait_for(lambda: on_air(station) != "", SOON)
        other = sqlite3.connect(journal, isolation_level=None, check_same_thread=False)
        after.callback(other.close)
        other.execute("BEGIN IMMEDIATE")  # a slow disk
        mended = threading.Timer(BUSY, lambda: other.execute("ROLLBACK"))
        mended.start()
        after.callback(mended.join)
        HttpClient(station.folder / "state").post("/api/v1/stop", {})
    with station.running("--trust-clock"):
        wait_for(lambda: station.look("alerts", "inbox")[0]["state"] in ("heard", "refused"), SOON)
        assert not station.look("status")["alerts"]
        ends = {row["outcome"] for words in (True, False) for row in rows(station, words=words)}
        assert ends <= {"cut", "refused"}


def night() -> str:
    """The zone in which it is between two and three at night."""
    east = (2 - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-east:+d}" if east else "UTC"


def test_night_with_an_alert_its_update_a_stop_and_a_cancel(tmp_path: Path, browser: Any) -> None:
    """At a sound card: what is heard, what the log and the month's report have, and *Dừng* on a telephone."""
    station, port = ward(tmp_path / "dai", nchmf=SIGNS)
    settings = (station.folder / "station.yaml").read_text("utf-8").replace("output: none\n", "")
    settings = settings.replace("timezone: UTC", f"timezone: {night()}")
    station.write("station.yaml", settings.replace("quiet: none", 'quiet: "21:00-06:00"'))
    with soundlab.null_sink(tmp_path / "pulse") as environment:
        station.environment |= environment
        recording = soundlab.Recording(tmp_path / "heard.raw", environment, 300)
        with station.running(), visiting(port, browser) as opened:
            typed = f"{secret('thu')}\n" * 2
            assert station("clock", "confirm", "--yes", "--as", "thu", text=typed).returncode == 0
            page = opened(viewport=PHONE, has_touch=True)
            sign_in(page, "thu")
            wait_for(lambda: any(station.folder.glob("audio_cache/programmes/**/*.json")), SOON)
            came, first, named = drop(station.folder, "VN-1", PINNED)
            wait_for(lambda: on_air(station) == "Bão số VN-1", SOON)
            assert station.look("status")["alerts"][0]["id"] == first
            drop(station.folder, "VN-2", PINNED, msgType="Update", references=named)
            wait_for(lambda: on_air(station) == "Bão số VN-2", SOON)
            page.goto("/")  # the first press: the page
            button = page.locator('form[action="/stop"] button:visible').first
            box = button.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= PHONE["height"], "without scrolling"
            button.tap()  # the second
            wait_for(lambda: not on_air(station), SOON)
            silent = time.time() + 1
            time.sleep(3)
            again, _, named = drop(station.folder, "VN-3", PINNED)
            wait_for(lambda: on_air(station) == "Bão số VN-3", SOON)
            drop(station.folder, "VN-4", PINNED, msgType="Cancel", references=named)
            wait_for(lambda: not on_air(station), SOON)
            over = time.time() + 1
            time.sleep(3)
            assert not station.look("status")["alerts"]
        samples, origin = recording.end()

    def loud(begin: float, end: float) -> bool:
        part = samples[round((begin - origin) * soundlab.RATE) : round((end - origin) * soundlab.RATE)]
        return bool((np.abs(part) > LOUD).any())

    assert (loud(came, silent), loud(silent, again), loud(again, over), loud(over, over + 1.5)) == (
        True,
        False,
        True,
        False,
    )
    sirens = [row for row in rows(station, words=False) if row["started"] is not None]
    started = datetime.fromisoformat(sirens[0]["started"])
    begun = started.timestamp()
    assert started.astimezone(ZoneInfo(night())).hour == 2
    assert not loud(came, begun - 0.2), "nothing is heard before the siren"
    assert loud(begun, begun + 0.5)
    assert len(sirens) == 3, "one before each that nobody had heard"
    ends = {  # of one whose siren was cut the words are refused
        row["message"].split("Bão số ")[1][:4]: row["reason"]
        for row in rows(station)
        if row["outcome"] in ("cut", "refused")
    }
    ended = "This alert was cancelled, or a later one stands for it"
    assert (ends["VN-1"], ends["VN-3"]) == (ended, ended)
    assert "thu" in ends["VN-2"], "who stopped it"
    assert station("log", "verify").returncode == 0
    month = station.json("log")[0]["planned"][:7]
    station("report", "--month", month, "-o", str(tmp_path / "thang.csv"))
    report = (tmp_path / "thang.csv").read_text("utf-8-sig")
    assert all(name in report for name in ("VN-1", "VN-2", "VN-3"))
