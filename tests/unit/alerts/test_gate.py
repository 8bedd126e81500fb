"""The gate in its own process: from a file, a feed or a push into the inbox, whatever is killed meanwhile."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from broadcaster.alerts.gate import feed_watch, gate_link, process
from broadcaster.alerts.gate.service import AlertService
from broadcaster.alerts.inbox.ground import place_digest, proof_digest
from broadcaster.alerts.inbox.kept import TakenAlert
from broadcaster.alerts.inbox.received import AlertState, Received
from broadcaster.alerts.judging.verdict import AlertVerdict
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import AlertsError, BroadcasterError, FaultList, PeopleError
from broadcaster.journal.rows.model import Airing, Reason
from broadcaster.people.roles.senders import AlertSender, SenderProof, SenderRight
from broadcaster.station.model.sound import StationPlace
from tests.counts import SCALE, SEED, counted
from tests.end_to_end.conftest import wait_for
from tests.fakes.cap_feed import Feed, cap_feed
from tests.unit.alerts.certificates import Identity, signed
from tests.unit.alerts.samples import area, info, made

PINNED = Identity("www.nchmf.example.vn")
SIGNS = AlertSender(
    id="nchmf",
    name="Trung tâm",
    proof=SenderProof.SIGNATURE,
    key=PINNED.pem,
    may=SenderRight.EMERGENCY,
    trusted=True,
)
TOKEN = "một mã thật dài của tỉnh"  # noqa: S105 - of nobody
PUSHES = AlertSender(
    id="tinh", name="Tỉnh", proof=SenderProof.TOKEN, key=hashlib.sha256(TOKEN.encode()).hexdigest(),
    may=SenderRight.EMERGENCY, trusted=True,
)  # fmt: skip
KILLS = counted(200) if SCALE >= 1 else 5  # each takes a second


def written(identifier: str, **parts: str) -> bytes:
    at = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
    return made(info(area(geocode="GSO 03151")), identifier=identifier, sent=at, **parts)


class Ward:
    """A service over a folder; who is in force is what the test says."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.drop = folder, folder / "inbox"
        self.drop.mkdir(exist_ok=True)
        self.senders: dict[str, AlertSender] = {}
        self.trusted = True
        self.rows: list[Reason] = []
        self.aired: list[Airing] = []
        self.faults = FaultList()
        self.heard: list[Received] = []
        self.again: list[bool] = []
        self.service = self.open()

    def open(self, *, lost: bool = False) -> AlertService:
        self.people = SimpleNamespace(senders=self.senders, lost=lost)
        access = SimpleNamespace(people=self.people)
        settings = SimpleNamespace(place=StationPlace(code="03151"))
        current = SimpleNamespace(station=SimpleNamespace(settings=settings))
        trust = SimpleNamespace(verdict=SimpleNamespace(trusted=self.trusted))
        made_of: list[Any] = [
            self.folder,
            SystemClock(),
            current,
            access,
            trust,
            self.rows.append,
            self.faults,
            lambda names: [row for row in self.aired if row.id in names],
        ]
        service = AlertService(*made_of)
        service.attach(cast("Any", self))
        return service

    def take(self, received: Received, *, again: bool = False) -> None:
        self.heard.append(received)
        self.again.append(again)

    def start(self, *senders: AlertSender) -> None:
        self.senders.update({one.id: one for one in senders})
        self.service.start()

    def put(self, name: str, raw: bytes) -> None:
        """As a program does that writes whole files."""
        (self.folder / f".{name}").write_bytes(raw)
        (self.folder / f".{name}").rename(self.drop / name)

    @property
    def kept(self) -> list[str]:
        return [one.received.alert.key.identifier for one in self.service.inbox.all()]

    def push(self, raw: bytes, token: bytes) -> TakenAlert:
        """As the door does it."""
        return self.service.link.push(raw, self.service.sender_of(token))

    def pid(self) -> int:
        wait_for(lambda: self.service.link.process_id is not None, 20)
        found = self.service.link.process_id
        assert found is not None
        return found


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    made_ward = Ward(tmp_path)
    yield made_ward
    made_ward.service.close()


def test_without_senders_there_is_no_process_and_no_file(ward: Ward) -> None:
    ward.start()
    ward.put("a.xml", written("VN-1"))
    time.sleep(1.5)
    assert ward.service.link.process_id is None
    assert not ward.service.inbox.there
    assert (ward.drop / "a.xml").exists()
    with pytest.raises(PeopleError):
        ward.push(written("VN-1"), TOKEN.encode())


def test_what_was_kept_goes_to_the_air_once_it_is_known_who_may_send(ward: Ward) -> None:
    ward.start(SIGNS)
    ward.put("a.xml", signed(written("VN-1"), PINNED))
    wait_for(lambda: len(ward.heard) == 1, 20)
    ward.service.close()
    ward.heard.clear()
    ward.service = ward.open(lost=True)
    ward.service.start()
    time.sleep(1.5)
    assert ward.heard == []
    ward.people.lost = False
    wait_for(lambda: len(ward.heard) == 1, 20)
    assert ward.again[-1], "as one from before"


def test_a_signed_file_is_kept_handed_to_the_air_and_removed(ward: Ward) -> None:
    ward.start(SIGNS)
    ward.pid()
    raw = signed(written("VN-1"), PINNED)
    ward.put("a.xml", raw)
    wait_for(lambda: ward.heard != [], 20)
    (one,) = ward.heard
    assert (one.sender, one.proof, one.judgement.verdict) == ("nchmf", "signature", AlertVerdict.AIR)
    assert one.proven_by == proof_digest(SIGNS), "as the verifier knew it"
    assert one.judged_at == place_digest(StationPlace(code="03151"))
    assert ward.service.state(one.id) is AlertState.WAITING
    wait_for(lambda: [*ward.drop.iterdir()] == [], 20)
    ward.put("again.xml", raw + b" ")
    wait_for(lambda: [*ward.drop.iterdir()] == [], 20)
    assert len(ward.heard) == 1
    ward.service.close()
    ward.service = ward.open()
    assert (ward.heard, ward.again) == ([one, one], [False, True]), (
        "after a start it is old, whatever the clock says"
    )


def test_the_drop_folder_proves_by_signature_alone(ward: Ward) -> None:
    """Whoever writes there writes no alert of a feed, or of one who sends by token."""
    ward.start(
        SIGNS, PUSHES, AlertSender(id="kenh", name="Kênh", proof=SenderProof.FEED, key="https://127.0.0.1:1/")
    )
    ward.put("a.xml", written("VN-1"))
    wait_for(lambda: ward.kept == ["VN-1"], 20)
    (one,) = ward.service.inbox.all()
    assert (one.received.proof, one.state, ward.heard) == ("", AlertState.RECEIVED, [])


def test_a_push_is_answered_once_it_is_kept_and_only_a_senders_token_opens(ward: Ward) -> None:
    ward.start(SIGNS, PUSHES)
    ward.pid()
    raw = written("VN-1")
    wait_for(lambda: _pushed(ward, raw), 20)
    assert ward.kept == ["VN-1"]
    assert ward.push(raw, TOKEN.encode()).judgement.reasons[0].code == "alerts.seen"
    for token in ("", "x", hashlib.sha256(TOKEN.encode()).hexdigest(), TOKEN.upper()):
        with pytest.raises(PeopleError):
            ward.push(written("VN-2"), token.encode())
    assert ward.push(b"no alert at all", TOKEN.encode()).received is None
    assert ward.kept == ["VN-1"]


def _pushed(ward: Ward, raw: bytes) -> bool:
    try:
        return ward.push(raw, TOKEN.encode()).judgement.verdict is AlertVerdict.AIR
    except AlertsError:  # it is not open yet
        return False


def test_an_accepted_sender_that_is_removed_has_its_process_ended(ward: Ward) -> None:
    ward.start(SIGNS)
    pid = ward.pid()
    ward.senders.clear()
    wait_for(lambda: ward.service.link.process_id is None, 20)
    wait_for(lambda: not Path(f"/proc/{pid}").exists(), 20)
    assert ward.service.in_force("nchmf") is None


def test_a_feed_reaches_the_inbox(ward: Ward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with cap_feed(tmp_path) as feed:
        monkeypatch.setenv("SSL_CERT_FILE", str(feed.authority))
        feed.files = {
            "/cap.xml": _index("/1.xml", "/2.xml"),
            "/1.xml": written("VN-1"),
            "/2.xml": written("VN-2"),
        }
        ward.start(_feed(feed))
        wait_for(lambda: sorted(ward.kept) == ["VN-1", "VN-2"], 30)
        assert {one.proof for one in ward.heard} == {"feed"}


def _feed(feed: Feed) -> AlertSender:
    return AlertSender(
        id="kenh",
        name="Kênh",
        proof=SenderProof.FEED,
        key=feed.url(),
        may=SenderRight.EMERGENCY,
        trusted=True,
    )


def _index(*links: str) -> bytes:
    entries = "".join(f"<entry><link href='{one}'/></entry>" for one in links)
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'.encode()


@pytest.mark.patient
def test_a_feed_that_hangs_keeps_neither_pushes_nor_files_waiting(
    ward: Ward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with cap_feed(tmp_path) as feed:
        monkeypatch.setenv("SSL_CERT_FILE", str(feed.authority))
        feed.way = "hang"
        ward.start(_feed(feed), SIGNS, PUSHES)
        wait_for(lambda: feed.asked != [], 30)
        wait_for(lambda: _pushed(ward, written("VN-1")), 20)
        ward.put("a.xml", signed(written("VN-2"), PINNED))
        wait_for(lambda: sorted(ward.kept) == ["VN-1", "VN-2"], 10)
        assert feed_watch.EVERY > 10, "the feed has hung all the while"


def test_what_is_no_alert_is_refused_with_a_row_and_a_link_is_not_followed(ward: Ward) -> None:
    (ward.folder / "secret").write_bytes(written("VN-9"))
    (ward.drop / "link.xml").symlink_to(ward.folder / "secret")
    os.mkfifo(ward.drop / "pipe.xml")
    ward.put("a.xml", b"<!DOCTYPE a><a/>")
    ward.start(SIGNS)
    wait_for(lambda: ward.service.inbox.there and len(_tallied(ward)) == 2, 30)
    with ward.service.inbox.open().changing():
        ward.service.inbox.open().write("UPDATE tally SET minute = '2020-01-01T00:00'")
    told = {dict(row.facts)["why"].code: dict(row.facts)["count"] for row in _rows(ward, 2)}
    assert told == {"alerts.doctype": "1", "alerts.no_file": "2"}
    assert ward.kept == []


def _tallied(ward: Ward) -> list[Any]:
    return list(ward.service.inbox.open().read("SELECT code FROM tally"))


def _rows(ward: Ward, many: int = 1) -> list[Any]:
    def told() -> bool:
        ward.rows.extend(ward.service.inbox.look(trusted=True))
        return len(ward.rows) >= many

    wait_for(told, 20)  # the service may be telling some of them now
    return ward.rows


@pytest.mark.patient
def test_a_gate_that_is_killed_again_and_again_loses_nothing_and_takes_nothing_twice(ward: Ward) -> None:
    chance = random.Random(SEED)
    ward.service.link.again = (0.05,)
    ward.start(SIGNS, PUSHES)
    expected = []
    for number in range(KILLS):
        expected.append(f"VN-{number}")
        ward.put(f"{number}.xml", signed(written(f"VN-{number}"), PINNED))
        time.sleep(chance.uniform(0.0, 0.8))
        if (pid := ward.service.link.process_id) is not None:
            os.kill(pid, chance.choice((signal.SIGKILL, signal.SIGTERM)))
    wait_for(lambda: [*ward.drop.iterdir()] == [], 60 + 2 * KILLS)  # they are read one after the other
    assert sorted(ward.kept) == sorted(expected)
    heard = [one.alert.key.identifier for one in ward.heard]
    assert sorted(heard) == sorted(expected)
    assert ward.service.link.restarts >= KILLS / 3


def _stopped(ward: Ward) -> list[threading.Thread]:
    """The gate hangs, and pushes fill its line."""
    wait_for(lambda: _pushed(ward, written("VN-0")), 20)
    os.kill(ward.pid(), signal.SIGSTOP)

    def push() -> None:
        with suppress(BroadcasterError):
            ward.service.link.push(b"x" * 1_000_000, PUSHES.id)

    pushing = [threading.Thread(target=push, daemon=True) for _ in range(4)]
    for one in pushing:
        one.start()
    time.sleep(0.5)
    return pushing


def test_of_one_sender_few_are_judged_at_once_and_another_has_its_place(ward: Ward) -> None:
    other = replace(PUSHES, id="huyen", name="Huyện")
    ward.start(PUSHES, other)
    _stopped(ward)
    with pytest.raises(AlertsError) as refused:
        ward.service.link.push(written("VN-1"), PUSHES.id)
    assert refused.value.code == "alerts.too_many"
    os.kill(ward.pid(), signal.SIGCONT)
    assert ward.service.link.push(written("VN-2"), other.id).judgement.verdict is AlertVerdict.AIR


def test_what_one_sender_pushes_waits_for_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = socket.socketpair()
    released = threading.Event()

    def slow(_orders: str, _raw: bytes, sender: str) -> dict[str, str]:
        assert sender == "huyen" or released.wait(20)
        return {"sender": sender}

    monkeypatch.setattr(process, "verified", slow)
    gate = process.Gate(process.StationLine(theirs))
    for number, sender in enumerate(("tinh", "huyen")):
        gate._hear({"push": number, "sender": sender, "raw": ""})
    ours.settimeout(10)
    with ours, theirs, ours.makefile("rb") as lines:
        assert json.loads(lines.readline())["found"] == {"sender": "huyen"}
        released.set()
        assert json.loads(lines.readline())["found"] == {"sender": "tinh"}


def test_a_gate_that_hangs_with_a_full_line_is_replaced(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_link, "SILENT", 12.0)
    ward.start(PUSHES)
    _stopped(ward)
    wait_for(lambda: ward.service.link.restarts > 0, 40)
    wait_for(lambda: _pushed(ward, written("VN-1")), 20)


def test_a_gate_that_hangs_keeps_no_station_from_its_end(ward: Ward) -> None:
    ward.start(PUSHES)
    _stopped(ward)
    begun = time.monotonic()
    ward.service.close()
    assert time.monotonic() - begun < 2.5


def test_a_full_disk_keeps_no_alert_from_sounding_and_leaves_others_where_they_are(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    from broadcaster.alerts.inbox import inbox
    from broadcaster.core.errors import StoreError

    def full(*_: object, **__: object) -> None:
        raise StoreError("store.disk_full", path="x")

    monkeypatch.setattr(inbox, "write_bytes", full)
    ward.start(SIGNS)
    ward.put("a.xml", signed(written("VN-1"), PINNED))
    ward.put("b.xml", written("VN-2"))
    wait_for(lambda: ward.kept == ["VN-1"], 20)
    time.sleep(2.0)
    assert ([one.alert.key.identifier for one in ward.heard], (ward.drop / "b.xml").exists()) == (
        ["VN-1"],
        True,
    )
    monkeypatch.undo()
    wait_for(lambda: sorted(ward.kept) == ["VN-1", "VN-2"], 20)


def test_a_damaged_inbox_begins_anew_and_is_told(ward: Ward) -> None:
    state = ward.folder / "state"
    state.mkdir()
    (state / "inbox.db").write_bytes(b"nothing of the kind" * 200)
    ward.start(SIGNS)
    ward.put("a.xml", signed(written("VN-1"), PINNED))
    wait_for(lambda: ward.kept == ["VN-1"], 30)
    assert (state / "junk" / "inbox.db").exists()
    assert [one.code for one in ward.faults] == ["alerts.store_anew"]
