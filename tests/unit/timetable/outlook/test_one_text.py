"""`check` of a station in which one message cannot be looked at: it is named, and all others are examined."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.reading.model import Reading
from broadcaster.station.loading.loader import load
from broadcaster.station.model.message import Message
from broadcaster.timetable.outlook import view
from broadcaster.timetable.outlook.doubts import Doubt, doubts
from broadcaster.timetable.outlook.outlook import outlook
from tests.fakes.station import settings


def test_a_message_that_cannot_be_examined_is_named_and_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(message: Message, readings: Mapping[int, Reading]) -> tuple[Doubt, ...]:
        if message.id == "hong":
            raise IndexError(message.id)
        return doubts(message, readings)

    (tmp_path / "messages").mkdir()
    (tmp_path / "station.yaml").write_text(settings("tone"))
    for name in ("hong", "tot"):
        (tmp_path / f"messages/{name}.yaml").write_text(f"title: {name}\nparts:\n  - say: Nước có SO4²⁻.\n")
    monkeypatch.setattr(view, "doubts", broken)
    found = outlook(load(tmp_path), datetime(2026, 3, 2, tzinfo=UTC), tmp_path / "cache")
    told = {(problem.file, problem.code) for problem in found}
    assert ("messages/hong.yaml", "contained.message") in told
    assert ("messages/tot.yaml", "reading.flag_script") in told
