"""The gate has the recordings of alerts fetched and made, while the alerts themselves wait for none."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from broadcaster.alerts.gate.programs import verified
from broadcaster.alerts.inbox.kept import recording_name
from broadcaster.alerts.inbox.received import AlertRecording, AlertState
from broadcaster.core.errors import AlertsError
from tests.end_to_end.conftest import wait_for
from tests.fakes.cap_feed import Feed, cap_feed
from tests.unit.alerts.certificates import signed
from tests.unit.alerts.samples import area, info, made
from tests.unit.alerts.sounds import resource, wav
from tests.unit.alerts.test_gate import PINNED, PUSHES, SIGNS, TOKEN, Ward, _feed
from tests.unit.alerts.test_verifier import FINDING, orders

SOUND = wav(2.0)


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    made_ward = Ward(tmp_path)
    yield made_ward
    made_ward.service.close()


@pytest.fixture
def feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Feed]:
    with cap_feed(tmp_path) as one:
        monkeypatch.setenv("SSL_CERT_FILE", str(one.authority))
        yield one


def alert(*resources: str, identifier: str = "VN-1", **parts: str) -> bytes:
    at = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
    told = info(*resources, area(geocode="GSO 03151"), language="vi", headline="Mưa lớn")
    return made(told, identifier=identifier, sent=at, **parts)


def became(ward: Ward) -> AlertRecording:
    """What came of the recording of the one alert that was handed over."""
    wait_for(lambda: ward.heard != [], 20)
    (one,) = ward.heard
    wait_for(lambda: ward.service.recording(one.id) is not None, 30)
    found = ward.service.recording(one.id)
    assert found is not None
    return found


def why(ward: Ward) -> str:
    found = became(ward)
    assert (found.sha256, found.awaited) == ("", False)
    assert found.why is not None
    return found.why.code


def test_a_signed_sound_is_made_a_recording_and_the_alert_waited_for_none(ward: Ward) -> None:
    ward.start(SIGNS)
    ward.put("a.xml", signed(alert(resource(SOUND)), PINNED))
    wait_for(lambda: ward.heard != [], 20)
    assert ward.heard[0].recording == AlertRecording(), "it is still awaited"
    found = became(ward)
    assert found.seconds == 2.0
    file = ward.folder / "state" / recording_name(ward.heard[0].id)
    assert file.read_bytes().startswith(b"fLaC")
    assert ward.service.inbox.all()[0].received.recording == found


def test_a_sound_that_comes_with_a_push_or_is_another_than_its_digest(ward: Ward) -> None:
    ward.start(SIGNS, PUSHES)
    ward.pid()
    raw = alert(resource(SOUND, digest="0" * 40))
    wait_for(lambda: _pushed(ward, raw), 20)
    assert why(ward) == "alerts.audio.digest"


def _pushed(ward: Ward, raw: bytes) -> bool:
    with suppress(AlertsError):
        ward.push(raw, TOKEN.encode())
        return True
    return False


def test_an_unsigned_sound_in_the_folder_is_not_even_decoded(ward: Ward) -> None:
    ward.start(SIGNS)
    ward.put("a.xml", alert(resource(SOUND)))
    wait_for(lambda: ward.kept == ["VN-1"], 20)
    (one,) = ward.service.inbox.all()
    assert one.received.recording is not None
    assert one.received.recording.why is not None
    assert one.received.recording.why.code == "alerts.audio.unproven"
    assert not [*(ward.folder / "state" / "inbox").glob("*.flac")]


def test_a_feed_links_to_a_sound_on_its_own_host(ward: Ward, feed: Feed) -> None:
    uri = feed.url("/a.wav")
    feed.files = {"/cap.xml": alert(resource(SOUND, uri=uri)), "/a.wav": SOUND}
    ward.start(_feed(feed))
    assert became(ward).seconds == 2.0


@pytest.mark.parametrize(
    ("uri", "code"),
    [
        ("https://127.0.0.2:{port}/a.wav", "alerts.audio.elsewhere"),
        ("http://127.0.0.1:{port}/a.wav", "alerts.audio.elsewhere"),
        ("file:///etc/passwd", "alerts.audio.elsewhere"),
        ("a.wav", "alerts.audio.elsewhere"),
        ("https://127.0.0.1:{port}/moved.wav", "alerts.audio.elsewhere"),
        ("https://127.0.0.1:{port}/none.wav", "alerts.audio.not_fetched"),
        ("https://127.0.0.1:{port}/large.wav", "alerts.audio.too_big"),
        ("https://127.0.0.1:{port}/other.wav", "alerts.audio.digest"),
    ],
)
def test_what_a_feed_links_to_otherwise_is_not_heard(ward: Ward, feed: Feed, uri: str, code: str) -> None:
    feed.moved = {"/moved.wav": "https://127.0.0.2:1/a.wav"}
    linked = resource(SOUND, uri=uri.format(port=feed.port))
    feed.files = {"/cap.xml": alert(linked), "/large.wav": bytes(20 << 20), "/other.wav": wav(3.0)}
    ward.start(_feed(feed))
    assert why(ward) == code


def test_an_alert_that_is_replaced_while_its_sound_is_fetched_stays_ended(ward: Ward, feed: Feed) -> None:
    raw = alert(resource(SOUND, uri=feed.url("/a.wav")))
    sent = raw.partition(b"<sent>")[2].partition(b"</sent>")[0].decode()
    feed.files, feed.slow = {"/cap.xml": raw, "/a.wav": SOUND}, {"/a.wav": 4.0}
    ward.start(_feed(feed))
    wait_for(lambda: "/a.wav" in feed.asked, 20)
    (one,) = ward.heard
    update = alert(identifier="VN-2", msgType="Update", references=f"canhbao@example.vn,VN-1,{sent}")
    found = FINDING.validate_python(verified(orders(_feed(feed)), update, "kenh"))
    ward.service.inbox.take(update, found, _feed(feed))
    assert ward.service.recording(one.id) is None, "it is being fetched"
    assert became(ward).seconds == 2.0
    assert ward.service.cancelled(one)
    assert ward.service.state(one.id) is AlertState.CANCELLED


@pytest.mark.parametrize("with_station", [False, True], ids=["the gate", "the station"])
def test_a_sound_that_was_being_fetched_is_fetched_again_after_a_kill(
    ward: Ward, feed: Feed, *, with_station: bool
) -> None:
    feed.files = {"/cap.xml": alert(resource(SOUND, uri=feed.url("/a.wav"))), "/a.wav": SOUND}
    feed.slow = {"/a.wav": 6.0}
    ward.start(_feed(feed))
    wait_for(lambda: "/a.wav" in feed.asked, 20)
    feed.slow = {}
    os.kill(ward.pid(), signal.SIGKILL)
    if with_station:
        ward.service.close()
        ward.service = ward.open()
        ward.start()
        assert [one.recording for one in ward.heard] == [AlertRecording()] * 2, "it is still awaited"
    wait_for(lambda: ward.service.recording(ward.heard[0].id) is not None, 30)
    (one,) = ward.service.inbox.all()
    assert one.received.recording is not None
    assert one.received.recording.seconds == 2.0


@pytest.mark.parametrize("lost", [False, True])
def test_a_sound_that_came_with_an_alert_is_made_by_a_later_gate(ward: Ward, *, lost: bool) -> None:
    raw = signed(alert(resource(SOUND)), PINNED)
    taken = ward.service.inbox.take(raw, FINDING.validate_python(verified(orders(SIGNS), raw)), SIGNS)
    if lost:
        (ward.folder / "state" / "inbox" / taken.awaited).unlink()
    ward.service.close()
    ward.service = ward.open()
    ward.start(SIGNS)
    found = became(ward)
    assert (found.seconds, found.why and found.why.code) == (0, "alerts.audio.lost") if lost else (2.0, None)
