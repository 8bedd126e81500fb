"""What Duyệt shows beside a message that waits: only what is another than in the version approved last."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from broadcaster.cli.approval.view import heard
from broadcaster.people.approval.summary import ChangeKind, FormerWords
from broadcaster.station.loading.loader import take
from broadcaster.station.model.message import Pause, Priority, Validity
from broadcaster.station.model.station import Station, timing_digest
from broadcaster.web.people.approval_items import Anew, changes, counts, instead

WAS = FormerWords(
    texts=("Mời bà con họp. Xin hết.",),
    spoken=("mời bà con họp.", "xin hết."),
    recordings=(),
    repeat=2,
    by="Hoa",
    at=datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
)


@pytest.fixture
def station(tmp_path: Path) -> Station:
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages/hop.yaml").write_text("title: Họp\nparts:\n  - say: Mời bà con họp. Xin hết.\n")
    (tmp_path / "station.yaml").write_text("name: A\n")
    return take(tmp_path)


def test_what_is_heard_as_before_is_said_to_be_so(station: Station) -> None:
    found = changes(station, station.messages["hop"], WAS.spoken, WAS)
    assert (found.none, found.by) == (True, "Hoa")


def test_only_the_words_that_are_new_or_gone_are_marked(station: Station) -> None:
    found = changes(station, station.messages["hop"], ("mời bà con đi họp.", "xin hết."), WAS)
    assert [(piece.kind, piece.words) for piece in found.words if piece.kind is not ChangeKind.SAME] == [
        (ChangeKind.NEW, "đi")
    ]
    assert not found.none


def test_number_of_repeats_and_recordings_count_too(station: Station) -> None:
    was = replace(WAS, repeat=1, recordings=("0" * 64,))
    found = changes(station, station.messages["hop"], WAS.spoken, was)
    assert (found.words, found.repeat, found.recordings, found.none) == ((), 1, True, False)


def test_other_pauses_are_told_in_any_class(station: Station) -> None:
    message = station.messages["hop"]
    was = replace(WAS, timing=timing_digest(station, message))
    assert changes(station, message, WAS.spoken, was).none
    silent = replace(message, parts=(Pause(length=30), *message.parts))
    found = changes(station, silent, WAS.spoken, was)
    assert (found.rests, found.none) == (True, False)
    past = replace(message, valid=Validity(until=date(2020, 1, 1)))
    assert changes(station, past, WAS.spoken, was).none


def test_other_pauses_or_days_of_an_emergency_are_told(station: Station) -> None:
    message = replace(station.messages["hop"], priority=Priority.EMERGENCY, repeat=1)
    was = replace(WAS, repeat=1, priority="emergency", timing=timing_digest(station, message))
    assert changes(station, message, WAS.spoken, was).none
    silent = replace(message, parts=(Pause(length=30), *message.parts))
    past = replace(message, valid=Validity(until=date(2020, 1, 1)))
    for edited in (silent, past):
        found = changes(station, edited, WAS.spoken, was)
        assert (found.rests, found.none) == (True, False)


@pytest.mark.parametrize(
    ("unknown", "told"),
    [
        ([False, False], [("console.anew_wait", 2)]),
        ([True], [("console.anew_silent", 1)]),
        ([True, False, True], [("console.anew_wait", 1), ("console.anew_silent", 2)]),
    ],
)
def test_messages_whose_words_were_not_kept_are_not_said_to_air_as_approved(
    unknown: list[bool], told: list[tuple[str, int]]
) -> None:
    """The page said that they do, and in the next line that they do not air."""
    assert counts([Anew(title="A", seen="", words=(), unknown=each) for each in unknown]) == told


def test_each_message_that_stands_in_for_a_relay_is_shown_once(tmp_path: Path) -> None:
    (tmp_path / "messages").mkdir()
    (tmp_path / "station.yaml").write_text("name: A\nsources: {dai: 'http://a/b.mp3'}\n")
    relay = "  - relay: dai\n    for: 5s\n"
    parts = f"{relay}    else: b\n{relay}    else: c\n{relay}    else: b\n{relay}"
    (tmp_path / "messages/a.yaml").write_text(f"title: Lũ\nparts:\n{parts}")
    for name in ("b", "c"):
        (tmp_path / f"messages/{name}.yaml").write_text(f"title: Thay {name}\nparts:\n  - say: Sơ tán.\n")
    station = take(tmp_path)
    assert [one.title for one in instead(station, station.messages["a"])] == ["Thay b", "Thay c"]
    told = [line.strip() for line in heard(station, station.messages["a"]) if "Thay" in line]
    assert told[0] == "Bản tin thay cho tiếp âm khi hỏng: Thay b (b)"
    assert len(told) == 3
    assert list(heard(station, station.messages["b"])) == ["Sẽ nghe:", "  Sơ tán."]
