"""What is said of a log that was verified."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from broadcaster.journal.log.verification import verdict, verified_as_json
from broadcaster.journal.rows.model import Note, Reason, Verified

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
WHOLE = Verified(ok=True, rows=5, head="H")
LOSS = Note(id="n1", at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC), what=Reason(code="journal.file_removed"))


def lines(found: Verified, head: str | None = None) -> list[str]:
    return verdict(found, VIETNAM, head).splitlines()


def test_whole_log_says_so_and_names_its_head() -> None:
    assert lines(WHOLE)[:2] == ["Nhật ký nguyên vẹn: 5 dòng.", "Mã đối chiếu: H"]


def test_edited_log_names_the_first_bad_row() -> None:
    assert lines(replace(WHOLE, ok=False, first_bad=2)) == [
        "Nhật ký đã bị sửa, xóa hoặc thêm từ dòng 2 (tệp có 5 dòng).",
        "Mã đối chiếu: H",
    ]


def test_log_without_a_head_of_an_earlier_day_says_so() -> None:
    assert lines(replace(WHOLE, ok=False), "W")[0].startswith("Nhật ký không có mã W: phần cuối đã bị xóa")


@pytest.mark.parametrize(
    ("found", "faults"),
    [
        ({"missing": 6}, ["- dòng 6 đã được ghi nhưng không còn trong tệp: phần cuối bị mất"]),
        ({"damage": "D"}, ["- tệp hỏng bên trong: D"]),
        (
            {"losses": (LOSS,)},
            ["- 02/03/2026 06:30:00: Tệp nhật ký phát bị xóa khi đài đang chạy; đã ghi lại đầy đủ"],
        ),
        ({"first_bad": 2, "damage": "D"}, ["- bị sửa, xóa hoặc thêm từ dòng 2", "- tệp hỏng bên trong: D"]),
    ],
    ids=["lost end", "damage", "lost rows", "edited and damaged"],
)
def test_log_that_is_not_whole_names_each_fault(found: dict[str, object], faults: list[str]) -> None:
    verified = replace(WHOLE, ok=False, **found)  # type: ignore[arg-type]  # a mapping of mixed values
    assert lines(verified) == ["Nhật ký KHÔNG nguyên vẹn (5 dòng):", *faults, "Mã đối chiếu: H"]


def test_head_that_is_damaged_or_gone_is_a_fault() -> None:
    for found in (replace(WHOLE, head_damaged=True), replace(WHOLE, head_gone=True)):
        assert "state/journal.head" in lines(replace(found, ok=False))[1]


def test_json_names_all_that_was_found() -> None:
    assert verified_as_json(replace(WHOLE, ok=False, first_bad=2, losses=(LOSS,))) == {
        "ok": False,
        "rows": 5,
        "head": "H",
        "first_bad": 2,
        "missing": None,
        "head_damaged": False,
        "head_gone": False,
        "damage": None,
        "losses": ["n1"],
    }
