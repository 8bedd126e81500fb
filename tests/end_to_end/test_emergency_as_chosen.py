"""Random refusals and repeats on the emergency page: words and zones are as chosen each time.

Each round chooses by chance who stands there, what is to sound, where and how often; it is refused up to
three times, and what is then sent is what the page holds, as a browser sends it. A hundred rounds in the lab.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.counts import SEED, counted
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.end_to_end.console_pages import peopled, secret, settled
from tests.end_to_end.plain_browser import FORM, Browser
from tests.fakes.page_words import Filled

pytestmark = pytest.mark.patient
ROUNDS = counted(100)
ZONES = ("cung", "lan", "xa")
PIN = "730164"
WARD = SETTINGS + "zones: {cung: {title: Bản Cung}, lan: {title: Bản Lan}, xa: {title: Bản Xa}}\n"
PREPARED = {"lu": "Lũ quét", "chay": "Cháy rừng"}
MESSAGE = (
    "title: {title}\npriority: emergency\nrepeat: 1\n"
    "parts:\n  - say: {title} lần {version}.\n  - pause: 20s\n"
)
SPOKEN = "(say)"
Fields = list[tuple[str, str]]


@pytest.fixture
def port(station: Broadcaster) -> Iterator[int]:
    port = settled(station, WARD)
    for name, title in PREPARED.items():
        station.write(f"messages/{name}.yaml", MESSAGE.format(title=title, version=0))
    peopled(station, {"lan": ("officer", "duty"), "truc": ("duty",)})
    typed = f"{secret('kt')}\n{PIN}\n{PIN}\n"
    assert station("people", "pin", "truc", "--as", "kt", "--stdin", text=typed).returncode == 0
    with station.running("--trust-clock"):
        yield port


def held(html: str) -> Fields:
    """What the page would send; never a PIN."""
    fields = Filled(html, "/emergency").fields
    assert [value for name, value in fields if name == "pin" and value] == []
    return fields


def chosen(fields: Fields) -> dict[str, Any]:
    """What a person sees chosen: a prepared message by its id alone, for its version may be another one."""
    of = dict(fields)
    message = of.get("message", "").partition(" ")[0]
    return {
        "message": message,
        "text": of.get("text", ""),
        "zones": sorted(value for name, value in fields if name == "zones"),
        "every": of.get("every", ""),
        "person": of.get("person", ""),
    }


def sent(browser: Browser, fields: Fields, *instead: tuple[str, str]) -> tuple[int, str]:
    names = {name for name, _ in instead}
    body = urlencode([*(one for one in fields if one[0] not in names), *instead]).encode()
    status, _, text = browser.ask("POST", "/emergency", body, content_type=FORM)
    return status, text


def test_words_and_zones_are_as_chosen_whatever_was_refused_before(station: Broadcaster, port: int) -> None:
    chance = random.Random(SEED)
    officer = Browser(port)
    assert officer.post("/sign-in", person="lan", secret=secret("lan"))[0] == 303
    version, refusals = 0, 0
    for number in range(ROUNDS):
        by_pin = chance.random() < 0.2
        browser = Browser(port) if by_pin else officer
        fields = held(browser.get("/emergency")[2])
        zones = chance.sample(ZONES, chance.randint(0, 3))
        what = chance.choice([SPOKEN, *PREPARED])
        shown = browser.get("/emergency")[2]
        value = (
            what if what == SPOKEN else next(each for each in shown.split('"') if each.startswith(f"{what} "))
        )
        text = f"Bà con lưu ý, lần {number}." if what == SPOKEN else chance.choice(["", "Lời bỏ dở"])
        every = chance.choice(["", "60.0", "300.0"])
        fields = [
            *(one for one in fields if one[0] not in ("message", "text", "zones", "every", "person")),
            ("message", value),
            ("text", text),
            ("every", every),
            ("person", "truc" if by_pin else ""),
            *(("zones", zone) for zone in zones),
        ]
        wanted = chosen(fields)
        for _ in range(chance.randint(0, 3)):
            if by_pin:
                status, page = sent(browser, fields, ("pin", chance.choice(["000000", ""])))
            elif what != SPOKEN:
                version += 1
                station.write(f"messages/{what}.yaml", MESSAGE.format(title=PREPARED[what], version=version))
                wait_for(lambda: f"lần {version}." in officer.get("/emergency")[2])  # noqa: B023
                status, page = sent(browser, fields)
            else:
                status, page = sent(browser, fields, ("message", "khong-co"))
                assert status == 403
                refusals += 1
                continue  # nobody chose that
            assert status == 403, page[:500]
            refusals += 1
            fields = held(page)
            assert chosen(fields) == wanted
        status, page = sent(browser, fields, *([("pin", PIN)] if by_pin else []))
        assert status == 200, page[-3000:]
        row = aired(station)
        name = f"(say) {text}" if what == SPOKEN else what
        assert (row["message"], sorted(row["zones"] or ())) == (name, sorted(zones))
        chains = [one["every_s"] for one in station.look("status")["chains"]]
        assert chains == ([float(every)] if what == SPOKEN and every else [])
        assert officer.post("/stop")[0] == 303
        wait_for(lambda: not station.look("status")["on_air"] and not station.look("status")["chains"])
    print(f"{ROUNDS} rounds, {refusals} refusals")  # noqa: T201


def aired(station: Broadcaster) -> dict[str, Any]:
    """The row of what sounds by now."""
    wait_for(lambda: bool((station.look("status")["on_air"] or {}).get("started")))
    airing = station.look("status")["on_air"]["airing"]
    found: list[dict[str, Any]] = []

    def written() -> bool:
        found[:] = [row for row in station.look("log") if row["id"] == airing]
        return bool(found)

    wait_for(written)
    return found[0]
