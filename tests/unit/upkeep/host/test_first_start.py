"""The first start of a station: answers, code, and what a power cut, a full disk and a guesser do to them."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import PeopleError, StoreError
from broadcaster.people.sign_in.codes import OneTimeCode, looks_like_one
from broadcaster.people.store.store import NAME as PEOPLE
from broadcaster.people.store.store import PeopleStore
from broadcaster.upkeep.host.first_start import CODE, MOST_WRONG, NAME, FirstStart, begin, seat_account


@pytest.fixture
def state(tmp_path: Path) -> Path:
    begin(tmp_path / "state")
    return tmp_path / "state"


@pytest.fixture
def store(state: Path) -> PeopleStore:
    return PeopleStore(state / PEOPLE, FakeClock(datetime(2021, 2, 3, tzinfo=UTC)))


def works(store: PeopleStore, code: str) -> bool:
    """Use a code up, if it works."""
    try:
        with store.changing():
            OneTimeCode(store, store.clock).use(code, "x")
    except PeopleError:
        return False
    return True


def test_a_station_that_was_made_otherwise_is_not_held(tmp_path: Path) -> None:
    assert not FirstStart(tmp_path / "state").on


def test_answers_are_taken_up_again_after_a_cut_until_the_end(state: Path) -> None:
    first = FirstStart(state)
    first.answer("place")
    first.answer("clock")
    first.answer("place")
    again = FirstStart(state)
    assert again.on
    assert again.answered == {"place", "clock"}
    again.end()
    assert (again.on, FirstStart(state).on) == (False, False)
    again.answer("sound")  # a browser that was left open
    assert not FirstStart(state).on


@pytest.mark.parametrize("left", [b"", b'{"answered": ["pla', b"[]"])
def test_what_a_power_cut_leaves_of_the_file_ends_nothing(state: Path, left: bytes) -> None:
    (state / NAME).write_bytes(left)
    assert FirstStart(state).on
    assert FirstStart(state).on  # also at the start after that


def test_a_step_that_the_disk_does_not_take_stays_open(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = FirstStart(state)

    def full(*_: object, **__: object) -> None:
        raise StoreError("store.disk_full", path="x")

    monkeypatch.setattr("broadcaster.upkeep.host.first_start.write_bytes", full)
    with pytest.raises(StoreError):
        first.answer("place")
    assert first.answered == set()


def test_the_code_is_one_for_all_who_ask_and_only_its_account_reads_it(
    state: Path, store: PeopleStore
) -> None:
    code = FirstStart(state).code(store, "dai")
    assert looks_like_one(code)
    assert FirstStart(state).code(store, "kt") == code
    assert (state / CODE).read_text() == f"{code}\n"
    assert stat.S_IMODE((state / CODE).stat().st_mode) == 0o600
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert works(store, code)
    assert not works(store, code)


def test_the_code_outlasts_the_shelf_and_a_clock_that_is_set(state: Path, store: PeopleStore) -> None:
    code = FirstStart(state).code(store, "dai")
    assert isinstance(store.clock, FakeClock)
    store.clock.advance(timedelta(days=2000).total_seconds())
    assert works(store, code)


def test_ten_wrong_codes_make_another(state: Path, store: PeopleStore) -> None:
    first = FirstStart(state)
    code = first.code(store, "dai")
    for _ in range(MOST_WRONG - 1):
        first.guessed_wrong(store, "x")
    assert first.code(store, "dai") == code
    again = FirstStart(state)  # a restart forgives none
    again.guessed_wrong(store, "x")
    fresh = again.code(store, "dai")
    assert fresh != code
    assert not works(store, code)
    assert works(store, fresh)


def test_a_used_code_stands_nowhere_and_after_the_end_guesses_make_none(
    state: Path, store: PeopleStore
) -> None:
    first = FirstStart(state)
    first.code(store, "dai")
    first.used()
    assert not (state / CODE).exists()
    first.end()
    for _ in range(MOST_WRONG):
        first.guessed_wrong(store, "x")
    assert not (state / CODE).exists()


@pytest.mark.parametrize(
    ("written", "account"),
    [
        ("IS_SEAT0=1\nACTIVE=2\nACTIVE_UID=1000\nSESSIONS=2\n", 1000),
        ("IS_SEAT0=1\nACTIVE_UID=0\n", None),  # root's own proxies and forwarded ports come as root too
        ("IS_SEAT0=1\n", None),
        (None, None),
    ],
)
def test_who_sits_at_the_screen(tmp_path: Path, written: str | None, account: int | None) -> None:
    seat = tmp_path / "seat0"
    if written is not None:
        seat.write_text(written)
    assert seat_account(seat) == account
