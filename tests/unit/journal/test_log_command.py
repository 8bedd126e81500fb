"""`log` and `log verify` from the command line."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import sys
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from broadcaster.cli import _main
from broadcaster.core.clock import FakeClock
from broadcaster.core.installation import adding
from broadcaster.core.text.table import width
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import AiringKind, Entry, Outcome, Reason
from broadcaster.journal.rows.tables import COLUMNS
from broadcaster.journal.writer.entries import asked_for
from broadcaster.playout.desk.request import Terms
from broadcaster.playout.desk.requester import Requester
from broadcaster.studio.script.loose_messages import spoken

SIX = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)  # 06:30 on 2 March in Vietnam
EVIL = '=HYPERLINK("http://x")'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "station.yaml").write_text("name: Đài thử\n")
    return tmp_path


@pytest.fixture
def head(folder: Path) -> str:
    """A journal of two days; its head hash."""
    with Journal.open(folder / "state" / "journal.db", FakeClock(SIX)) as journal:
        planned = Entry(
            kind=AiringKind.SCHEDULED,
            message="bluezone",
            schedule="sang",
            planned=SIX,
            words_digest="ab",
            sound_digest="cd",
        )
        name = journal.plan(planned)
        journal.started(name, SIX, engine="espeak")
        journal.ended(name, SIX + timedelta(seconds=95.5), Outcome.AIRED)
        journal.refuse(
            Entry(kind=AiringKind.MANUAL, message="bluezone", planned=SIX + timedelta(days=1), who=EVIL),
            Reason(code="timetable.message_expired", facts=(("until", "28/02/2026"),)),
        )
        return journal.head()


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*arguments: str) -> tuple[int, str, str]:
        code = _main(["--station", str(folder), "log", *arguments])
        seen = capsys.readouterr()
        return code, seen.out, seen.err

    return call


def test_log_when_there_is_no_journal_is_empty_and_makes_none(folder: Path, run: Any) -> None:
    nothing = "Nhật ký không có lần phát nào trong thời gian này.\n"
    assert run("--format", "json") == (0, "[]\n", nothing)
    assert run() == (0, "", nothing)
    (headings,) = csv.reader(run("--format", "csv")[1].splitlines())
    assert len(headings) == len(COLUMNS)
    assert headings[:4] == ["Số", "Theo lịch", "Bắt đầu", "Kết thúc"]
    code, out, _ = run("verify")
    assert (code, out.splitlines()[0]) == (0, "Nhật ký nguyên vẹn: 0 dòng.")
    assert not (folder / "state").exists()


def test_log_when_asked_for_json_has_the_keys_of_the_contract(run: Any, head: str) -> None:
    code, out, err = run("--format", "json")
    aired, refused = json.loads(out)
    assert code == 0
    assert err == f"Mã đối chiếu của nhật ký: {head}\n"
    assert len(aired.pop("id")) == 18
    assert aired == {
        "planned": "2026-03-02T06:30:00+07:00",
        "started": "2026-03-02T06:30:00+07:00",
        "ended": "2026-03-02T06:31:35.500000+07:00",
        "outcome": "aired",
        "reason": None,
        "kind": "scheduled",
        "message": "bluezone",
        "schedule": "sang",
        "who": None,
        "words_digest": "ab",
        "sound_digest": "cd",
        "engine": "espeak",
        "zones": [],
        "resumes": None,
        "makes_good": None,
        "part_of": None,
    }
    assert list(refused) == list(COLUMNS)
    assert (refused["who"], refused["started"]) == (EVIL, None)
    assert refused["reason"] == "Bản tin chỉ được phát đến hết ngày 28/02/2026"


def test_log_when_days_are_given_includes_both(run: Any, head: str) -> None:
    def found(*options: str) -> list[str]:
        return [row["outcome"] for row in json.loads(run("--format", "json", *options)[1])]

    assert found("--from", "2026-03-02", "--to", "02/03/2026") == ["aired"]
    assert found("--from", "2026-03-03") == ["refused"]
    assert found("--from", "2026-03-02", "--to", "2026-03-03") == ["aired", "refused"]
    assert found("--to", "2026-03-01") == []
    assert found("--from", "2026-03-02T06:30:01", "--to", "2026-03-03T06:30") == []


def test_log_when_shown_as_table_speaks_vietnamese(run: Any, head: str) -> None:
    lines = run("--to", "2026-03-02")[1].splitlines()
    assert lines[0].split("  ")[0] == "Theo lịch"
    assert lines[1].split("  ")[:4] == [
        "02/03/2026 06:30:00",
        "02/03/2026 06:30:00",
        "02/03/2026 06:31:35",
        "đã phát",
    ]


def test_log_when_written_as_csv_runs_no_formula(run: Any, head: str, tmp_path: Path) -> None:
    target = tmp_path / "nhat-ky.csv"
    code, out, _ = run("-o", str(target))
    raw = target.read_bytes()
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert (code, out) == (0, "")
    assert raw.startswith(b"\xef\xbb\xbf")
    assert [row["Người phát"] for row in rows] == ["", "'" + EVIL]
    assert run("--format", "csv")[1].startswith("Số,Theo lịch,")


def test_log_when_written_to_a_file_goes_by_its_ending_or_refuses(
    run: Any, head: str, tmp_path: Path
) -> None:
    for name, begins in (("a.xlsx", b"PK"), ("a.JSON", b"["), ("a.txt", "Theo lịch".encode())):
        assert run("-o", str(tmp_path / name))[0] == 0
        assert (tmp_path / name).read_bytes().startswith(begins)
    for arguments, said in (
        (["-o", str(tmp_path / "b.doc")], "đặt đuôi .csv"),
        (["-o", str(tmp_path / "b")], "--format"),
        (["-o", str(tmp_path / "b.xlsx"), "--format", "csv"], "xlsx"),
    ):
        code, out, err = run(*arguments)
        assert (code, out) == (2, "")
        assert said in err
    assert run("-o", str(tmp_path / "b"), "--format", "csv")[0] == 0
    code, _, err = run("-o", str(tmp_path / "none" / "a.csv"))
    assert code == 1
    assert "Không có thư mục" in err
    assert sorted(path.name for path in tmp_path.glob("[abn]*")) == ["a.JSON", "a.txt", "a.xlsx", "b"]


def test_log_when_it_has_zones_or_goes_on_with_another_airing_says_so_in_every_form(
    folder: Path, run: Any, tmp_path: Path
) -> None:
    with Journal.open(folder / "state" / "journal.db", FakeClock(SIX)) as journal:
        zoned = Entry(
            kind=AiringKind.SCHEDULED,
            message="tin",
            schedule="sang",
            planned=SIX,
            zones=("ban-cung", "trung-tam"),
        )
        first = journal.plan(zoned)
        journal.ended(first, SIX, Outcome.CUT, Reason(code="journal.interrupted"))
        rest = journal.plan(Entry(kind=AiringKind.SCHEDULED, message="tin", planned=SIX, resumes=first))
        journal.ended(rest, SIX, Outcome.CUT, Reason(code="journal.interrupted"))
    cut, again = json.loads(run("--format", "json")[1])
    assert (cut["zones"], cut["resumes"], again["resumes"]) == (["ban-cung", "trung-tam"], None, first)
    table = run()[1]
    rows = list(csv.DictReader(run("--format", "csv")[1].splitlines()))
    assert [row["Cụm loa"] for row in rows] == ["ban-cung, trung-tam", ""]
    assert rows[1]["Phát tiếp lần số"] == first
    assert "ban-cung, trung-tam" in table
    assert first in table.splitlines()[2]  # although it was interrupted, too
    assert table.count("không phát được") == 2  # cut before anything was heard
    assert run("-o", str(tmp_path / "a.xlsx"))[0] == 0
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        strings = book.read("xl/sharedStrings.xml").decode()
    assert "ban-cung, trung-tam" in strings
    assert f"<t>{first}</t>" in strings


@pytest.mark.parametrize("columns", [60, 80])
def test_log_on_a_terminal_fits_its_width(
    run: Any, head: str, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setattr("broadcaster.cli.running.journal.terminal_width", lambda: columns)
    lines = run()[1].splitlines()
    assert max(map(width, lines)) <= columns
    assert "02/03 06:30:00  đã phát" in lines[1]
    assert "bluezone" in lines[1]
    assert "Theo lịch" not in lines[0]


def test_log_when_written_as_xlsx_keeps_text_as_text_and_the_head_hash(
    run: Any, head: str, tmp_path: Path
) -> None:
    target = tmp_path / "nhat-ky.xlsx"
    assert run("--format", "xlsx", "-o", str(target))[0] == 0
    with zipfile.ZipFile(target) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        strings = book.read("xl/sharedStrings.xml").decode()
        links = [name for name in book.namelist() if "rels" in name and "sheet" in name]
    assert "<f>" not in sheet
    assert links == []
    assert "=HYPERLINK(" in strings
    assert head in strings
    assert "không phát được" in strings
    day = (datetime(2026, 3, 2, tzinfo=UTC) - datetime(1899, 12, 30, tzinfo=UTC)).days
    assert f"<v>{day + (6 * 60 + 30) / 1440:.16g}"[:14] in sheet


def test_log_when_xlsx_has_no_file_is_a_usage_error(run: Any, head: str) -> None:
    code, out, err = run("--format", "xlsx")
    assert (code, out) == (2, "")
    assert "-o" in err


def test_log_when_xlsxwriter_is_absent_names_the_extra(
    run: Any, head: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    code, _, err = run("--format", "xlsx", "-o", str(tmp_path / "a.xlsx"))
    assert code == 1
    way = f"cài thêm bằng: {adding('report')}; hoặc dùng --format csv"
    assert err == f"Lỗi: Chưa có phần ghi tệp bảng tính XLSX ({way})\n"
    assert not (tmp_path / "a.xlsx").exists()


def test_log_when_station_is_broken_still_tells_what_aired(folder: Path, run: Any, head: str) -> None:
    (folder / "station.yaml").write_text("name: [\n")
    code, out, err = run("--format", "json")
    assert code == 0
    assert len(json.loads(out)) == 2
    assert "giờ Việt Nam" in err


def test_verify_when_journal_is_whole_prints_rows_and_head(run: Any, head: str) -> None:
    code, out, _ = run("verify")
    assert code == 0
    assert out.splitlines()[:2] == ["Nhật ký nguyên vẹn: 4 dòng.", f"Mã đối chiếu: {head}"]
    code, out, _ = run("verify", "--head", head, "--format", "json")
    assert code == 0
    assert json.loads(out) == {
        "ok": True,
        "rows": 4,
        "head": head,
        "first_bad": None,
        "missing": None,
        "head_damaged": False,
        "head_gone": False,
        "damage": None,
        "losses": [],
    }


def test_verify_when_head_of_a_report_is_missing_fails(run: Any, head: str) -> None:
    code, out, _ = run("verify", "--head", "f" * 64)
    assert code == 1
    assert out.startswith(f"Nhật ký không có mã {'f' * 64}")


def test_verify_when_a_row_was_edited_exits_1_and_names_it(folder: Path, run: Any, head: str) -> None:
    with closing(sqlite3.connect(folder / "state" / "journal.db")) as connection:
        connection.execute("DROP TRIGGER events_no_update")
        connection.execute("UPDATE events SET body = replace(body, 'espeak', 'piper') WHERE seq = 2")
        connection.commit()
    code, out, _ = run("verify")
    assert code == 1
    assert out.startswith("Nhật ký đã bị sửa, xóa hoặc thêm từ dòng 2 (tệp có 4 dòng).")
    assert json.loads(run("verify", "--format", "json")[1])["first_bad"] == 2


def test_log_when_journal_is_damaged_says_what_to_do(folder: Path, run: Any) -> None:
    path = folder / "state" / "journal.db"
    path.parent.mkdir()
    path.write_bytes(b"hong" * 1000)
    code, _, err = run()
    assert code == 1
    assert "bị hỏng" in err
    assert "giữ lại tệp hỏng" in err
    assert path.read_bytes() == b"hong" * 1000


def test_log_keeps_a_typed_text_whole_in_data_and_short_in_the_table(folder: Path, run: Any) -> None:
    text = "Mời bà con ra nhà văn hóa. " * 100
    with Journal.open(folder / "state" / "journal.db", FakeClock(SIX)) as journal:
        journal.plan(asked_for(spoken(text), Terms(kind=AiringKind.MANUAL, by=Requester(shown="An")), SIX))
    (row,) = json.loads(run("--format", "json")[1])
    assert row["message"] == f"(say) {text.strip()}"
    assert text.strip() in run("--format", "csv")[1]
    assert max(map(len, run()[1].splitlines())) < 300
    assert "…" in run()[1]
