"""What a stranger asks for and is refused does not fill the journal."""

from __future__ import annotations

from pathlib import Path

from broadcaster.core.clock import SystemClock
from broadcaster.journal.log.journal import Journal
from broadcaster.people.sign_in.throttle import ADDRESS
from tests.end_to_end.conftest import Broadcaster, wait_for
from tests.end_to_end.test_accounts_at_console import Console, console, post
from tests.end_to_end.test_other_accounts import STRANGER, VIEWER, pytestmark, ward

__all__ = ["console", "pytestmark", "ward"]

TIMES = 40


def newest(ward: Broadcaster) -> int:
    """The number of the last row."""
    with Journal.open_to_read(Path(ward.folder) / "state/journal.db", SystemClock()) as journal:
        return journal.newest()


def test_orders_of_whoever_has_no_right_write_no_row(ward: Broadcaster, console: Console) -> None:
    console.asked(STRANGER)
    before = newest(ward)
    orders = [
        post("/play", message="ngan"),
        post("/catch-up", airing="x"),
        post("/go-on", airing="x"),
        post("/correct", message="ngan", text="Họp."),
        post("/stop", all="yes"),
    ]
    for account in (STRANGER, VIEWER):
        answers = console.asked(account, *orders * TIMES)
        assert {status for status, _, _ in answers} <= {303, 403}
        assert account.ask(ward.folder, "/api/v1/say", {"text": "Họp."}).startswith("people.")
    assert newest(ward) == before


def test_wrong_pins_without_end_write_as_many_rows_as_an_address_has_attempts(
    ward: Broadcaster, console: Console
) -> None:
    console.asked(STRANGER)
    before = newest(ward)
    emergency = {"text": "Lũ về.", "message": "(say)", "person": "officer"}
    wrong = [post("/emergency", **emergency, pin=f"73{number:04}") for number in range(TIMES)]
    assert {status for status, _, _ in console.asked(STRANGER, *wrong)} == {403}
    wait_for(lambda: newest(ward) - before >= ADDRESS.most)  # they reach the journal a little later
    assert newest(ward) - before == ADDRESS.most
