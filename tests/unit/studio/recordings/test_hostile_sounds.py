"""Uploads made to do harm cost little time and memory, open nothing else, and leave nothing behind.

`python -m benchmarks.hostile_sounds` shows the figures of each.
"""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from benchmarks import hostile_sounds
from benchmarks.hostile import png
from benchmarks.hostile_sounds import HOSTILE, elsewhere, polyglot, taken_in, tone, with_cover, with_video
from broadcaster.core.errors import StudioError
from broadcaster.core.text.catalogue import explain
from broadcaster.studio.recordings import decoding
from broadcaster.studio.recordings.decoding import decode
from broadcaster.studio.recordings.intake import take_in
from broadcaster.studio.recordings.soundness import unsound

RATE = hostile_sounds.RATE
SECONDS = 60.0  # on a busy machine; the longest takes three
FFMPEG = 256  # MB
WAITING = 64  # MB; Python with numpy takes 36
TAKEN = re.compile(r"[12] s")
SOUND = {
    "wav that claims 4 GB",
    "mp3 with a picture of 100 000 × 100 000",
    "mp3 with a picture of 20 000 × 20 000",
    "flac with a picture of 20 000 × 20 000",
    "mp3 with 55 MB of names",
    "hundreds of sounds",
    "film",
    "film of 8000 × 8000",
    "film of pictures of 15 000 × 15 000",
    "page, zip and sound at once",
}
"""Those that hold a sound of a second or two: it is taken in, and nothing else of them."""
WHOLE_TIME = {
    "film of pictures of 15 000 × 15 000",
    "mp3 with a picture of 20 000 × 20 000",
    "film of 8000 × 8000",
    "flac of hours",
    "mp3 of hours",
    "wav of 64 channels",
}
"""Those that take most of the time that they are given."""
LONG = {"opus of days", "mp3 of hours", "flac of hours", "wav of 1 Hz"}


@pytest.mark.patient
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.lab] if name in WHOLE_TIME else []) for name in HOSTILE]
)
def test_hostile_file_is_answered_within_bounds_and_leaves_nothing(name: str, tmp_path: Path) -> None:
    source = tmp_path / "vao"
    source.write_bytes(HOSTILE[name]())
    found = taken_in(source, tmp_path)
    if name in SOUND:
        assert TAKEN.fullmatch(found.answer), found
    else:
        assert found.answer == ("studio.too_long" if name in LONG else "studio.cannot_decode")
    assert found.seconds < SECONDS
    assert found.child < FFMPEG
    assert found.waiting < WAITING
    assert list(tmp_path.iterdir()) == [source]


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """An address in this computer, and what was asked of it."""
    paths: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/x.wav", paths
        server.shutdown()


@pytest.mark.patient
def test_no_file_leads_the_station_to_an_address_or_another_file(
    asked: tuple[str, list[str]], tmp_path: Path
) -> None:
    address, paths = asked
    source = tmp_path / "vao"
    for name, data in elsewhere(address).items():
        source.write_bytes(data)
        if "film" in name:  # its own bytes are its sound, whatever lies elsewhere
            assert take_in(source, tmp_path / "ra.flac", RATE, name="vao").seconds == pytest.approx(
                1, abs=0.1
            )
            continue
        with pytest.raises(StudioError, match="cannot_decode"):
            take_in(source, tmp_path / "ra.flac", RATE, name="vao")
        assert unsound(source) is not None, name
    assert paths == []


def test_of_a_page_that_is_a_sound_only_the_sound_is_kept(tmp_path: Path) -> None:
    (tmp_path / "vao").write_bytes(polyglot())
    take_in(tmp_path / "vao", tmp_path / "ra.flac", RATE, name="vao")
    kept = (tmp_path / "ra.flac").read_bytes()
    assert b"script" not in kept
    assert b"PK" not in kept
    assert set(np.frombuffer(decode(tmp_path / "ra.flac", RATE).samples, "<i2")) == {257}


def test_pictures_and_films_meet_no_decoder(tmp_path: Path) -> None:
    for data in (with_video("mov", "png", "320x240"), with_cover(png(64, 64, 64), tone("mp3"))):
        (tmp_path / "vao").write_bytes(data)
        findings = take_in(tmp_path / "vao", tmp_path / "ra.flac", RATE, name="vao")
        assert findings.seconds == pytest.approx(2, abs=0.1)
        assert unsound(tmp_path / "vao") is None
    assert not {"png", "h264", "mjpeg", "hevc", "vp9", "gif"} & set(decoding.DECODERS.split(","))


def test_file_that_needs_more_memory_than_a_recording_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding, "MEMORY", 1 << 20)
    (tmp_path / "vao").write_bytes(tone("mp3"))
    with pytest.raises(StudioError, match="cannot_decode") as caught:
        take_in(tmp_path / "vao", tmp_path / "ra.flac", RATE, name="vao.mp3")
    assert "vao.mp3" in explain(caught.value)
    assert not (tmp_path / "ra.flac").exists()
