"""The officers' own readings win, the message's before the ward's."""

from __future__ import annotations

import pytest

from broadcaster.reading.engine import read
from broadcaster.station.model.sound import StationPlace


def spoken(text: str, *, ward: dict[str, str] | None = None, message: dict[str, str] | None = None) -> str:
    return " ".join(s.spoken for s in read(text, ward=ward, message=message).sentences).rstrip(".")


def test_ward_lexicon_then_wins_over_the_product() -> None:
    assert spoken("ứng dụng Bluezone") == "ứng dụng bờ lu dôn"
    assert spoken("ứng dụng Bluezone", ward={"Bluezone": "bờ lu dâu"}) == "ứng dụng bờ lu dâu"


def test_message_lexicon_then_wins_over_the_ward() -> None:
    said = spoken("ứng dụng Bluezone", ward={"Bluezone": "bờ lu dâu"}, message={"Bluezone": "bơ lu dôn"})
    assert said == "ứng dụng bơ lu dôn"


def test_entry_of_several_words_then_wins_over_a_shorter_one() -> None:
    ward = {"BXKTZ": "ban xây dựng", "BXKTZ phường": "ban xây dựng của phường"}
    assert spoken("đoàn BXKTZ phường", ward=ward) == "đoàn ban xây dựng của phường"


def test_entry_in_small_letters_then_reads_capitals_too_unless_it_is_a_syllable() -> None:
    assert spoken("BLUEZONE", ward={"bluezone": "bờ lu"}) == "bờ lu"
    assert spoken("bản tin", ward={"Bản": "bản làng"}) == "bản tin"
    assert spoken("các Bản", ward={"Bản": "bản làng"}) == "các bản làng"


def test_entry_inside_a_longer_word_then_is_not_taken() -> None:
    assert spoken("TDP3", ward={"TD": "tê dê"}) == "tổ dân phố ba"


def test_known_word_of_the_lexicon_then_is_not_flagged_and_names_its_layer() -> None:
    reading = read("theo TTXQP", ward={"TTXQP": "trung tâm xử lý"})
    assert reading.flagged == ()
    assert [s.rule for x in reading.sentences for s in x.spans if s.written == "TTXQP"] == ["lexicon.ward"]


def test_place_then_helps_to_read_local_addresses() -> None:
    place = StationPlace(ward="phường Nậm Loỏng", province="tỉnh Lai Châu")
    said = " ".join(s.spoken for s in read("namloong.gov.vn", place=place).sentences)
    assert said == "nậm loỏng chấm gờ o vê chấm vê nờ."


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("UBND phường TP", "ủy ban nhân dân phường tân phong"),
        ("P. TP, tỉnh LC", "phường tân phong, tỉnh lai châu"),
        ("TP.LC", "thành phố lai châu"),
        ("UBND phường, TP", "ủy ban nhân dân phường, thành phố"),
    ],
)
def test_place_then_tells_what_its_initials_mean(written: str, said: str) -> None:
    place = StationPlace(ward="phường Tân Phong", province="tỉnh Lai Châu")
    reading = read(written, place=place)
    assert " ".join(s.spoken for s in reading.sentences).rstrip(".") == said
    assert reading.flagged == ()


def test_initials_of_another_place_then_are_spelled_and_reported() -> None:
    place = StationPlace(ward="phường Tân Phong", province="tỉnh Lai Châu")
    reading = read("tỉnh SL", place=place)
    assert reading.flagged != ()
    assert [s.written for s in read("tỉnh LC").flagged] == ["LC"]
    assert [s.written for s in read("UBND phường TP").flagged] == ["TP"]
