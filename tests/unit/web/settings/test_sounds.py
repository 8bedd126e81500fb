"""The forms of volume, voices and sirens: what is typed as words, as it is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.core.clock import SystemClock
from broadcaster.core.text.catalogue import Language, speaking
from broadcaster.station.editing.documents import Documents
from broadcaster.station.forms.settings import StationForm
from broadcaster.station.yaml.problems import BadStation
from broadcaster.station.yaml.structure import data_of
from broadcaster.web.settings.edits import REMOVE, edited, typed_span
from broadcaster.web.settings.fields import FILE, Field
from broadcaster.web.settings.form import groups, told
from broadcaster.web.settings.sheets import PARTS

TEXT = """\
name: Đài
zones: {ban-xa: {}}
gain:
  all: 0   # everywhere
  "05:00-06:30": -6   # they sleep
  ban-xa: -3
sirens:
  xa-lu:   # by the plan
    steps: [{from: 420, to: 960, for: 3s}, {rest: 10s}]
    times: 3
"""


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    with speaking(Language.VI):
        yield


def fields(part: str, text: str = TEXT) -> dict[str, Field]:
    return {each.name: each for group in groups(part, text) for each in group.all()}


def faults(folder: Path, part: str, text: str, typed: dict[str, str]) -> dict[str, str]:
    """What is told at the fields when this is saved."""
    (folder / FILE).write_text(text, encoding="utf-8")
    new, files = edited(part, text, typed), Documents(folder, SystemClock())
    with pytest.raises(BadStation) as caught:
        files.write(FILE, new.text, etag=files.read(FILE).etag, by="kt")
    return dict(told(part, new, caught.value.problems).at)


def test_every_key_of_station_yaml_has_a_form_on_some_page() -> None:
    shown = {name for names in PARTS.values() for name in names}
    assert set(StationForm.declared) - shown <= {"notices"}  # these have a page of their own


def test_hours_are_typed_in_words_changed_in_their_place_and_removed() -> None:
    new = edited("gain", TEXT, {"gain.+:name": "17 giờ đến 18h30", "gain.+.db": "-2"})
    assert new.text == TEXT.replace("  ban-xa: -3\n", '  ban-xa: -3\n  "17:00-18:30": -2\n')
    moved = edited("gain", TEXT, {"gain.05:00-06:30:name": "5h-6h", "gain.05:00-06:30.db": "-9"})
    assert moved.text == TEXT.replace('"05:00-06:30": -6', '"05:00-06:00": -9')
    gone = edited("gain", TEXT, {REMOVE: "gain.05:00-06:30"})
    assert gone.text == TEXT.replace('  "05:00-06:30": -6   # they sleep\n', "")


def test_hours_that_are_none_are_told_at_their_field() -> None:
    new = edited("gain", TEXT, {"gain.+:name": "sáng sớm", "gain.+.db": "-2"})
    assert [*new.faults] == ["gain.+:name"]
    assert new.text == TEXT


def test_a_level_beyond_its_bounds_is_told_at_its_field(tmp_path: Path) -> None:
    typed = {"gain.+:name": "17:00-18:00", "gain.+.db": "40"}
    assert [*faults(tmp_path, "gain", TEXT, typed)] == ["gain.+.db"]
    assert [*faults(tmp_path, "zones", TEXT, {"gain.ban-xa.db": "40"})] == ["gain.ban-xa.db"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("05:00-06:30", "05:00-06:30"),
        ("5h – 6h30", "05:00-06:30"),
        ("21 giờ tới 5 giờ", "21:00-05:00"),
        ("5h", ""),
        ("all", ""),
    ],
)
def test_a_span_of_the_day_is_taken_as_people_write_it(typed: str, written: str) -> None:
    assert typed_span(typed) == written


def test_a_zone_has_its_level_on_its_card_which_a_new_zone_gets_too() -> None:
    assert fields("zones")["gain.ban-xa.db"].value == "-3"
    new = edited("zones", TEXT, {"zones.+:name": "Bản Cung", "gain.+.db": "-4"})
    assert "ban-cung: {}" in new.text
    assert "  ban-cung: -4\n" in new.text
    assert edited("zones", TEXT, {"gain.ban-xa.db": ""}).text == TEXT.replace("  ban-xa: -3\n", "")


def test_the_steps_of_a_siren_are_lines_of_words() -> None:
    shown = fields("sirens")["sirens.xa-lu.steps"]
    assert shown.value == "420 đến 960 trong 3 giây\nnghỉ 10 giây"
    typed = {"sirens.xa-lu.steps": "420 trong 20 giây\r\n  nghỉ  1 phút\r\n960 - 420 Hz, 1,5 giây\r\n"}
    new = edited("sirens", TEXT, typed)
    assert data_of(new.text)["sirens"]["xa-lu"] == {
        "steps": [{"from": "420", "for": "20s"}, {"rest": "1m"}, {"from": "960", "to": "420", "for": "1.5s"}],
        "times": "3",
    }
    assert "# by the plan" in new.text
    back = fields("sirens", new.text)["sirens.xa-lu.steps"].value
    assert back == "420 trong 20 giây\nnghỉ 1 phút\n960 đến 420 trong 1,5 giây"


def test_a_step_that_is_none_is_told_with_its_line() -> None:
    new = edited("sirens", TEXT, {"sirens.xa-lu.steps": "420 trong 20 giây\nhú thật to"})
    assert "hú thật to" in new.faults["sirens.xa-lu.steps"]


@pytest.mark.parametrize(
    "steps", ["9000 trong 2 giây", "420 trong 3 giờ", "nghỉ 10 giây", "420 trong 59 giây"]
)
def test_a_siren_that_cannot_be_is_told_at_its_steps(tmp_path: Path, steps: str) -> None:
    typed = {"sirens.xa-lu.steps": steps, "sirens.xa-lu.times": "9"}
    assert [*faults(tmp_path, "sirens", TEXT, typed)] == ["sirens.xa-lu.steps"]


def test_the_default_voice_is_there_unwritten_and_is_neither_renamed_nor_removed() -> None:
    shown = fields("voices")
    assert "voices.default.espeak" in shown
    assert "voices.default:name" not in shown
    assert "voices.default.tone" not in shown
    new = edited("voices", TEXT, {"voices.default.espeak": "vi-vn-x-south", "voices.default:name": "khac"})
    assert new.text == f"{TEXT}voices:\n  default:\n    espeak: vi-vn-x-south\n"
    two = edited("voices", new.text, {"voices.+:name": "Giọng nữ", "voices.+.edge": "vi-VN-HoaiMyNeural"})
    assert two.text.endswith("  giong-nu: {edge: vi-VN-HoaiMyNeural}\n")
