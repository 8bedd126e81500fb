"""A text that a rule cannot take costs its stretch alone; no text at all raises."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import broadcaster
from broadcaster.reading import rulebook
from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.doubts import audit
from broadcaster.reading.engine import read
from broadcaster.reading.model import Reading
from broadcaster.reading.rulebook import RULES
from broadcaster.station.model.sound import Manner
from tests.counts import counted

FIGURES = "²³¹⁰⁴⁻⁺₂①②⑳❶٣۳३௧๓𝟗🄁½¼⅞ⅷⅣ㎡㎏㊿六〇%/.-,:°′″×^+\u0301\u0323\u20e3"
STEMS = (
    "SO4²⁻", "20٣²", "năm 209², nhé", "ngày 12/5/2025", "lúc 7h30", "tổ 5", "0912 345 678", "25-30 độ",
    "Km12+300", "số 12/QĐ-UBND", "1.000.000đ", "thứ 2", "tháng 3/2026", "đường 30/4", "QL1A", "100m2",
)  # fmt: skip
WRITTEN = st.text(
    st.one_of(
        st.sampled_from(FIGURES),
        st.characters(categories=("Nd", "No", "Nl", "Mn", "Me", "Sm")),
        st.sampled_from("0123456789 ađĐhxmN/-.,\n"),
    ),
    max_size=14,
)


@pytest.mark.parametrize(
    "text", ["SO4²⁻", "ion SO4²⁻ trong nước", "20٣²", "năm 209²", "7³² hộ", "10⁻⁻ ¹⁻", "#²"]
)
def test_a_raised_figure_does_not_raise_in_the_reading(text: str) -> None:
    assert _covered(text, read(text))


@settings(max_examples=counted(300, least=75), deadline=None)
@given(st.sampled_from(STEMS), WRITTEN, st.integers(min_value=0, max_value=20))
@example("SO4²⁻", "", 0)
@example("sinh năm ", "20³²", 20)
def test_figures_of_every_script_and_height_never_raise(stem: str, odd: str, at: int) -> None:
    text = f"{stem[:at]}{odd}{stem[at:]}"
    assert _covered(text, read(text))


@settings(max_examples=counted(200, least=50), deadline=None)
@given(st.text(max_size=40))
def test_no_unicode_text_raises(text: str) -> None:
    found = read(text)
    assert _covered(text, found)
    for span in found.flagged:
        assert span.flag is not None
        assert len(span.flag.choices) < 100


def test_an_ion_is_not_read_as_a_power() -> None:
    assert "²" in [span.written for span in read("ion SO4²⁻").flagged]
    assert read("10⁻³ và 10⁻¹² và 10²³").sentences[0].spoken.startswith("mười mũ âm ba")


class TestARuleThatRaises:
    """A rule written wrongly, as any of them may be for a text that nobody thought of."""

    @pytest.fixture(autouse=True)
    def broken(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        def say(_context: Context, found: re.Match[str]) -> Saying:
            raise IndexError(found.group())

        rule = Rule(name="broken", starts="u", pattern=re.compile("QX"), say=say, example=("QX", ""))
        monkeypatch.setattr(rulebook, "RULES", (rule, *RULES))
        rulebook.stretches.cache_clear()
        yield
        rulebook.stretches.cache_clear()

    def test_its_stretch_is_spelled_and_flagged_and_the_trace_says_so(self) -> None:
        text = "Họp lúc 7h30 tại QX12 tổ 5, mời bà con đến dự."
        found = read(text)
        (span,) = found.flagged
        assert (span.written, span.rule, span.spoken) == ("QX12", "fault", "quy ích một hai")
        assert span.flag is not None
        assert span.flag.code == "reading.flag_fault"

    def test_all_else_reads_as_usual(self) -> None:
        usual = read("Họp lúc 7h30 tại nhà tổ 5, mời bà con đến dự.").sentences
        found = read("Họp lúc 7h30 tại QX12 tổ 5, mời bà con đến dự.").sentences
        assert [s.spoken.replace("nhà", "quy ích một hai") for s in usual] == [s.spoken for s in found]

    def test_the_log_has_it_once(self, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.ERROR):
            for number in range(20):
                read(f"Tại QX{number} nhé")
        assert len(caplog.records) <= 1


def test_a_check_that_raises_flags_its_piece_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def malformed(_text: str, piece: object) -> None:
        raise KeyError(piece)

    monkeypatch.setattr(audit, "malformed", malformed)
    found = read("Họp lúc 7h30 tại tổ dân phố.", manner=Manner())
    (span,) = found.flagged
    assert (span.written, span.spoken) == ("7h30", "bảy giờ ba mươi phút")
    assert span.flag is not None
    assert span.flag.code == "reading.flag_fault"


def _covered(text: str, found: Reading) -> bool:
    return "".join(span.written for sentence in found.sentences for span in sentence.spans) == text


def test_no_module_takes_a_raised_figure_for_a_digit() -> None:
    """`isdigit` is true for ² and ①, which `int` refuses; `isdecimal` is what `\\d` and `int` mean."""
    package = Path(broadcaster.__file__).parent
    asked = [
        str(file) for file in package.rglob("*.py") if re.search(r"\.is(?:digit|numeric)\(", file.read_text())
    ]
    assert asked == []
