"""127.0.0.1 is any account of the computer: the console asks the kernel which one, and knows only some."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import Broadcaster, wait_for
from tests.end_to_end.console_pages import free_port
from tests.end_to_end.plain_browser import Browser
from tests.end_to_end.test_other_accounts import OFFICER, STRANGER, VIEWER, Account, pytestmark, ward
from tests.fakes import people

__all__ = ["pytestmark", "ward"]

ASK = """
import json, sys
from tests.end_to_end.plain_browser import Browser
browser = Browser(int(sys.argv[1]), json.loads(sys.argv[3]))
for method, path, values, headers in json.loads(sys.argv[2]):
    if method == "POST":
        values = {"csrf": browser.token("/emergency"), **values}
        from urllib.parse import urlencode
        answer = browser.ask("POST", path, urlencode(values).encode(),
                             content_type="application/x-www-form-urlencoded", **headers)
    else:
        answer = browser.get(path, **headers)
    print(json.dumps([answer[0], answer[1].get("location", ""), answer[2]]))
sys.stderr.write(json.dumps(browser.cookies))
"""

Step = tuple[str, str, dict[str, str], dict[str, str]]


@dataclass(frozen=True)
class Console:
    """The console as accounts of the computer see it."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)  # of the last browser

    def asked(
        self, account: Account, *steps: Step, cookies: dict[str, str] | None = None
    ) -> list[tuple[int, str, str]]:
        """Status, place and text of each answer, to one browser of the account."""
        done = account.python("-c", ASK, str(self.port), json.dumps(steps), json.dumps(cookies or {}))
        assert done.returncode == 0, done.stderr
        self.cookies.clear()
        self.cookies.update(json.loads(done.stderr))
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        return [(status, place, text) for status, place, text in answers]


def post(path: str, *headers: dict[str, str], **values: str) -> Step:
    return ("POST", path, values, {name: value for each in headers for name, value in each.items()})


def get(path: str, **headers: str) -> Step:
    return ("GET", path, {}, headers)


@pytest.fixture
def console(ward: Broadcaster) -> Iterator[Console]:
    port = free_port()
    settings = (ward.folder / "station.yaml").read_text("utf-8")
    ward.write("station.yaml", f"{settings}console: {{listen: 127.0.0.1:{port}}}\n")
    with ward.running("--trust-clock"):
        yield Console(port)


def flood(ward: Broadcaster) -> None:
    """An emergency on air, until it is stopped."""
    urgent = "title: Khẩn\npriority: emergency\nrepeat: until_stopped\nevery: 1m\nparts:\n  - say: Lũ về.\n"
    ward.write("messages/khan.yaml", urgent)
    assert OFFICER.command(ward.folder, "play", "khan", "--emergency", "--no-wait").returncode == 0
    wait_for(lambda: sounding(ward), 20)


def sounding(ward: Broadcaster) -> Any:
    state = ward.look("status")
    return state["on_air"] or state["chains"]


def test_account_of_nobody_stops_no_emergency_and_that_of_a_person_does_at_once(
    ward: Broadcaster, console: Console
) -> None:
    flood(ward)
    for status, place, _ in console.asked(STRANGER, *[post("/stop", all="yes")] * 6):
        assert (status, place.startswith("/sign-in")) == (303, True)
    assert sounding(ward)
    ((status, place, _),) = console.asked(OFFICER, post("/stop", all="yes"))
    assert (status, place.startswith("/sign-in")) == (303, False)
    wait_for(lambda: not sounding(ward), 10)
    assert {row["who"] for row in ward.json("log")} == {"Người officer (officer)"}


def test_account_of_a_person_is_that_person_in_its_own_pages_only(console: Console) -> None:
    fetched = "sec_fetch_site"
    answers = console.asked(
        OFFICER,
        get("/", **{fetched: "cross-site"}),
        get("/", **{fetched: "same-site"}),
        get("/", **{fetched: "none"}),
        get("/log", **{fetched: "same-origin"}),
        post("/stop", {"origin": "https://evil.example"}),
        post("/stop", {fetched: "cross-site"}),
        get("/", host="evil.example"),
    )
    assert [status for status, _, _ in answers] == [303, 303, 200, 200, 403, 403, 403]
    assert "Người officer" in answers[2][2]
    ((first, _, _), (second, _, _)) = console.asked(OFFICER, get("/"), get("/"))
    assert (first, second) == (303, 200)  # an old browser: known by the cookie that no other site sends
    assert [status for status, _, _ in console.asked(STRANGER, get("/"), get("/"))] == [303, 303]


def test_wrong_pins_of_one_account_keep_nobody_elses_right_one_out(console: Console) -> None:
    emergency = {"text": "Lũ về.", "message": "(say)", "person": "officer"}
    wrong = [post("/emergency", **emergency, pin=f"73{number:04}") for number in range(14)]
    answers = console.asked(STRANGER, *wrong, post("/emergency", **emergency, pin=people.PIN))
    assert {status for status, _, _ in answers} == {403}
    assert "tạm khoá" in answers[-1][2] or "locked" in answers[-1][2]
    here = Browser(console.port)
    status, _, text = here.post("/emergency", **emergency, pin=people.PIN)
    assert status == 200, text
    other = Account("man", 6, member=False)
    ((status, _, text),) = console.asked(other, post("/emergency", **emergency, pin=people.PIN))
    assert status == 200, text


def test_no_header_makes_a_program_another_one(console: Console) -> None:
    spoken = {"x_forwarded_for": "192.0.2.1", "x_forwarded_proto": "https", "forwarded": "for=192.0.2.2"}
    emergency = {"text": "Lũ về.", "message": "(say)", "person": "officer"}
    wrong = [
        post(
            "/emergency",
            {**spoken, "x_forwarded_for": f"192.0.2.{number}"},
            **emergency,
            pin=f"74{number:04}",
        )
        for number in range(9)
    ]
    answers = console.asked(STRANGER, *wrong)
    assert "tạm khoá" in answers[-1][2] or "locked" in answers[-1][2]


def test_names_of_who_is_on_duty_are_shown_at_the_stations_own_screen_only(
    ward: Broadcaster, console: Console
) -> None:
    assert "Người officer" in Browser(console.port).get("/emergency")[2]
    ((_, _, text),) = console.asked(STRANGER, get("/emergency"))
    assert 'value="officer"' not in text
    assert not Path(ward.folder / "state" / "junk").exists()


def test_who_signed_in_on_a_telephone_before_gets_in_while_it_is_guessed(console: Console) -> None:
    right = post("/sign-in", person="officer", secret=people.PASSWORD)
    ((status, place, _),) = console.asked(STRANGER, right)
    assert (status, place) == (303, "/")
    telephone = {"broadcaster_device": console.cookies["broadcaster_device"]}
    emergency = {"text": "Lũ về.", "message": "(say)", "person": "officer"}
    wrong = [post("/sign-in", person="officer", secret=f"sai rồi {number}") for number in range(8)]
    wrong += [post("/emergency", **emergency, pin=f"75{number:04}") for number in range(8)]
    console.asked(STRANGER, *wrong)
    urgent = post("/emergency", **emergency, pin=people.PIN)
    assert [status for status, _, _ in console.asked(STRANGER, right, urgent)] == [401, 403]
    assert [status for status, _, _ in console.asked(STRANGER, right, cookies=telephone)] == [303]
    assert [status for status, _, _ in console.asked(STRANGER, urgent, cookies=telephone)] == [200]
    # The cookie alone opens nothing, and helps nobody else.
    ((status, place, _),) = console.asked(STRANGER, get("/log"), cookies=telephone)
    assert (status, place.startswith("/sign-in")) == (303, True)
    other = post("/sign-in", person="viewer", secret=people.PASSWORD)
    assert [status for status, _, _ in console.asked(STRANGER, other, cookies=telephone)] == [401]


def test_pin_alone_opens_no_page_of_the_account_and_gives_no_device(console: Console) -> None:
    by_pin = post("/sign-in", person="officer", secret=people.PIN)
    change = {"now": people.PIN, "secret": "một mật khẩu mới"}
    steps = (by_pin, get("/"), get("/account"), post("/account/password", **change))
    answers = console.asked(STRANGER, *steps)
    assert [status for status, _, _ in answers[:2]] == [303, 200]
    assert [status for status, _, _ in answers[2:4]] == [401, 401]
    assert "broadcaster_device" not in console.cookies
    assert "mật khẩu" in answers[2][2] or "password" in answers[2][2]


def test_who_is_on_duty_sounds_an_emergency_by_pin_at_the_desktop_of_a_person_who_may_not(
    ward: Broadcaster, console: Console
) -> None:
    emergency = {"text": "Lũ về.", "message": "(say)"}
    answers = console.asked(
        VIEWER,
        get("/"),  # an old browser: known by the cookie that it is given now
        get("/emergency"),
        post("/emergency", **emergency),
        post("/emergency", **emergency, person="officer", pin="730164"),
        post("/emergency", **emergency, person="viewer", pin=people.PIN),
        post("/emergency", **emergency, person="officer", pin=people.PIN),
        post("/emergency/live/arm", form="pcm", person="officer", pin=people.PIN),
        post("/regulation/order", person="officer", pin=people.PIN),
    )
    assert 'name="pin"' in answers[1][2]
    assert "Người officer" in answers[1][2], "whose PIN helps"
    assert [status for status, _, _ in answers[2:6]] == [403, 403, 403, 200]
    assert 'name="pin"' in answers[3][2], "a slip of the finger is typed anew"
    assert answers[6][0] == 200
    assert answers[7][0] in (403, 404), "it opens nothing else"
    wait_for(lambda: ward.look("log"), 20)
    assert {row["who"] for row in ward.json("log")} == {"Người officer (officer)"}
    ((_, _, text),) = console.asked(OFFICER, get("/emergency", sec_fetch_site="none"))
    assert 'name="pin"' not in text
