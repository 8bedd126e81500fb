"""The edge: what Unicode hides becomes plain, and its origin is remembered."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.reading.engine import read
from broadcaster.reading.plain_text import blocks, plain


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("UBND\u00a0phường", "UBND phường"),
        ("tổ\u00ad dân\u200b phố\ufeff", "tổ dân phố"),
        ("“Một cửa”", '"Một cửa"'),
        ("2021–2025", "2021-2025"),
        ("１５ ngườｉ", "15 người"),
        ("Ðảng ủy", "Đảng ủy"),
        ("37℃, 100㎡, ½", "37°C, 100m2, 1 phần 2"),
        ("hẹn gặp lại…", "hẹn gặp lại..."),
        ("① Đeo khẩu trang", "(1) Đeo khẩu trang"),
        ("dòng một\r\ndòng hai", "dòng một \ndòng hai"),
    ],
)
def test_plain_when_the_text_has_odd_signs_then_gives_one_form(written: str, seen: str) -> None:
    assert plain(written).text == seen


def test_plain_when_marks_are_apart_then_composes_them_and_keeps_the_origin() -> None:
    written = unicodedata.normalize("NFD", "Kính gửi bà con")
    source = plain(written)
    assert source.text == "Kính gửi bà con"
    at = source.text.index("gửi")
    assert unicodedata.normalize("NFC", written[source.origins[at] : source.origins[at + 3]]) == "gửi"


def test_read_when_marks_are_apart_then_says_the_same() -> None:
    composed = "Ủy ban nhân dân phường thông báo"
    decomposed = unicodedata.normalize("NFD", composed)
    assert [s.spoken for s in read(decomposed).sentences] == [s.spoken for s in read(composed).sentences]


@given(st.text(max_size=80))
def test_plain_of_any_text_then_origins_never_go_back(text: str) -> None:
    source = plain(text)
    origins = list(source.origins)
    assert len(origins) == len(source.text) + 1
    assert origins == sorted(origins)
    assert origins[-1] == len(text)
    assert not source.text or origins[0] == 0


@pytest.mark.parametrize(
    ("line", "following", "together"),
    [
        ("Mời bà con họp", "tổ ba.", True),
        ("Mời bà con họp.", "tổ ba.", False),
        ("Mời bà con họp…»", "tổ ba.", False),
        ("Mời bà con họp (1)", "tổ ba.", True),
        # A pattern took minutes, and Python's lock with it.
        pytest.param("." * 100_000 + "a", "tổ ba.", True, id="signs before a word"),
        pytest.param("a" + "." * 100_000, "tổ ba.", False, id="signs behind a word"),
    ],
)
def test_a_sentence_that_has_ended_does_not_go_on_in_the_next_line(
    line: str, following: str, together: bool
) -> None:
    assert (len(list(blocks(f"{line}\n{following}"))) == 1) is together
