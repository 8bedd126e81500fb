"""Whether each way that somebody is told by works from here."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from broadcaster.notices.sender.gammu import COMMAND
from broadcaster.station.model.office import Duty, MailServer, Notices, Recipient
from broadcaster.station.model.settings import Settings
from broadcaster.upkeep.doctor.finding import Grade
from broadcaster.upkeep.doctor.notices import notices
from tests.fakes.mail_server import CLOSE, mail_server
from tests.fakes.modem import TAKE, modem

LAN = Recipient(name="lan", roles=frozenset(Duty), mail="lan@x.vn")


def settings(one: Recipient, port: int = 1) -> Settings:
    server = MailServer(server="127.0.0.1", port=port, security="none", sender="dai@x.vn")
    return Settings(name="Đài", notices=Notices(to={"lan": one}, mail=server))


def found(folder: Path, settings: Settings) -> list[tuple[Grade, str]]:
    return [(one.level, one.code) for one in notices(folder, settings)]


def test_a_station_that_tells_nobody_is_as_it_should_be(tmp_path: Path) -> None:
    assert found(tmp_path, Settings(name="Đài")) == [(Grade.OK, "doctor.notices_nobody")]


def test_a_mail_server_is_asked_and_gets_nothing(tmp_path: Path) -> None:
    with mail_server(lambda: CLOSE) as box:
        assert found(tmp_path, settings(LAN, box.port)) == [(Grade.OK, "doctor.notices_mail")]
    assert box.mails == []
    assert found(tmp_path, settings(LAN, box.port)) == [(Grade.FAIL, "doctor.notices_mail_fails")]


def test_a_program_or_library_that_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Recipient(name="lan", roles=frozenset(Duty), sms="0912345678", url="jsons://x.vn")
    monkeypatch.setenv("PATH", str(modem(tmp_path / "m", TAKE).program.parent))
    assert found(tmp_path, settings(one)) == [
        (Grade.OK, "doctor.notices_url"),
        (Grade.OK, "doctor.notices_sms"),
    ]
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert COMMAND == "gammu"
    assert found(tmp_path, settings(one)) == [
        (Grade.FAIL, "doctor.notices_no_apprise"),
        (Grade.FAIL, "doctor.notices_no_gammu"),
    ]
