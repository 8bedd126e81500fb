"""What holds for every text: never an error, only sayable words, nothing lost, no second thoughts."""

from __future__ import annotations

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from broadcaster.core.text.syllables import speakable
from broadcaster.reading.engine import read
from tests.counts import counted

PIECES = [
    "�",
    "\u200b",
    "\xad",
    "ngày",
    "tháng",
    "năm",
    "31/12",
    "30/02/2025",
    "7h30",
    "25h30",
    "TDP",
    "UBND",
    "số",
    "12/3",
    "...",
    "50.000đ",
    "%",
    "-",
    "/",
    ".",
    ",",
    ";",
    "a)",
    "II.",
    "Q.",
    "P.",
    "TP.HCM",
    "0912",
    "345",
    "678",
    "km/h",
    "m2",
    "Covid-19",
    "http://x.vn",
    "a@b.vn",
    "½",
    "℃",
    "⑤",
    "№",
    "…",
    "T7",
    "CN",
    "24/7",
    "x",
    "→",
    "&",
    "thứ",
    "lần",
    "khóa",
    "IX",
    "XVX",
    "1O",
    "5K",
    "1m65",
    "2tr5",
    "NĐ-CP",
    "12/QĐ-UBND",
    "(1)",
    "+84",
    "________",
    "đ/c",
    "v.v.",
    "H5N1",
    "PM2.5",
    "'a",
    "中国",
    "UВND",
    "Th«ng",
    "b¸o",
    "sđ",
    "Electric",
    "-2°C",
    "TT",
    "CT",
    "1,234",
    "đồng",
    "#LaiChau",
    "#duongpho",
    "tuongmai.com",
    "H'Bông",
    "D'",
    "EM",
    "XUAN",
    "IIA",
    "mẫu",
    "CT01",
    "GD - ĐT",
    "18+",
    "ubnd",
    "dânphố",
    "P.TP",
    "TT Sìn Hồ",
]
any_text = st.text(max_size=60)
vietnamese = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạếềịớợ ABCĐUBND0123456789.,/-:;()%°'\"\n\t", max_size=60
)
notices = st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join)
texts = st.one_of(any_text, vietnamese, notices)


def spoken(text: str) -> str:
    return " ".join(sentence.spoken for sentence in read(text).sentences)


@settings(max_examples=counted(300, least=75), deadline=None)
@given(texts)
def test_spans_of_any_text_then_cover_it_exactly_once(text: str) -> None:
    spans = [span for sentence in read(text).sentences for span in sentence.spans]
    assert "".join(span.written for span in spans) == text
    edges = [0, *(span.end for span in spans)]
    assert [span.start for span in spans] == edges[:-1]
    assert all(span.end > span.start for span in spans)


@settings(max_examples=counted(300, least=75), deadline=None)
@given(texts)
def test_output_of_any_text_then_holds_only_syllables_and_pause_marks(text: str) -> None:
    said = spoken(text)
    assert re.fullmatch(r"(?:[^\W\d_]+[,.?!]?(?: |$))*", said)
    assert [word for word in re.split(r"[ ,.?!]+", said) if word and not speakable(word)] == []


@settings(max_examples=counted(300, least=75), deadline=None)
@given(texts)
@example("mục-I.")
def test_output_of_any_text_when_read_again_then_stays_the_same(text: str) -> None:
    said = spoken(text)
    assert spoken(said) == said


@settings(deadline=None)
@given(texts)
def test_same_text_when_read_twice_then_gives_the_same_reading(text: str) -> None:
    assert read(text) == read(text)


@given(texts)
def test_every_flag_then_says_what_is_written_and_what_would_be_said(text: str) -> None:
    for span in read(text).flagged:
        assert span.flag is not None
        assert dict(span.flag.facts) == {"written": span.written, "spoken": span.spoken}
        assert span.confidence <= 0.5
