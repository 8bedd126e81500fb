"""One sentence or span of a text, with other readings, as the words and the sound that are heard."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.core.errors import ReadingError, StationError
from broadcaster.reading.engine import read
from broadcaster.station.model.message import Message, Say
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.studio.script import recipe
from broadcaster.studio.script.excerpt import Excerpt, excerpt, without_ends
from broadcaster.studio.script.passage import Passage

TEXT = "Mời bà con họp. Hỏi đoàn BXKTZ, rồi về. Gọi 0912 345 678. Hỏi BXKTZ và QVXKT."
HERE = (TEXT.index("BXKTZ"), TEXT.index("BXKTZ") + 5)
STATION = Station(
    root=Path("/x"),
    settings=Settings(name="Đài"),
    messages={
        "hop": Message(id="hop", title="Họp", parts=(Say(text=TEXT),), lexicon={"BXKTZ": "ban xây kế"})
    },
    schedules={},
)


def heard(sentence: int | None = None, span: tuple[int, int] | None = None, *readings: str) -> Excerpt:
    return excerpt(STATION, Passage(text=TEXT, sentence=sentence, span=span, readings=readings))


def test_without_a_choice_the_first_doubtful_sentence_is_heard() -> None:
    found = heard()
    assert found.spoken == ("hỏi đoàn bê ích ca tê dét, rồi về.",)
    assert found.written == "Hỏi đoàn BXKTZ, rồi về."


def test_a_sentence_is_heard_whole_once_with_each_reading_of_its_doubtful_span() -> None:
    assert heard(0).spoken == ("mời bà con họp.",)
    expected = ("hỏi đoàn ban một, rồi về.", "hỏi đoàn ban hai, rồi về.")
    assert heard(1, None, "ban một", " Ban  HAI ").spoken == expected


def test_a_span_alone_is_heard_alone() -> None:
    assert heard(None, HERE).spoken == ("bê ích ca tê dét",)
    assert heard(None, HERE, "ban một").spoken == ("ban một",)


def test_a_reading_of_a_sentence_with_two_doubtful_spans_needs_the_span() -> None:
    with pytest.raises(ReadingError) as caught:
        heard(3, None, "ban một")
    assert caught.value.code == "reading.which_span"
    last = (TEXT.index("QVXKT"), len(TEXT) - 1)
    assert heard(3, last, "ban một").spoken == ("hỏi bê ích ca tê dét và ban một.",)


def test_a_telephone_number_keeps_its_slow_pace() -> None:
    assert heard(0).pace == 1.0
    assert heard(2).pace == recipe.NUMBER_PACE


@pytest.mark.parametrize(
    ("sentence", "span", "code"),
    [(9, None, "reading.no_sentence"), (None, (900, 901), "reading.no_span"), (0, HERE, "reading.no_span")],
)
def test_what_is_not_there_is_told(sentence: int | None, span: tuple[int, int] | None, code: str) -> None:
    with pytest.raises(ReadingError) as caught:
        heard(sentence, span)
    assert caught.value.code == code


def test_a_reading_that_no_voice_can_say_is_refused() -> None:
    with pytest.raises(StationError) as caught:
        heard(1, None, "ban x9")
    assert caught.value.code == "station.unspeakable"


def test_a_text_without_a_word_has_nothing_to_hear() -> None:
    with pytest.raises(ReadingError) as caught:
        excerpt(STATION, Passage(text="----"))
    assert caught.value.code == "reading.nothing_heard"


def test_the_message_s_own_lexicon_counts() -> None:
    found = excerpt(STATION, Passage(text=TEXT, message="hop", sentence=1))
    assert found.spoken == ("hỏi đoàn ban xây kế, rồi về.",)


def test_a_station_without_ends_keeps_all_else() -> None:
    quiet = without_ends(STATION).settings.sound
    assert (quiet.opening, quiet.closing, quiet.emergency) == ("none", "none", "none")
    assert quiet.loudness == STATION.settings.sound.loudness


MARKS = str.maketrans("", "", ",.?!")
PIECES = ["Mời", "họp", "7h30", ",", ".", "BXKTZ", "12/5", "—", "…", "UBND", "\n\n", "(", ")", "?", "3.000đ"]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=30), st.data())
def test_a_span_read_as_it_is_read_changes_no_word(pieces: list[str], data: st.DataObject) -> None:
    for sentence in read(" ".join(pieces)).sentences:
        index = data.draw(st.integers(0, len(sentence.spans) - 1))
        own = sentence.spans[index].spoken
        if own:
            assert sentence.read_as(index, index, own) == sentence.spoken
        words = sentence.read_as(index, index, "xin").translate(MARKS).split()
        assert "xin" in words
        assert len(words) == len(sentence.spoken.split()) - len(own.split()) + 1
