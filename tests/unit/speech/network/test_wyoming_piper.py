"""Real neural speech over the ward's own network: wyoming-piper with a voice that a package ships."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

import pytest

from benchmarks import package_voice
from broadcaster.core.errors import EngineMissing
from broadcaster.speech.model import syllables
from broadcaster.speech.network.described import ServiceEngine
from tests.fakes.wyoming import ward

pytestmark = pytest.mark.patient

WORDS = "kính thưa bà con, mời bà con lắng nghe thông báo của phường."


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if (package := package_voice.missing(server=True)) is not None:
        pytest.skip(f"{package} is missing")
    with package_voice.wyoming(tmp_path_factory.mktemp("wyoming")) as where:
        yield where


def test_real_server_speaks_at_the_stations_rate_and_is_neither_silence_nor_noise(address: str) -> None:
    clip = ServiceEngine(ward(address)).synthesize(WORDS, "joe", 185)
    assert syllables(WORDS) / (clip.frames / clip.rate) * 60 == pytest.approx(185, rel=0.1)
    sound = array("h", clip.samples)
    assert max(map(abs, sound)) > 3000
    # Speech has loud vowels and quiet gaps: its loudest tenth is far above its quietest, noise is even.
    step = clip.rate // 50
    levels = sorted(sum(map(abs, sound[at : at + step])) for at in range(0, len(sound) - step, step))
    tenth = len(levels) // 10
    assert sum(levels[-tenth:]) > 10 * sum(levels[:tenth])


def test_real_server_says_itself_which_voices_it_has(address: str) -> None:
    with pytest.raises(EngineMissing) as caught:
        ServiceEngine(ward(address)).synthesize(WORDS, "nobody", 185)
    assert "joe" in str(caught.value.facts["known"]).split(", ")
