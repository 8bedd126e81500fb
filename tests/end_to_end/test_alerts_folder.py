"""An account that writes the station's folder, and not `state/`, has nothing of its own heard as an alert."""

from __future__ import annotations

import json
import os
import signal
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from benchmarks.alerts import STATION, drop, make_station
from tests.end_to_end.conftest import Broadcaster, wait_for
from tests.end_to_end.test_other_accounts import FLOOD, OFFICER
from tests.end_to_end.test_other_accounts import pytestmark as pytestmark
from tests.unit.alerts.certificates import Identity, signed
from tests.unit.alerts.samples import area, info, made

SERVICE, FORGER = Identity("www.nchmf.example.vn"), Identity("www.nchmf.example.vn")
SETTINGS = STATION.replace("{device: default, latency: 0.05}", "{file: out}").replace(
    "required: false", "required: true"
)
CONTACT = "contacts: {la: {type: file, path: nut, message: gia, hold: 0.1s, emergency: true}}\n"
WAITS = ("“Contact la”", "“The ward's own words of alerts”")
WRITES = """
import json, sys
from pathlib import Path
folder = Path(sys.argv[1])
for name, text in json.loads(sys.argv[2]).items():
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
try:
    print([*(folder / "state").iterdir()])
except PermissionError:
    print("shut")
"""


@pytest.fixture
def station() -> Iterator[Broadcaster]:
    """A station in a folder of an account of its own, but for `state/`."""
    with tempfile.TemporaryDirectory(prefix="dai-") as top:
        Path(top).chmod(0o755)
        made_station = Broadcaster(Path(top) / "dai")
        make_station(made_station.folder, SERVICE)
        made_station.write("station.yaml", SETTINGS)
        (made_station.folder / "state").chmod(0o700)
        for path in (made_station.folder, *made_station.folder.iterdir()):
            if path.name != "state":
                os.chown(path, OFFICER.uid, OFFICER.uid)
        yield made_station


def as_writer(station: Broadcaster, texts: dict[str, str]) -> None:
    """Write as that account does, which finds `state/` shut."""
    done = OFFICER.python("-c", WRITES, str(station.folder), json.dumps(texts))
    assert done.stdout == "shut\n", done.stderr


def forged(identifier: str) -> str:
    told = info(area(geocode="GSO 03151"), language="vi", headline=f"Bão giả {identifier}")
    raw = made(told, identifier=identifier, sent=datetime.now(UTC).isoformat(timespec="seconds"))
    return signed(raw, FORGER).decode() if identifier.startswith("F") else raw.decode()


def people(text: str, *, added: bool) -> str:
    """people.yaml with a sender of the forger's beside the service, or with the forger's key in its place."""
    head, mark, sender = text.partition("  nchmf:\n")
    key = "".join(f"      {line}\n" for line in FORGER.pem.strip().splitlines())
    own = sender.partition("      -----BEGIN")[0] + key
    return head + mark + (sender + "  la:\n" + own if added else own)


def heard(station: Broadcaster) -> list[dict[str, Any]]:
    return [row for row in station.look("log") if row["started"] is not None]


def states(station: Broadcaster) -> dict[str, tuple[bool, str]]:
    return {one["identifier"]: (one["proven"], one["state"]) for one in station.look("alerts", "inbox")}


def waiting(station: Broadcaster) -> list[str]:
    change = station.look("status")["clock"]["unconfirmed"]
    return [] if change is None else list(change["changes"])


def tried(station: Broadcaster, texts: dict[str, str], number: int) -> None:
    """The writer's files, contact and alerts, and then an alert of the service."""
    as_writer(station, texts)
    wait_for(lambda: len(waiting(station)) == len(WAITS))
    assert all(one.startswith(name) for one, name in zip(sorted(waiting(station)), WAITS, strict=True))
    as_writer(station, {"nut": ""})
    for name in (f"F{number}", f"U{number}"):  # forged, unsigned
        as_writer(station, {f"inbox/.{name}": forged(name)})
        (station.folder / "inbox" / f".{name}").rename(station.folder / "inbox" / f"{name}.xml")
        wait_for(lambda name=name: states(station).get(name) == (False, "received"))  # type: ignore[misc]
    drop(station.folder, f"VN-{number}", SERVICE)
    wait_for(lambda: states(station).get(f"VN-{number}") == (True, "heard"))
    wait_for(lambda: bool(heard(station)[-1]["outcome"]))
    (station.folder / "nut").unlink()


def test_no_sender_template_or_contact_of_a_writer_of_the_folder_is_heard(station: Broadcaster) -> None:
    written = (station.folder / "people.yaml").read_text("utf-8")
    shipped = files("broadcaster.alerts").joinpath("templates", "alert.yaml").read_text("utf-8")
    false_words = shipped.replace("Cảnh báo của {sender}.", "Tin giả của {sender}.")
    assert false_words != shipped
    left = {
        "people.yaml": people(written, added=True),
        "templates/alerts/alert.yaml": false_words,
        "lexicon.yaml": "bão: gió nhẹ\n",
        "messages/gia.yaml": FLOOD.replace("Khẩn", "Giả"),
        "station.yaml": SETTINGS + CONTACT,
    }
    for number, added in enumerate((True, False)):
        texts = {**left, "people.yaml": people(written, added=added)}
        with station.running("--trust-clock", "--no-console", end=signal.SIGKILL):
            tried(station, texts, number)
    with station.running("--trust-clock", "--no-console"):
        as_writer(station, {"nut": ""})
        rows = heard(station)
    assert {row["kind"] for row in rows} == {"alert"}
    words = [row["message"] for row in rows if row["part_of"] is None]
    assert len(words) >= 2
    assert all("Cảnh báo của Trung tâm Dự báo. Bão số VN-" in text for text in words), words
    assert not any("giả" in row["message"].lower() for row in rows)
