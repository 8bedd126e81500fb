from __future__ import annotations

import re
from pathlib import Path

import pytest

from broadcaster.core.errors import StationError
from broadcaster.core.text.catalogue import Language, say, speaking
from broadcaster.station.editing import scaffold
from broadcaster.station.forms.fields import SECTIONS
from broadcaster.station.forms.settings import StationForm
from broadcaster.station.loading.loader import load

COMMENTED = re.compile(r"\s*#(?:  +)?(?:- )?(?:[a-z_]+|CH Play):")


def test_new_station_then_passes_its_own_check(tmp_path: Path) -> None:
    made = scaffold.make(tmp_path / "new" / "station")

    loaded = load(tmp_path / "new" / "station")
    assert loaded.problems == ()
    assert loaded.station is not None
    assert loaded.station.settings.approval.required
    assert [path.relative_to(tmp_path / "new/station").as_posix() for path in made] == [
        "calendar.yaml",
        "lexicon.yaml",
        "messages/loi-chao.yaml",
        "schedules/loi-chao.yaml",
        "station.yaml",
    ]


def test_new_station_with_every_comment_sign_taken_away_then_still_has_known_keys(tmp_path: Path) -> None:
    """The commented keys are what officers will use: they must be right too."""
    folder = tmp_path / "station"
    scaffold.make(folder)
    for path in folder.rglob("*.yaml"):
        lines = path.read_text("utf-8").splitlines()
        path.write_text("\n".join(map(uncommented, lines)) + "\n")

    codes = {(p.code, p.facts.get("written")) for p in load(folder).problems}

    assert codes <= {
        ("station.no_recording", "recordings/nhac-nen.ogg"),
        ("station.no_recording", "recordings/ban-tin-tieng-mong.ogg"),
        ("station.unknown_message", "loi-chao-ngan"),
        ("station.bad_source", "http://…/phat.mp3"),
        ("station.message_over", None),
        ("station.contact_unprepared", "loi-chao"),
        ("station.contact_unapproved", "loi-chao"),
        ("station.schedule_over", None),
    }


@pytest.mark.parametrize("language", Language)
def test_station_file_of_a_new_station_then_says_the_defaults_in_either_language(
    language: Language, tmp_path: Path
) -> None:
    """The values behind the comment signs are those that hold where nothing is written."""
    with speaking(language):
        scaffold.make(tmp_path)
    path = tmp_path / "station.yaml"
    lines = path.read_text("utf-8").splitlines()
    shown = {line.partition(":")[0].lstrip("#") for line in lines if COMMENTED.match(line)}
    examples = {
        "place",
        "languages",
        "neighbours",
        "voices",
        "services",
        "zones",
        "gain",
        "sirens",
        "sources",
        "contacts",
        "ups",
        "backup",
        "calendars",
        "fleet",
        "notices",
    }
    wanted = load(tmp_path).station

    path.write_text("\n".join(line[1:] if COMMENTED.match(line) else line for line in lines))
    written = load(tmp_path).found

    assert wanted is not None
    assert written is not None
    assert shown == {*StationForm.written_keys()} - {"name"}
    for one in StationForm.declared.values():
        if one.name not in examples:
            assert getattr(written.settings, one.field) == getattr(wanted.settings, one.field), one.name


def test_station_file_of_a_new_station_then_explains_every_key_of_its_groups(tmp_path: Path) -> None:
    scaffold.make(tmp_path)
    text = (tmp_path / "station.yaml").read_text("utf-8")

    for section in ("sound", "speech", "regulation", "approval", "output", "keying.none", "ups"):
        for one in SECTIONS[section].declared.values():
            assert f"#   {one.name} – {say(one.text)}" in text


def uncommented(line: str) -> str:
    """The line as it is when a person takes the comment sign away, and nothing else."""
    return line.replace("#", "", 1) if COMMENTED.match(line) else line


def test_any_one_key_of_a_new_station_without_its_comment_sign_then_is_in_its_column(tmp_path: Path) -> None:
    folder = tmp_path / "station"
    scaffold.make(folder)
    tried = 0
    for path in folder.rglob("*.yaml"):
        text = path.read_text("utf-8")
        lines = text.splitlines()
        for number, line in enumerate(lines):
            if uncommented(line) != line:
                tried += 1
                path.write_text("\n".join([*lines[:number], uncommented(line), *lines[number + 1 :]]) + "\n")
                broken = [p for p in load(folder).problems if p.code.startswith("station.yaml.")]
                assert broken == [] or "  #  " in line, line  # a key of a part that is still a comment
        path.write_text(text)
    assert tried > 30


def test_comments_of_a_new_station_then_hold_no_key_that_a_space_would_spoil(tmp_path: Path) -> None:
    for path in scaffold.make(tmp_path / "station"):
        for line in path.read_text("utf-8").splitlines():
            assert not re.match(r"\s*# (?:- )?[a-z_]+: ", line), line


@pytest.mark.parametrize("kind", ["file", "full folder"])
def test_folder_that_holds_something_then_is_left_alone(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "x"
    if kind == "file":
        folder.write_text("mine")
    else:
        folder.mkdir()
        (folder / "station.yaml").write_text("mine")

    with pytest.raises(StationError) as caught:
        scaffold.make(folder)

    assert caught.value.code == "station.init.not_empty"
    assert (folder if kind == "file" else folder / "station.yaml").read_text() == "mine"


def test_empty_folder_then_is_filled(tmp_path: Path) -> None:
    scaffold.make(tmp_path)

    assert (tmp_path / "station.yaml").is_file()
