from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import StoreError, VoiceError
from broadcaster.speech.voices.download import Downloader, DownloadItem

CERTIFICATE = Path(__file__).parents[1] / "data" / "self_signed.pem"
Server = Any  # the fixture's type lives in conftest.py, which tests cannot import


@pytest.fixture
def downloader(clock: FakeClock) -> Iterator[Downloader]:
    made = Downloader(timeouts=(2.0, 2.0), clock=clock)
    yield made
    made.close()


@pytest.fixture
def wanted(voice_server: Server, voice_files: dict[str, bytes], tmp_path: Path) -> DownloadItem:
    voice_server.files = voice_files
    size = len(voice_files["thu.onnx"])
    return DownloadItem(url=voice_server.url + "thu.onnx", size=size, path=tmp_path / "thu.onnx")


@pytest.fixture
def whole(voice_files: dict[str, bytes]) -> bytes:
    return voice_files["thu.onnx"]


def test_file_is_fetched_whole_and_its_progress_told(
    downloader: Downloader, wanted: DownloadItem, whole: bytes
) -> None:
    told: list[tuple[int, int]] = []
    downloader.fetch(wanted, lambda done, total: told.append((done, total)))
    assert wanted.path.read_bytes() == whole
    assert told[-1] == (len(whole), len(whole))
    assert [p.name for p in wanted.path.parent.iterdir()] == ["thu.onnx"]


def test_line_that_drops_is_gone_on_with_from_the_byte_it_dropped_at(
    voice_server: Server, downloader: Downloader, wanted: DownloadItem, whole: bytes
) -> None:
    voice_server.cut, voice_server.cuts = 98_304, 2
    downloader.fetch(wanted)
    assert wanted.path.read_bytes() == whole
    assert [range_ for _, range_ in voice_server.asked] == ["", "bytes=98304-", "bytes=196608-"]


def test_line_that_drops_too_often_keeps_what_has_come_for_the_next_time(
    voice_server: Server, downloader: Downloader, wanted: DownloadItem, whole: bytes
) -> None:
    voice_server.cut, voice_server.cuts = 49_152, 1
    voice_server.statuses = []
    with_dead_line = Downloader(timeouts=(2.0, 2.0), pauses=())
    with pytest.raises(VoiceError, match="broken_off"):
        with_dead_line.fetch(wanted)
    with_dead_line.close()
    assert not wanted.path.exists()
    downloader.fetch(wanted)
    assert wanted.path.read_bytes() == whole
    assert voice_server.asked[-1] == ("thu.onnx", "bytes=49152-")


def test_server_without_ranges_sends_it_all_again(
    voice_server: Server, downloader: Downloader, wanted: DownloadItem, whole: bytes
) -> None:
    voice_server.ranges = False
    voice_server.cut, voice_server.cuts = 100_000, 1
    downloader.fetch(wanted)
    assert wanted.path.read_bytes() == whole
    assert [range_ for _, range_ in voice_server.asked] == ["", ""]


def test_file_that_changed_on_the_server_is_begun_anew_not_patched_together(
    voice_server: Server, wanted: DownloadItem, downloader: Downloader
) -> None:
    voice_server.cut, voice_server.cuts = 100_000, 1
    impatient = Downloader(pauses=())
    with pytest.raises(VoiceError):
        impatient.fetch(wanted)
    impatient.close()
    voice_server.tag = '"two"'
    voice_server.files = {"thu.onnx": bytes(wanted.size or 0)}
    downloader.fetch(wanted)
    assert wanted.path.read_bytes() == bytes(wanted.size or 0)


def test_busy_server_is_asked_again_with_growing_pauses(
    voice_server: Server, downloader: Downloader, wanted: DownloadItem, clock: FakeClock
) -> None:
    voice_server.statuses = [503, 429, 500]
    downloader.fetch(wanted)
    assert wanted.path.exists()
    assert clock.monotonic() == 1 + 3 + 10


def test_server_that_never_works_is_given_up_after_its_tries(
    voice_server: Server, downloader: Downloader, wanted: DownloadItem
) -> None:
    voice_server.statuses = [503] * 20
    with pytest.raises(VoiceError, match="broken_off"):
        downloader.fetch(wanted)
    assert len(voice_server.asked) == 5


def test_file_of_another_size_is_refused_before_it_is_fetched(
    voice_server: Server, downloader: Downloader, wanted: DownloadItem
) -> None:
    voice_server.files = {"thu.onnx": bytes(10)}
    with pytest.raises(VoiceError, match="other_size"):
        downloader.fetch(wanted)
    assert list(wanted.path.parent.iterdir()) == []


def test_file_that_is_not_there_is_told_at_once(
    voice_server: Server, downloader: Downloader, wanted: DownloadItem
) -> None:
    voice_server.files = {}
    with pytest.raises(VoiceError, match="http_status"):
        downloader.fetch(wanted)
    assert len(voice_server.asked) == 1


def test_part_longer_than_the_file_is_thrown_away(
    voice_server: Server, downloader: Downloader, wanted: DownloadItem, whole: bytes
) -> None:
    part = wanted.path.with_name("thu.onnx.part")
    part.write_bytes(bytes(len(whole) + 5))
    downloader.fetch(wanted)
    assert wanted.path.read_bytes() == whole


def test_part_of_an_unknown_version_is_not_gone_on_with(
    voice_server: Server, downloader: Downloader, wanted: DownloadItem, whole: bytes
) -> None:
    wanted.path.with_name("thu.onnx.part").write_bytes(b"something else")
    downloader.fetch(wanted)
    assert wanted.path.read_bytes() == whole
    assert voice_server.asked == [("thu.onnx", "")]


def test_server_that_stands_still_is_told_as_broken_off(voice_server: Server, wanted: DownloadItem) -> None:
    voice_server.pause = 1.0
    hasty = Downloader(timeouts=(2.0, 0.1), pauses=())
    with pytest.raises(VoiceError, match="broken_off"):
        hasty.fetch(wanted)
    hasty.close()


def test_server_with_a_certificate_of_its_own_is_refused(tmp_path: Path, downloader: Downloader) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with HTTPServer(host="127.0.0.1", ssl_context=context) as server:
        server.expect_request("/thu.onnx").respond_with_data(b"bytes")
        with pytest.raises(VoiceError, match="bad_certificate"):
            downloader.fetch(DownloadItem(url=server.url_for("/thu.onnx"), size=5, path=tmp_path / "x"))


def test_folder_that_cannot_be_written_is_a_store_error(
    downloader: Downloader, voice_server: Server, wanted: DownloadItem, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError):
        downloader.fetch(DownloadItem(url=wanted.url, size=None, path=tmp_path / "file" / "thu.onnx"))
