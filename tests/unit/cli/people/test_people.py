"""The commands `people …` as a technician calls them, with what they ask read from standard input."""

from __future__ import annotations

import getpass
import io
import json
import os
import pwd
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyotp
import pytest

from broadcaster.cli import main
from broadcaster.cli.people.one_time_code import show_first_code
from broadcaster.core.clock import SystemClock
from broadcaster.journal.log.journal import Journal
from tests.fakes.quick_hashes import quick_hashes

PASSWORD, OTHER, PIN = "trâu vàng mưa chợ", "suối reo đêm trăng", "482913"
CODE = re.compile(r"\b[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}\b")
ACCOUNT = pwd.getpwuid(os.getuid()).pw_name


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


Call = Callable[..., Ended]


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)  # else a session would be kept from test to test
    with quick_hashes():
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "station.yaml").write_text("name: Đài Tân Phong\n")
    return tmp_path


@pytest.fixture
def call(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    def called(*arguments: str, lines: tuple[str, ...] = ()) -> Ended:
        typed = "".join(f"{line}\n" for line in lines).encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), "utf-8"))
        with pytest.raises(SystemExit) as ended:
            main(["--station", str(folder), "people", *arguments])
        said = capsys.readouterr()
        return Ended(int(ended.value.code or 0), said.out, said.err)

    return called


@pytest.fixture
def founded(call: Call) -> Call:
    code = call("recover").out.strip()
    done = call("add", "son", "--name", "Lò Văn Sơn", "--code", "--stdin", lines=(code, PASSWORD))
    assert done.code == 0, done.err
    return call


def rows(folder: Path) -> list[str]:
    with Journal.open_to_read(folder / "state" / "journal.db", SystemClock()) as journal:
        return [note.what.text for note in journal.notes()]


def test_a_station_without_people_is_told_how_to_begin(call: Call, folder: Path) -> None:
    for arguments in ((), ("list",)):
        ended = call(*arguments)
        assert ended.code == 0
        assert "broadcaster people recover" in ended.err
    assert call("list", "--format", "json").out == "[]\n"
    assert not (folder / "state").exists()


def test_the_first_technician_comes_with_the_code(call: Call, folder: Path) -> None:
    code = call("recover").out.strip()
    assert CODE.fullmatch(code)
    refused = call("add", "son", "--name", "Sơn", "--stdin", lines=(PASSWORD,))
    assert refused.code == 1
    assert "mã một lần" in refused.err
    ended = call("add", "son", "--name", "Lò Văn Sơn", "--code", "--stdin", lines=(code, PASSWORD))
    assert (ended.code, ended.out) == (0, "")
    (one,) = json.loads(call("list", "--format", "json").out)
    assert (one["id"], one["roles"], one["signs_in_with"]) == ("son", ["technician"], ["password"])
    assert f"{ACCOUNT}: thêm Lò Văn Sơn (son), vai trò technician, tài khoản –" in rows(folder)
    assert code not in " ".join(rows(folder))


def test_own_password_is_changed_here_where_no_station_runs(founded: Call) -> None:
    own = ("password", "--as", "son", "--stdin")
    assert founded(*own, lines=(PASSWORD, "sai", "82736451")).code == 1
    assert founded(*own, lines=(PASSWORD, PASSWORD, "82736451")).code == 0
    assert founded("codes", "--as", "son", "--stdin", lines=("82736451",)).code == 0
    assert founded("password", "--stdin", lines=(PASSWORD, OTHER)).code == 1


def test_a_technician_takes_people_in_and_gives_them_what_they_sign_in_with(
    founded: Call, folder: Path
) -> None:
    ended = founded(
        *("add", "lan", "--name", "Lò Thị Lan", "--title", "công chức", "--role", "officer"),
        *("--role", "duty", "--as", "son", "--stdin"),
        lines=(PASSWORD, OTHER),
    )
    assert ended.code == 0, ended.err
    assert founded("pin", "lan", "--as", "son", "--stdin", lines=(PASSWORD, PIN)).code == 0
    refused = founded("codes", "--as", "lan", "--stdin", lines=(PIN,))
    assert (refused.code, "mã PIN chỉ để phát khẩn cấp" in refused.err) == (1, True), refused.err
    made = founded("codes", "--as", "lan", "--stdin", lines=(OTHER,))
    assert len(CODE.findall(made.out)) == 8
    table = founded("list").out
    assert "Lò Thị Lan, công chức" in table
    assert "mật khẩu, mã PIN, 8 mã dự phòng" in table
    assert "lan:\n  name: Lò Thị Lan\n" in (folder / "people.yaml").read_text()
    used = founded("passwd", "--as", "lan", "--stdin", lines=(CODE.findall(made.out)[0], "một mật khẩu mới"))
    assert used.code == 0, used.err
    everything = " ".join(rows(folder)) + (folder / "people.yaml").read_text()
    for secret in (PASSWORD, OTHER, PIN, *CODE.findall(made.out)):
        assert secret not in everything


def test_recovery_code_is_not_used_up_by_whoever_showed_a_pin_and_may_not(founded: Call) -> None:
    assert founded("pin", "son", "--as", "son", "--stdin", lines=(PASSWORD, PIN)).code == 0
    made = founded("codes", "--as", "son", "--stdin", lines=(PASSWORD,))
    code = CODE.findall(made.out)[0]
    refused = founded("password", "--as", "son", "--stdin", lines=(PIN, code, OTHER))
    assert (refused.code, "mã PIN chỉ để phát khẩn cấp" in refused.err) == (1, True), refused.err
    assert "nhờ kỹ thuật viên" in refused.err, "not all have a password to sign in with"
    assert "8 mã dự phòng" in founded("list").out
    assert founded("password", "--as", "son", "--stdin", lines=(code, PASSWORD, OTHER)).code == 0


def test_who_may_not_is_told_before_a_password_is_asked(founded: Call) -> None:
    founded(
        "add", "lan", "--name", "Lan", "--role", "officer", "--as", "son", "--stdin", lines=(PASSWORD, OTHER)
    )
    ended = founded("add", "thu", "--name", "Thu", "--as", "lan", "--stdin", lines=(OTHER,))
    assert ended.code == 1
    assert "Những người có quyền này: Lò Văn Sơn" in ended.err
    ended = founded("add", "thu", "--name", "Thu", "--stdin")
    assert ended.code == 1
    assert "--as" in ended.err


def test_a_wrong_password_is_refused_and_told_in_a_row(founded: Call, folder: Path) -> None:
    ended = founded("roles", "son", "technician", "leader", "--as", "son", "--stdin", lines=("sai rồi nhé",))
    assert (ended.code, ended.err) == (1, "Lỗi: không đúng người hoặc không đúng mật khẩu, mã\n")
    assert rows(folder)[-1] == f"đăng nhập sai: Lò Văn Sơn (son), từ tài khoản {ACCOUNT} của máy"


def test_at_a_terminal_a_password_holds_for_the_next_commands(
    founded: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "run").mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.setattr("broadcaster.cli.asking.credentials._terminal", lambda: "/dev/pts/9")
    assert founded("pin", "--as", "son", "--stdin", lines=(PASSWORD, PIN)).code == 0
    # The new PIN ended the session: it is asked once more, and then not again. A PIN is not enough.
    assert founded("codes", "--as", "son", "--stdin", lines=(PIN,)).code == 1
    assert founded("codes", "--as", "son", "--stdin", lines=(PASSWORD,)).code == 0
    assert founded("codes", "--as", "son", "--stdin").code == 0
    monkeypatch.setattr("broadcaster.cli.asking.credentials._terminal", lambda: "/dev/pts/8")
    assert founded("codes", "--as", "son", "--stdin").code == 1


def test_a_script_names_a_file_with_the_secret(
    founded: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text(f"{PASSWORD}\n")
    monkeypatch.setenv("BROADCASTER_PIN_FILE", str(tmp_path / "secret"))
    assert founded("codes", "--as", "son").code == 0


def test_roles_are_set_and_a_delegation_is_given_and_taken_back(founded: Call) -> None:
    by = ("--as", "son", "--stdin")
    founded("add", "lan", "--name", "Lan", *by, lines=(PASSWORD, OTHER))
    assert founded("roles", "lan", "leader", *by, lines=(PASSWORD,)).code == 0
    given = founded(
        *("delegate", "lan", "--to", "son", "--from", "18/11/2030", "--until", "2030-11-20"),
        *("--basis", "12/UQ-UBND", "--as", "lan", "--stdin"),
        lines=(OTHER,),
    )
    assert given.code == 0, given.err
    lan = json.loads(founded("list", "--format", "json").out)[1]
    assert lan["delegations"] == [
        {"to": "son", "from": "2030-11-18", "until": "2030-11-20", "basis": "12/UQ-UBND"}
    ]
    assert founded("delegate", "lan", "--to", "son", "--end", *by, lines=(PASSWORD,)).code == 0
    assert json.loads(founded("list", "--format", "json").out)[1]["delegations"] == []
    assert founded("delegate", "lan", "--to", "son", *by, lines=(PASSWORD,)).code == 2


def test_who_is_removed_is_gone_once_that_is_confirmed(founded: Call) -> None:
    by = ("--as", "son", "--stdin")
    founded("add", "lan", "--name", "Lan", *by, lines=(PASSWORD, OTHER))
    assert founded("remove", "lan", *by, lines=(PASSWORD, "không")).code == 1
    assert founded("remove", "lan", *by, lines=(PASSWORD, "có")).code == 0
    assert [one["id"] for one in json.loads(founded("list", "--format", "json").out)] == ["son"]
    last = founded("remove", "son", "--yes", *by, lines=(PASSWORD,))
    assert last.code == 1
    assert "people.yaml:1:1" in last.err


def test_a_telephone_is_taken_with_its_first_code(founded: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[str] = []
    real = pyotp.random_base32

    def known() -> str:
        keys.append(real())
        return keys[0]

    monkeypatch.setattr(pyotp, "random_base32", known)

    class Typed:
        lines: Iterator[str]

        def readline(self, *_: object) -> str:
            return next(self.lines)

    def answers() -> Iterator[str]:
        yield f"{PASSWORD}\n"
        yield f"{pyotp.TOTP(keys[0]).now()}\n"

    typed = Typed()
    typed.lines = answers()
    monkeypatch.setattr("click.get_text_stream", lambda _name: typed)
    ended = founded("totp", "--as", "son", "--stdin")
    assert ended.code == 0, ended.err
    assert "otpauth://totp/" in ended.out
    assert "▀" in ended.out or "█" in ended.out
    assert json.loads(founded("list", "--format", "json").out)[0]["signs_in_with"] == ["password", "totp"]


class TestFileByHand:
    def test_it_is_shown_accepted_and_in_force(self, founded: Call, folder: Path) -> None:
        file = folder / "people.yaml"
        file.write_text(file.read_text().replace("[technician]", "[technician, leader]"))
        assert "đã bị sửa tay" in founded("list").err
        refused = founded("accept", "--as", "son", "--stdin", lines=(PASSWORD, "không"))
        assert refused.code == 1
        assert "- vai trò của Lò Văn Sơn (son): technician → leader, technician\n" in refused.err
        done = founded("accept", "--as", "son", "--stdin", lines=(PASSWORD, "có"))
        assert done.code == 0
        assert json.loads(founded("list", "--format", "json").out)[0]["roles"] == ["leader", "technician"]
        assert founded("accept", "--as", "son", "--stdin").code == 0

    def test_it_is_dropped(self, founded: Call, folder: Path) -> None:
        file = folder / "people.yaml"
        before = file.read_text()
        file.write_text("son: [")
        bad = founded("accept", "--as", "son", "--stdin", lines=(PASSWORD,))
        assert bad.code == 1
        assert "people.yaml:1:7" in bad.err
        assert founded("accept", "--restore", "--as", "son", "--stdin", lines=(PASSWORD,)).code == 0
        assert file.read_text() == before


def test_without_a_terminal_nothing_is_asked(founded: Call) -> None:
    ended = founded("passwd", "--as", "son")
    assert ended.code == 1
    assert "--stdin" in ended.err
    ended = founded("passwd", "--as", "son", "--stdin")
    assert "stdin đã hết" in ended.err


def test_at_a_terminal_a_new_password_is_typed_twice(founded: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([PASSWORD, OTHER, "khác hẳn rồi"])
    monkeypatch.setattr(getpass, "getpass", lambda *_, **__: next(answers))
    monkeypatch.setattr("broadcaster.cli.people.desk.Asking._need_terminal", lambda _: None)
    ended = founded("passwd", "--as", "son")
    assert ended.code == 1
    assert "hai lần nhập không giống nhau" in ended.err


def test_a_folder_that_is_no_station_gets_no_people(call: Call, folder: Path) -> None:
    (folder / "station.yaml").unlink()
    ended = call("recover")
    assert ended.code == 1
    assert not (folder / "state").exists()


def test_what_another_account_keeps_is_refused_with_the_way(
    founded: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    ended = founded("list")
    assert ended.code == 1
    assert f"sudo -u {ACCOUNT}" in ended.err


class TestFirstStart:
    ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

    def test_at_a_terminal_it_shows_a_code_once(
        self, folder: Path, call: Call, capsys: pytest.CaptureFixture[str]
    ) -> None:
        show_first_code(folder / "state", self.ZONE, terminal=True)
        (code,) = CODE.findall(capsys.readouterr().err)
        show_first_code(folder / "state", self.ZONE, terminal=True)
        assert capsys.readouterr().err == ""
        assert call("add", "son", "--name", "Sơn", "--code", "--stdin", lines=(code, PASSWORD)).code == 0

    def test_a_service_writes_no_code_into_its_log(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        show_first_code(folder / "state", self.ZONE, terminal=False)
        assert capsys.readouterr().err == ""
        assert not (folder / "state").exists()


def test_check_tells_what_is_wrong_with_the_file_and_that_it_is_not_in_force(
    founded: Call, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def codes() -> list[tuple[str, str]]:
        with pytest.raises(SystemExit):
            main(["--station", str(folder), "check", "--format", "json"])
        found = json.loads(capsys.readouterr().out)["problems"]
        return [(one["code"], one["severity"]) for one in found if one["file"] == "people.yaml"]

    assert codes() == []
    file = folder / "people.yaml"
    file.write_text(file.read_text() + "lan: {name: Lan, roles: [viewer]}\n")
    assert codes() == [("people.file_changed", "warning")]
    file.write_text(file.read_text() + "thu: {name: Thu, roles: [chief]}\n")
    assert codes() == [("station.unknown_word", "error"), ("people.file_broken", "warning")]


def test_rows_that_the_journal_does_not_take_come_with_the_next_command(founded: Call, folder: Path) -> None:
    journal = folder / "state" / "journal.db"
    kept = journal.read_bytes()
    for beside in journal.parent.glob("journal.db-*"):
        beside.unlink()
    journal.write_bytes(b"damaged" * 1000)
    ended = founded("codes", "--as", "son", "--stdin", lines=(PASSWORD,))
    assert ended.code == 0
    assert "chưa ghi được vào nhật ký" in ended.err
    journal.write_bytes(kept)
    founded("list")
    assert rows(folder)[-1] == "Lò Văn Sơn (son) lấy mã dự phòng mới cho Lò Văn Sơn (son)"


def test_a_code_is_shown_with_the_hour_until_which_it_works(call: Call) -> None:
    shown = re.search(r"(\d\d):(\d\d)", call("recover").err)
    assert shown is not None
    now = datetime.now(UTC).astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    assert (int(shown[1]) - now.hour) % 24 in (0, 1)


def test_a_folder_that_takes_no_file_keeps_no_station_from_its_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "state").write_text("no folder", encoding="utf-8")
    show_first_code(tmp_path / "state", ZoneInfo("UTC"), terminal=True)
    assert capsys.readouterr().err == ""


class TestOlderFile:
    """Somebody puts back a people.db from before the leader was removed."""

    def test_no_command_believes_it_until_the_one_time_code_is_used(
        self, founded: Call, folder: Path
    ) -> None:
        as_son = ("--as", "son", "--stdin")
        assert (
            founded("add", "thu", "--name", "Thu", "--role", "leader", *as_son, lines=(PASSWORD, OTHER)).code
            == 0
        )
        file = folder / "state" / "people.db"
        older = file.read_bytes()
        assert founded("remove", "thu", *as_son, lines=(PASSWORD, "có")).code == 0
        newer = file.read_bytes()
        file.write_bytes(older)
        for _ in range(2):
            refused = founded("add", "x", "--name", "X", "--role", "leader", *as_son, lines=(PASSWORD, OTHER))
            assert refused.code != 0
            assert "cũ hơn nhật ký" in refused.err
            shown = founded("recover")
            assert "cũ hơn nhật ký" in shown.err
        file.write_bytes(newer)
        assert founded("list").code == 0, "the newest file is believed at once"
        file.write_bytes(older)
        code = founded("recover").out.strip()
        done = founded("passwd", "son", "--code", "--stdin", lines=(code, OTHER))
        assert done.code == 0, done.err
        assert any("cũ hơn nhật ký được cho có hiệu lực" in row for row in rows(folder))
        accepted = founded("accept", *as_son, lines=(OTHER, "có"))
        assert accepted.code == 0, "people.yaml still says that the leader is gone"
        assert "Thu" not in founded("list").out
