"""The guard has no side door: files that change while the station runs, over restarts and kills."""

from __future__ import annotations

import random
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks import soundlab
from broadcaster.station.loading import archive
from tests.end_to_end.conftest import SETTINGS, SHORT, Broadcaster, wait_for

DRAFT = "title: Bản nháp\nparts:\n  - sai: x\n"


def quiet_now(*, minutes: int = 60) -> str:
    """Quiet hours around this moment, in UTC."""
    now = datetime.now(UTC)
    return "-".join(f"{now + timedelta(minutes=away):%H:%M}" for away in (-minutes, minutes))


@pytest.fixture
def at_night(station: Broadcaster) -> Broadcaster:
    """A station in its quiet hours."""
    station.write("station.yaml", SETTINGS.replace("quiet: none", f"quiet: '{quiet_now()}'"))
    station.write("messages/ngan.yaml", SHORT)
    return station


@pytest.mark.patient
def test_zone_that_is_edited_while_the_station_runs_waits_for_a_person_over_a_kill(
    at_night: Broadcaster,
) -> None:
    station = at_night
    path = Path(station.folder) / "station.yaml"

    def unconfirmed() -> bool:
        return station.look("status")["clock"]["unconfirmed"] is not None

    with station.running(end=signal.SIGKILL):
        assert station("play", "ngan").returncode == 1
        path.write_text(
            path.read_text().replace("timezone: UTC", "timezone: Asia/Tokyo") + "reading: {codes: short}\n"
        )
        wait_for(unconfirmed)
        assert station("play", "ngan").returncode == 1, "the quiet hours hold"
    with station.running():
        assert unconfirmed()
        assert "WAITS FOR A LEADER" in station("status").stdout
        assert "WAITS FOR A LEADER" in station("plan").stderr
        assert station("play", "ngan").returncode == 1
        assert station("clock", "confirm", "--yes").returncode == 0
        assert not unconfirmed()
        assert station.json("status")["clock"]["timezone"] == "Asia/Tokyo"
        assert station("play", "ngan").returncode == 0
        assert station("clock", "confirm", "--yes").returncode == 0, "where nothing waits, as ever"
    with station.running():
        assert not unconfirmed()
        assert station("play", "ngan").returncode == 0
    codes = [event["code"] for event in station.json("log", "events")]
    assert codes.count("clock.took_timezone") == 1
    assert codes.count("station.changed") == 1


@pytest.mark.patient
def test_draft_keeps_no_new_message_off_the_air(station: Broadcaster) -> None:
    station.write("messages/ngan.yaml", SHORT)
    with station.running():
        station.write("messages/nhap.yaml", DRAFT)
        station.write("messages/moi.yaml", SHORT.replace("Ngắn", "Mới"))
        station.write("schedules/a.yaml", 'messages: [moi, nhap]\nat: ["07:00"]\n')
        wait_for(lambda: station.look("status")["left_out"] == ["messages/nhap.yaml"])
        wait_for(lambda: station.look("status")["next"] is not None)  # planned a moment after it was read
        status = station.json("status")
        assert not status["accepted"]
        assert [(p["file"], p["line"]) for p in status["problems"]] == [("messages/nhap.yaml", 3)]
        assert status["next"]["message"] == "moi"
        assert "messages/nhap.yaml" in station("status").stdout
        assert station("play", "moi").returncode == 0
        refused = station("play", "nhap")
        assert refused.returncode == 1
        assert "messages/nhap.yaml:3" in refused.stderr
        assert station("check").returncode == 1
        station.write("messages/nhap.yaml", SHORT)
        wait_for(lambda: station.look("status")["accepted"])
        assert station("play", "nhap").returncode == 0


@pytest.mark.patient
def test_message_is_played_right_after_it_was_saved_with_the_words_just_written(station: Broadcaster) -> None:
    with station.running():
        station.write("messages/khan.yaml", SHORT)
        done = station("play", "khan")
        assert done.returncode == 0, done.stderr
        station.write("messages/khan.yaml", SHORT.replace("Kính thưa", "Xin chào"))
        assert station("play", "khan").returncode == 0
        station.write("messages/khan.yaml", DRAFT)
        done = station("play", "khan")
        assert done.returncode == 0, "as it was accepted"
        assert "messages/khan.yaml:3" in done.stderr
        station.write("station.yaml", SETTINGS + "colour: blue\n")
        station.write("messages/moi.yaml", SHORT)
        done = station("play", "moi")
        assert done.returncode == 1
        assert "(station.yaml:" in done.stderr
    first, second, third = (row["words_digest"] for row in station.json("log"))
    assert first != second == third


def rows(station: Broadcaster) -> list[tuple[str, str]]:
    return [(row["kind"], row["outcome"]) for row in station.look("log")]


@pytest.mark.patient
def test_nothing_sounds_at_night_without_a_running_station(at_night: Broadcaster, tmp_path: Path) -> None:
    station = at_night
    path = Path(station.folder) / "station.yaml"
    path.write_text(path.read_text().replace("output: none\n", ""))
    with soundlab.null_sink(tmp_path / "pulse") as environment:
        station.environment |= environment
        for asked in (
            ("play", "ngan"),
            ("say", "Xin chào."),
            ("play", "ngan", "--rehearse"),
            ("say", "Xin chào.", "--rehearse"),
            ("run", "--once", "ngan", "--rehearse"),
            ("run", "--once", "ngan", "--rehearse", "--output", "device"),
            ("play", "ngan", "--rehearse", "--output", "device:default"),
            ("read", "--audio", "ngan"),
            ("read", "--audio", "ngan", "--output", "device:default"),
            ("voices", "try", "espeak", "Xin chào."),
            ("voices", "try", "espeak", "Xin chào.", "--output", "device:default"),
        ):
            done = station(*asked)
            assert done.returncode == 1, asked
            assert "quiet hours" in done.stderr, done.stderr
        assert {outcome for _, outcome in rows(station)} == {"refused"}
        assert station("play", "ngan", "--emergency").returncode == 0


@pytest.mark.patient
def test_headphones_and_files_ask_nothing_with_and_without_a_running_station(
    at_night: Broadcaster, tmp_path: Path
) -> None:
    station = at_night
    path = Path(station.folder) / "station.yaml"
    path.write_text(path.read_text().replace("output: none", "output: {device: speakers}"))
    files = ("--output", f"file:{tmp_path / 'nghe'}")

    def heard() -> None:
        assert station("play", "ngan", "--rehearse", *files).returncode == 0
        assert station("say", "Xin chào.", "--rehearse", "--output", "none").returncode == 0
        assert station("play", "ngan", "--output", "none").returncode == 2, "only a rehearsal has its own"

    heard()
    assert list((tmp_path / "nghe").glob("*.wav"))
    assert rows(station) == [("rehearsal", "aired")] * 2
    with soundlab.null_sink(tmp_path / "pulse") as environment:
        station.environment |= environment
        path.write_text(path.read_text().replace("device: speakers", "device: default"))
        with station.running():
            heard()
            listening = ("--rehearse", "--output", "device:default")
            assert station("play", "ngan", *listening).returncode == 1, "the loudspeakers' own device"
            assert station("read", "--audio", "ngan").returncode == 1, "the loudspeakers' own device"
    assert rows(station) == [("rehearsal", "aired")] * 4 + [("rehearsal", "refused")] * 2
    assert station("log", "verify").returncode == 0


@pytest.mark.patient
def test_kills_while_files_are_taken_let_nothing_through_and_lose_no_row(at_night: Broadcaster) -> None:
    station = at_night
    path = Path(station.folder) / "station.yaml"
    written = path.read_text()
    dice = random.Random(11)
    with station.running():
        pass  # what is written is what a person accepted
    for number in range(3):
        with station.running(end=signal.SIGKILL):
            zone = dice.choice(("Asia/Tokyo", "America/New_York", "UTC"))
            path.write_text(
                written.replace("timezone: UTC", f"timezone: {zone}") + f"place: {{ward: X{number}}}\n"
            )
            station.write(f"messages/m{number}.yaml", SHORT)
            time.sleep(dice.uniform(1.0, 1.6))  # the files are taken a second after the last change
    with station.running():
        assert station.json("status")["clock"]["timezone"] == "UTC"
        assert station("play", "m2").returncode == 1, "the quiet hours hold"
    kept = archive.opened(station.folder / "state", station.folder)
    assert kept is not None
    assert kept.about.change is not None
    events = station.json("log", "events")
    texts = [event["text"] for event in events if event["code"] == "station.changed"]
    assert len(texts) == len(set(texts)), "no change is told twice"
    assert kept.about.change.new[:12] in texts[-1]
    assert station("log", "verify").returncode == 0
