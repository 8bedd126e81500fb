"""`submit`, `approve`, `reject` and `approvals` where no station runs, on a real station folder."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from broadcaster.core.clock import SystemClock
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import AiringKind, Entry, Outcome, Reason
from broadcaster.station.loading import archive
from broadcaster.station.loading.loader import load
from tests.unit.cli.here import caller

STATION = """
name: Đài thử
speech: {engines: [espeak]}
regulation: {quiet: "21:00-06:00"}
"""
MESSAGE = """
title: Tiêm phòng cho trẻ em
repeat: 1
parts:
  - say: Kính thưa bà con. Sáng thứ hai, trạm y tế tiêm phòng cho trẻ em.
"""
DOUBTFUL = MESSAGE.replace("trạm y tế", "trạm QWXZ và trạm ZXWQ")
PLAN = ("plan", "--from", "2026-03-02", "--days", "1", "--format", "json")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "station.yaml": STATION,
        "messages/tiem-phong.yaml": MESSAGE,
        "schedules/hang-ngay.yaml": 'message: tiem-phong\nat: ["06:30"]\n',
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    return caller(folder, capsys, monkeypatch)


def edit(folder: Path, text: str) -> None:
    (folder / "messages" / "tiem-phong.yaml").write_text(text)


def status(run: Run) -> Any:
    return json.loads(run(*PLAN)[1])[0]["status"]


def standing(run: Run) -> Any:
    (found,) = json.loads(run("approvals", "--format", "json")[1])["messages"]
    return found


def test_approve_shows_what_will_be_heard_and_asks(folder: Path, run: Run) -> None:
    code, out, err = run("approve", "tiem-phong", typed="không\n")
    assert (code, status(run)) == (1, "refused")
    assert "Chưa duyệt." in err
    assert "  Sáng thứ hai, trạm y tế tiêm phòng cho trẻ em." in out
    assert "Sẽ đọc bằng: espeak, giọng vi" in out
    assert "hạn mức một buổi 15 phút" in out
    assert "Lần phát tới: 06:30" in out
    assert "Chưa có bản nào được duyệt" in out
    code, out, err = run("approve", "tiem-phong", typed="có\n")
    assert (code, status(run)) == (0, "planned")
    assert "Duyệt bản tin “Tiêm phòng cho trẻ em”?" in err
    found = standing(run)
    assert (found["state"], found["valid"]) == ("approved", True)
    assert f"Mã lời đọc: {found['words_digest']}" in out


def test_end_of_the_input_is_a_no(run: Run) -> None:
    assert run("approve", "tiem-phong")[0] == 1
    assert status(run) == "refused"


def test_approve_tells_where_the_words_come_from_and_what_they_rest_on(folder: Path, run: Run) -> None:
    edit(folder, MESSAGE + "source: Công văn của trạm y tế\nbasis: Công văn 122/STTTT\n")
    code, out, err = run("approve", "tiem-phong", "--yes", "--format", "json")
    told = json.loads(out)
    assert code == 0
    assert "Nguồn: Công văn của trạm y tế\nCăn cứ: Công văn 122/STTTT\n" in err
    assert (told["source"], told["basis"]) == ("Công văn của trạm y tế", "Công văn 122/STTTT")
    assert told["rows"][0]["what"] == "approved"


def test_what_has_changed_since_the_last_yes_is_shown_word_by_word(folder: Path, run: Run) -> None:
    run("approve", "tiem-phong", "--yes")
    edit(folder, MESSAGE.replace("Sáng thứ hai", "Chiều thứ ba").replace("repeat: 1", "repeat: 2"))
    out = run("approve", "tiem-phong")[1]
    assert "[-Sáng-] {+Chiều+} thứ [-hai,-] {+ba,+} trạm y tế" in out
    assert "Số lần phát: 1 → 2" in out
    edit(folder, MESSAGE)
    assert "Không đổi so với bản" in run("approve", "tiem-phong")[1]
    (folder / "lexicon.yaml").write_text("trạm y tế: trạm xá\n")
    out = run("approve", "tiem-phong")[1]
    assert "Văn bản như cũ, cách đọc đổi" in out
    assert "{+xá+}" in out


@pytest.mark.parametrize(
    ("options", "typed", "code"),
    [
        ((), "", 1),
        ((), "có\nkhông\n", 1),
        ((), "có\ncó\nkhông\n", 1),
        ((), "có\ncó\ncó\n", 0),
        (("--accept", "1"), "có\n", 1),
        (("--accept", "1,2"), "có\n", 0),
        (("--accept", "all", "--yes"), "", 0),
        (("--yes",), "", 1),
        (("--yes",), "có\ncó\n", 0),
    ],
)
def test_each_doubtful_reading_is_accepted_by_itself(
    folder: Path, run: Run, options: tuple[str, ...], typed: str, code: int
) -> None:
    edit(folder, DOUBTFUL)
    found, out, err = run("approve", "tiem-phong", *options, typed=typed)
    assert found == code
    assert "Chưa chắc 1: “QWXZ” đọc là" in out
    assert (standing(run)["state"] == "approved") == (code == 0)
    assert "Traceback" not in err


def test_blank_blocks_the_approval_with_its_line(folder: Path, run: Run) -> None:
    edit(folder, MESSAGE.replace("Sáng thứ hai", "Sáng ngày …"))
    code, out, err = run("approve", "tiem-phong", "--accept", "all", "--yes")
    assert (code, out) == (1, "")
    assert "messages/tiem-phong.yaml:5" in err
    assert run("submit", "tiem-phong")[0] == 1


def test_approval_bound_to_the_sound_needs_the_sound(folder: Path, run: Run) -> None:
    settings = folder / "station.yaml"
    run("approve", "tiem-phong", "--yes")
    settings.write_text(settings.read_text() + "approval: {bind: sound, edit: stop}\n")
    assert "mới duyệt lời" in run("approvals")[1]
    assert run("approve", "tiem-phong", "--yes")[0] == 0
    assert (standing(run)["valid"], status(run)) == (True, "planned")
    settings.write_text(settings.read_text() + "sound: {loudness: -18}\n")
    run("render", "tiem-phong")
    assert status(run) == "refused"


def test_where_an_edit_stops_the_message_approvals_say_so(folder: Path, run: Run) -> None:
    (folder / "station.yaml").write_text(STATION + "approval: {edit: stop}\n")
    run("approve", "tiem-phong", "--yes")
    edit(folder, MESSAGE.replace("thứ hai", "thứ ba"))
    assert "nháp (đã sửa sau khi duyệt; không phát)" in run("approvals")[1]
    assert status(run) == "refused"


def test_edit_of_an_approved_message_leaves_the_approved_version_on_air(folder: Path, run: Run) -> None:
    def first() -> tuple[str, str | None]:
        rows = json.loads(run(*PLAN)[1])
        return rows[0]["status"], rows[0].get("approval")

    run("approve", "tiem-phong", "--yes")
    assert first() == ("planned", None)
    edit(folder, MESSAGE.replace("thứ hai", "thứ ba"))
    assert first() == ("planned", "pinned")
    assert "sẽ phát bản đã duyệt" in run(*PLAN[:-2])[1]
    assert "bản đã duyệt vẫn phát" in run("approvals")[1]
    assert run("submit", "tiem-phong", "--stop")[0] == 0
    assert first() == ("refused", None)
    run("approve", "tiem-phong", "--yes")
    assert first() == ("planned", None)


def test_what_waits_stands_first_and_a_return_tells_why(folder: Path, run: Run) -> None:
    (folder / "messages/a.yaml").write_text(MESSAGE.replace("Tiêm", "Khám"))
    run("approve", "a", "--yes")
    run("submit", "tiem-phong")
    lines = run("approvals")[1].splitlines()
    assert lines[1].startswith("tiem-phong")
    assert "chờ duyệt" in lines[1]
    assert "0 giờ 0 phút" in lines[1]
    assert run("reject", "tiem-phong", "--why", "sai ngày")[0] == 0
    assert "trả lại: sai ngày" in run("approvals")[1]
    assert run("reject", "a", "--end", "--why", "hết đợt")[0] == 0
    assert "thôi duyệt" in run("approvals")[1]


def test_approvals_name_who_handed_in_beside_who_approved_while_it_waits_and_afterwards(
    folder: Path, run: Run
) -> None:
    assert run("submit", "tiem-phong")[0] == 0
    (head, row) = run("approvals")[1].splitlines()[:2]
    author = standing(run)["submitted_by"]
    assert author
    assert head.index("Người trình") < head.index("Người duyệt")
    assert row[head.index("Người trình") : head.index("Người duyệt")].strip() == author
    assert row[head.index("Người duyệt") : head.index("Lúc duyệt")].strip() == ""
    assert run("approve", "tiem-phong", "--yes")[0] == 0
    assert standing(run)["submitted_by"] == author


def test_late_approval_tells_what_was_missed_and_how_to_make_it_good(folder: Path, run: Run) -> None:
    now = SystemClock().now()
    with Journal.open(folder / "state/journal.db", SystemClock()) as journal:
        entry = Entry(
            kind=AiringKind.SCHEDULED, message="tiem-phong", schedule="hang-ngay", planned=now, session="s"
        )
        airing = journal.refuse(entry, Reason(code="timetable.not_approved"))
    code, _, err = run("approve", "tiem-phong", "--yes")
    assert code == 0
    assert f"broadcaster catch-up {airing}" in err
    assert airing in run("catch-up")[1]


def test_what_aired_at_once_is_confirmed_or_objected_to_by_its_id(folder: Path, run: Run) -> None:
    ids = []
    with Journal.open(folder / "state/journal.db", SystemClock()) as journal:
        for text in ("(say) Họp.", "(say) Nghỉ."):
            entry = Entry(kind=AiringKind.MANUAL, message=text, who="Lan", confirm=True)
            ids.append(journal.plan(entry))
            journal.started(ids[-1], SystemClock().now())
            journal.ended(ids[-1], SystemClock().now(), Outcome.AIRED)
    out = run("approvals")[1]
    assert all(each in out for each in ids)
    assert "Lan phát lúc" in out
    assert run("approve", ids[0], typed="có\n")[0] == 0
    assert run("reject", ids[1], "--why", "sai giờ")[0] == 0
    found = json.loads(run("approvals", "--format", "json")[1])
    assert found["to_confirm"] == []
    assert run("approve", ids[0], "--yes")[0] == 1


def test_first_voice_that_is_missing_is_told_with_the_one_heard_instead(folder: Path, run: Run) -> None:
    (folder / "station.yaml").write_text(STATION.replace("[espeak]", "[piper, espeak]"))
    assert "vì piper chưa dùng được" in run("approve", "tiem-phong")[1]
    (folder / "station.yaml").write_text(STATION.replace("[espeak]", "[gtts, espeak]"))
    assert "cần mạng" in run("approve", "tiem-phong")[1]


def test_environment_that_lies_about_the_user_is_not_believed(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "chu-tich")
    assert getpass.getuser() == "chu-tich"
    run("approve", "tiem-phong", "--yes")
    assert standing(run)["by"] != "chu-tich"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("tiem-phon", "Lỗi: Không có bản tin 'tiem-phon' (có phải 'tiem-phong'?)\n"),
        ("xyz", "Lỗi: Không có bản tin 'xyz'; đài có: tiem-phong\n"),
    ],
)
def test_unknown_message_names_the_nearest(run: Run, name: str, told: str) -> None:
    assert run("approve", name) == (1, "", told)


def test_station_without_messages_has_no_approvals(folder: Path, run: Run) -> None:
    (folder / "messages/tiem-phong.yaml").unlink()
    (folder / "schedules/hang-ngay.yaml").unlink()
    assert run("approvals") == (0, "", "Chưa có bản tin nào được duyệt.\n")


@pytest.mark.parametrize(
    "options",
    [
        ("--telephone", "a", "--paper", "1", "--photo", "x", "--by", "b"),
        ("--paper", "1"),
        ("--photo", "x"),
        ("--accept", "một"),
    ],
)
def test_options_that_contradict_each_other_are_a_usage_error(run: Run, options: tuple[str, ...]) -> None:
    assert run("approve", "tiem-phong", *options)[0] == 2


def test_reading_that_makes_approvals_void_is_told_before_it_is_changed(folder: Path, run: Run) -> None:
    run("approve", "tiem-phong", "--yes")
    code, out, err = run("lexicon", "add", "trạm y tế", "trạm xá")
    assert code == 0
    first = err.index("Đổi cách đọc này thì 1 bản tin đã duyệt phải duyệt lại: tiem-phong")
    assert first == 0
    assert "trạm xá" in out
    code, _, err = run("lexicon", "add", "Hà Giang", "hà giang")
    assert "phải duyệt lại" not in err
    assert "phải duyệt lại: tiem-phong" not in run("lexicon", "remove", "trạm y tế")[2]  # void already


def test_check_tells_what_a_change_of_the_files_would_make_void(folder: Path, run: Run) -> None:
    archive.keep(load(folder), folder / "state")
    run("approve", "tiem-phong", "--yes")
    assert "phải duyệt lại" not in run("check")[1]
    (folder / "lexicon.yaml").write_text("trạm y tế: trạm xá\n")
    out = run("check")[1]
    assert "lexicon.yaml:1:1" in out
    assert "1 bản tin đã duyệt đọc khác đi vì thay đổi này, phải duyệt lại: tiem-phong" in out
