"""A password in the address of a relay is read by no other account of the computer."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from broadcaster.playout.links.source_link import SourceLink
from broadcaster.playout.source.choice import SourceChoice, SourceOrigin
from broadcaster.playout.source.decoder import listed

pytestmark = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="FFmpeg is the server")
SECRET = "m'tkhau-bi-mat"  # noqa: S105 - of the test


def arguments() -> bytes:
    """What every account of the computer can read of all processes."""
    found = bytearray()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            found += path.read_bytes()
    return bytes(found)


@pytest.fixture
def port() -> Iterator[int]:
    """Where a server gives a tone to the first who comes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = ["ffmpeg", "-v", "quiet", "-re", "-f", "lavfi", "-i", "sine=440", "-t", "60", "-c:a", "aac"]
    command += ["-f", "flv", "-listen", "1", f"rtmp://127.0.0.1:{port}/live/x"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as server:
        listens = f":{port:04X}"
        until = time.monotonic() + 20
        while listens not in Path("/proc/net/tcp").read_text() and time.monotonic() < until:
            time.sleep(0.05)
        yield port
        server.kill()


def test_relay_with_a_password_plays_and_no_process_shows_it(port: int) -> None:
    address = f"rtmp://loa:{SECRET}@127.0.0.1:{port}/live/x"
    choice = SourceChoice(
        origin=SourceOrigin.STREAM, address=address, rate=24_000, longest=60.0, patience=40.0
    )
    with contextlib.closing(SourceLink(choice)) as link:
        shown = arguments()
        assert link.wait_ready(40), link.state
        shown += arguments()
    assert str(port).encode() in shown  # the server's own
    assert b"broadcaster.playout.source" in shown
    assert SECRET.encode() not in shown


def test_address_can_end_no_line_of_the_list() -> None:
    lines = listed("rtsp://a:x'y@h/z").decode().splitlines()
    assert lines[1] == r"file 'rtsp://a:x'\''y@h/z'"
    assert sum(line.startswith("file ") for line in lines) == 1
