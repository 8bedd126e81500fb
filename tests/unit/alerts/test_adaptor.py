"""An installed program, that of docs/adaptors.md, brings alerts and hears what became of them."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from broadcaster.alerts.gate import adaptor
from broadcaster.alerts.inbox.received import AlertState
from broadcaster.alerts.judging.verdict import AlertVerdict
from broadcaster.core.errors import Phrase
from broadcaster.journal.rows.model import Airing, AiringKind, Outcome, Reason
from broadcaster.people.roles.senders import AlertSender, SenderProof, SenderRight
from tests.end_to_end.conftest import wait_for
from tests.unit.alerts.test_gate import Ward, written

DOC = Path(__file__).parents[3] / "docs" / "adaptors.md"
ADAPTED = AlertSender(
    id="vidu",
    name="Hệ thống của tỉnh",
    proof=SenderProof.ADAPTOR,
    key="vidu",
    may=SenderRight.EMERGENCY,
    trusted=True,
)


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    (tmp_path / "station").mkdir()
    made = Ward(tmp_path / "station")
    yield made
    made.service.close()


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the adaptor of the docs reads; it is installed."""
    found = re.search(r"```python\n(.*?)```", DOC.read_text("utf-8"), re.DOTALL)
    assert found is not None
    installed(tmp_path, monkeypatch, found[1])
    folder = tmp_path / "source"
    folder.mkdir()
    monkeypatch.setenv("VIDU", str(folder))
    return folder


def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """As pip leaves a package."""
    place = tmp_path / "site"
    about = place / "vidu-1.0.dist-info"
    about.mkdir(parents=True)
    (place / "vidu.py").write_text(program)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: vidu\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[{adaptor.GROUP}]\nvidu = vidu:main\n")
    monkeypatch.setenv("PYTHONPATH", str(place))


def told(source: Path) -> list[Any]:
    file = source / "told.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def states(source: Path) -> list[str]:
    return [line["state"]["state"] for line in told(source) if "state" in line]


def test_what_it_brings_is_kept_and_goes_to_the_air_and_it_hears_what_became_of_it(
    ward: Ward, source: Path
) -> None:
    (source / "a.xml").write_bytes(written("VN-1"))
    (source / "b.xml").write_bytes(b"no alert")
    ward.start(ADAPTED)
    wait_for(lambda: len(ward.heard) == 1, 30)
    (received,) = ward.heard
    assert (received.sender, received.proof) == ("vidu", "adaptor")
    assert received.judgement.verdict is AlertVerdict.AIR
    wait_for(lambda: sum("number" in line for line in told(source)) == 2, 20)
    assert {line["number"]: line["taken"] for line in told(source) if "number" in line} == {0: True, 1: True}
    ward.service.mark(received.id, AlertState.HEARD)
    wait_for(lambda: "heard" in states(source), 20)
    last = next(line["state"] for line in told(source) if line.get("state", {}).get("state") == "heard")
    assert (last["id"], last["identifier"]) == (received.id, "VN-1")


def test_it_hears_what_was_aired_of_its_alerts_as_the_journal_has_it(ward: Ward, source: Path) -> None:
    at = datetime(2026, 12, 1, 14, 31, 5, tzinfo=UTC)
    (source / "a.xml").write_bytes(written("VN-1"))
    ward.start(ADAPTED)
    wait_for(lambda: len(ward.heard) == 1, 30)

    def row(name: str, *, alert: str | None = ward.heard[0].id, part_of: str | None = None) -> Airing:
        return Airing(
            id=name, planned=at, started=at, ended=at, outcome=Outcome.CUT, message="(alert) Bão",
            reason=Reason(code="playout.stopped_by"), kind=AiringKind.ALERT, schedule=None, who=None,
            words_digest=None, sound_digest=None, engine=None, zones=("bac",), alert=alert, part_of=part_of,
        )  # fmt: skip

    ward.aired = [row("a"), row("siren", part_of="a"), row("other", alert="0" * 64), row("none", alert=None)]
    for one in (*ward.aired, row("unknown")):
        ward.service.ended(one.id)
    wait_for(lambda: any("aired" in line for line in told(source)), 20)
    time.sleep(1.5)  # another look
    key = ward.heard[0].alert.key
    (aired,) = [line["aired"] for line in told(source) if "aired" in line]
    assert aired == {
        "id": ward.heard[0].id, "identifier": "VN-1", "sender": key.sender, "sent": key.sent.isoformat(),
        "airing": "a", "planned": at.isoformat(), "started": at.isoformat(), "ended": at.isoformat(),
        "outcome": "cut", "why": "playout.stopped_by", "zones": ["bac"],
    }  # fmt: skip


def test_it_hears_nothing_of_alerts_that_others_brought(ward: Ward, source: Path) -> None:
    other = AlertSender(
        id="khac", name="Khác", proof=SenderProof.TOKEN, key="0" * 64, may=SenderRight.EMERGENCY, trusted=True
    )
    (source / "a.xml").write_bytes(written("VN-1"))
    ward.start(ADAPTED, other)
    wait_for(lambda: len(ward.heard) == 1, 30)
    taken = ward.service.link.push(written("VN-2"), other.id)
    assert taken.received is not None
    for one in (taken.received, ward.heard[0]):
        ward.service.mark(one.id, AlertState.HEARD)
    wait_for(lambda: "heard" in states(source), 20)
    assert {line["state"]["identifier"] for line in told(source) if "state" in line} == {"VN-1"}


@pytest.mark.parametrize(
    ("program", "code"),
    [
        (None, "alerts.adaptor.missing"),
        ("def main(): pass", "alerts.adaptor.ended"),
        ("1 / 0", "alerts.adaptor.ended"),
        ('def main(): print(\'{"fault": "không nối được"}\', flush=True); input()', "alerts.adaptor.fault"),
    ],
)
def test_one_that_brings_nothing_is_told(
    ward: Ward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str | None, code: str
) -> None:
    if program is not None:
        installed(tmp_path, monkeypatch, program)
    ward.start(ADAPTED)
    wait_for(lambda: len(ward.faults) > 0, 30)
    assert ward.faults[0].code == "alerts.feed_failing"
    why = ward.faults[0].facts["why"]
    assert isinstance(why, Phrase)
    assert why.code == code


def test_what_is_no_line_of_json_costs_only_itself(
    ward: Ward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = f"""
import base64, json, time
def main():
    print("hello")
    print("[" * 100000)
    print(json.dumps({{"alert": "no base64!"}}))
    print(json.dumps({{"alert": ["x"]}}))
    print(json.dumps({{"number": [], "alert": base64.b64encode({written("VN-1")!r}).decode()}}), flush=True)
    time.sleep(60)
"""
    installed(tmp_path, monkeypatch, program)
    ward.start(ADAPTED)
    wait_for(lambda: ward.kept == ["VN-1"], 30)


def test_one_that_reads_nothing_keeps_nobody_waiting(
    ward: Ward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = tmp_path / "begun"
    program = f"import time\ndef main():\n    open({str(begun)!r}, 'a').write('x')\n    time.sleep(600)"
    installed(tmp_path, monkeypatch, program)
    ward.start(ADAPTED)
    ward.pid()
    wait_for(begun.exists, 20)
    for _ in range(2000):
        ward.service.link.tell_adaptor("vidu", {"state": {"id": "0" * 64, "why": "x" * 100}})
    taken = ward.service.link.push(written("VN-1"), "vidu")
    assert taken.judgement.verdict is AlertVerdict.AIR
    wait_for(lambda: begun.read_text() == "xx", 20)  # it was ended, and is started again
