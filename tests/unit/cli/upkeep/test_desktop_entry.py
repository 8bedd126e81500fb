"""The icon on the desktop: a valid entry that opens the console at the station's own screen."""

from __future__ import annotations

import configparser
import os
import shlex
import shutil
import subprocess
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from broadcaster.cli.upkeep.console import install, text
from broadcaster.station.model.office import Console, Listen
from broadcaster.station.model.settings import Settings

OWN = "http://127.0.0.1:8080"


def settings(name: str = "Đài phường Tân Phong", listen: Listen | None = None) -> Settings:
    console = Console(listen=listen or Listen())
    return Settings(name=name, timezone=ZoneInfo("Asia/Ho_Chi_Minh"), console=console)


def entry_of(written: str) -> configparser.SectionProxy:
    parsed = configparser.ConfigParser(interpolation=None, strict=True)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read_string(written)
    return parsed["Desktop Entry"]


@pytest.mark.parametrize(
    ("listen", "address"),
    [
        (Listen(), OWN),
        (Listen(port=9000), "http://127.0.0.1:9000"),
        (Listen(host="::1", port=9000), "http://[::1]:9000"),
        (Listen(host="0.0.0.0", port=8443), OWN),  # noqa: S104 - other computers come in encrypted
    ],
    ids=["default", "port", "IPv6", "network"],
)
def test_it_opens_the_console_at_the_own_screen(listen: Listen, address: str, tmp_path: Path) -> None:
    command = shlex.split(entry_of(text(settings(listen=listen), tmp_path / "icon.svg"))["Exec"])
    assert command == ["xdg-open", address]
    # What a desktop does with it: the program gets the address, and nothing else.
    told, stub = tmp_path / "told", tmp_path / "bin" / "xdg-open"
    stub.parent.mkdir()
    stub.write_text(f'#!/bin/sh\nprintf "%s|" "$@" > {told}\n')
    stub.chmod(0o755)
    subprocess.run(command, env={"PATH": f"{stub.parent}:{os.environ['PATH']}"}, check=True)
    assert told.read_text() == f"{address}|"


@pytest.mark.parametrize(
    "name", ["Đài", "A\nExec=rm -rf /", "C:\\đài\\s", "  hai   dòng\r\n", "[Desktop Action x]"]
)
def test_a_name_of_any_kind_stays_one_value(name: str, tmp_path: Path) -> None:
    entry = entry_of(text(settings(name), tmp_path / "icon.svg"))
    assert entry["Exec"] == f"xdg-open {OWN}"
    assert entry["Name"].replace("\\\\", "\\") == " ".join(name.split())
    assert entry["Type"] == "Application"


def test_it_is_installed_where_desktops_look_and_is_valid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    icon, entry = install(settings())
    assert icon == tmp_path / "share/icons/hicolor/scalable/apps/broadcaster.svg"
    assert entry == tmp_path / "share/applications/broadcaster.desktop"
    assert entry_of(entry.read_text())["Icon"] == str(icon)
    assert icon.read_bytes().lstrip().startswith(b"<svg")
    assert os.access(entry, os.X_OK)
    assert list(install(settings("Tên mới"))) == [icon, entry]  # in place of the older one
    assert entry_of(entry.read_text())["Name"] == "Tên mới"


@pytest.mark.skipif(
    shutil.which("desktop-file-validate") is None, reason="desktop-file-utils is not installed"
)
def test_the_checker_of_desktops_finds_nothing(tmp_path: Path) -> None:
    entry = tmp_path / "broadcaster.desktop"
    entry.write_text(text(settings(), tmp_path / "icon.svg"))
    done = subprocess.run(["desktop-file-validate", str(entry)], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")
