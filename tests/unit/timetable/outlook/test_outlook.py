"""`check` answers whether it will air: one warning for each thing to do, with its place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.playout.operator.suspensions import NAME, Suspensions
from broadcaster.station.loading.loader import load
from broadcaster.station.yaml.problems import Problem, Severity
from broadcaster.timetable.outlook import view
from broadcaster.timetable.outlook.outlook import outlook

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)  # Thursday, 10:00 in Vietnam
STATION = "name: x\nspeech: {engines: [espeak]}\napproval: {required: false}\n"
TEXT = "Kính thưa bà con, sáng thứ hai trạm y tế tiêm phòng cho trẻ em."
Look = Callable[..., list[Problem]]


def message(text: str = TEXT, more: str = "") -> str:
    return f"title: x\nrepeat: 1\n{more}parts:\n  - say: |\n      {text}\n"


@pytest.fixture
def look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Look:
    """Write a station and look ahead."""
    monkeypatch.setenv("BROADCASTER_LANG", "vi")

    def looked(files: dict[str, str | bytes]) -> list[Problem]:
        for name, content in {"station.yaml": STATION, **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        found = outlook(load(tmp_path, clock=FakeClock(NOW)), NOW, tmp_path / "audio_cache")
        # Every fact is there. Braces in pairs are a blank of the text.
        assert not any(re.search(r"(?<!\{)\{\w+\}(?!\})", f"{each.message} {each.hint}") for each in found)
        return found

    return looked


def lines(problems: list[Problem]) -> list[str]:
    assert all(p.severity is Severity.WARNING for p in problems)
    return [f"{p.file}:{p.line}:{p.column}: {p.message} ({p.hint})" for p in problems]


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def test_nothing_in_the_way_then_nothing_is_told(look: Look) -> None:
    assert look({"messages/a.yaml": message(), "schedules/s.yaml": 'message: a\nat: ["06:30"]\n'}) == []


def test_start_in_quiet_hours_each_day_then_one_warning(look: Look) -> None:
    files = {"messages/a.yaml": message(), "schedules/s.yaml": 'message: a\nat: ["06:30", "20:59:58"]\n'}
    (problem,) = found = look(files)
    assert lines(found)[0] == (
        "schedules/s.yaml:2:15: 'a' sẽ không phát lúc 20:59 T5 26/11 (14 trong 28 lần của 14 ngày "
        f"tới): {problem.facts['reason']} ({problem.facts['advice']})"
    )
    assert "21:00" in str(problem.facts["reason"])


def test_every_start_refused_then_it_says_not_once(look: Look) -> None:
    files = {"messages/a.yaml": message(), "schedules/s.yaml": 'message: a\nat: ["05:30"]\n'}
    (problem,) = look(files)
    assert (problem.code, problem.facts["count"]) == ("outlook.all_refused", 14)


def test_quotas_that_refuse_then_are_told(look: Look) -> None:
    station = STATION + "regulation: {quotas: refuse, sessions_per_day: 1, days_per_week: 7}\n"
    files = {"station.yaml": station, "messages/a.yaml": message()}
    (problem,) = look({**files, "schedules/s.yaml": 'message: a\nat: ["06:30", "17:00"]\n'})
    assert (problem.code, problem.line, problem.column) == ("outlook.refused", 2, 15)
    assert "mỗi ngày nhiều nhất 1 buổi" in problem.message


def test_message_that_ends_in_these_days_then_one_warning_for_all_its_schedules(look: Look) -> None:
    files = {
        "messages/a.yaml": message(more="valid: {until: 2026-11-30}\n"),
        "schedules/s.yaml": 'message: a\nat: ["06:30"]\n',
        "schedules/t.yaml": 'message: a\nat: ["17:00"]\n',
    }
    (problem,) = look(files)
    assert (problem.file, problem.line, problem.code) == ("messages/a.yaml", 3, "outlook.refused")
    assert (problem.facts["count"], problem.facts["of"]) == (19, 28)


def test_message_that_is_over_then_is_not_told_twice(look: Look) -> None:
    files = {"messages/a.yaml": message(more="valid: {until: 2026-11-01}\n")}
    assert look({**files, "schedules/s.yaml": 'message: a\nat: ["06:30"]\n'}) == []


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ("dates: [2026-11-01]", ["outlook.no_start"]),
        ("dates: [2027-11-01]", []),
        ("dates: [2029-11-01]", []),
        ('lunar: ["01-01"]', []),
        ("dates: [2026-12-30]\nexcept: {dates: [2026-12-30]}", ["outlook.no_start"]),
        ("valid: {from: 2027-01-01}", []),
        ("valid: {until: 2026-11-01}", []),
    ],
)
def test_schedule_without_a_day_left_then_is_told(days: str, told: list[str], look: Look) -> None:
    schedule = f'message: a\nat: ["06:30"]\n{days}\n'
    assert codes(look({"messages/a.yaml": message(), "schedules/s.yaml": schedule})) == told


def test_sessions_that_overlap_then_the_one_that_waits_is_told_once(look: Look) -> None:
    files = {
        "messages/a.yaml": message(),
        "messages/b.yaml": message("Kính mời bà con đi họp tổ dân phố."),
        "schedules/s.yaml": 'message: a\nat: ["06:30"]\n',
        "schedules/t.yaml": 'message: b\nat: ["17:00", "06:30"]\n',
    }
    (line,) = lines(look(files))
    assert line == (
        "schedules/t.yaml:2:15: lúc 06:30 T6 27/11, 'b' phải đợi 'a' (lịch s) đến khoảng 06:31; "
        "trong 14 ngày còn 13 lần nữa (đổi giờ một trong hai lịch; lịch này lúc 06:35 thì không vướng gì)"
    )


def test_same_message_from_two_schedules_at_one_minute_then_is_told(look: Look) -> None:
    files = {
        "messages/a.yaml": message(),
        "schedules/s.yaml": 'message: a\nat: ["06:30"]\n',
        "schedules/t.yaml": "message: a\nevery: 30m\nbetween: 06:00-07:00\n",
    }
    (problem,) = look(files)
    assert (problem.file, problem.line, problem.code) == ("schedules/t.yaml", 3, "outlook.same_message")


def test_same_words_in_two_scheduled_messages_then_the_second_is_told(look: Look) -> None:
    files = {
        "messages/a.yaml": message(),
        "messages/a-copy.yaml": message(TEXT.replace(" ", "  ").upper()),
        "messages/draft.yaml": message(),
        "messages/khan.yaml": message(more="priority: emergency\n"),
        "schedules/s.yaml": 'message: a\nat: ["06:30"]\n',
        "schedules/t.yaml": 'messages: [a-copy, khan]\nat: ["17:00"]\n',
    }
    (problem,) = look(files)
    assert (problem.file, problem.line, problem.code) == ("messages/a-copy.yaml", 4, "outlook.same_words")
    assert problem.facts["other"] == "a"


def test_message_named_twice_in_one_session_then_is_told(look: Look) -> None:
    files = {"messages/a.yaml": message(), "schedules/s.yaml": 'messages: [a, a]\nat: ["06:30"]\n'}
    (problem,) = look(files)
    assert (problem.file, problem.line, problem.column) == ("schedules/s.yaml", 1, 15)
    assert problem.code == "outlook.listed_twice"


def test_scheduled_message_without_approval_then_is_told_once(look: Look) -> None:
    station = STATION.replace("false", "true")
    files = {
        "station.yaml": station,
        "messages/a.yaml": message(),
        "messages/draft.yaml": message(),
        "schedules/s.yaml": 'message: a\nat: ["06:30"]\n',
        "schedules/t.yaml": 'message: a\nat: ["17:00"]\n',
    }
    (line,) = lines(look(files))
    assert line == (
        "messages/a.yaml:1:8: bản tin có trong lịch nhưng chưa được duyệt nên sẽ không phát "
        "(duyệt bằng lệnh broadcaster approve a)"
    )


@pytest.mark.parametrize("scheduled", [True, False], ids=["scheduled", "an emergency"])
def test_stand_in_of_a_relay_without_approval_then_is_told(look: Look, scheduled: bool) -> None:
    urgent = "" if scheduled else "priority: emergency\n"
    relay = f"title: x\n{urgent}parts:\n  - relay: dai\n    for: 15m\n    else: b\n"
    found = look(
        {
            "station.yaml": STATION.replace("false", "true") + "sources: {dai: 'http://a/b.mp3'}\n",
            "messages/a.yaml": relay,
            "messages/b.yaml": message(),
            "messages/c.yaml": message(),
            **({"schedules/s.yaml": 'message: a\nat: ["06:30"]\n'} if scheduled else {}),
        }
    )
    assert [(p.file, p.code) for p in found] == [
        *([("messages/a.yaml", "outlook.not_approved")] if scheduled else []),
        ("messages/b.yaml", "outlook.stand_in_not_approved"),
    ]


@pytest.mark.parametrize("scheduled", [True, False], ids=["scheduled", "not scheduled"])
def test_contact_whose_message_is_not_approved_then_is_told(look: Look, scheduled: bool) -> None:
    contact = "contacts: {nut: {type: file, path: nut, message: a, emergency: true}}\n"
    urgent = message().replace("title: x", "title: x\npriority: emergency")
    found = look(
        {
            "station.yaml": STATION.replace("false", "true") + contact,
            "messages/a.yaml": urgent,
            **({"schedules/s.yaml": 'message: a\nat: ["06:30"]\n'} if scheduled else {}),
        }
    )
    assert codes(found) == [*(["outlook.not_approved"] if scheduled else []), "outlook.contact_not_approved"]
    assert "bấm sẽ không phát gì" in lines(found)[-1]


def test_approval_that_somebody_wrote_by_hand_then_counts_for_nothing_and_is_told(look: Look) -> None:
    approval = "message: a\nwords_digest: x\nby: x\nat: 2026-11-20T08:00:00+07:00\n"
    files = {
        "station.yaml": STATION.replace("false", "true"),
        "approvals/a.yaml": approval,
        "messages/a.yaml": message(),
        "schedules/s.yaml": 'message: a\nat: ["06:30"]\n',
    }
    assert codes(look(files)) == ["outlook.not_approved", "outlook.copy_without_row"]


def test_message_that_was_corrected_then_is_told_while_it_is_held(look: Look, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "messages/a.yaml": message(),
        "schedules/s.yaml": 'message: a\nat: ["06:30"]\n',
    }
    look(files)
    station = load(tmp_path).station
    assert station is not None
    Suspensions(tmp_path / "state" / NAME).suspend(station, station.messages["a"], "An", NOW)
    assert [(p.file, p.line, p.code) for p in look(files)] == [("messages/a.yaml", 1, "playout.held")]
    assert look({**files, "messages/a.yaml": message("Sáng thứ ba, trạm y tế tiêm phòng cho trẻ em.")}) == []


def test_words_without_marks_then_are_told_at_their_place(look: Look) -> None:
    text = "Kính thưa bà con.\n      Ngay mai cat dien tu 7 gio den 11 gio, ba con luu y.\n      Xin cảm ơn."
    (problem,) = look({"messages/a.yaml": message(text)})
    assert (problem.code, problem.line, problem.column) == ("outlook.untoned", 6, 7)
    assert problem.facts["written"] == "Ngay mai cat dien"


def test_each_blank_of_a_message_then_is_told_at_its_place(look: Look) -> None:
    text = "Kính thưa bà con.\n      Ngày {{ngày tiêm: ngày}}, mời ông … đến trạm y tế."
    found = look({"messages/a.yaml": message(text)})
    assert [(each.code, each.line, each.column) for each in found] == [
        ("outlook.blank", 6, 12),
        ("outlook.blank", 6, 41),
    ]


FLAGGED = """title: x
parts:
  - say: >
      Mời bà con đến HN họp,
      hết hạn ngày 31/02/2025, lại đến HN.
  - say: 'Kết quả: 10/11'
"""


def test_doubt_of_the_reading_then_is_told_once_at_its_place_with_its_lines(look: Look) -> None:
    found = look({"messages/a.yaml": FLAGGED})
    assert [(each.code, each.line, each.column) for each in found] == [
        ("reading.flag_choice", 4, 22),
        ("reading.flag_impossible_date", 5, 20),
        ("reading.flag_date_or_ratio", 6, 20),
    ]
    hints = [str(each.hint) for each in found]
    assert hints[0].endswith(
        "lexicon.yaml: đến HN: đến hộ nghèo | đến HN: đến hà nội | đến HN: đến hội nghị"
        " | đến HN: đến hôn nhân | đến HN: đến hướng nghiệp | đến HN: đến hát nờ"
    )
    assert "lexicon" not in hints[1]
    assert "mục lexicon của bản tin: 10/11: mười trên mười một | 10/11: ngày" in hints[2]
    assert look({"messages/a.yaml": FLAGGED}) == found, "kept for the next check as it was"


def test_doubt_that_the_lexicon_settles_then_is_told_no_more(look: Look) -> None:
    files = {
        "messages/a.yaml": FLAGGED + "lexicon: {10/11: mười trên mười một}\n",
        "lexicon.yaml": "HN: hà nội\n",
    }
    assert codes(look(files)) == ["reading.flag_impossible_date"]


def test_more_doubts_than_a_person_reads_then_are_counted(look: Look) -> None:
    words = " ".join(f"B{a}X{b}Z" for a in "BCDGH" for b in "KLMNPQ")
    found = look({"messages/a.yaml": message(f"Đoàn {words}.")})
    assert len(found) == 21
    assert (found[-1].code, found[-1].facts["count"]) == ("outlook.more_doubts", "10")


def test_words_in_an_old_encoding_then_are_told_at_their_place(look: Look) -> None:
    text = "title: x\nparts: [say: 'KÝnh th­a bµ con']\n"
    (problem,) = look({"messages/a.yaml": text})
    assert (problem.code, problem.line, problem.column) == ("outlook.legacy", 2, 15)


def test_recording_that_cannot_be_heard_then_is_told_once_and_looked_at_once(
    look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = "title: x\nparts:\n  - play: recordings/a.mp3\n"
    files = {"recordings/a.mp3": b"PK\x03\x04" + bytes(900), "messages/a.yaml": part, "messages/b.yaml": part}
    first = look(files)

    monkeypatch.setenv("PATH", "/nowhere")  # no ffmpeg any more: it must not be asked
    again = look(files)

    assert [(p.file, p.line, p.code) for p in first] == [
        ("messages/a.yaml", 3, "outlook.recording_unreadable")
    ]
    assert again == first


def test_recordings_beyond_the_patience_then_are_left_for_the_next_check(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "PATIENCE", 0.0)
    part = "title: x\nparts: [play: recordings/a.mp3]\n"
    found = look({"recordings/a.mp3": b"x", "messages/a.yaml": part})
    assert codes(found) == ["outlook.recordings_untried"]


def test_recording_that_had_not_its_whole_time_then_is_not_blamed(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "PATIENCE", 0.001)
    part = "title: x\nparts: [play: recordings/a.mp3]\n"
    files = {"recordings/a.mp3": b"PK\x03\x04" + bytes(900), "messages/a.yaml": part}
    assert codes(look(files)) == ["outlook.recordings_untried"]
    monkeypatch.setattr(view, "PATIENCE", 15.0)
    assert codes(look(files)) == ["outlook.recording_unreadable"]


@pytest.mark.parametrize("kept", [b"", b"{", b"[" * 100_000, b'{"form": 1}', b'{"form": "X", "known": []}'])
def test_junk_where_the_findings_are_kept_then_is_looked_at_anew(
    kept: bytes, look: Look, tmp_path: Path
) -> None:
    files = {"messages/a.yaml": message("Ngay mai cat dien tu 7 gio den 11 gio, ba con luu y")}
    first = look(files)
    path = tmp_path / "audio_cache" / view.NAME
    known = json.loads(path.read_bytes())
    for junk in (kept, json.dumps({**known, "known": {key: [1] for key in known["known"]}}).encode()):
        path.write_bytes(junk)
        assert look(files) == first


def test_folder_that_cannot_be_written_then_it_is_told_all_the_same(look: Look, tmp_path: Path) -> None:
    (tmp_path / "audio_cache").write_text("a file in its place")
    assert codes(look({"messages/a.yaml": message("Ngay mai cat dien tu 7 gio den 11 gio")})) == [
        "outlook.untoned"
    ]


def test_broken_file_then_the_others_are_looked_at(look: Look) -> None:
    files = {
        "messages/a.yaml": message(),
        "messages/broken.yaml": "title: x\nparts: [",
        "schedules/s.yaml": 'message: a\nat: ["05:30"]\n',
        "schedules/t.yaml": 'message: broken\nat: ["05:30"]\n',
    }
    assert [(p.file, p.code) for p in look(files)] == [("schedules/s.yaml", "outlook.all_refused")]


def test_a_jitter_that_cannot_keep_neighbours_apart_is_told_at_its_line(look: Look) -> None:
    near = 'neighbours: ["Đài phường Quyết Thắng"]\n'
    files = {
        "messages/a.yaml": message(),
        "schedules/ngan.yaml": 'message: a\nat: ["06:30"]\njitter: 3m\n',
        "schedules/du.yaml": 'message: a\nat: ["17:00"]\njitter: 5m\n',
        "schedules/day.yaml": 'message: a\nevery: 5m\nbetween: "08:00-08:30"\njitter: 5m\n',
    }
    assert codes(look(files)) == []  # nobody is to be kept apart from
    found = look({**files, "station.yaml": STATION + near})
    assert [(p.file, p.line, p.code) for p in found] == [
        ("schedules/day.yaml", 4, "outlook.jitter_short"),
        ("schedules/ngan.yaml", 3, "outlook.jitter_short"),
    ]
    own = look({**files, "station.yaml": STATION + 'neighbours: ["X"]\n'})
    assert [(p.file, p.line, p.code) for p in own] == [("station.yaml", 4, "outlook.neighbours_meet")]
