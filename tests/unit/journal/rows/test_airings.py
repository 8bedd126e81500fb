"""Airings as people and programs read them: every heading, every zone, every outcome."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from broadcaster.core.text.table import width
from broadcaster.journal.rows import tables
from broadcaster.journal.rows.model import Airing, AiringKind, Outcome, Reason
from broadcaster.journal.rows.tables import as_csv, as_json, as_table, for_people

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SIX = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)  # 06:30 on 2 March in Vietnam
AIRED = Airing(
    id="a1",
    planned=SIX,
    started=SIX + timedelta(seconds=1),
    ended=SIX + timedelta(seconds=95.5),
    outcome=Outcome.AIRED,
    reason=None,
    kind=AiringKind.SCHEDULED,
    message="bluezone",
    schedule="sang",
    who="lan",
    words_digest="ab",
    sound_digest="cd",
    engine="espeak",
)
EXPIRED = Reason(code="timetable.message_expired", facts=(("until", "28/02/2026"),))
HEADINGS = ["Theo lịch", "Bắt đầu", "Kết thúc", "Kết quả", "Loại", "Bản tin", "Người phát", "Lý do"]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


def test_table_has_each_value_under_its_heading_in_the_station_zone() -> None:
    heading, *_, row = as_table([replace(AIRED, reason=EXPIRED)], VIETNAM).splitlines()
    assert cells(heading) == HEADINGS
    assert cells(row) == [
        "02/03/2026 06:30:00",
        "02/03/2026 06:30:01",
        "02/03/2026 06:31:35",
        "đã phát",
        "theo lịch",
        "bluezone",
        "lan",
        "Bản tin chỉ được phát đến hết ngày 28/02/2026",
    ]


def test_table_has_zones_once_any_airing_was_not_heard_everywhere() -> None:
    heading, *_ = as_table([AIRED, replace(AIRED, zones=("trung-tam", "ban-cung"))], VIETNAM).splitlines()
    assert cells(heading) == [*HEADINGS[:6], "Cụm loa", *HEADINGS[6:]]
    assert for_people(replace(AIRED, zones=("trung-tam", "ban-cung")), VIETNAM, ["zones"]) == [
        "trung-tam, ban-cung"
    ]


@pytest.mark.parametrize(("zones", "headings"), [((), []), (("ban-cung",), ["Cụm loa"])])
def test_table_that_does_not_fit_keeps_its_main_columns(zones: tuple[str, ...], headings: list[str]) -> None:
    airings = [replace(AIRED, zones=zones)]
    whole = as_table(airings, VIETNAM)
    longest = max(width(line) for line in whole.splitlines())
    assert as_table(airings, VIETNAM, longest) == whole
    heading, *_, row = as_table(airings, VIETNAM, longest - 1).splitlines()
    assert cells(heading) == ["Lúc", "Kết quả", "Bản tin", *headings, "Lý do"]
    assert cells(row) == ["02/03 06:30:01", "đã phát", "bluezone", *zones]


def test_instant_of_a_narrow_row_is_when_it_was_to_be_heard_if_it_was_not() -> None:
    unheard = replace(AIRED, started=None, ended=None)
    assert for_people(unheard, VIETNAM, ["at"]) == ["02/03 06:30:00"]
    assert for_people(replace(unheard, planned=None), VIETNAM, ["at"]) == [""]


@pytest.mark.parametrize(
    ("length", "shown"), [(80, "x" * 80), (81, "x" * 79 + "…")], ids=["as long as it may be", "too long"]
)
def test_message_is_shortened_in_a_table_only(length: int, shown: str) -> None:
    airing = replace(AIRED, message="x" * length)
    assert for_people(airing, VIETNAM, ["message"]) == [shown]
    assert as_json(airing, VIETNAM)["message"] == "x" * length


@pytest.mark.parametrize(
    ("outcome", "started", "shown"),
    [
        (None, SIX, "chưa xong"),
        (Outcome.CUT, SIX, "bị cắt"),
        (Outcome.CUT, None, "không phát được"),
        (Outcome.INTERRUPTED, SIX, "bị gián đoạn"),
        (Outcome.INTERRUPTED, None, "không phát được"),
        (Outcome.MISSED, None, "bị lỡ"),
        (Outcome.REFUSED, None, "không phát được"),
    ],
)
def test_outcome_says_whether_anything_was_heard(
    outcome: Outcome | None, started: datetime | None, shown: str
) -> None:
    airing = replace(AIRED, outcome=outcome, started=started)
    assert for_people(airing, VIETNAM, ["outcome"]) == [shown]
    assert as_json(airing, VIETNAM)["outcome"] == (None if outcome is None else str(outcome))


def test_piece_of_a_message_is_called_one() -> None:
    piece = replace(AIRED, kind=AiringKind.RELAY, part_of="a0")
    assert for_people(piece, VIETNAM, ["kind"]) == ["tiếp âm, trong bản tin"]
    assert as_json(piece, VIETNAM)["kind"] == "relay"


def test_reason_names_what_the_airing_belongs_to() -> None:
    airing = replace(AIRED, reason=EXPIRED, resumes="a0", makes_good="a2")
    (shown,) = for_people(airing, VIETNAM, ["reason"])
    assert shown.split("; ") == [
        "Bản tin chỉ được phát đến hết ngày 28/02/2026",
        "phát tiếp phần còn lại của lần phát số a0",
        "phát bù cho lần phát số a2",
    ]
    assert as_json(AIRED, VIETNAM)["reason"] is None


def test_csv_has_all_columns_under_headings_for_people() -> None:
    heading, row = csv.reader(as_csv([AIRED], VIETNAM).splitlines())
    found = dict(zip(heading, row, strict=True))
    assert (found["Số"], found["Bắt đầu"], found["Kết quả"]) == ("a1", "2026-03-02T06:30:01+07:00", "aired")
    assert (found["Mã lời đọc"], found["Mã âm thanh"], found["Máy đọc"]) == ("ab", "cd", "espeak")
    assert (found["Phát tiếp lần số"], found["Phát bù lần số"], found["Thuộc lần số"]) == ("", "", "")


def test_what_was_not_heard_is_not_said_to_have_aired_at_once() -> None:
    """A refused message with a relay read "aired at once, the leadership confirms afterwards"."""
    refused = replace(AIRED, started=None, outcome=Outcome.REFUSED, reason=EXPIRED, confirm=True)
    (told,) = for_people(refused, VIETNAM, ["reason"])
    assert told == "Bản tin chỉ được phát đến hết ngày 28/02/2026"
    (heard,) = for_people(replace(AIRED, confirm=True), VIETNAM, ["reason"])
    assert heard != told


def test_airing_that_cannot_be_told_keeps_its_row_with_its_instants_and_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    values = tables._values

    def broken(airing: Airing, zone: ZoneInfo) -> dict[str, tables.Value]:
        if airing.id == "a1":
            raise RuntimeError("the names")
        return values(airing, zone)

    monkeypatch.setattr(tables, "_values", broken)
    other = replace(AIRED, id="a2", message="khac", started=None)
    row = as_json(AIRED, VIETNAM)
    told = {name for name, value in row.items() if value}
    assert told == {"id", "message", "planned", "started", "ended", "reason"}
    assert (row["id"], row["message"], row["planned"]) == ("a1", "bluezone", "2026-03-02T06:30:00+07:00")
    assert "bluezone" in str(row["reason"])
    _, first, second = as_table([AIRED, other], VIETNAM).splitlines()[-3:]
    assert cells(first)[:3] == ["02/03/2026 06:30:00", "02/03/2026 06:30:01", "02/03/2026 06:31:35"]
    assert "khac" in cells(second)
    (_, why) = for_people(AIRED, VIETNAM, ["message", "reason"])
    assert "bluezone" in why
    assert first.count("bluezone") == 2, "its message, and in the reason"
    assert len(as_csv([AIRED, other], VIETNAM).splitlines()) == 3
