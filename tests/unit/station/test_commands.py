"""The commands check, schema and init as a person calls them."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from broadcaster.cli import main
from broadcaster.station.loading.loader import load
from broadcaster.upkeep.certificate.file import CertificateFile
from broadcaster.upkeep.host.first_start import FirstStart

Make = Callable[[Mapping[str, str | bytes]], Path]


@dataclass(frozen=True, slots=True)
class Ended:
    code: int
    out: str
    err: str


Call = Callable[..., Ended]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    def called(*arguments: object) -> Ended:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Ended(int(ended.value.code or 0), said.out, said.err)

    return called


def test_check_of_a_good_station_then_says_so_on_stderr(call: Call, make: Make) -> None:
    ended = call("--station", make({}), "check")

    assert (ended.code, ended.out) == (0, "")
    assert ended.err == "Không có lỗi. Số bản tin: 2, số lịch phát: 0.\n"


def test_check_of_a_bad_station_then_lists_problems_and_fails(call: Call, make: Make) -> None:
    ended = call("--station", str(make({"messages/m.yaml": "titel: x\nparts: [say: hi]\n"})), "check")

    assert ended.code == 1
    assert ended.out == (
        "messages/m.yaml:1:1: lỗi: thiếu mục 'title'\n"
        "messages/m.yaml:1:1: lỗi: không có mục 'titel' (có phải 'title'?)\n"
    )
    assert ended.err == "Số lỗi: 2, số lưu ý: 0.\n"


def test_check_with_only_warnings_then_passes(call: Call, make: Make) -> None:
    schedule = "message: ok\nat: ['06:30']\nvalid: {until: 2021-02-28}\n"

    ended = call("--station", str(make({"schedules/s.yaml": schedule})), "check")

    assert ended.code == 0
    assert ended.out.startswith("schedules/s.yaml:3:16: lưu ý: ")


def test_check_in_json_then_has_the_keys_of_the_contract(
    call: Call, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROADCASTER_LANG", "en")
    folder = make({"messages/m.yaml": "title: x\nparts: [say: hi]\nrepeat: hai\ntitel: Đài\n"})

    ended = call("--station", str(folder), "check", "--format", "json")

    assert ended.code == 1
    assert json.loads(ended.out) == {
        "ok": False,
        "problems": [
            {
                "file": "messages/m.yaml",
                "line": 3,
                "column": 9,
                "severity": "error",
                "code": "station.want_whole_number",
                "message": "'repeat' must be a whole number, not 'hai'",
                "hint": None,
            },
            {
                "file": "messages/m.yaml",
                "line": 4,
                "column": 1,
                "severity": "error",
                "code": "station.unknown_key",
                "message": "unknown key 'titel'",
                "hint": "did you mean 'title'?",
            },
        ],
    }


def test_check_of_a_folder_that_is_absent_in_json_then_is_a_problem_too(call: Call, tmp_path: Path) -> None:
    ended = call("--station", str(tmp_path / "x"), "check", "--format", "json")

    assert ended.code == 1
    assert [p["code"] for p in json.loads(ended.out)["problems"]] == ["station.no_folder"]


@pytest.mark.parametrize("kind", ["message", "schedule", "station", "calendar"])
def test_schema_then_prints_json(call: Call, kind: str) -> None:
    ended = call("schema", kind)

    assert ended.code == 0
    assert json.loads(ended.out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_init_then_names_the_files_and_check_passes(call: Call, tmp_path: Path) -> None:
    ended = call("init", str(tmp_path / "new"))

    assert ended.code == 0
    assert str(tmp_path / "new" / "station.yaml") in ended.out.splitlines()
    assert call("--station", tmp_path / "new", "check").code == 0


def test_init_of_a_box_is_held_and_open_to_a_browser_of_another_computer(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "new"

    assert call("init", "--first-start", folder).code == 0

    assert FirstStart(folder / "state").on
    assert load(folder).station is not None
    listen = load(folder).station.settings.console.listen  # type: ignore[union-attr]
    assert (listen.local, listen.port) == (False, 8443)
    known = CertificateFile(folder / "state").known
    assert known is not None
    assert any(name.endswith(".local") or "." in name for name in known.names)
    assert call("--station", folder, "check").code == 0


def test_init_of_a_folder_in_use_then_one_sentence_and_exit_1(call: Call, tmp_path: Path) -> None:
    (tmp_path / "x").touch()

    ended = call("init", tmp_path)

    assert ended.code == 1
    assert ended.err == f"Lỗi: Thư mục {tmp_path} đã có tệp (chọn một thư mục mới)\n"


def test_check_of_what_will_not_air_then_warns_and_passes(call: Call, make: Make) -> None:
    schedule = "message: ok\nat: ['05:30']\n"
    folder = make({"schedules/s.yaml": schedule})

    ended = call("--station", folder, "check", "--format", "json")

    told = json.loads(ended.out)
    assert (ended.code, told["ok"]) == (0, True)
    assert [(p["file"], p["code"], p["severity"]) for p in told["problems"]] == [
        ("messages/ok.yaml", "outlook.not_approved", "warning"),
        ("schedules/s.yaml", "outlook.all_refused", "warning"),
    ]


def test_check_with_errors_and_warnings_then_the_errors_come_first(call: Call, make: Make) -> None:
    files = {"messages/m - Copy.yaml": "x", "messages/n.yaml": "titel: x\nparts: [say: hi]\n"}

    told = json.loads(call("--station", make(files), "check", "--format", "json").out)

    assert [p["severity"] for p in told["problems"]] == ["error", "error", "warning"]


def test_command_that_init_prints_then_works_for_any_folder(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "đài phường 'Tân Phong'"

    told = call("init", folder).err
    found = re.search(r"broadcaster (--station .+ check)", told)

    assert found is not None
    assert call(*shlex.split(found[1])).code == 0
