"""A sentence as the page shows it: its words, with what is doubtful in its place."""

from __future__ import annotations

from pathlib import Path

from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.web.drawing.sentences import of_text

STATION = Station(root=Path("/"), settings=Settings(name="Đài"), messages={}, schedules={})


def test_the_pieces_of_a_sentence_are_its_words_and_doubts_stand_in_their_place() -> None:
    (sentence,) = of_text(STATION, "Ai hỏi thêm thì gọi TTXQP nhé.", None)
    assert "".join(piece.words for piece in sentence.pieces) == sentence.spoken
    (doubt,) = sentence.doubts
    assert doubt.written.strip() == "TTXQP"
    assert [piece.words for piece in sentence.pieces if piece.doubt] == [doubt.spoken]
    assert (doubt.form, doubt.settle) == ("TTXQP", "ward")


def test_sentences_are_numbered_and_know_where_they_begin() -> None:
    text = "Mời bà con họp.\nHọp lúc 7 giờ."
    assert [(each.number, text[each.start :].strip()[:3]) for each in of_text(STATION, text, None)] == [
        (0, "Mời"),
        (1, "Họp"),
    ]
