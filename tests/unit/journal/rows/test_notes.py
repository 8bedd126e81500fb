"""Notes as people and programs read them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from broadcaster.journal.rows.model import Note, Reason
from broadcaster.journal.rows.tables import note_as_json, notes_as_table

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
NOTE = Note(
    id="n1",
    at=datetime(2026, 3, 1, 23, 30, 5, tzinfo=UTC),
    what=Reason(code="journal.interrupted"),
    airing="a1",
)
TEXT = "Bị ngắt giữa chừng vì mất điện hoặc chương trình dừng đột ngột"


def test_table_has_instant_and_event_in_the_station_zone() -> None:
    heading, *_, row = notes_as_table([NOTE], VIETNAM).splitlines()
    assert heading.split() == ["Lúc", "Việc"]
    assert row.split("  ") == ["02/03/2026 06:30:05", TEXT]


def test_json_has_code_text_and_airing() -> None:
    assert note_as_json(NOTE, VIETNAM) == {
        "at": "2026-03-02T06:30:05+07:00",
        "code": "journal.interrupted",
        "text": TEXT,
        "airing": "a1",
    }
