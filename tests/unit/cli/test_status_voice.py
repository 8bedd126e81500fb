from __future__ import annotations

from typing import Any

from broadcaster.cli.status import _lines, keying_lines

STATUS: dict[str, Any] = {
    "running": True,
    "on_air": None,
    "next": None,
    "queue": [],
    "output": {"ok": True, "name": "x"},
    "clash": None,
    "chains": [],
    "held": [],
    "contacts": [],
    "keying": {"type": "none", "on": False, "switches": []},
    "clock": {
        "now": "2021-02-03T07:00:00+07:00",
        "trusted": True,
        "why": "mạng",
        "code": "network",
        "since": "2021-02-03T06:00:00+07:00",
    },
    "listen": None,
    "ups": None,
    "disk": {"free_mb": 1},
    "jobs": [],
    "accepted": True,
    "problems": [],
    "errors": [],
}


def test_clash_says_what_to_run_with_the_name_in_it() -> None:
    items = [{"id": "1", "message": "a", "title": "A"}, {"id": "2", "message": "b", "title": "B"}]
    clash = {"items": items, "until": "2021-02-03T07:05:00+07:00"}
    engine = {"name": "piper", "fallback": False}
    (line,) = (line for line in _lines({**STATUS, "engine": engine, "clash": clash}) if "TRÙNG" in line)
    assert line.endswith("muốn đổi thì trước 07:05:00 03/02/2021 chạy: broadcaster prefer b")
    items[1]["message"] = "(say) Mời họp"
    assert any(line.endswith("prefer 2") for line in _lines({**STATUS, "engine": engine, "clash": clash}))


def test_held_message_says_how_it_is_released() -> None:
    engine = {"name": "piper", "fallback": False}
    lines = _lines({**STATUS, "engine": engine, "held": [{"message": "a", "who": "An"}]})
    assert any("broadcaster correct a --release" in line for line in lines)


def test_switch_of_a_zone_is_told_in_one_sentence() -> None:
    switch = {"device": "gpio 17", "zone": "xa", "on": False, "until": None, "fault": None}
    (line,) = keying_lines({"switches": [switch]})
    assert line == "Đóng cắt máy phát: gpio 17 của cụm loa xa, đang tắt"


def test_job_says_when_it_is_due_and_whether_it_runs() -> None:
    engine = {"name": "piper", "fallback": False}
    job = {"id": "replan", "next": "2021-02-03T07:13:17+07:00", "running_since": None}
    lines = _lines({**STATUS, "engine": engine, "jobs": [job]})
    assert "Việc theo giờ: lập lại kế hoạch phát, lần tới 07:13:17 03/02/2021" in lines
    running = {
        "id": "prune",
        "next": "2021-02-04T02:23:17+07:00",
        "running_since": "2021-02-03T02:23:17+07:00",
    }
    lines = _lines({**STATUS, "engine": engine, "jobs": [running]})
    assert any("dọn kho âm thanh, đang chạy từ 02:23:17 03/02/2021" in line for line in lines)


def test_status_names_the_voice_that_speaks() -> None:
    engine = {"name": "piper", "fallback": False, "since": None, "waiting": [], "order": ["piper"]}
    assert "Máy đọc: piper" in _lines({**STATUS, "engine": engine})


def test_status_of_another_voice_says_since_when_and_how_much_waits() -> None:
    engine = {
        "name": "espeak",
        "fallback": True,
        "wanted": "piper",
        "usual": "piper",
        "since": "2021-02-03T06:30:00+07:00",
        "waiting": ["a", "b"],
        "order": ["piper", "espeak"],
    }
    line = "Máy đọc: espeak, tạm thay piper từ 06:30:00 03/02/2021; số bản tin chờ đọc lại: 2"
    assert line in _lines({**STATUS, "engine": engine})


def test_status_says_nothing_of_an_engine_that_was_never_installed() -> None:
    engine = {"fallback": True, "wanted": "piper", "since": "2021-02-03T06:30:00+07:00", "waiting": ["a"]}
    lines = _lines({**STATUS, "engine": {**engine, "name": "gtts", "usual": "gtts"}})
    assert "Máy đọc: gtts" in lines
    lines = _lines({**STATUS, "engine": {**engine, "name": "espeak", "usual": "gtts"}})
    assert "Máy đọc: espeak, tạm thay gtts từ 06:30:00 03/02/2021; số bản tin chờ đọc lại: 1" in lines
