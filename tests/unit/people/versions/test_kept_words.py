"""A later program that reads a text otherwise airs what was approved, until a leader says yes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from broadcaster.core.errors import BroadcasterError, PeopleError
from broadcaster.journal.rows.model import Outcome
from broadcaster.people.approval.order import AskReread, SeenWords
from broadcaster.people.decisions.decider import Deciding
from broadcaster.people.decisions.opening import Pinning
from broadcaster.people.decisions.orders import carry_out
from broadcaster.people.decisions.overview import overview
from broadcaster.people.versions.pins import Lost, Pins
from broadcaster.people.versions.selection import pin_faults
from broadcaster.people.versions.version import nothing_kept
from broadcaster.people.versions.words import Digests, as_spoken, spoken
from broadcaster.reading import engine
from broadcaster.reading.engine import read
from broadcaster.studio.script.digest import words_digest
from broadcaster.studio.script.script import read_script
from tests.house import LEADER, SETTINGS, House, MakeHouse

STRICT = SETTINGS.replace("required: false", "required: true")
MESSAGE = "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con. Mời họp lúc 7h.\n"
EDITED = MESSAGE.replace("Kính thưa", "Xin chào")
HOURLY = 'message: ngan\nevery: 1h\nbetween: "06:00-20:00"\n'
FILES = {"station.yaml": STRICT, "messages/ngan.yaml": MESSAGE, "schedules/a.yaml": HOURLY}
Update = Callable[[], None]


@pytest.fixture
def update(monkeypatch: pytest.MonkeyPatch) -> Update:
    """Installs a program whose reading says another word for one that every message here has."""

    def better(text: str, **options: object) -> object:
        ward = {**(options.pop("ward") or {}), "bà con": "bà con cô bác"}  # type: ignore[dict-item]
        return read(text, ward=ward, **options)  # type: ignore[arg-type]

    return lambda: monkeypatch.setattr(engine, "read", better)


@pytest.fixture
def house(make_house: MakeHouse) -> House:
    made = make_house("2026-11-23T08:30", FILES)
    made.approve("ngan")
    return made


def started(make_house: MakeHouse, house: House, text: str = MESSAGE, settings: str = STRICT) -> House:
    """The program again, an hour later."""
    files = {**FILES, "messages/ngan.yaml": text, "station.yaml": settings}
    return make_house("2026-11-23T10:30", files, journal=house.journal)


def next_hour(house: House) -> tuple[Outcome | None, str | None]:
    house.run_until(house.clock.now() + timedelta(hours=1))
    airing = house.log()[-1]
    return airing.outcome, airing.words_digest


def said(house: House) -> tuple[str, ...]:
    return read_script(house.station, house.station.messages["ngan"]).words


def codes(house: House) -> list[str]:
    return [fault.code for fault in pin_faults(house.versions.found)]


def deciding(house: House) -> Deciding:
    pins = Pins(house.state, house.folder)
    return Deciding(house.book, Pinning(pins, house), house.versions)


def confirm(house: House, *seen: tuple[str, str]) -> None:
    order = AskReread(seen=tuple(SeenWords(message=name, words=words) for name, words in seen))
    carry_out(order, deciding(house), house.filed, LEADER)
    house.reload()


def test_better_reading_airs_the_approved_words_until_a_leader_says_yes(
    make_house: MakeHouse, house: House, update: Update
) -> None:
    old, words = said(house), words_digest(house.filed, house.filed.messages["ngan"])
    update()
    again = started(make_house, house)
    assert said(again) == old
    assert next_hour(again) == (Outcome.AIRED, words)
    assert codes(again) == ["people.reread"]
    found, now = again.versions.found, again.clock.now()
    seen = overview(again.filed, again.book.decisions, (), found, Digests().words, nothing_kept, now)
    (one,) = seen.reread
    assert (one.was, one.doubtful) == (old, False)
    assert "cô bác" in " ".join(one.now)
    confirm(again, (one.message, one.words))
    assert codes(again) == []
    assert next_hour(again) == (Outcome.AIRED, one.words)
    assert "cô bác" in " ".join(said(again))
    # The next program reads as the first one did: now these are the words that a leader said yes to.
    assert again.book.decisions.of("ngan").yes is not None


def test_yes_to_other_words_than_were_shown_is_refused(
    make_house: MakeHouse, house: House, update: Update
) -> None:
    update()
    again = started(make_house, house)
    with pytest.raises(PeopleError, match="changed_meanwhile"):
        confirm(again, ("ngan", "0" * 64))
    with pytest.raises(PeopleError, match="changed_meanwhile"):
        confirm(again, ("khong-co", "0" * 64))
    assert codes(again) == ["people.reread"]


def test_edited_message_is_in_no_list_and_airs_its_approved_words(
    make_house: MakeHouse, house: House, update: Update
) -> None:
    old = said(house)
    update()
    again = started(make_house, house, EDITED)
    assert said(again) == old
    assert dict(again.versions.found.reread) == {}
    with pytest.raises(PeopleError, match="changed_meanwhile"):
        confirm(again, ("ngan", words_digest(again.filed, again.filed.messages["ngan"])))


def test_where_an_edit_stops_a_message_an_update_does_not(
    make_house: MakeHouse, house: House, update: Update
) -> None:
    old = said(house)
    update()
    stops = STRICT.replace("required: true", "required: true, edit: stop")
    again = started(make_house, house, settings=stops)
    assert said(again) == old
    assert next_hour(again)[0] is Outcome.AIRED
    (again.folder / "messages/ngan.yaml").write_text(EDITED)
    again.reload()
    assert next_hour(again)[0] is Outcome.REFUSED


def test_words_of_an_older_version_are_kept_at_the_first_start_and_air_after_the_next_update(
    make_house: MakeHouse, house: House, update: Update
) -> None:
    old = said(house)
    for words in (house.state / "pinned").glob("*.json"):
        words.unlink()
    first = started(make_house, house)
    assert len(list((house.state / "pinned").glob("*.json"))) == 1
    update()
    assert said(started(make_house, first)) == old


def test_words_that_were_never_kept_air_no_more_and_that_is_told(
    make_house: MakeHouse, house: House, update: Update
) -> None:
    for words in (house.state / "pinned").glob("*.json"):
        words.unlink()
    update()
    again = started(make_house, house)
    assert codes(again) == ["people.pin_unread"]
    assert dict(again.versions.found.lost) == {"ngan": Lost.UNREAD}
    assert next_hour(again)[0] is Outcome.REFUSED
    confirm(again, ("ngan", again.versions.found.reread["ngan"]))
    assert codes(again) == []
    assert next_hour(again)[0] is Outcome.AIRED


def test_words_that_were_changed_on_the_disk_never_air(
    make_house: MakeHouse, house: House, update: Update
) -> None:
    old = said(house)
    (path,) = (house.state / "pinned").glob("*.json")
    path.write_text(path.read_text().replace("bà con", "kẻ gian"))
    assert said(started(make_house, house)) == old
    path.write_text(path.read_text().replace("bà con", "kẻ gian"))
    update()
    again = started(make_house, house)
    assert codes(again) == ["people.pin_unread"]
    assert next_hour(again)[0] is Outcome.REFUSED


@pytest.mark.parametrize("raw", [b"", b"{}", b"[1]", b'{"message": "ngan", "parts": {"0": [["a", "b", 1]]}}'])
def test_damaged_words_are_no_words(house: House, raw: bytes) -> None:
    station, message = house.filed, house.filed.messages["ngan"]
    words = words_digest(station, message)
    assert as_spoken(station, raw, words) is None
    kept = as_spoken(station, spoken(station, message), words)
    assert kept is not None
    assert read_script(station, kept).elements == read_script(station, message).elements


def damage(house: House, how: str) -> None:
    (path,) = (house.state / "pinned").glob("*.zip")
    if how == "missing":
        path.unlink()
    elif how == "folder":
        shutil.rmtree(house.state / "pinned")
    else:
        path.write_bytes(path.read_bytes()[:-7] + b"damaged")


@pytest.mark.parametrize("how", ["missing", "damaged", "folder"])
def test_damaged_version_is_made_again_of_the_file_that_is_as_it_was_approved(
    make_house: MakeHouse, house: House, how: str
) -> None:
    words = words_digest(house.filed, house.filed.messages["ngan"])
    damage(house, how)
    again = started(make_house, house)
    assert codes(again) == ["people.pin_made_again"]
    (house.folder / "messages/ngan.yaml").write_text(EDITED)
    again.reload()
    assert codes(again) == []
    assert next_hour(again) == (Outcome.AIRED, words)


@pytest.mark.parametrize("how", ["missing", "damaged"])
def test_damaged_version_of_an_edited_message_is_told_with_what_to_do(
    make_house: MakeHouse, house: House, how: str
) -> None:
    damage(house, how)
    again = started(make_house, house, EDITED)
    (fault,) = pin_faults(again.versions.found)
    assert (fault.code, dict(fault.facts)) == ("people.pin_silent", {"message": "ngan"})
    assert next_hour(again)[0] is Outcome.REFUSED
    again.approve("ngan")
    assert codes(again) == []


def test_version_that_is_lost_while_the_station_runs_is_told_and_so_is_its_return(house: House) -> None:
    (house.folder / "messages/ngan.yaml").write_text(EDITED)
    house.reload()
    told: list[BroadcasterError] = []
    over: list[BroadcasterError] = []
    house.versions.tell(told.append, over.extend)
    assert told == []
    (path,) = (house.state / "pinned").glob("*.zip")
    kept = path.read_bytes()
    path.unlink()
    house.reload()
    assert [fault.code for fault in told] == ["people.pin_silent"]
    path.write_bytes(kept)
    house.reload()
    assert [fault.code for fault in over] == ["people.pin_silent"]


def test_message_with_the_kept_words_reads_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    station, message = house.filed, house.filed.messages["ngan"]
    kept = as_spoken(station, spoken(station, message), words_digest(station, message))
    assert kept is not None

    def read(*_: object, **__: object) -> None:
        raise AssertionError("the approved words are read anew")

    monkeypatch.setattr(engine, "read", read)
    assert words_digest(station, replace(kept, title="Khác"))
