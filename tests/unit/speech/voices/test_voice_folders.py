"""Voices of more files than two: from a folder of a stick, from the network, and as they are kept."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import VoiceError
from broadcaster.speech.voices.catalogue import Offer, Sums, VoiceFile, offers, offers_of
from broadcaster.speech.voices.download import Downloader
from broadcaster.speech.voices.installation import broken_off, from_file, from_network, look
from broadcaster.speech.voices.shelf import FACTS, Shelf

Server = Any  # the fixture's type lives in conftest.py, which tests cannot import

FILES = {
    "model.onnx": random.Random(1).randbytes(50_000),
    "weights.data": random.Random(2).randbytes(30_000),
    "config.json": b"{}",
}


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "voices")


@pytest.fixture
def offer(voice_server: Server) -> Offer:
    voice_server.files = dict(FILES)
    files = tuple(
        VoiceFile(
            name=name,
            url=f"{voice_server.url}{name}",
            sums=Sums(size=len(data), sha256=hashlib.sha256(data).hexdigest()),
        )
        for name, data in FILES.items()
    )
    return Offer(
        name="nhanh",
        title=("Giọng thử", "Trial"),
        licence="CC0",
        source="tests",
        rate=24000,
        speakers=3,
        files=files,
        engine="vieneu",
    )


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "usb" / "nhanh"
    folder.mkdir(parents=True)
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    return folder


def test_folder_that_holds_all_files_of_a_voice_of_the_catalogue_is_that_voice(
    shelf: Shelf, offer: Offer, stick: Path, clock: FakeClock
) -> None:
    (stick / "README.md").write_text("also there")
    voice = from_file(shelf, look(stick, {**offers(), "nhanh": offer}), clock)
    assert (voice.name, voice.engine, voice.facts.rate, voice.facts.proven) == (
        "nhanh",
        "vieneu",
        24000,
        True,
    )
    assert [path.name for path in voice.files] == list(FILES)
    assert {path.name for path in voice.folder.iterdir()} == {*FILES, FACTS}
    assert shelf.of("vieneu") == (voice,)
    assert shelf.of("piper") == ()


def test_folder_that_lacks_a_file_or_has_another_is_refused(
    shelf: Shelf, offer: Offer, stick: Path, clock: FakeClock
) -> None:
    (stick / "weights.data").write_bytes(b"other weights")
    with pytest.raises(VoiceError, match="wrong_sum"):
        from_file(shelf, look(stick, {"nhanh": offer}), clock)
    (stick / "weights.data").unlink()
    with pytest.raises(VoiceError, match="no_file"):
        look(stick, {"nhanh": offer})
    assert shelf.voices() == ()


def test_folder_is_the_voice_that_it_is_called_by(offer: Offer, stick: Path) -> None:
    other = replace(offer, name="khac")
    assert look(stick, {"khac": other, "nhanh": offer}).name == "nhanh"
    assert look(stick.rename(stick.with_name("x")), {"khac": other, "nhanh": offer}).name == "khac"


def test_voice_from_the_network_goes_on_where_it_broke_off_and_tells_of_all_its_bytes(
    shelf: Shelf, offer: Offer, voice_server: Server, clock: FakeClock
) -> None:
    voice_server.cut, voice_server.cuts = 24_576, 9
    dead = Downloader(pauses=(), clock=clock)
    with pytest.raises(VoiceError, match="broken_off"):
        from_network(shelf, replace(offer, files=offer.files[::-1]), dead, clock)
    assert broken_off(shelf, "nhanh") == 24_576
    voice_server.cuts = 0
    told: list[tuple[int, int]] = []
    voice = from_network(shelf, offer, dead, clock, lambda done, size: told.append((done, size)))
    dead.close()
    assert ("model.onnx", "bytes=24576-") in voice_server.asked
    assert told[-1] == (offer.size, offer.size) == (80_002, 80_002)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert voice.facts.files == {name: hashlib.sha256(data).hexdigest() for name, data in FILES.items()}


def test_voice_that_an_earlier_version_installed_is_still_one(shelf: Shelf) -> None:
    folder = shelf.folder / "thu"
    folder.mkdir(parents=True)
    for name in ("thu.onnx", "thu.onnx.json"):
        (folder / name).write_bytes(b"x")
    facts = {
        "format": 1, "name": "thu", "licence": "CC0", "source": "usb", "rate": 22050, "speakers": 1,
        "language": "vi", "model_sha256": "a", "config_sha256": "b", "proven": True,
        "installed": "2021-02-03",
    }  # fmt: skip
    (folder / FACTS).write_text(json.dumps(facts))
    (voice,) = shelf.voices()
    assert (voice.engine, voice.facts.files) == ("piper", {"thu.onnx": "a", "thu.onnx.json": "b"})
    for wrong in ({"format": 3}, {"model_sha256": None, "name": "other"}):
        (folder / FACTS).write_text(json.dumps(facts | wrong))
        assert shelf.voices() == ()


@pytest.mark.parametrize(
    "name", ["../x.onnx", "a/b", "voice.json", "pace-3.json", "lock", "x.part", ".x", ""]
)
def test_catalogue_names_no_file_outside_the_folder_and_none_of_ours(tmp_path: Path, name: str) -> None:
    facts = {"title": {"vi": "a", "en": "b"}, "licence": "a", "source": "a", "rate": 1, "speakers": 1}
    facts |= {"engine": "vieneu", "url": "https://example.org/x/", "files": {name: {}}}
    (tmp_path / "catalogue.yaml").write_text(json.dumps({"x": facts}))
    with pytest.raises(VoiceError, match="bad_catalogue"):
        offers_of(tmp_path)


def test_file_of_a_voice_may_come_from_a_folder_of_its_own() -> None:
    turbo = offers()["v3turbo"]
    assert len({each.url.rpartition("/")[0] for each in turbo.files}) == 2
    assert turbo.proven
    assert {name: each.engine for name, each in offers().items()}["v3nano"] == "vieneu"
