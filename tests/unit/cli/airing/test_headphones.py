"""Whether a rehearsal on a named output is heard by others, judged by the station as it runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.app.status.values import OutputState
from broadcaster.cli.airing import local
from broadcaster.cli.airing.local import is_apart
from broadcaster.core.errors import ServiceError
from broadcaster.station.model.equipment import Keying, Output, OutputKind
from broadcaster.station.model.settings import Settings
from broadcaster.upkeep.doctor import sound as found
from tests.fakes.status import AT_REST

KEYED = Settings(name="A", keying=Keying(type="gpio", options={"line": "17"}))
OPEN = Settings(name="A")
ALIAS, FILE = Output(device="loa-khac"), Output(kind=OutputKind.FILE, folder="/x")
RUNNING = replace(AT_REST, output=OutputState(kind="device", name="HDA (hw:0,0)", ok=True))


@pytest.fixture(autouse=True)
def cards(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {"default": "default", "loa-khac": "loa-khac", "hw:0": "HDA (hw:0,0)", "hw:1": "USB (hw:1,0)"}
    monkeypatch.setattr(found, "_named", names.get)
    monkeypatch.setattr(found, "default_output", lambda: None)


def test_alias_is_no_headphones_where_nothing_is_keyed(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="maybe_loudspeakers"):
        is_apart(tmp_path, OPEN, ALIAS)
    assert is_apart(tmp_path, KEYED, ALIAS), "no transmitter carries it"
    assert is_apart(tmp_path, OPEN, FILE)


def test_keying_written_since_the_start_makes_no_headphones_of_an_alias(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "_running", lambda _folder: RUNNING)
    with pytest.raises(ServiceError, match="maybe_loudspeakers"):
        is_apart(tmp_path, KEYED, ALIAS)


def test_output_written_since_the_start_makes_no_headphones_of_the_card_that_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = replace(OPEN, output=Output(device="hw:1"))
    assert is_apart(tmp_path, elsewhere, Output(device="hw:0"))
    monkeypatch.setattr(local, "_running", lambda _folder: RUNNING)
    assert not is_apart(tmp_path, elsewhere, Output(device="hw:0"))
