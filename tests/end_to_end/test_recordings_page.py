"""Recordings made and brought in a real browser, cut, kept, renamed and taken away."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import soundlab
from broadcaster.studio.recordings.probing import seconds
from tests.end_to_end.browser_voice import CHROMIUM, FAKE, Console, chromium, console, spoken_file
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for

pytestmark = [pytest.mark.patient, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]

RATE = soundlab.RATE
PATIENCE = 30_000  # milliseconds
USED = "title: Phòng rét\nrepeat: 1\nparts:\n  - play: recordings/cu.flac\n    language: blt\n"


def tone(length: float) -> soundlab.Samples:
    return (0.3 * np.sin(2 * np.pi * 300 * np.arange(round(length * RATE)) / RATE)).astype(np.float32)


def sound_file(path: Path, length: float, *options: str) -> Path:
    made = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"sine=frequency=300:duration={length}"]
    subprocess.run([*made, *options, str(path)], check=True)
    return path


@pytest.fixture
def opened(station: Broadcaster, tmp_path: Path) -> Iterator[tuple[Console, Callable[..., Any]]]:
    """A station with one recording that is used and one that is not; microphones that hear a tone."""
    (station.folder / "recordings").mkdir()
    sound_file(station.folder / "recordings" / "cu.flac", 2)
    sound_file(station.folder / "recordings" / "thua.ogg", 2, "-c:a", "libvorbis")
    station.write("messages/ret.yaml", USED)
    settings = f"{SETTINGS}languages: [hmn]\n"
    with (
        console(station, settings) as made,
        chromium(*FAKE, spoken_file(tmp_path / "m.wav", tone(2))) as page,
    ):
        yield made, page


def names(station: Broadcaster) -> set[str]:
    return {path.name for path in (station.folder / "recordings").iterdir()}


@pytest.mark.lab
def test_version_in_a_language_is_recorded_where_it_is_missed_and_its_message_plays_it(
    station: Broadcaster, opened: tuple[Console, Callable[..., Any]]
) -> None:
    made, page = opened
    officer = made.person(page(), "lan")
    officer.goto(f"{made.address}/recordings")
    assert "tiếng Mông" in officer.locator("#tasks + ul").inner_text()
    officer.click("#tasks + ul a >> nth=0")
    officer.wait_for_url("**message=**")
    officer.wait_for_selector("[data-record][data-state=idle]")
    officer.click("[data-act=record]")
    officer.wait_for_selector("[data-state=recording]")
    officer.wait_for_timeout(3000)
    officer.click("[data-act=stop]")
    officer.wait_for_selector("[data-state=review]")
    officer.wait_for_function("document.querySelector('#end').value > 2")
    officer.fill("#start", "0.5")
    officer.fill("#end", "2")
    officer.press("#end", "Tab")
    title = officer.input_value("#title")
    officer.click("[data-part=save]")
    officer.wait_for_selector("[data-state=kept]", timeout=PATIENCE)
    assert "dài 2 giây" in officer.locator("[data-part=kept]").inner_text()
    (new,) = names(station) - {"cu.flac", "thua.ogg"}
    assert seconds(station.folder / "recordings" / new) == pytest.approx(1.5, abs=0.15)
    message = title.partition(" – ")[0]
    (written,) = (
        path.read_text()
        for path in (station.folder / "messages").glob("*.yaml")
        if f"title: {message}\n" in path.read_text()
    )
    assert f"play: recordings/{new}" in written
    assert "language: hmn" in written
    officer.wait_for_selector(f"#all + ul a:has-text('{message}')", timeout=PATIENCE)
    assert station("check").returncode == 0


def test_file_is_brought_along_whatever_its_name(
    station: Broadcaster, opened: tuple[Console, Callable[..., Any]], tmp_path: Path
) -> None:
    made, page = opened
    officer = made.person(page(), "lan")
    officer.goto(f"{made.address}/recordings")
    brought = sound_file(tmp_path / "x.mp3", 3)
    officer.set_input_files(
        "#file",
        {"name": "../../../messages/ác ý.mp3", "mimeType": "audio/mpeg", "buffer": brought.read_bytes()},
    )
    officer.wait_for_selector("[data-state=review]")
    officer.click("[data-part=save]")
    officer.wait_for_selector("[data-state=kept]", timeout=PATIENCE)
    assert names(station) - {"cu.flac", "thua.ogg"} == {"ac-y.flac"}
    assert not list(tmp_path.glob("**/*.mp3"))[1:]


@pytest.mark.lab
def test_what_is_no_sound_is_refused_and_leaves_nothing_behind(
    station: Broadcaster, opened: tuple[Console, Callable[..., Any]], tmp_path: Path
) -> None:
    made, page = opened
    before = names(station)
    officer = made.person(page(), "lan")
    officer.goto(f"{made.address}/recordings")
    with zipfile.ZipFile(tmp_path / "bom.mp3", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("x", bytes(50_000_000))
    silence = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "4000"]
    subprocess.run([*silence, "-c:a", "flac", str(tmp_path / "dai.flac")], check=True)
    for name in ("bom.mp3", "dai.flac"):
        officer.set_input_files("#file", str(tmp_path / name))
        officer.wait_for_selector("[data-state=review]", timeout=PATIENCE)
        officer.click("[data-part=save]")
        officer.wait_for_selector("[data-part=fault]:not([hidden])", timeout=PATIENCE)
        assert name in officer.locator("[data-part=fault]").inner_text()
        officer.click("[data-act=again]:visible")
    officer.set_input_files("#file", str(_large(tmp_path / "to.wav")))
    officer.wait_for_selector("[data-part=fault]:not([hidden])")
    assert "60 MB" in officer.locator("[data-part=fault]").inner_text()
    assert names(station) == before


def test_what_was_recorded_outlasts_the_network_and_the_session(
    station: Broadcaster, opened: tuple[Console, Callable[..., Any]]
) -> None:
    made, page = opened
    before = names(station)
    officer = made.person(page(), "lan")
    officer.goto(f"{made.address}/recordings")
    officer.click("[data-act=record]")
    officer.wait_for_selector("[data-state=recording]")
    officer.wait_for_timeout(2000)
    officer.click("[data-act=stop]")
    officer.wait_for_selector("[data-state=review]")
    officer.fill("#title", "Lời thử")
    officer.context.set_offline(True)
    officer.click("[data-part=save]")
    officer.wait_for_selector("[data-part=fault]:not([hidden])", timeout=PATIENCE)
    officer.context.set_offline(False)
    officer.context.clear_cookies()  # the session has ended
    officer.click("[data-part=save]")
    officer.wait_for_selector("#here[open]", timeout=PATIENCE)
    officer.keyboard.press("Escape")  # not now
    officer.wait_for_selector("[data-part=fault]:not([hidden]) >> text=Hết phiên", timeout=PATIENCE)
    assert names(station) == before
    other = officer.context.new_page()
    made.sign_in(other, "lan")
    officer.click("[data-part=save]")
    officer.wait_for_selector("[data-state=kept]", timeout=PATIENCE)
    assert names(station) - before == {"loi-thu.flac"}


def _large(path: Path) -> Path:
    with path.open("wb") as file:
        file.truncate((60 << 20) + 1)
    return path


def test_recordings_are_heard_renamed_and_taken_away_and_brought_back(
    station: Broadcaster, opened: tuple[Console, Callable[..., Any]]
) -> None:
    made, page = opened
    officer = made.person(page(), "lan")
    officer.goto(f"{made.address}/recordings")
    officer.click("[aria-label='Nghe cu']")
    officer.wait_for_selector("[aria-label='Nghe cu'][aria-pressed=true]")
    assert officer.locator("[aria-label='Xóa cu']").is_disabled()
    officer.click("[aria-label='Xóa thua']")
    officer.wait_for_selector(".toast")
    assert names(station) == {"cu.flac"}
    officer.click(".toast button")
    wait_for(lambda: names(station) == {"cu.flac", "thua.ogg"})
    officer.click("[aria-label='Đổi tên cu']")
    row = officer.locator(".recorded", has=officer.locator("[aria-label='Đổi tên cu']"))
    row.locator("input[name=title]").fill("Chống rét, tiếng Thái")
    row.locator("button:has-text('Đổi tên')").click()
    officer.wait_for_selector(".toast")
    assert names(station) == {"chong-ret-tieng-thai.flac", "thua.ogg"}
    written = (station.folder / "messages" / "ret.yaml").read_text()
    assert written == USED.replace("cu.flac", "chong-ret-tieng-thai.flac")


def test_no_address_leads_to_other_files_and_who_may_not_write_keeps_nothing(
    station: Broadcaster, opened: tuple[Console, Callable[..., Any]]
) -> None:
    made, page = opened
    viewer = made.person(page(), "xem", "viewer")
    for path in ("../station.yaml", "%2e%2e/station.yaml", "..%2fstation.yaml", "%2fetc%2fpasswd", "x"):
        answer = viewer.request.get(f"{made.address}/recordings/sound/{path}")
        assert answer.status in (404, 409), path
        assert "timezone" not in answer.text()
    assert viewer.request.get(f"{made.address}/recordings/sound/cu.flac").status == 200
    viewer.goto(f"{made.address}/recordings")
    assert viewer.locator("#record").count() == 0
    token = viewer.locator("meta[name=csrf]").get_attribute("content")
    headers = {"x-csrf": token, "accept": "application/json", "origin": made.address}
    answer = viewer.request.post(
        f"{made.address}/recordings/remove", headers=headers, form={"name": "recordings/thua.ogg"}
    )
    assert answer.status == 403
    assert "thua.ogg" in names(station)
