"""After a change of the lexicon the refusal speaks of the reading, not of a message that nobody touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from broadcaster.cli import _main

STATION = """\
name: Đài thử
timezone: UTC
speech: {engines: [tone]}
regulation: {quiet: none, days_per_week: 7}
approval: {edit: stop}
"""
MESSAGE = "title: Tin\nparts:\n  - say: Mời bà con cài Bluezone.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "station.yaml": STATION,
        "messages/tin.yaml": MESSAGE,
        "schedules/tin.yaml": 'message: tin\nat: ["06:30"]\n',
        "lexicon.yaml": "Bluezone: bờ lu dôn\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


def reason(folder: Path, capsys: pytest.CaptureFixture[str]) -> object:
    assert _main(["--station", str(folder), "plan", "--days", "1", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    return {row["reason"] for row in rows}.pop()


def approvals(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert _main(["--station", str(folder), "approvals"]) == 0
    return capsys.readouterr().out


def test_refusal_tells_a_changed_reading_from_a_changed_message(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "chưa được lãnh đạo duyệt" in str(reason(folder, capsys))
    assert _main(["--station", str(folder), "approve", "tin", "--yes"]) == 0
    capsys.readouterr()
    assert reason(folder, capsys) is None
    assert "đã duyệt" in approvals(folder, capsys)
    (folder / "lexicon.yaml").write_text("Bluezone: bờ lu giôn\n")
    assert reason(folder, capsys) == "Cách đọc của bản tin đã đổi sau khi duyệt (bản tin vẫn như cũ)"
    assert "cách đọc đã đổi sau khi duyệt" in approvals(folder, capsys)
    (folder / "messages/tin.yaml").write_text(MESSAGE.replace("Mời bà con", "Đề nghị bà con"))
    assert "chưa được lãnh đạo duyệt" in str(reason(folder, capsys))
    assert "đã sửa sau khi duyệt" in approvals(folder, capsys)
