"""A letter becomes a draft in a process of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from broadcaster.core.errors import LettersError
from broadcaster.core.text.catalogue import Language, speaking
from broadcaster.letters.import_process import import_apart

LETTER = "Số: 15/TB-UBND\n\nTHÔNG BÁO\nVề việc tiêm phòng\n\nTừ ngày 20/3, mời bà con đến trạm. Hỏi TTXQP.\n"

pytestmark = pytest.mark.patient  # a process that loads all that reads letters


def test_draft_and_pieces_come_from_the_child_in_the_language_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "station.yaml").write_text("name: Đài thử\n", encoding="utf-8")
    with speaking(Language.VI):
        found = import_apart(LETTER.encode(), "cong-van.txt", tmp_path, date(2027, 1, 2))
    assert "title: Tiêm phòng" in found["text"]
    assert "cong-van.txt" in found["text"]
    pieces = found["draft"]["pieces"]
    assert next(each["text"] for each in pieces if each["why"] is None).startswith("Từ ngày 20/3")
    assert any("TTXQP" in doubt for doubt in found["doubts"])


def test_a_file_that_is_no_letter_is_told_from_the_child(tmp_path: Path) -> None:
    (tmp_path / "station.yaml").write_text("name: Đài thử\n", encoding="utf-8")
    with pytest.raises(LettersError):
        import_apart(b"\x00\x01\x02" * 100, "x.bin", tmp_path, date(2027, 1, 2))
