"""An update that reads a text otherwise, and a lost approved version, on the running program."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.end_to_end.console_pages import peopled, secret, settled
from tests.end_to_end.plain_browser import FORM, Browser

pytestmark = pytest.mark.patient
WARD = SETTINGS.replace("required: false", "required: true")
TEXT = "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n"
UPDATE = """\
import broadcaster.reading.engine as texts

read = texts.read

def better(text, ward=None, **options):
    return read(text, ward={**(ward or {}), "bà con": "bà con cô bác"}, **options)

texts.read = better
"""


def approved(station: Broadcaster, pin: Path) -> int:
    """A station with an officer and a leader, who approved its message; the port of its console."""
    port = settled(station, WARD)
    station.write("messages/ngan.yaml", TEXT)
    peopled(station, {"lan": ("officer",), "hoa": ("leader",)})
    station.environment["BROADCASTER_PIN_FILE"] = str(pin)
    for person, command in (("lan", ("submit", "ngan")), ("hoa", ("approve", "ngan", "--yes"))):
        pin.write_text(secret(person))
        done = station("--as", person, *command)
        assert done.returncode == 0, done.stderr
    return port


def aired(station: Broadcaster, pin: Path) -> str:
    """The digest of what airs now."""
    pin.write_text(secret("lan"))
    done = station("--as", "lan", "play", "ngan")
    assert done.returncode == 0, done.stderr
    return str(station.json("log")[-1]["words_digest"])


def standing(station: Broadcaster) -> dict[str, Any]:
    (found,) = (each for each in station.json("approvals")["messages"] if each["message"] == "ngan")
    return dict(found)


def told(station: Broadcaster, words: str) -> bool:
    return any(words in each["message"] for each in station.look("status")["errors"])


def test_program_that_reads_otherwise_airs_what_was_approved_until_a_leader_says_yes_on_the_page(
    station: Broadcaster, tmp_path: Path
) -> None:
    pin, later = tmp_path / "pin", tmp_path / "later"
    port = approved(station, pin)
    old = standing(station)["approved_digest"]
    later.mkdir()
    (later / "sitecustomize.py").write_text(UPDATE)
    station.environment["PYTHONPATH"] = str(later)
    with station.running("--trust-clock"):
        assert aired(station, pin) == old
        wait_for(lambda: told(station, "reads 1 message otherwise"))
        assert station.json("status")["approvals"]["reread"] == ["ngan"]
        assert "reads the message otherwise" in station("check").stdout
        leader = Browser(port)
        assert leader.post("/sign-in", person="hoa", secret=secret("hoa"))[0] == 303
        assert "Read otherwise than approved: 1 to look at" in leader.get("/")[2]
        page = leader.get("/approvals")[2]
        new = " ".join(re.findall(r"<ins>(?:<span[^>]*>[^<]*</span>)?([^<]*)</ins>", page))
        assert "cô bác" in new
        seen = html.unescape(re.findall(r'name="seen" value="([^"]+)"', page)[0])
        fields = urlencode({"csrf": leader.token("/approvals"), "seen": seen}).encode()
        status, headers, text = leader.ask("POST", "/approvals/reread", fields, content_type=FORM)
        assert (status, headers.get("location")) == (303, "/approvals"), text
        wait_for(lambda: not told(station, "reads 1 message otherwise"))
        assert station.json("status")["approvals"]["reread"] == []
        assert aired(station, pin) == seen.split()[1] == standing(station)["approved_digest"] != old


def test_program_that_reads_otherwise_asks_at_the_command_line(station: Broadcaster, tmp_path: Path) -> None:
    pin, later = tmp_path / "pin", tmp_path / "later"
    approved(station, pin)
    old = standing(station)["approved_digest"]
    later.mkdir()
    (later / "sitecustomize.py").write_text(UPDATE)
    station.environment["PYTHONPATH"] = str(later)
    pin.write_text(secret("hoa"))
    refused = station("--as", "hoa", "approvals", "confirm", text="\n")
    assert refused.returncode == 1
    assert "cô bác" in refused.stdout
    assert standing(station)["approved_digest"] == old
    done = station("--as", "hoa", "approvals", "confirm", "--yes")
    assert done.returncode == 0, done.stderr
    assert standing(station)["approved_digest"] == standing(station)["words_digest"] != old


@pytest.mark.parametrize("how", ["missing", pytest.param("damaged", marks=pytest.mark.lab)])
def test_lost_version_of_an_edited_message_is_told_everywhere(
    station: Broadcaster, tmp_path: Path, how: str
) -> None:
    pin = tmp_path / "pin"
    port = approved(station, pin)
    (archive,) = (station.folder / "state/pinned").glob("*.zip")
    whole = archive.read_bytes()
    archive.write_bytes(b"junk") if how == "damaged" else archive.unlink()
    station.write("messages/ngan.yaml", TEXT.replace("Kính thưa", "Xin chào"))
    with station.running("--trust-clock"):
        wait_for(lambda: told(station, "missing or damaged"))
        assert station.json("status")["approvals"]["lost"] == ["ngan"]
        assert station.json("status")["health"] == "degraded"
        officer = Browser(port)
        assert officer.post("/sign-in", person="lan", secret=secret("lan"))[0] == 303
        assert "missing or damaged" in officer.get("/")[2]
        pin.write_text(secret("lan"))
        assert station("--as", "lan", "play", "ngan").returncode == 1
        archive.write_bytes(whole)
        station.write("messages/khac.yaml", TEXT.replace("Ngắn", "Khác"))  # it looks again
        wait_for(lambda: not told(station, "missing or damaged"))
        done = station("--as", "lan", "play", "ngan")
        assert done.returncode == 0, done.stderr
