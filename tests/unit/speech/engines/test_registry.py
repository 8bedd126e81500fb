from __future__ import annotations

import subprocess
import sys
from importlib.metadata import Distribution, PackageNotFoundError
from typing import NoReturn

import pytest

from broadcaster.core.errors import EngineMissing
from broadcaster.core.text.catalogue import explain
from broadcaster.speech.engines.registry import KNOWN, open_engines


def test_engines_come_in_the_order_asked_for_with_the_embedded_one_last() -> None:
    made = open_engines(["gtts", "tone", "gtts"])
    assert [engine.name for engine in made] == ["gtts", "tone", "espeak"]
    assert [engine.offline for engine in made] == [False, True, True]


def test_engines_with_the_embedded_one_first_leave_it_there() -> None:
    assert [engine.name for engine in open_engines(["espeak", "gtts"])] == ["espeak", "gtts"]


def test_unknown_engine_is_missing_and_the_known_are_named() -> None:
    with pytest.raises(EngineMissing) as caught:
        open_engines(["espeak", "gtss"])
    assert caught.value.facts == {"engine": "gtss", "known": ", ".join(KNOWN)}


@pytest.mark.parametrize("name", ["piper", "edge"])
def test_engine_whose_extra_is_not_installed_says_so_only_when_used(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(package: str) -> NoReturn:
        raise PackageNotFoundError(package)

    monkeypatch.setattr(Distribution, "from_name", none)
    engine = open_engines([name])[0]
    with pytest.raises(EngineMissing) as caught:
        engine.identity(None, 185)
    assert f"pip install 'loa-phuong[{name}]'" in explain(caught.value)
    with pytest.raises(EngineMissing):
        engine.synthesize("xin chào", None, 185)
    engine.close()


def test_engine_of_the_core_whose_library_is_gone_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "broadcaster.speech.engines.tone", None)
    with pytest.raises(EngineMissing) as caught:
        open_engines(["tone"])[0].identity(None, 185)
    assert caught.value.code == "speech.part_missing"


def test_engine_known_by_name_works_like_the_engine_itself() -> None:
    engine = open_engines(["tone"])[0]
    assert engine.identity(None, 185).engine == "tone"
    assert engine.synthesize("xin chào", None, 185).frames > 0
    engine.close()


def test_import_of_the_room_and_use_of_espeak_load_no_heavy_library() -> None:
    script = (
        "import sys; from broadcaster.speech.engines import registry as s;"
        " e = s.open_engines(['gtts', 'piper', 'edge', 'espeak']);"
        "e[0].identity(None, 185); e[3].synthesize('xin chào', None, 185); e[3].close();"
        "heavy = {'numpy', 'requests', 'gtts', 'urllib3', 'pydub', 'espeakng_loader'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
