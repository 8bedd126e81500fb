"""What a page shows of emergencies is read ahead, once for each version, and never by who opens the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from broadcaster.playout.operator import shown_ahead
from broadcaster.playout.operator.shown_ahead import ShownAhead
from broadcaster.playout.operator.suspensions import Suspensions
from broadcaster.playout.requests.lexicon_use import NOTHING, HeardOtherwise, heard_otherwise
from broadcaster.playout.requests.message_version import MOST, AskedVersion
from broadcaster.station.model.message import Message, Priority, Say
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station

UNREAD, READ = HeardOtherwise(more=True), HeardOtherwise(words="nước lên.")


def message(name: str, text: str = "Lũ về.") -> Message:
    return Message(id=name, title=name, priority=Priority.EMERGENCY, parts=(Say(text=text),))


def station(*messages: Message, lexicon: str = "nước lên") -> Station:
    return Station(
        root=Path("/x"),
        settings=Settings(name="Đài"),
        messages=MappingProxyType({one.id: one for one in messages}),
        schedules={},
        lexicon=MappingProxyType({"Lũ về": lexicon} if lexicon else {}),
    )


class Ward:
    """A station whose emergencies are read when a test says so."""

    def __init__(self, airs: Station) -> None:
        self.station = airs
        self.ahead = ShownAhead(self, Suspensions(None))

    def take(self, airs: Station) -> None:
        self.station = airs
        self.ahead.changed()

    def version(self, name: str) -> AskedVersion:
        return AskedVersion(station=self.station, message=self.station.messages[name])

    def heard(self, name: str) -> HeardOtherwise:
        return self.ahead.heard(self.version(name))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The messages that were read, in order."""
    found: list[str] = []

    def counted(house: Station, one: Message) -> HeardOtherwise:
        found.append(one.id)
        return heard_otherwise(house, one)

    monkeypatch.setattr(shown_ahead, "heard_otherwise", counted)
    return found


def test_page_reads_nothing_and_says_that_a_lexicon_may_change_words_until_it_is_read(
    read: list[str],
) -> None:
    ward = Ward(station(message("a"), message("b")))
    assert (ward.heard("a"), read) == (UNREAD, [])
    ward.ahead.look()
    assert (ward.heard("a"), ward.heard("b")) == (READ, READ)


def test_each_version_is_read_once_whatever_else_is_edited(read: list[str]) -> None:
    ward = Ward(station(message("a"), message("b")))
    ward.ahead.look()
    for number in range(5):
        ward.take(station(message("a"), message("b", f"Lũ về số {number}.")))
        ward.ahead.look()
    assert read.count("a") == 1
    assert ward.heard("a") == READ
    ward.take(station(message("a"), lexicon="mưa to"))
    assert ward.heard("a") == UNREAD
    ward.ahead.look()
    assert ward.heard("a").words == "mưa to."


def test_version_that_a_page_shows_beyond_the_first_is_read_when_it_was_asked_for(read: list[str]) -> None:
    ward = Ward(station(*(message(f"m{number:03}") for number in range(MOST + 5))))
    ward.ahead.look()
    assert len(read) == MOST, "whoever may write files may write thousands"
    assert ward.heard("m104") == UNREAD
    ward.ahead.look()
    assert ward.heard("m104") == READ


def test_station_without_a_lexicon_is_not_read(read: list[str]) -> None:
    ward = Ward(station(message("a"), lexicon=""))
    assert ward.heard("a") == NOTHING
    ward.ahead.look()
    assert read == []


def test_message_that_cannot_be_read_keeps_no_other_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(house: Station, one: Message) -> HeardOtherwise:
        if one.id == "a":
            raise RuntimeError
        return heard_otherwise(house, one)

    monkeypatch.setattr(shown_ahead, "heard_otherwise", fails)
    ward = Ward(station(message("a"), message("b")))
    ward.ahead.look()
    assert (ward.heard("a"), ward.heard("b")) == (UNREAD, READ)


def test_version_that_was_read_ahead_is_named_without_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    ward = Ward(station(message("once-named")))
    assert not ward.version("once-named").quick
    named = ward.version("once-named").shown
    fails: Callable[..., object] = lambda *_: 1 / 0  # noqa: E731
    monkeypatch.setattr("broadcaster.playout.requests.message_version.written_digest", fails)
    assert ward.version("once-named").quick
    assert ward.version("once-named").shown == named
    approved = replace(ward.station, approved=MappingProxyType({"other": "0" * 64}))
    assert AskedVersion(station=approved, message=message("other")).quick
