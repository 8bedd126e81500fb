"""Which messages still lack a recording in a language of the ward."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from broadcaster.station.loading.loader import load
from broadcaster.station.model.message import Priority, Validity
from broadcaster.station.rules.languages import unrecorded

TODAY = date(2027, 1, 2)


def test_messages_that_may_still_air_want_each_language_of_the_ward(tmp_path: Path) -> None:
    (tmp_path / "messages").mkdir()
    (tmp_path / "recordings").mkdir()
    (tmp_path / "recordings/m.flac").write_bytes(b"x")
    (tmp_path / "station.yaml").write_text("name: A\nlanguages: [hmn, blt]\n")
    (tmp_path / "messages/a.yaml").write_text(
        "title: A\nparts: [{say: B.}, {play: recordings/m.flac, language: hmn}]\n"
    )
    station = load(tmp_path).station
    assert station is not None
    message = station.messages["a"]

    def wanted(**changes: object) -> list[str]:
        changed = replace(message, **changes)  # type: ignore[arg-type]
        return [each.language for each in unrecorded(replace(station, messages={"a": changed}), TODAY)]

    assert wanted() == ["blt"]
    assert wanted(valid=Validity(until=date(2027, 1, 2))) == ["blt"]
    assert wanted(valid=Validity(until=date(2027, 1, 1))) == []
    assert wanted(priority=Priority.EMERGENCY) == []
