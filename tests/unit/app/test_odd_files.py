"""What another version wrote, or a bad disk changed, neither stops a station nor loosens it."""

from __future__ import annotations

import gc
import json
import weakref
from dataclasses import replace
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path
from types import SimpleNamespace

import pytest

from broadcaster.core import confined_files
from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import PeopleError
from broadcaster.core.whole_files import make_private
from broadcaster.journal.log.journal import Journal
from broadcaster.people.approval.decision import DecisionKind, Signer, SigningWay
from broadcaster.people.approval.order import AskApprove
from broadcaster.people.decisions.book import Book
from broadcaster.people.decisions.decider import Deciding
from broadcaster.people.roles.model import Grant, Role
from broadcaster.people.versions.version import version_of
from broadcaster.people.versions.words import as_spoken, spoken
from broadcaster.station.acceptance.confirmation import NAME, Confirmed
from broadcaster.station.acceptance.intake import take
from broadcaster.station.loading import archive, loader
from broadcaster.station.loading.sources import FolderSource
from broadcaster.station.model.message import Say
from broadcaster.station.model.station import Station
from broadcaster.studio.script.digest import words_digest
from broadcaster.timetable.calendars.reach import NEAR
from broadcaster.timetable.calendars.subscriptions import SubscriptionState, is_unlisted
from tests.house import STATION_ID

STRICT = "name: Đài\napproval: {required: true, own: false}\nsources: {vov1: 'https://vov.vn/1.mp3'}\n"
LOOSE = "name: Đài\napproval: {required: false, own: true}\nsources: {vov1: 'https://khac.vn/1.mp3'}\n"
CLOCK = FakeClock(datetime(2026, 11, 26, 3, tzinfo=UTC))
CHI = Signer(
    by="Chi", person="chi", grant=Grant(role=Role.LEADER), way=SigningWay.PAPER, form="1", photo="a" * 64
)

LAN = Signer(by="Lan", person="lan", grant=Grant(role=Role.OFFICER))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "messages").mkdir()
    for name in "ab":
        (tmp_path / f"messages/{name}.yaml").write_text("title: A\nparts:\n  - say: Kính thưa bà con.\n")
    (tmp_path / "station.yaml").write_text(STRICT)
    return tmp_path


def station_of(folder: Path) -> Station:
    return loader.take(folder)


def start(folder: Path) -> Station:
    return take(folder, folder / "state", confirmed=Confirmed(folder / "state"), clock=CLOCK).station


@pytest.mark.parametrize("odd", ["approval.own", "approval.required", "sources.vov1", "regulation"])
def test_accepted_keys_of_another_version_stop_no_start_and_loosen_nothing(folder: Path, odd: str) -> None:
    start(folder)
    (folder / "station.yaml").write_text(LOOSE)  # waits for a yes, and is in the archive as it is written
    start(folder)
    state = folder / "state"
    kept = archive.opened(state, folder)
    assert kept is not None
    assert kept.about.keys is not None
    about = replace(kept.about, keys={**kept.about.keys, odd: '{"new": [1]}'})
    (state / archive.ARCHIVE).write_bytes(archive.archive(kept.files, kept.shelved, about))
    (state / NAME).unlink()
    settings = start(folder).settings
    assert (settings.approval.required, settings.approval.own) == (True, False)
    assert dict(settings.sources) == {}, "of the old address only the seal is known"


@pytest.mark.parametrize("pace", [0.0, 0.01, -1.0, float("nan"), float("inf")])
def test_kept_words_with_a_pace_that_nobody_wrote_are_said_at_the_stations_own(
    folder: Path, pace: float
) -> None:
    station = station_of(folder)
    message = station.messages["a"]
    facts = json.loads(spoken(station, message))
    facts["parts"] = {n: [[words, pace, pace] for words, _, _ in said] for n, said in facts["parts"].items()}
    kept = as_spoken(station, json.dumps(facts).encode(), words_digest(station, message))
    assert kept is not None
    (part,) = kept.parts
    assert isinstance(part, Say)
    assert part.said is not None
    assert [(one.pace, 0 <= one.pause <= 60) for one in part.said] == [(1.0, True)]


def test_photo_that_a_colleague_used_a_moment_ago_stands_for_no_second_decision(folder: Path) -> None:
    station = station_of(folder)
    with Journal.in_memory(CLOCK) as journal:
        deciding = Deciding(Book(journal, STATION_ID, CLOCK))
        deciding.send_back(station, station.messages["a"], CHI, "sai giờ")
        with pytest.raises(PeopleError, match=r"people\.photo_used"):
            deciding.send_back(station, station.messages["b"], CHI, "sai giờ")
        assert len(journal.decisions()) == 1


def test_one_photo_stands_for_all_that_one_order_confirms(folder: Path) -> None:
    station = station_of(folder)
    with Journal.in_memory(CLOCK) as journal:
        book = Book(journal, STATION_ID, CLOCK)
        words = {name: version_of(station, station.messages[name]).words for name in "ab"}
        deciding = Deciding(book, reread=SimpleNamespace(reread=words))
        for name in "ab":
            message, screen = (
                station.messages[name],
                replace(CHI, way=SigningWay.SCREEN, form=None, photo=None),
            )
            deciding.submit(station, message, LAN)
            deciding.approve(station, message, screen, AskApprove(message="m", words=words[name]))
        rows = deciding.confirm_reread(station, CHI, tuple(words.items()))
        assert [(row.decision.what, row.decision.photo) for row in rows] == [
            (DecisionKind.APPROVED, "a" * 64)
        ] * 2


def test_disk_that_takes_no_rights_has_changed_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "people.db").touch()
    (tmp_path / "people.db").chmod(0o644)
    with monkeypatch.context() as vfat:
        vfat.setattr(Path, "chmod", lambda _path, _mode: None)
        assert make_private(tmp_path) == []
    assert make_private(tmp_path) == [tmp_path / "people.db"]


def test_no_file_is_kept_for_each_recording_whose_digest_is_known(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[weakref.ref[BufferedReader]] = []
    real = confined_files.open_file

    def noted(root: Path, name: str) -> BufferedReader:
        file = real(root, name)
        opened.append(weakref.ref(file))
        return file

    monkeypatch.setattr(confined_files, "open_file", noted)
    (folder / "recordings").mkdir()
    (folder / "recordings/a.wav").write_bytes(b"x")
    first = FolderSource(folder).recording("recordings/a.wav")
    gc.collect()
    assert [ref() for ref in opened] == [None]
    assert FolderSource(folder).recording("recordings/a.wav") == first


def test_host_that_the_ward_lists_in_large_letters_is_listed(folder: Path) -> None:
    (folder / "station.yaml").write_text("name: x\ncalendars: {allow: [Lich.Phuong.VN]}\n")
    (folder / "calendar.yaml").write_text("subscribed: {t: {url: 'https://lich.phuong.vn/x.ics'}}\n")
    station = station_of(folder)
    (one,) = station.calendar.subscribed
    assert not is_unlisted(station, one, SubscriptionState(url=one.url, reach=NEAR))
    assert is_unlisted(
        station, replace(one, url="https://khac.vn"), SubscriptionState(url=one.url, reach=NEAR)
    )
