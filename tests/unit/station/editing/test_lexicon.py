"""The ward's readings are changed in one way, checked before the disk is touched."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import Field, RootModel

from broadcaster.cli import main
from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import StationError
from broadcaster.station.editing import lexicon as editing
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.lexicon import layers, remove_reading, set_reading
from broadcaster.station.loading.loader import load, take

MESSAGE = "title: Thử\nparts:\n  - say: Mời bà con tải Bluezone.\n"


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    (tmp_path / "messages").mkdir()
    (tmp_path / "station.yaml").write_text("name: Đài thử\n", "utf-8")
    (tmp_path / "messages" / "bluezone.yaml").write_text(MESSAGE, "utf-8")
    return tmp_path


def files(ward: Path) -> Documents:
    return Documents(ward, FakeClock(datetime(2027, 1, 2, tzinfo=UTC)))


def test_a_reading_set_is_what_the_station_loads(ward: Path) -> None:
    set_reading(files(ward), "Bluezone", "bờ lu dôn")
    set_reading(files(ward), "QR", "quy-rờ", message="bluezone")

    station = take(ward)

    assert dict(station.lexicon) == {"Bluezone": "bờ lu dôn"}
    assert dict(station.messages["bluezone"].lexicon) == {"QR": "quy-rờ"}
    assert [(e.written, e.message) for e in layers(station)] == [("QR", "bluezone"), ("Bluezone", None)]
    assert (ward / "messages" / "bluezone.yaml").read_text("utf-8").startswith(MESSAGE)


def test_every_version_of_a_lexicon_is_in_the_history(ward: Path) -> None:
    set_reading(files(ward), "A", "a", by="Lan")
    (ward / "lexicon.yaml").write_text("# của phường\nA: á\n", "utf-8")
    set_reading(files(ward), "B", "bê", by="Páo")
    remove_reading(files(ward), "A", by="Lan")

    found = files(ward).history("lexicon.yaml")
    assert [(v.by, files(ward).earlier(v)) for v in found] == [
        ("Lan", "# của phường\nB: bê\n"),
        ("Páo", "# của phường\nA: á\nB: bê\n"),
        ("", "# của phường\nA: á\n"),
        ("Lan", "A: a\n"),
    ]


def test_the_same_form_in_other_capitals_or_composition_is_one_entry(ward: Path) -> None:
    set_reading(files(ward), "Điện tử", "điện tử")
    set_reading(files(ward), unicodedata.normalize("NFD", "ĐIỆN TỬ"), "điện tử số")

    assert dict(take(ward).lexicon) == {"Điện tử": "điện tử số"}


@pytest.mark.parametrize("spoken", ["blue zone", "bờ lu x9", "…", "   "])
def test_a_reading_that_cannot_be_said_is_refused_and_nothing_is_written(ward: Path, spoken: str) -> None:
    with pytest.raises(StationError):
        set_reading(files(ward), "Bluezone", spoken)

    assert not (ward / "lexicon.yaml").exists()


class Small(RootModel[Annotated[dict[str, str], Field(max_length=2)]]):
    """A lexicon of two entries at most."""


def test_an_entry_that_the_loader_would_refuse_is_not_written(
    ward: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editing, "LexiconForm", Small)
    full = "A: một\nB: hai\n"
    (ward / "lexicon.yaml").write_text(full, "utf-8")

    with pytest.raises(StationError) as refused:
        set_reading(files(ward), "Bluezone", "bờ lu dôn")

    assert refused.value.code == "station.edit_failed"
    assert (ward / "lexicon.yaml").read_text("utf-8") == full
    set_reading(files(ward), "B", "ba")
    assert take(ward).lexicon["B"] == "ba"


def test_a_message_with_a_fault_elsewhere_can_be_given_its_reading(ward: Path) -> None:
    path = ward / "messages" / "bluezone.yaml"
    path.write_text(MESSAGE + "repeat: nhiều\n", "utf-8")
    set_reading(files(ward), "Bluezone", "bờ lu dôn", message="bluezone")
    assert path.read_text("utf-8") == MESSAGE + "repeat: nhiều\nlexicon:\n  Bluezone: bờ lu dôn\n"


def test_a_file_with_an_error_is_not_edited(ward: Path) -> None:
    broken = 'A: "một\n'
    (ward / "lexicon.yaml").write_text(broken, "utf-8")

    with pytest.raises(StationError) as refused:
        set_reading(files(ward), "B", "hai")

    assert refused.value.code == "station.edit_broken"
    assert (ward / "lexicon.yaml").read_text("utf-8") == broken


def test_removing_what_is_not_there_is_told(ward: Path) -> None:
    with pytest.raises(StationError) as refused:
        remove_reading(files(ward), "Bluezone")

    assert refused.value.code == "station.no_reading"


def test_the_loader_refuses_a_reading_that_cannot_be_said(ward: Path) -> None:
    (ward / "lexicon.yaml").write_text("Zalo: da lô\nBluezone: blue zone\n", "utf-8")

    problems = load(ward).problems

    assert [(p.line, p.column, p.code) for p in problems] == [(2, 11, "station.unspeakable")]


def test_the_commands_list_add_and_remove(ward: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*arguments: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main(["--station", str(ward), "lexicon", *arguments])
        assert isinstance(ended.value.code, int)
        return ended.value.code

    assert run("add", "Bluezone", "bờ lu dôn dôn") == 0
    assert "bluezone thay đổi" in capsys.readouterr().err
    assert run("list", "--format", "json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed == [{"written": "Bluezone", "spoken": "bờ lu dôn dôn", "layer": "ward"}]
    assert run("list", "--all", "--format", "json") == 0
    assert {"ward", "product"} == {row["layer"] for row in json.loads(capsys.readouterr().out)}
    assert run("add", "Bluezone", "blue") == 1
    assert run("remove", "bluezone") == 0
    assert take(ward).lexicon == {}


def test_a_wrong_reading_on_disk_can_be_mended_by_the_command(ward: Path) -> None:
    (ward / "lexicon.yaml").write_text("Bluezone: blue zone\n", "utf-8")

    with pytest.raises(SystemExit) as ended:
        main(["--station", str(ward), "lexicon", "add", "Bluezone", "bờ lu dôn"])

    assert ended.value.code == 0
    assert dict(take(ward).lexicon) == {"Bluezone": "bờ lu dôn"}
