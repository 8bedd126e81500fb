"""`notices:` of station.yaml: what may be written, and that no fault shows an address."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadcaster.station.loading.loader import load
from broadcaster.station.model.office import Duty, Modem, Notices
from broadcaster.station.yaml.problems import Problem

SERVER = "  mail: {server: mail.x.vn, from: dai@x.vn}\n"


def problems(folder: Path, notices: str, secrets: str = "") -> tuple[Problem, ...]:
    (folder / "station.yaml").write_text(f"name: Đài\nnotices:\n{notices}")
    if secrets:
        (folder / "secrets.yaml").write_text(secrets)
        (folder / "secrets.yaml").chmod(0o600)
    return load(folder).problems


def test_recipients_are_taken_with_their_addresses_kept_apart(tmp_path: Path) -> None:
    written = (
        "  to:\n"
        "    lan: {roles: [officer, duty], mail: !secret thu, sms: 0912 345 678, digest: true}\n"
        "    nhóm: {roles: [leader], url: !secret zalo, language: en}\n"
        "  sms: {config: /etc/gammurc, accents: true}\n" + SERVER
    )
    secrets = "thu: lan@x.vn\nzalo: jsons://zalo.x.vn/hook?token=bi-mat\n"
    assert problems(tmp_path, written, secrets) == ()
    station = load(tmp_path).station
    assert station is not None
    notices = station.settings.notices
    lan, group = notices.to["lan"], notices.to["nhóm"]
    assert (lan.name, lan.roles) == ("lan", frozenset({Duty.OFFICER, Duty.DUTY}))
    assert (lan.mail, lan.sms, lan.ways) == ("lan@x.vn", "0912345678", ("mail", "sms"))
    assert group.ways == ("url",)
    assert notices.sms == Modem(config="/etc/gammurc", accents=True)
    shown = repr(station.settings)
    assert not any(secret in shown for secret in ("lan@x.vn", "0912345678", "bi-mat"))


def test_nobody_is_told_by_default(tmp_path: Path) -> None:
    (tmp_path / "station.yaml").write_text("name: Đài\n")
    station = load(tmp_path).station
    assert station is not None
    assert station.settings.notices == Notices()


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("  to: {lan: {roles: [officer]}}\n", "station.notices_no_address"),
        ("  to: {lan: {roles: [officer], mail: lan@x.vn}}\n", "station.notices_no_server"),
        ("  to: {lan: {roles: [officer], mail: lan}}\n" + SERVER, "station.bad_mail"),
        ("  to: {lan: {roles: [officer], mail: 'a@x.vn, b@x.vn'}}\n" + SERVER, "station.bad_mail"),
        ("  to: {lan: {roles: [officer], sms: lan}}\n", "station.bad_phone"),
        ("  to: {lan: {roles: [officer], url: 'https://x.vn/hook'}}\n", "station.bad_notice_url"),
        ("  to: {lan: {roles: [officer], url: 'mailto://x.vn'}}\n", "station.bad_notice_url"),
        ("  to: {lan: {roles: [chief], sms: 0912345678}}\n", "station.unknown_word"),
        ("  mail: {server: x.vn}\n", "station.missing_key"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, written: str, code: str) -> None:
    assert [one.code for one in problems(tmp_path, written)] == [code]


def test_a_secret_of_the_wrong_form_is_not_shown(tmp_path: Path) -> None:
    written = "  to: {lan: {roles: [officer], mail: !secret thu}}\n" + SERVER
    (one,) = problems(tmp_path, written, "thu: bi-mat\n")
    assert one.code == "station.bad_mail"
    assert "bi-mat" not in repr(one)
