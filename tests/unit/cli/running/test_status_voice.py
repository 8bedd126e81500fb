"""What `status` prints of conflicts, switches, jobs and the voice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from broadcaster.app.status.air_values import Clash, Contending
from broadcaster.app.status.values import HealthReason, JobShown, SuspendedMessage, SwitchShown
from broadcaster.cli.running.status import _lines, keying_lines
from tests.fakes.status import ENGINE, KEYING, NOW, status

MORNING = datetime.fromisoformat("2021-02-03T06:30:00+07:00")


def test_clash_says_what_to_run_with_the_name_in_it() -> None:
    first = Contending(id="1", message="a", title="A", planned=NOW, on_air=True)
    second = Contending(id="2", message="b", title="B", planned=NOW, on_air=False)
    until = datetime.fromisoformat("2021-02-03T07:05:00+07:00")
    clash = Clash(items=(first, second), until=until, rule="earlier_first")
    (line,) = (line for line in _lines(status(clash=clash)) if "TRÙNG" in line)
    assert line.endswith("muốn đổi thì trước 07:05:00 03/02/2021 chạy: broadcaster prefer b")
    typed = replace(clash, items=(first, replace(second, message="(say) Mời họp")))
    assert any(line.endswith("prefer 2") for line in _lines(status(clash=typed)))


def test_held_message_says_how_it_is_released() -> None:
    lines = _lines(status(held=(SuspendedMessage(message="a", who="An", since="2021-02-03T06:00:00+07:00"),)))
    assert any("broadcaster correct a --release" in line for line in lines)


def test_switch_of_a_zone_is_told_in_one_sentence() -> None:
    switch = SwitchShown(
        zone="xa",
        type="gpio",
        device="gpio 17",
        on=False,
        confirmed=False,
        since=None,
        until=None,
        fault=None,
    )
    (line,) = keying_lines(replace(KEYING, switches=(switch,)))
    assert line == "Đóng cắt máy phát: gpio 17 của cụm loa xa, đang tắt"


def test_job_says_when_it_is_due_and_whether_it_runs() -> None:
    due = JobShown(id="replan", next=datetime.fromisoformat("2021-02-03T07:13:17+07:00"), running_since=None)
    assert "Việc theo giờ: lập lại kế hoạch phát, lần tới 07:13:17 03/02/2021" in _lines(status(jobs=(due,)))
    running = JobShown(
        id="prune",
        next=datetime.fromisoformat("2021-02-04T02:23:17+07:00"),
        running_since=datetime.fromisoformat("2021-02-03T02:23:17+07:00"),
    )
    lines = _lines(status(jobs=(running,)))
    assert any("dọn kho âm thanh, đang chạy từ 02:23:17 03/02/2021" in line for line in lines)


def test_status_names_the_voice_that_speaks() -> None:
    assert "Máy đọc: piper" in _lines(status())


def test_status_of_another_voice_says_since_when_and_how_much_waits() -> None:
    engine = replace(
        ENGINE,
        name="espeak",
        fallback=True,
        wanted="piper",
        since=MORNING,
        waiting=("a", "b"),
        order=("piper", "espeak"),
    )
    line = "Máy đọc: espeak, tạm thay piper từ 06:30:00 03/02/2021; số bản tin chờ đọc lại: 2"
    assert line in _lines(status(engine=engine))


def test_start_anew_is_not_asked_for_what_only_people_can_mend() -> None:
    """A clock and a cable stood behind “PHẢI KHỞI ĐỘNG LẠI ĐÀI” with what a start does cure."""
    hung = reason("health.air_hung", "không còn ai trông", failed=True)
    clock = reason("health.clock", "chưa tin được đồng hồ", failed=False)
    first, second = _lines(status(health="failed", reasons=(hung, clock)))[:2]
    assert first == "PHẢI KHỞI ĐỘNG LẠI ĐÀI: không còn ai trông"
    assert second == "CẦN NGƯỜI XEM: chưa tin được đồng hồ"
    (line, *_) = _lines(status(health="degraded", reasons=(clock,)))
    assert line == second


def reason(code: str, message: str, *, failed: bool) -> HealthReason:
    return HealthReason(part="output", code=code, failed=failed, facts={}, message=message, hint=None)
