"""The sender's own recording of an alert: whose counts, and what is made of what came."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.alerts.cap.model import AudioResource
from broadcaster.alerts.gate.programs import recorded
from broadcaster.alerts.gate.recording import LONGEST, recording
from broadcaster.alerts.gate.recording_queue import LARGEST, MOST, OfferedRecording, RecordingQueue
from broadcaster.alerts.inbox.kept import recording_name
from broadcaster.alerts.inbox.received import AlertRecording, AlertState
from broadcaster.alerts.judging.judgement import judge
from broadcaster.alerts.judging.recorded import recording_of
from broadcaster.alerts.judging.words import LONGEST as WHOLE
from broadcaster.alerts.judging.words import words_of
from broadcaster.alerts.proof.model import Provenance, SignatureState
from broadcaster.core.errors import Phrase
from broadcaster.people.roles.senders import SenderProof, SenderRight
from broadcaster.station.forms.alert_template import shipped
from tests.unit.alerts import samples
from tests.unit.alerts.sounds import resource, wav
from tests.unit.alerts.test_inbox import Ward, ending
from tests.unit.alerts.test_words import ZONE, spoken
from tests.unit.alerts.values import AT, WARD, alert, from_feed, info, key, sender, signed

NOBODY = sender(may=SenderRight.INBOX)

BROUGHT = AudioResource(mime="audio/mpeg", content="AAAA")
LINKED = AudioResource(mime="audio/mpeg", uri="https://x.vn/a.mp3", digest="00")


def offered(*audio: AudioResource, origin: Provenance, **more: object) -> AudioResource | str | None:
    one = alert(info(audio=audio, **more))
    found = recording_of(judge(one, origin, WARD, AT), origin)
    return found.code if isinstance(found, Phrase) else found


def test_sounds_alone_are_read_from_an_alert() -> None:
    told = samples.info(
        resource(b"1", mime="image/png"), resource(b"2", mime="Audio/MPEG"), resource(uri="https://x.vn/a"),
        samples.area(),
    )  # fmt: skip
    (one,) = samples.read(samples.made(told)).infos
    assert [(each.mime, each.content, each.uri) for each in one.audio] == [
        ("audio/mpeg", "Mg==", ""),
        ("audio/x-wav", "", "https://x.vn/a"),
    ]
    assert one.audio[0].digest == hashlib.sha1(b"2", usedforsecurity=False).hexdigest().upper()


def test_what_is_brought_along_counts_of_whoever_is_proven() -> None:
    for origin in (signed(), from_feed(), *(from_feed(proof=one) for one in SenderProof)):
        refused = origin.proven is None  # by signature, and without one
        assert offered(LINKED, BROUGHT, origin=origin) == (None if refused else BROUGHT)
    assert offered(BROUGHT, origin=signed(SignatureState.UNPROVEN)) == "alerts.audio.unproven"
    assert offered(BROUGHT, origin=Provenance()) == "alerts.audio.unproven"


def test_a_link_counts_of_a_feed_alone() -> None:
    assert offered(LINKED, origin=from_feed()) == LINKED
    others = (signed(), from_feed(proof=SenderProof.TOKEN), from_feed(proof=SenderProof.ADAPTOR))
    assert {offered(LINKED, origin=one) for one in others} == {"alerts.audio.elsewhere"}


def test_a_recording_in_another_language_is_not_heard() -> None:
    assert offered(BROUGHT, origin=signed(), language="en-US") is None
    assert offered(origin=signed()) is None


def test_with_a_recording_only_what_must_be_said_is_and_both_last_a_minute_at_most() -> None:
    origin = from_feed()
    one = alert(info(headline="Bão số 3", description="Mưa rất to.", instruction="Bà con ở trong nhà."))
    judged = judge(one, origin, WARD, AT)

    def head(seconds: float) -> str | None:
        return words_of(
            one,
            judged,
            sender="TT",
            ward="phường ta",
            zone=ZONE,
            spoken=spoken,
            template=shipped(),
            recording=seconds,
        )

    said = head(30.0)
    assert said == (
        "Cảnh báo của TT. Bão số 3. Khu vực: Tân Phong. Cảnh báo có hiệu lực đến 11 giờ, ngày 20 tháng 11."
    )
    length = spoken(said)[1]
    assert head(WHOLE - length) == said
    assert head(WHOLE - length + 0.1) is None


def test_a_recording_is_made_anew_from_its_samples() -> None:
    raw = wav(2.0)
    told, made = recording(raw, "audio/wav", hashlib.sha1(raw, usedforsecurity=False).hexdigest().upper())
    assert told == {"seconds": 2.0}
    assert made.startswith(b"fLaC")


@pytest.mark.parametrize(
    ("raw", "digest", "code"),
    [
        (wav(LONGEST + 1), "", "studio.too_long"),
        (wav(3, level=0.0), "", "studio.recording_silent"),
        (wav(0.2), "", "studio.recording_short"),
        (wav(3), "0" * 40, "alerts.audio.digest"),
        (wav(3), "no digest at all", "alerts.audio.digest"),
        (b"no sound at all" * 100, "", "studio.cannot_decode"),
        (b"", "", "studio.cannot_decode"),
        (wav(3, claims=36_000), "", "outlook.recording_cut"),
        (wav(30, claims=59)[:-200_000], "", "outlook.recording_cut"),
    ],
    ids=["long", "silent", "short", "digest", "no digest", "noise", "empty", "ten hours", "half of it"],
)
def test_what_an_officer_could_not_take_in_is_no_recording(raw: bytes, digest: str, code: str) -> None:
    told, made = recorded(raw, "audio/wav", digest)
    assert made == b""
    why = told["why"]
    assert isinstance(why, dict)
    assert why["code"] == code, json.dumps(why)


def test_too_many_at_once_are_told_and_none_is_kept_waiting() -> None:
    told: list[tuple[str, object]] = []
    queue = RecordingQueue(lambda alert, why, _made: told.append((alert, why)))
    audio = {"mime": "audio/wav", "content": "", "uri": "", "digest": ""}
    for number in range(MOST + 2):
        queue.put(OfferedRecording(alert=str(number), audio=lambda: audio, feed=""))
    assert [alert for alert, _ in told] == [str(MOST), str(MOST + 1)]


def test_what_is_too_large_is_not_decoded() -> None:
    from base64 import b64encode

    from broadcaster.alerts.gate import recording_queue

    audio = {"mime": "audio/wav", "content": b64encode(bytes(LARGEST + 1)).decode(), "uri": "", "digest": ""}
    told, made = recording_queue._made(OfferedRecording(alert="a", audio=lambda: audio, feed=""))
    assert (told, made) == (recording_queue.no("alerts.audio.too_big", largest="12"), b"")


class TestInbox:
    def test_a_recording_is_kept_beside_its_alert_over_a_restart_and_goes_with_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ward = Ward(tmp_path)
        taken = ward.take(alert(), audio=BROUGHT)
        assert taken.received is not None
        name = taken.received.id
        assert taken.awaited == name
        assert taken.received.recording == AlertRecording()
        ward.inbox.keep_recording(name, AlertRecording(seconds=2.0), b"sound")
        kept = AlertRecording(sha256=hashlib.sha256(b"sound").hexdigest(), seconds=2.0)
        assert ward.inbox.recording(name) == kept
        ward.restarted()
        assert ward.inbox.one(name).received.recording == kept
        file = tmp_path / recording_name(name)
        assert file.read_bytes() == b"sound"
        ward.take(ending("VN-2", "VN-1"))
        monkeypatch.setattr("broadcaster.alerts.inbox.inbox.MOST", 1)
        ward.take(alert(key=replace(alert().key, identifier="VN-3")))
        assert not file.exists()

    def test_no_alert_is_forgotten_for_a_recording(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ward = Ward(tmp_path)
        one, other = ward.take(alert(), audio=BROUGHT), ward.take(alert(key=key("VN-2")), NOBODY)
        assert one.received is not None
        assert other.received is not None
        monkeypatch.setattr("broadcaster.alerts.inbox.inbox.LARGEST", 2000)
        ward.inbox.keep_recording(one.received.id, AlertRecording(seconds=2.0), bytes(5000))
        found = ward.inbox.recording(one.received.id)
        assert found is not None
        assert found.why == Phrase(code="alerts.inbox_full")
        assert len(ward.inbox.all()) == 2
        ward.inbox.change(other.received.id, AlertState.SET_ASIDE)
        monkeypatch.setattr("broadcaster.alerts.inbox.inbox.LARGEST", 7000)
        monkeypatch.setattr("broadcaster.alerts.inbox.inbox.MOST", 2)
        ward.inbox.keep_recording(one.received.id, AlertRecording(seconds=2.0), bytes(5000))
        assert ward.inbox.one(one.received.id).received.recording != found

    def test_why_there_is_none_is_kept(self, tmp_path: Path) -> None:
        ward = Ward(tmp_path)
        why = Phrase(code="alerts.audio.unproven")
        taken = ward.take(alert(), audio=why)
        assert taken.received is not None
        assert (taken.awaited, taken.received.recording) == ("", AlertRecording(why=why))

    def test_what_came_before_has_no_recording_made_again(self, tmp_path: Path) -> None:
        ward = Ward(tmp_path)
        assert ward.take(alert(), audio=BROUGHT).awaited
        assert not ward.take(alert(), audio=BROUGHT, raw=b"other spaces").awaited

    def test_of_an_alert_that_is_gone_nothing_is_kept(self, tmp_path: Path) -> None:
        ward = Ward(tmp_path)
        ward.take(alert())
        ward.inbox.keep_recording("0" * 64, AlertRecording(seconds=1.0), b"sound")
        assert not (tmp_path / recording_name("0" * 64)).exists()
        assert ward.inbox.recording("0" * 64) is None
