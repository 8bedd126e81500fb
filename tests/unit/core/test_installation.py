from __future__ import annotations

import sys
from pathlib import Path

import pytest

from broadcaster.core import installation
from broadcaster.core.installation import adding, libraries

DECLARED = [
    "click<8.2,>=8.1.7",
    "piper-tts>=1.3; extra == 'piper'",
    'pyserial>=3.5; extra == "serial"',
    'gpiod>=2.2; python_version >= "3.11" and extra == "gpio"',
    "loa-phuong[gpio,serial]; extra == 'keying'",
]


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "requires", lambda _name: DECLARED)


@pytest.mark.usefixtures("declared")
def test_an_extra_is_told_as_its_libraries_for_the_interpreter_that_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/opt/đài phường/bin/python")
    assert adding("piper") == "'/opt/đài phường/bin/python' -m pip install 'piper-tts>=1.3'"
    assert libraries("keying") == ("gpiod>=2.2", "pyserial>=3.5")


def test_in_debians_package_it_is_a_package_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", str(installation.PACKAGED / "runtime-1f"))
    assert adding("piper") == "sudo apt install broadcaster-piper"


@pytest.mark.usefixtures("declared")
def test_an_extra_that_is_no_package_goes_where_the_packaged_program_looks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "prefix", str(installation.PACKAGED / "runtime-1f"))
    told = "sudo python3 -m pip install --target /usr/lib/broadcaster/extras/serial 'pyserial>=3.5'"
    assert adding("serial") == told


def test_each_extra_of_the_project_names_libraries_and_no_other_project() -> None:
    named = {
        extra: libraries(extra) for extra in ("piper", "vieneu", "edge", "keying", "notices", "alerts", "ocr")
    }
    assert all(named.values())
    assert not [
        each
        for found in named.values()
        for each in found
        if Path(each).name.startswith(("broadcaster", "loa"))
    ]
