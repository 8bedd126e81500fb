"""The station runs; the command line asks it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import wave
from pathlib import Path

import pytest

from tests.end_to_end.conftest import SETTINGS, SHORT, Broadcaster, wait_for


@pytest.mark.patient
def test_play_say_and_log_while_the_station_runs(station: Broadcaster) -> None:
    with station.running() as process:
        assert station("play", "ngan").returncode == 0
        assert station("say", "Mời bà con họp lúc 19h30.").returncode == 0
        status = station.json("status")
        assert status["running"]
        assert status["accepted"]
        assert status["on_air"] is None
        assert status["output"]["ok"]
        assert {job["id"] for job in status["jobs"]} == {
            "alarm",
            "replan",
            "prune",
            "nightly",
            "backup",
            "calendars",
        }
        assert "plan the timetable anew" in station("status").stdout
    assert process.returncode == 0
    log = station.json("log")
    assert [(row["message"], row["kind"], row["outcome"]) for row in log] == [
        ("ngan", "manual", "aired"),
        ("(say) Mời bà con họp lúc 19h30.", "manual", "aired"),
    ]
    assert all(row["planned"] and row["started"] and row["ended"] and row["words_digest"] for row in log)
    assert station("log", "verify").returncode == 0


@pytest.mark.patient
def test_stop_ends_what_is_on_air_and_leaves_the_queue(station: Broadcaster) -> None:
    with station.running():
        assert station("play", "dai", "--no-wait").returncode == 0
        wait_for(lambda: bool((station.look("status")["on_air"] or {}).get("started")))
        assert station("play", "ngan", "--no-wait").returncode == 0
        assert len(station.json("status")["queue"]) == 1
        assert station("stop").returncode == 0
        wait_for(lambda: [row["outcome"] for row in station.look("log")] == ["cut", "aired"])
        assert station("stop").returncode == 0
    assert station("stop").returncode == 1


@pytest.mark.patient
def test_emergency_fades_the_normal_message_which_comes_back(station: Broadcaster) -> None:
    station.write("messages/dai.yaml", SHORT + "  - pause: 4s\n  - say: Xin hết.\n")
    with station.running():
        station("play", "dai", "--no-wait")
        wait_for(lambda: bool((station.look("status")["on_air"] or {}).get("started")))
        assert station("say", "Nước lũ đang lên nhanh.", "--priority", "emergency").returncode == 0
        wait_for(lambda: {row["outcome"] for row in station.look("log")} == {"aired"})
    first, second = station.json("log")
    assert first["message"] == "dai"
    assert first["started"] < second["started"] < second["ended"] < first["ended"]


@pytest.mark.patient
def test_broken_edit_leaves_the_old_station_on_air_and_a_mended_one_takes_over(station: Broadcaster) -> None:
    station.write("schedules/a.yaml", 'message: ngan\nat: ["07:00"]\n')
    with station.running():
        wait_for(lambda: station.look("status")["next"] is not None)
        station.write("schedules/a.yaml", 'message: khong-co\nat: ["07:00"]\n')
        wait_for(lambda: not station.look("status")["accepted"])
        status = station.json("status")
        assert status["next"]["message"] == "ngan"
        assert (status["problems"][0]["file"], status["problems"][0]["line"]) == ("schedules/a.yaml", 1)
        assert station("play", "ngan").returncode == 0
        station.write("schedules/a.yaml", 'message: dai\nat: ["07:00"]\n')
        wait_for(lambda: station.look("status")["accepted"])
        wait_for(lambda: station.look("status")["next"]["message"] == "dai")


@pytest.mark.patient
def test_restart_on_a_broken_file_goes_on_with_the_last_good_station(station: Broadcaster) -> None:
    station.write("schedules/a.yaml", 'message: ngan\nat: ["07:00"]\n')
    with station.running():
        pass
    station.write("station.yaml", SETTINGS + "colour: blue\n")
    with station.running():
        status = station.json("status")
        assert not status["accepted"]
        assert status["next"]["message"] == "ngan"


@pytest.mark.patient
def test_second_station_in_the_same_folder_is_refused(station: Broadcaster) -> None:
    with station.running():
        second = station("run", "--output", "none")
        assert second.returncode == 1
        assert "is running already" in second.stderr
        assert "Traceback" not in second.stderr


@pytest.mark.slow
def test_schedule_due_soon_airs_at_its_second(station: Broadcaster) -> None:
    due = time.time() + 8
    clock = time.strftime("%H:%M:%S", time.gmtime(due))
    station.write("schedules/a.yaml", f'message: ngan\nat: ["{clock}"]\n')
    with station.running():
        wait_for(lambda: [row["outcome"] for row in station.look("log")] == ["aired"])
    (row,) = station.json("log")
    assert row["kind"] == "scheduled"
    assert row["planned"][11:19] == clock
    assert abs(_seconds(row["started"]) - _seconds(row["planned"])) < 0.05


def _seconds(text: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(text).timestamp()


@pytest.mark.patient
def test_interrupt_from_the_terminal_ends_everything_without_a_trace(station: Broadcaster) -> None:
    with station.running() as process:
        station("play", "dai", "--no-wait")
        wait_for(lambda: bool((station.look("status")["on_air"] or {}).get("started")))
        os.kill(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Traceback" not in errors
    (row,) = station.json("log")
    assert (row["outcome"], row["reason"]) == ("cut", "the station was ended")


@pytest.mark.patient
def test_play_without_a_running_station_airs_from_this_process(station: Broadcaster, tmp_path: Path) -> None:
    out = tmp_path / "out"
    station.write("station.yaml", SETTINGS.replace("output: none", f"output: {{file: {out}}}"))
    assert station("play", "ngan").returncode == 0
    assert station("say", "Xin chào bà con.", "--rehearse").returncode == 0
    assert len(list(out.glob("*.wav"))) == 2
    assert [row["kind"] for row in station.json("log")] == ["manual", "rehearsal"]
    assert station.json("status") == {"running": False}


@pytest.mark.patient
def test_run_once_that_is_told_to_end_fades_tells_and_exits_zero(station: Broadcaster) -> None:
    with subprocess.Popen(
        station.command("run", "--once", "dai"),
        env=station.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        wait_for(lambda: any(row["started"] for row in station.look("log")))
        process.terminate()
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Traceback" not in errors
    (row,) = station.json("log")
    assert (row["outcome"], row["reason"]) == ("cut", "the station was ended")


@pytest.mark.patient
def test_client_that_waits_hears_of_the_end_when_the_station_is_ended(station: Broadcaster) -> None:
    with (
        station.running() as process,
        subprocess.Popen(
            station.command("play", "dai"),
            env=station.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as waiting,
    ):
        assert waiting.stderr is not None
        # Only then it follows: what airs has begun before whoever asked for it has looked.
        assert any("On air" in line for line in waiting.stderr)
        process.terminate()
        errors = waiting.stderr.read()
    assert waiting.returncode == 1
    assert "Cut short: the station was ended" in errors


@pytest.mark.patient
def test_hardware_settings_that_change_while_running_are_told_and_nothing_breaks(
    station: Broadcaster,
) -> None:
    with station.running():
        station.write("station.yaml", SETTINGS.replace("sound: {", "sound: {rate: 48000, "))
        wait_for(lambda: any("restart" in fault["message"] for fault in station.look("status")["errors"]))
        assert station("play", "ngan").returncode == 0


@pytest.mark.patient
def test_once_into_a_file_takes_no_real_time_and_says_where_it_is(
    station: Broadcaster, tmp_path: Path
) -> None:
    text = "title: Dài\nrepeat: 2\ngap: 5m\nparts:\n  - say: Kính thưa bà con.\n"
    station.write("messages/dai.yaml", text)
    length = station.json("render", "dai")["duration_s"]
    assert length > 300  # more than the command may take
    done = station("run", "--once", "dai", "--rehearse", "--output", f"file:{tmp_path / 'out'}")
    assert done.returncode == 0, done.stderr
    (path,) = (tmp_path / "out").glob("*.wav")
    assert f"Written to: {path}" in done.stderr
    with wave.open(str(path)) as file:
        assert file.getnframes() / file.getframerate() == pytest.approx(length, abs=0.01)
    assert [row["kind"] for row in station.json("log")] == ["rehearsal"]


@pytest.mark.patient
def test_once_into_a_file_in_real_time_takes_as_long_as_it_lasts(
    station: Broadcaster, tmp_path: Path
) -> None:
    length = station.json("render", "ngan")["duration_s"]
    begun = time.monotonic()
    out = f"file:{tmp_path / 'out'}"
    assert station("run", "--once", "ngan", "--rehearse", "--realtime", "--output", out).returncode == 0
    assert time.monotonic() - begun > length
    assert len(list((tmp_path / "out").glob("*.wav"))) == 1
