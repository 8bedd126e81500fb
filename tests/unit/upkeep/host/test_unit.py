"""The systemd unit: every value comes out as it went in, and systemd itself finds nothing to say."""

from __future__ import annotations

import os
import pwd
import re
import shlex
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.cli import _main
from broadcaster.core.errors import ServiceError, StoreError
from broadcaster.station.model.equipment import Contact, Keying, Output, OutputKind, Zone
from broadcaster.station.model.settings import Settings
from broadcaster.upkeep.host import installation
from broadcaster.upkeep.host.installation import RecordingSystemctl, describe, install, state, uninstall
from broadcaster.upkeep.host.systemd import Unit, text

UNIT = Unit(
    station="0123456789abcdef",
    name="broadcaster",
    description="broadcaster, Đài thử",
    command=("/opt/broadcaster/bin/python3", "-m", "broadcaster"),
    folder="/srv/dai",
    user="officer",
    uid=1000,
)
PATHS = st.text(
    st.characters(exclude_characters="\n\r\0", exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1
)


def value(unit: str, key: str) -> str:
    return next(line.partition("=")[2] for line in unit.splitlines() if line.startswith(f"{key}="))


def words(line: str) -> list[str]:
    """The words of a unit's command line as systemd takes them: quotes, `%%` and `$$`."""
    return [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(line)]


@given(folder=PATHS)
def test_folder_of_whatever_name_is_one_word_of_the_command(folder: str) -> None:
    made = text(replace(UNIT, folder=f"/{folder}"))
    expected = [*UNIT.command, "--station", f"/{folder}", "run", "--wait-for-output"]
    assert words(value(made, "ExecStart")) == expected
    assert value(made, "WorkingDirectory").replace("%%", "%") == f"/{folder}"


def test_copy_of_the_program_outlives_a_fault_and_is_not_made_anew_at_each_start() -> None:
    made = text(UNIT)
    assert value(made, "RuntimeDirectory") == f"broadcaster/{UNIT.station}"
    assert value(made, "RuntimeDirectoryPreserve") == "restart"


def test_line_break_in_a_value_is_refused() -> None:
    with pytest.raises(ValueError, match="line break"):
        text(replace(UNIT, description="Đài\nExecStartPre=/bin/rm"))


def test_name_that_ends_in_a_backslash_takes_no_line_away() -> None:
    made = text(replace(UNIT, description="Đài \\"))
    assert "Description=Đài \\\\\n# Neither" in made


def test_privileges_are_low_and_the_station_is_all_that_can_be_written() -> None:
    made = text(replace(UNIT, writable=("/srv/am thanh",)))
    assert value(made, "NoNewPrivileges") == "yes"
    assert value(made, "CapabilityBoundingSet") == ""
    assert value(made, "ProtectSystem") == "strict"
    mounts = ["-/mnt", "-/media", "-/run/media"]
    assert shlex.split(value(made, "ReadWritePaths")) == ["/srv/dai", "/srv/am thanh", *mounts]
    assert value(made, "User") == "officer"
    assert re.findall("DeviceAllow=(.*)", made) == ["char-alsa rw"]


def test_it_starts_without_network_and_again_after_every_end() -> None:
    made = text(UNIT)
    assert "network" not in re.sub("#.*", "", made)
    assert value(made, "Restart") == "always"
    assert value(made, "StartLimitIntervalSec") == "0"
    assert value(made, "Type") == "notify"
    assert words(value(made, "ExecStopPost"))[-2:] == ["keying", "release"]
    assert value(made, "ExecStopPost").startswith("-")


@pytest.mark.parametrize("folder", ["/", "/tmp", "/tmp/Đài 100% $HOME \"x\" 'y' \\z"])  # noqa: S108 - not used
def test_systemd_itself_finds_nothing_to_say(tmp_path: Path, folder: str) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze, of the package systemd")
    unit = replace(
        UNIT, folder=folder, command=("/bin/true",), user="root", devices=("gpio", "serial", "sound")
    )
    path = tmp_path / "broadcaster.service"
    path.write_text(text(unit))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(path)], capture_output=True, text=True, timeout=90
    )
    about_ours = [line for line in done.stderr.splitlines() if "broadcaster.service" in line]
    assert about_ours == []


def test_keying_and_file_output_bring_their_devices_and_folders(tmp_path: Path) -> None:
    settings = Settings(
        name="A",
        keying=Keying(type="serial"),
        output=Output(kind=OutputKind.FILE, folder=str(tmp_path / "out")),
    )
    folder = tmp_path / "dai"
    folder.mkdir()
    user, uid = next((entry.pw_name, entry.pw_uid) for entry in pwd.getpwall() if entry.pw_uid)
    unit = describe(folder, settings, user)
    assert unit.devices == ("serial", "sound")
    assert unit.writable == (), "no folder that is not the account's"
    (tmp_path / "out").mkdir()
    if os.getuid() == 0:
        os.chown(tmp_path / "out", uid, -1)
        assert describe(folder, settings, user).writable == (str(tmp_path / "out"),)
    assert unit.uid == pwd.getpwnam(user).pw_uid
    # It begins in the station's folder: code that somebody put there is not the program.
    assert unit.command[1:] == ("-P", "-m", "broadcaster")


def test_zones_own_keying_and_contacts_bring_their_devices_too(tmp_path: Path) -> None:
    zone = Zone(name="ban-cung", keying=Keying(type="modbus"))
    contact = Contact(type="gpio", message="bao")
    user = next(entry.pw_name for entry in pwd.getpwall() if entry.pw_uid)
    by_zone = describe(tmp_path, Settings(name="A", zones={"ban-cung": zone}), user)
    by_contact = describe(tmp_path, Settings(name="A", contacts={"nut": contact}), user)
    assert by_zone.devices == ("serial", "sound")
    assert by_contact.devices == ("gpio", "sound")
    assert "DeviceAllow=char-ttyAMA rw\n" in text(by_zone)
    assert "DeviceAllow=char-gpiochip rw\n" in text(by_contact)


@pytest.mark.parametrize(
    ("user", "code"), [("root", "service.not_as_root"), ("khong-co-ai", "service.no_account")]
)
def test_root_and_strangers_do_not_run_a_station(tmp_path: Path, user: str, code: str) -> None:
    with pytest.raises(ServiceError) as caught:
        describe(tmp_path, Settings(name="A"), user)
    assert caught.value.code == code


def test_install_writes_enables_and_starts_and_uninstall_undoes_it(tmp_path: Path) -> None:
    ask = RecordingSystemctl()
    path = install(UNIT, ask, tmp_path)
    assert path.read_text() == text(UNIT)
    assert ask.told[1:] == [
        ("daemon-reload",),
        ("enable", "broadcaster.service"),
        ("restart", "broadcaster.service"),
    ]
    uninstall("broadcaster", ask, tmp_path)
    assert not path.exists()
    assert ask.told[-2:] == [("disable", "--now", "broadcaster.service"), ("daemon-reload",)]
    with pytest.raises(ServiceError) as caught:
        uninstall("broadcaster", ask, tmp_path)
    assert caught.value.code == "service.not_installed"


def test_install_without_systemd_writes_nothing(tmp_path: Path) -> None:
    def ask(*_arguments: str) -> str:
        raise ServiceError("service.no_systemd")

    with pytest.raises(ServiceError):
        install(UNIT, ask, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_install_where_nothing_may_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError):
        install(UNIT, RecordingSystemctl(), tmp_path / "file")


def test_state_reads_what_systemctl_shows() -> None:
    ask = RecordingSystemctl(answer="ActiveState=active\nSubState=running\nStatusText=on air: a=b\n")
    found = state("broadcaster", ask)
    assert (found["ActiveState"], found["StatusText"], found["NRestarts"]) == ("active", "on air: a=b", "")


def test_dry_run_prints_the_unit_and_touches_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation, "UNITS", tmp_path / "units")
    (tmp_path / "station.yaml").write_text("name: Đài thử\n")
    user = next(entry.pw_name for entry in pwd.getpwall() if entry.pw_uid)
    code = _main(["--station", str(tmp_path), "service", "install", "--dry-run", "--user", user])
    assert code == 0
    made = capsys.readouterr().out
    assert value(made, "Description") == "broadcaster, Đài thử"
    assert words(value(made, "ExecStart"))[-3:] == [os.path.realpath(tmp_path), "run", "--wait-for-output"]
    assert not (tmp_path / "units").exists()
