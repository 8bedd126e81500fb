"""A message file as the fields of a form, and back: what was not typed stays as it is written."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.core.errors import StationError
from broadcaster.core.text.catalogue import Language, speaking
from broadcaster.station.yaml.structure import data_of
from broadcaster.web.messages.form import Act, plain, shown, with_act, with_fields

TODAY = date(2027, 1, 2)
FILE = """\
# của chị Lan
title: Họp dân  # ngắn thôi
valid: {until: 2027-02-06}
parts:
  # lời mở đầu
  - say: |
      Kính thưa bà con.
      Mời bà con họp.
  - pause: 1s  # nghỉ
  - play: recordings/mong.ogg
    language: hmn
  - relay: vov1
    for: 15m
"""


def test_a_file_is_shown_as_fields() -> None:
    known = shown(FILE)
    assert known.title == "Họp dân"
    assert [(part.kind, part.text) for part in known.parts] == [
        ("say", "Kính thưa bà con.\nMời bà con họp."),
        ("pause", "1s"),
        ("play", "recordings/mong.ogg"),
        ("relay", "vov1"),
    ]
    assert known.parts[2].beside == {"language": "hmn", "title": "", "music": ""}
    assert known.settings["valid", "until"] == "2027-02-06"


def test_a_form_that_was_not_touched_changes_no_byte() -> None:
    known = shown(FILE)
    given_back = {"title": known.title, "set-repeat": "", "set-valid.until": "6/2/2027"}
    for part in known.parts:
        given_back[f"part-{part.number}"] = part.text.replace("\n", "\r\n")
        given_back |= {f"part-{part.number}-{key}": value for key, value in part.beside.items()}
    assert with_fields(FILE, given_back, TODAY) == FILE


def test_what_was_typed_is_written_and_every_comment_stays() -> None:
    text = with_fields(
        FILE,
        {
            "title": "Họp tổ 3",
            "part-0": "Kính thưa bà con.\r\nMời bà con họp lúc 7 giờ.",
            "part-2-title": "Bản tiếng Mông",
            "set-repeat": "3",
            "set-valid.from": "1/2/2027",
        },
        TODAY,
    )
    assert "# của chị Lan" in text
    assert "# ngắn thôi" in text
    assert "# lời mở đầu" in text
    assert "# nghỉ" in text
    data = data_of(text)
    assert data["title"] == "Họp tổ 3"
    assert data["parts"][0]["say"] == "Kính thưa bà con.\nMời bà con họp lúc 7 giờ.\n"
    assert data["parts"][2] == {"play": "recordings/mong.ogg", "language": "hmn", "title": "Bản tiếng Mông"}
    assert data["repeat"] == "3"
    assert data["valid"] == {"from": "2027-02-01", "until": "2027-02-06"}


def test_a_setting_that_is_emptied_goes() -> None:
    text = with_fields(FILE + "repeat: 3\n", {"set-repeat": "", "part-2-language": ""}, TODAY)
    assert "repeat" not in data_of(text)
    assert data_of(text)["parts"][2] == {"play": "recordings/mong.ogg"}


@pytest.mark.parametrize(
    ("typed", "written"),
    [("2 giây", "2s"), ("1 phút 30 giây", "1m30s"), ("90s", "90s"), ("lâu", "lâu"), ("2 Phút", "2m")],
)
def test_a_duration_is_typed_as_people_say_it(typed: str, written: str) -> None:
    text = with_fields(FILE, {"part-1": typed, "set-gap": typed}, TODAY)
    assert (data_of(text)["parts"][1]["pause"], data_of(text)["gap"]) == (written, written)


def test_letters_that_a_keyboard_composes_apart_are_written_whole() -> None:
    text = with_fields(FILE, {"title": "Ho\u0323p da\u0302n to\u0302\u0309 3"}, TODAY)
    assert shown(text).title == "Họp dân tổ 3"


@pytest.mark.parametrize(
    ("act", "number", "to", "kinds"),
    [
        ("down", 0, -1, ["pause", "say", "play", "relay"]),
        ("up", 2, -1, ["say", "play", "pause", "relay"]),
        ("move", 3, 0, ["relay", "say", "pause", "play"]),
        ("up", 0, -1, ["say", "pause", "play", "relay"]),
        ("down", 3, -1, ["say", "pause", "play", "relay"]),
        ("remove", 1, -1, ["say", "play", "relay"]),
        ("say", 0, -1, ["say", "pause", "play", "relay", "say"]),
        ("pause", 0, 1, ["say", "pause", "pause", "play", "relay"]),
    ],
)
def test_parts_are_moved_removed_and_added(act: Act, number: int, to: int, kinds: list[str]) -> None:
    text = with_act(FILE, act, number, to)
    assert [part.kind for part in shown(text).parts] == kinds
    assert text.count("#") == (FILE.count("#") if act != "remove" else FILE.count("#") - 1)


@pytest.mark.parametrize("act", ["remove", "up", "move"])
def test_a_part_that_there_is_not_is_refused(act: Act) -> None:
    with pytest.raises(StationError):
        with_act(FILE, act, 4, 0)


def test_a_message_is_compared_as_people_read_it() -> None:
    with speaking(Language.VI):
        words = plain(FILE)
    assert "1. Lời đọc\nKính thưa bà con.\nMời bà con họp." in words
    assert "Phát đến hết ngày: 6/2/2027" in words
    assert plain("a: [") == "a: ["


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=60))
def test_whatever_is_typed_into_a_title_comes_out_of_the_file(typed: str) -> None:
    try:
        text = with_fields(FILE, {"title": typed}, TODAY)
    except StationError:
        return  # refused whole: nothing is written
    assert data_of(text)["parts"] == data_of(FILE)["parts"]


def test_the_days_of_a_message_are_set_where_its_file_has_none_yet_and_taken_out_again() -> None:
    bare = "title: Họp\nparts:\n  - say: Mời bà con.\n"
    until = with_fields(bare, {"set-valid.until": "30/6/2099"}, TODAY)
    assert data_of(until)["valid"] == {"until": "2099-06-30"}
    both = with_fields(until, {"set-valid.from": "2099-06-01", "set-valid.until": "2099-07-01"}, TODAY)
    assert data_of(both)["valid"] == {"from": "2099-06-01", "until": "2099-07-01"}
    one = with_fields(both, {"set-valid.from": ""}, TODAY)
    assert data_of(one)["valid"] == {"until": "2099-07-01"}
    assert with_fields(one, {"set-valid.until": ""}, TODAY) == bare


@pytest.mark.parametrize(
    ("typed", "written"),
    [("6/2", "2027-02-06"), ("1/1", "2028-01-01"), ("2027-02-06", "2027-02-06"), ("30/6/209", "30/6/209")],
)
def test_a_day_is_typed_as_people_write_it_and_what_is_none_is_left_to_the_check(
    typed: str, written: str
) -> None:
    text = with_fields(FILE, {"set-valid.until": typed}, TODAY)
    assert data_of(text)["valid"] == {"until": written}
