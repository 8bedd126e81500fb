"""The public alerts of tests/data/cap, and alerts made for one test."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from broadcaster.alerts.cap.model import Alert
from broadcaster.alerts.cap.reading import read_alert

FOLDER = Path(__file__).parents[2] / "data" / "cap"
NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
_OF_ALERT = (
    "identifier sender sent status msgType source scope restriction addresses code note references incidents"
)
_OF_INFO = (
    "language category event responseType urgency severity certainty effective onset expires senderName"
    " headline description instruction"
)
"""In the order of the schema."""
INFO = {
    "category": "Met",
    "event": "Bão",
    "urgency": "Immediate",
    "severity": "Extreme",
    "certainty": "Observed",
}


FURTHER = FOLDER / "further"


def rows(folder: Path = FOLDER) -> Iterator[dict[str, str]]:
    """expected.tsv, a row a file."""
    with (folder / "expected.tsv").open(encoding="utf-8") as table:
        yield from csv.DictReader(table, delimiter="\t")


def raw_of(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def area(**parts: str) -> str:
    """One area; a geocode is written `NAME CODE`."""
    inner = "".join(
        f"<geocode><valueName>{text.split()[0]}</valueName><value>{text.split()[1]}</value></geocode>"
        if name == "geocode"
        else f"<{name}>{text}</{name}>"
        for name, text in ({"areaDesc": "Lai Châu"} | parts).items()
    )
    return f"<area>{inner}</area>"


def info(*areas: str, **parts: str) -> str:
    """One info; its keys in the order of the schema."""
    every = INFO | parts
    inner = "".join(f"<{name}>{every[name]}</{name}>" for name in _OF_INFO.split() if name in every)
    return f"<info>{inner}{''.join(areas)}</info>"


def made(*infos: str, **parts: str) -> bytes:
    """The bytes of an alert."""
    usual = {
        "identifier": "VN-1",
        "sender": "canhbao@example.vn",
        "sent": "2026-11-20T10:00:00+07:00",
        "status": "Actual",
        "msgType": "Alert",
        "scope": "Public",
    }
    every = usual | parts
    inner = "".join(f"<{name}>{every[name]}</{name}>" for name in _OF_ALERT.split() if name in every)
    return f'<?xml version="1.0"?>\n<alert xmlns="{NAMESPACE}">{inner}{"".join(infos)}</alert>'.encode()


def read(raw: bytes) -> Alert:
    found = read_alert(raw)
    assert found.alert is not None, found.problems
    return found.alert
