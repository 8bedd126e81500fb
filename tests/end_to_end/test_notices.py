"""Notices of a running station, against a mail server on this computer."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.end_to_end.conftest import SETTINGS, SHORT, Broadcaster, wait_for
from tests.fakes.mail_server import Mailbox, mail_server

ADDRESS = "lan-bi-mat@phuong.vn"


def settings_with_notices(station: Broadcaster, port: int) -> str:
    """A station.yaml that tells somebody by mail; the address goes into secrets.yaml."""
    station.write("secrets.yaml", f"thu-lan: {ADDRESS}\n")
    (station.folder / "secrets.yaml").chmod(0o600)
    return (
        SETTINGS
        + "notices:\n"
        + "  to: {lan: {roles: [officer, duty, leader], mail: !secret thu-lan, language: en}}\n"
        + f"  mail: {{server: 127.0.0.1, port: {port}, security: none, from: dai@phuong.vn}}\n"
        + "  night: none\n"
    )


def sender_of(pid: int) -> list[int]:
    """The sender processes of a station."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            command = (path / "cmdline").read_bytes()
            parent = (path / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if b"broadcaster.notices.sender" in command and parent == str(pid):
            assert ADDRESS.encode() not in command
            found.append(int(path.name))
    return found


def text_of(box: Mailbox) -> str:
    return "".join(f"{mail['Subject']}\n{mail.get_content()}" for mail in box.mails)


@pytest.mark.patient
def test_a_station_tells_by_mail_and_shows_the_address_to_nobody(station: Broadcaster) -> None:
    with mail_server() as box:
        station.write("station.yaml", settings_with_notices(station, box.port))
        station.write("messages/m.yaml", SHORT)
        with station.running() as process:
            done = station("notices", "test")
            assert (done.returncode, done.stdout) == (0, "lan, mail: sent\n")
            assert "this is a test" in text_of(box)

            (sender,) = sender_of(process.pid)
            os.kill(sender, signal.SIGKILL)
            assert station("notices", "test", "lan").returncode == 0
            assert max(box.ids().values()) == 1

            assert station("notices", "test", "ai").returncode == 1
            status = station.json("status")["notices"]
            assert status == {"recipients": ["lan"], "waiting": 0, "sent": 2, "given_up": 0, "error": None}
            listed = station.json("notices", "list", "--format", "json")
            assert [one["state"] for one in listed] == ["sent", "sent"]
    assert {mail["To"] for mail in box.mails} == {ADDRESS}
    assert not sender_of(process.pid)
    for path in station.folder.glob("state/*"):
        if path.is_file() and path.name != "secrets.yaml":
            assert ADDRESS.encode() not in path.read_bytes(), path


@pytest.mark.patient
def test_without_recipients_nothing_is_started(station: Broadcaster) -> None:
    with station.running() as process:
        assert station("notices", "test").returncode == 1
        assert not sender_of(process.pid)
        assert not (station.folder / "state/notices.db").exists()
        wait_for(lambda: station.look("status")["notices"]["recipients"] == [])
