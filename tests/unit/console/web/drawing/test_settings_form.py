"""The settings as fields: from the one declaration of each key, and back into the file byte by byte."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from broadcaster.clock import SystemClock
from broadcaster.console.web.drawing.settings_fields import Field, Kind
from broadcaster.console.web.drawing.settings_form import (
    FILE,
    Group,
    compared,
    edited,
    fault_of_none,
    groups,
    merged,
)
from broadcaster.console.web.drawing.sheets import PARTS
from broadcaster.station.editing.documents import Documents
from broadcaster.station.problems import BadStation, Problem
from broadcaster.text import Language, speaking

TEXT = """\
# The ward's own words stay.
name: Đài cũ   # and this too

sound: {loudness: -18, opening: none}
regulation:
  quiet: "21:00-06:00"   # as the Quy chế says
  sessions_per_day: 3
"""


def fields(part: str, text: str = TEXT, **typed: str) -> dict[str, Field]:
    given = {name.replace("__", "."): value for name, value in typed.items()} or None
    return {field.name: field for group in groups(part, text, given) for field in every(group)}


def every(group: Group) -> list[Field]:
    """All fields, those of the ways that are not chosen too."""
    way = [group.way] if group.way else []
    return [*way, *group.fields, *(field for one in group.ways for field in one.fields)]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("part", PARTS)
def test_every_field_has_a_label_and_every_choice_a_word(part: str, language: Language) -> None:
    with speaking(language):
        for name, field in fields(part).items():
            assert field.label, name
            assert not re.match(r"(true|false|keys\.)", field.label), (name, field.label)
            assert all(said for _, said in field.choices), name


def test_a_field_shows_what_is_written_else_the_default() -> None:
    sound = fields("sound")
    assert sound["sound.loudness"].value == "-18"
    assert sound["sound.loudness"].kind is Kind.NUMBER
    assert (sound["sound.loudness"].low, sound["sound.loudness"].high) == ("-40", "-8")
    assert sound["sound.closing"].value == "chime-down"
    assert sound["sound.opening"].value == "none"
    assert fields("regulation")["regulation.quiet"].value == "21:00-06:00"


def test_what_was_not_touched_is_not_written() -> None:
    assert (
        edited("regulation", TEXT, {"regulation.sessions_per_day": "3", "regulation.days_per_week": "5"})
        == TEXT
    )
    assert edited("sound", TEXT, {}) == TEXT


def test_one_value_changes_and_every_other_byte_stays() -> None:
    new = edited("regulation", TEXT, {"regulation.sessions_per_day": "4"})
    assert new == TEXT.replace("sessions_per_day: 3", "sessions_per_day: 4")
    new = edited("station", TEXT, {"name": "  Đài   mới "})
    assert new == TEXT.replace("Đài cũ", "Đài mới")


def test_an_empty_field_is_the_default_again_and_an_empty_group_goes() -> None:
    new = edited("regulation", TEXT, {"regulation.sessions_per_day": ""})
    assert "sessions_per_day" not in new
    assert "# as the Quy chế says" in new
    alone = edited(
        "regulation", "name: x\nregulation:\n  sessions_per_day: 3\n", {"regulation.sessions_per_day": ""}
    )
    assert alone == "name: x\n"


def test_a_group_that_is_not_there_yet_is_added() -> None:
    new = edited("station", "name: x\n", {"place.ward": "phường Y", "languages": "hmn, blt"})
    assert fields("station", new)["place.ward"].value == "phường Y"
    assert fields("station", new)["languages"].value == "hmn, blt"


def test_a_time_with_a_colon_stays_a_text() -> None:
    new = edited("regulation", TEXT, {"regulation.quiet": "22:00-05:30"})
    assert fields("regulation", new)["regulation.quiet"].value == "22:00-05:30"


def refused(folder: Path, part: str, typed: dict[str, str]) -> tuple[Problem, ...]:
    (folder / FILE).write_text(TEXT, encoding="utf-8")
    files = Documents(folder, SystemClock())
    with pytest.raises(BadStation) as bad:
        files.write(FILE, edited(part, TEXT, typed), etag=files.read(FILE).etag, by="kt")
    return tuple(bad.value.problems)


def test_what_is_wrong_stands_at_its_field_with_what_was_typed(tmp_path: Path) -> None:
    typed = {"regulation.quiet": "tối đến sáng", "regulation.sessions_per_day": "0"}
    faults = refused(tmp_path, "regulation", typed)
    shown = {
        field.name: field for group in groups("regulation", TEXT, typed, faults) for field in group.fields
    }
    assert shown["regulation.quiet"].value == "tối đến sáng"
    assert shown["regulation.quiet"].fault
    assert shown["regulation.sessions_per_day"].fault
    assert not shown["regulation.days_per_week"].fault
    assert fault_of_none("regulation", TEXT, typed, faults) == []


def test_a_section_that_may_be_left_out_is_left_out_again() -> None:
    new = edited("power", TEXT, {"ups:way": "set", "ups:set.host": "10.0.0.7"})
    assert new.startswith(TEXT)
    assert fields("power", new)["ups:set.host"].value == "10.0.0.7"
    assert fields("power", new)["ups:way"].value == "set"
    assert edited("power", new, {"ups:way": "absent"}) == TEXT


def test_a_section_with_nothing_but_defaults_is_written_all_the_same() -> None:
    new = edited("power", TEXT, {"ups:way": "set"})
    assert fields("power", new)["ups:way"].value == "set"


def test_in_a_conflict_only_what_was_typed_stands_against_the_file() -> None:
    theirs = TEXT.replace("sessions_per_day: 3", "sessions_per_day: 5").replace("21:00", "20:00")
    typed = {"regulation.quiet": "22:00-05:00", "regulation.sessions_per_day": "3"}
    mine = merged("regulation", TEXT, typed)
    assert mine == {"regulation.quiet": "22:00-05:00"}
    shown = compared(groups("regulation", theirs, mine), groups("regulation", theirs))
    found = {field.name: field for group in shown for field in every(group)}
    assert found["regulation.quiet"].value == "22:00-05:00"
    assert found["regulation.quiet"].now == "20:00-06:00"
    assert found["regulation.sessions_per_day"].value == "5"
    assert not found["regulation.sessions_per_day"].now


def test_what_is_no_number_is_told_and_breaks_no_file(tmp_path: Path) -> None:
    typed = {"backup.keep": "{[", "backup.at": "khuya"}
    faults = refused(tmp_path, "backup", typed)
    shown = {field.name: field for group in groups("backup", TEXT, typed, faults) for field in every(group)}
    assert shown["backup.keep"].fault
    assert shown["backup.at"].fault
    assert shown["backup.keep"].value == "{["
