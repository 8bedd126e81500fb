"""What stands for a message or a person in the journal is told in words, and kept as a code."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.cli import _main
from broadcaster.core.clock import FakeClock
from broadcaster.core.text.catalogue import worded
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import AiringKind, Entry
from broadcaster.journal.rows.names import (
    BENCH,
    DOCTOR,
    FILE,
    KEYING_TEST,
    LIVE,
    RELAYED,
    SPOKEN,
    is_stored,
    shown,
)
from broadcaster.playout.live.voice import voice_item
from broadcaster.playout.source.choice import SourceChoice, SourceOrigin

NOON = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
WORDS = [
    (f"{SPOKEN} Mời họp", "Lời phát ngay: Mời họp"),
    (f"{FILE} a.mp3", "Tệp âm thanh: a.mp3"),
    (f"{RELAYED} vov1", "Tiếp âm: vov1"),
    (LIVE, "Nói trực tiếp"),
    (KEYING_TEST, "Thử đóng cắt máy phát"),
    (BENCH, "Đo giờ phát"),
    (DOCTOR, "Kiểm tra đường âm thanh"),
    ("bluezone", "bluezone"),
]


@pytest.mark.parametrize(("code", "words"), WORDS, ids=[code for code, _ in WORDS])
def test_code_is_told_in_words(code: str, words: str) -> None:
    assert shown(code) == words
    assert is_stored(code) is (code == "bluezone")


def test_log_shows_words_to_people_and_codes_to_machines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "station.yaml").write_text("name: Đài thử\n")
    with Journal.open(tmp_path / "state" / "journal.db", FakeClock(NOON)) as journal:
        for code, _ in WORDS:
            journal.plan(Entry(kind=AiringKind.MANUAL, message=code, planned=NOON, who="contact nut-lu"))
    assert _main(["--station", str(tmp_path), "log"]) == 0
    table = capsys.readouterr().out
    assert all(words in table for _, words in WORDS)
    assert "nút bấm nut-lu" in table
    assert "(" not in table.replace("(chưa", "")
    assert _main(["--station", str(tmp_path), "log", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["message"], row["who"]) for row in rows] == [(code, "contact nut-lu") for code, _ in WORDS]


@pytest.mark.parametrize(("who", "title"), [("An", "An nói trực tiếp"), ("", "Nói trực tiếp")])
def test_voice_on_the_air_is_called_by_who_speaks(who: str, title: str) -> None:
    choice = SourceChoice(origin=SourceOrigin.INPUT, address="default", rate=24000, longest=60)
    assert worded(voice_item("a", who, "/x", choice).title) == title
