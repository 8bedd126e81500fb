"""The words that the reading engine has made reach VieNeu's models as they are, each said as Vietnamese."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from benchmarks.espeak_syllables import all_syllables
from broadcaster.reading.engine import read
from broadcaster.speech.model import prepare

sea_g2p = pytest.importorskip("sea_g2p", reason="the extra vieneu is not installed")
pytest.importorskip("vieneu_utils", reason="the extra vieneu is not installed")
from broadcaster.speech.engines.vieneu_model import Pronunciation  # noqa: E402 - needs the extra

pytestmark = pytest.mark.patient

CASES = (
    Path(os.environ.get("BROADCASTER_CASES", Path(__file__).parents[5] / "shared" / "cases")) / "reading.tsv"
)
"""What the loudspeaker must say; it lies beside the repository where it is developed."""

_TONES = re.compile("[1-6ɜ]")
_STRESS = re.compile("[ˈˌ]")


@pytest.fixture(scope="module")
def pronunciation() -> Pronunciation:
    return Pronunciation()


@pytest.mark.skipif(not CASES.is_file(), reason="the reading cases are not here")
def test_every_reading_is_said_word_by_word_and_the_package_s_normaliser_never_sees_it(
    pronunciation: Pronunciation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vieneu_utils.core_utils import split_text_into_chunks_with_gaps

    rows = [row.split("\t") for row in CASES.read_text("utf-8").splitlines()[1:]]
    readings = [reading.strip() for row in rows for reading in row[3].split(" | ")]
    readings += [prepare(sentence.spoken) for row in rows for sentence in read(row[2]).sentences]
    theirs = sea_g2p.Normalizer("vi")
    assert sum(theirs.normalize(each) != each for each in readings) > 50, "why it is gone round"

    def never(*_text: object, **_how: object) -> str:
        raise AssertionError("normalised")

    monkeypatch.setattr(sea_g2p.Normalizer, "normalize", never)
    assert len(readings) > 2500
    for reading in readings:
        alone = [pronunciation.phonemes(word).removesuffix(".") for word in re.findall(r"\w+", reading)]
        assert all(alone), reading
        assert re.sub("[.,!?]", "", pronunciation.phonemes(reading)) == " ".join(alone)
        for most in (60, 140):
            assert " ".join(split_text_into_chunks_with_gaps(reading, most)[0]) == reading


def test_syllable_without_a_tone_mark_is_said_as_with_one(pronunciation: Pronunciation) -> None:
    """By itself the package says *ban*, *to*, *in*, *veo* and 65 others in English."""
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for syllable in all_syllables():
        marks = re.sub("[\u0300\u0301\u0309\u0303\u0323]", "", unicodedata.normalize("NFD", syllable))
        told = pronunciation.phonemes(syllable).removesuffix(".")
        said[unicodedata.normalize("NFC", marks)][syllable] = _STRESS.sub("", _TONES.sub("", told))
    other = {
        syllable
        for kin in said.values()
        for syllable, told in kin.items()
        if told != Counter(kin.values()).most_common(1)[0][0]
    }
    rare = {each for each in other if each.endswith("oong")}  # with a mark it says a w in them
    assert other - rare == {
        "oen", "coen", "loen", "doe", "noe", "roe", "duya", "guya", "suya", "suyu", "guy", "gum", "din",
        "min", "giua", "trim",
    }  # fmt: skip


def test_neighbours_without_tone_marks_make_no_word_english(pronunciation: Pronunciation) -> None:
    assert pronunciation.phonemes("ban in to do can") == "bˈaːn ˈin t̪ˈɔ zˈɔ kˈaːn."
    assert pronunciation.phonemes("lớp bốn a.").endswith("ˈaː.")


def test_pauses_are_those_the_models_know_and_no_sign_is_said(pronunciation: Pronunciation) -> None:
    told = pronunciation.phonemes("Bà con chú ý: lũ về… (lần 2) <|emotion_1|> [cười], chạy ngay?!")
    assert set(re.findall(r"[^\w\sˈˌː\u032a]", told)) == {",", ".", "?"}
    assert "2" not in pronunciation.phonemes("năm 22").split()
    assert not re.search(r"[.,!?]{2}", told)
