from __future__ import annotations

import errno
import fcntl
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import StoreError, VoiceError
from broadcaster.speech.voices.catalogue import Offer, Sums, VoiceFile, offers, offers_of
from broadcaster.speech.voices.download import Downloader
from broadcaster.speech.voices.installation import broken_off, from_file, from_network, look
from broadcaster.speech.voices.shelf import Shelf

GOOD = {
    "audio": {"sample_rate": 1},
    "espeak": {"voice": "vi"},
    "num_symbols": 1,
    "num_speakers": 1,
    "phoneme_id_map": {"a": [1]},
}
Server = Any  # the fixture's type lives in conftest.py, which tests cannot import
MakeOffer = Callable[..., Offer]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "voices")


@pytest.fixture
def stick(tmp_path: Path, voice_files: dict[str, bytes]) -> Path:
    """A voice's files on a USB stick; the path of the model."""
    folder = tmp_path / "usb"
    folder.mkdir()
    for name, data in voice_files.items():
        (folder / name).write_bytes(data)
    return folder / "thu.onnx"


@pytest.fixture
def downloader(clock: FakeClock) -> Iterator[Downloader]:
    made = Downloader(timeouts=(2.0, 2.0), pauses=(0.0,), clock=clock)
    yield made
    made.close()


@pytest.fixture
def make_offer(voice_server: Server, voice_files: dict[str, bytes]) -> MakeOffer:
    voice_server.files = dict(voice_files)

    def make(**model: str) -> Offer:
        data = voice_files["thu.onnx"]
        return Offer(
            name="thu",
            title=("Giọng thử", "Trial"),
            licence="CC0",
            source="tests",
            rate=22050,
            speakers=1,
            files=(
                file(
                    "thu.onnx",
                    Sums(size=len(data), **(model or {"sha256": hashlib.sha256(data).hexdigest()})),
                ),
                file("thu.onnx.json", Sums(size=len(voice_files["thu.onnx.json"]))),
            ),
        )

    def file(name: str, sums: Sums) -> VoiceFile:
        return VoiceFile(name=name, url=f"{voice_server.url}{name}", sums=sums)

    return make


def test_shipped_catalogue_names_licence_size_and_a_checksum_for_every_file() -> None:
    assert "vi_VN-vais1000-medium" in offers()
    for offer in offers().values():
        assert offer.url.startswith("https://")
        assert offer.licence
        assert all(each.sums.proven and each.sums.size for each in offer.files)
        assert 20_000_000 < offer.size < 300_000_000


def test_voice_from_the_network_is_whole_and_tells_what_is_known_of_it(
    shelf: Shelf,
    make_offer: MakeOffer,
    downloader: Downloader,
    clock: FakeClock,
    voice_files: dict[str, bytes],
) -> None:
    voice = from_network(shelf, make_offer(), downloader, clock)
    assert shelf.voices() == (voice,)
    assert (voice.folder / "thu.onnx").read_bytes() == voice_files["thu.onnx"]
    assert (voice.folder / "thu.onnx.json").read_bytes() == voice_files["thu.onnx.json"]
    assert (voice.facts.licence, voice.facts.rate, voice.facts.proven) == ("CC0", 22050, True)
    assert voice.facts.files["thu.onnx"] == hashlib.sha256(voice_files["thu.onnx"]).hexdigest()
    assert sorted(p.name for p in voice.folder.iterdir()) == ["thu.onnx", "thu.onnx.json", "voice.json"]
    assert [p.name for p in shelf.folder.iterdir()] == ["thu"]


@pytest.mark.parametrize("kind", ["sha256", "md5"])
def test_wrong_checksum_never_becomes_a_voice(
    shelf: Shelf, make_offer: MakeOffer, downloader: Downloader, clock: FakeClock, kind: str
) -> None:
    offer = make_offer(**{kind: "0" * (64 if kind == "sha256" else 32)})
    for _ in range(2):
        with pytest.raises(VoiceError, match="wrong_sum"):
            from_network(shelf, offer, downloader, clock)
        assert shelf.voices() == ()
        assert broken_off(shelf, "thu") == 0


@pytest.mark.parametrize("size", [0, 100, None], ids=["empty", "truncated", "zeros of its length"])
def test_file_that_a_power_cut_left_and_nothing_proves_is_fetched_again(
    shelf: Shelf,
    make_offer: MakeOffer,
    downloader: Downloader,
    clock: FakeClock,
    voice_files: dict[str, bytes],
    size: int | None,
) -> None:
    offer = make_offer()
    offer = replace(offer, files=tuple(replace(each, sums=Sums()) for each in offer.files))
    draft = shelf.draft("thu")
    draft.mkdir(parents=True)
    for name, data in voice_files.items():
        (draft / name).write_bytes(bytes(len(data)) if size is None else data[:size])
    voice = from_network(shelf, offer, downloader, clock)
    assert (voice.folder / "thu.onnx").read_bytes() == voice_files["thu.onnx"]
    assert (voice.folder / "thu.onnx.json").read_bytes() == voice_files["thu.onnx.json"]


def test_copy_that_breaks_off_leaves_no_file_of_the_voices_name(
    shelf: Shelf, stick: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("shutil.copyfile", full)
    with pytest.raises(StoreError, match="disk_full"):
        from_file(shelf, look(stick, {}), clock)
    assert not (shelf.draft("thu") / "thu.onnx").exists()
    monkeypatch.undo()
    voice = from_file(shelf, look(stick, {}), clock)
    assert sorted(p.name for p in voice.folder.iterdir()) == ["thu.onnx", "thu.onnx.json", "voice.json"]


def test_damage_on_the_way_is_found_and_the_next_try_begins_anew(
    shelf: Shelf,
    voice_server: Server,
    make_offer: MakeOffer,
    downloader: Downloader,
    clock: FakeClock,
    voice_files: dict[str, bytes],
) -> None:
    offer = make_offer()
    damaged = bytearray(voice_files["thu.onnx"])
    damaged[1000] ^= 1
    voice_server.files["thu.onnx"] = bytes(damaged)
    with pytest.raises(VoiceError, match="wrong_sum"):
        from_network(shelf, offer, downloader, clock)
    voice_server.files = voice_files
    assert from_network(shelf, offer, downloader, clock).name == "thu"


def test_fetch_that_broke_off_is_seen_and_gone_on_with_by_another_process(
    shelf: Shelf, voice_server: Server, make_offer: MakeOffer, downloader: Downloader, clock: FakeClock
) -> None:
    offer = make_offer()
    voice_server.cut, voice_server.cuts = 122_880, 9
    with_dead_line = Downloader(pauses=())
    with pytest.raises(VoiceError, match="broken_off"):
        from_network(shelf, offer, with_dead_line, clock)
    with_dead_line.close()
    assert shelf.voices() == ()
    assert broken_off(shelf, "thu") == 122_880
    voice_server.cuts = 0
    from_network(shelf, offer, downloader, clock)
    assert voice_server.asked[-1] == ("thu.onnx", "bytes=122880-")


def test_model_that_came_before_the_power_went_off_is_not_fetched_again(
    shelf: Shelf,
    voice_server: Server,
    make_offer: MakeOffer,
    downloader: Downloader,
    clock: FakeClock,
    voice_files: dict[str, bytes],
) -> None:
    draft = shelf.draft("thu")
    draft.mkdir(parents=True)
    (draft / "thu.onnx").write_bytes(voice_files["thu.onnx"])
    from_network(shelf, make_offer(), downloader, clock)
    assert [name for name, _ in voice_server.asked] == ["thu.onnx.json"]


def test_voice_from_a_file_needs_no_network_and_notes_that_nothing_proves_it(
    shelf: Shelf, stick: Path, clock: FakeClock
) -> None:
    voice = from_file(shelf, look(stick, {}), clock)
    assert shelf.find("thu") == voice
    assert not voice.facts.proven
    assert voice.facts.files["thu.onnx"] == hashlib.sha256(stick.read_bytes()).hexdigest()
    assert voice.facts.installed == "2021-02-03T06:30:00+00:00"


def test_file_that_is_called_like_a_voice_of_the_catalogue_must_be_it(
    shelf: Shelf, stick: Path, make_offer: MakeOffer, clock: FakeClock
) -> None:
    known = {"thu": make_offer()}
    stick.write_bytes(stick.read_bytes()[:-1] + b"x")
    with pytest.raises(VoiceError, match="wrong_sum"):
        from_file(shelf, look(stick, known), clock)
    assert shelf.voices() == ()


@pytest.mark.parametrize("right", [True, False])
def test_checksum_beside_the_file_is_compared(
    shelf: Shelf, stick: Path, clock: FakeClock, right: bool
) -> None:
    written = hashlib.sha256(stick.read_bytes() if right else b"").hexdigest()
    stick.with_name("thu.onnx.sha256").write_text(f"{written}  thu.onnx\n")
    local = look(stick, {})
    if right:
        assert from_file(shelf, local, clock).facts.proven
    else:
        with pytest.raises(VoiceError, match="wrong_sum"):
            from_file(shelf, local, clock)


@pytest.mark.parametrize(
    "config",
    [
        b"",
        b"[]",
        b"{}",
        b'{"audio": {"sample_rate": "x"}}',
        b"\xff\xfe",
        json.dumps({**GOOD, "phoneme_id_map": {}}).encode(),
    ],
)
def test_configuration_that_is_none_never_becomes_a_voice(
    shelf: Shelf, stick: Path, clock: FakeClock, config: bytes
) -> None:
    stick.with_name("thu.onnx.json").write_bytes(config)
    with pytest.raises(VoiceError, match="bad_config"):
        from_file(shelf, look(stick, {}), clock)
    assert shelf.voices() == ()


def test_file_that_is_no_voice_is_refused(tmp_path: Path, stick: Path) -> None:
    for path in (tmp_path / "none.onnx", stick.with_name("thu.onnx.json")):
        with pytest.raises(VoiceError, match="no_file"):
            look(path, {})
    stick.with_name("thu.onnx.json").unlink()
    with pytest.raises(VoiceError, match="no_config"):
        look(stick, {})
    odd = stick.rename(stick.with_name("hai chữ.onnx"))
    with pytest.raises(VoiceError, match="bad_name"):
        look(odd, {})


def test_installed_voice_is_not_installed_over(shelf: Shelf, stick: Path, clock: FakeClock) -> None:
    from_file(shelf, look(stick, {}), clock)
    with pytest.raises(VoiceError, match="already"):
        from_file(shelf, look(stick, {}), clock)


def test_voice_that_another_process_installs_is_left_to_it(
    shelf: Shelf, stick: Path, clock: FakeClock
) -> None:
    draft = shelf.draft("thu")
    draft.mkdir(parents=True)
    with (draft / "lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(VoiceError, match="busy"):
            from_file(shelf, look(stick, {}), clock)


def test_removed_voice_is_gone_with_what_a_broken_fetch_left(
    shelf: Shelf, stick: Path, clock: FakeClock
) -> None:
    from_file(shelf, look(stick, {}), clock)
    shelf.draft("thu").mkdir()
    shelf.remove("thu")
    assert list(shelf.folder.iterdir()) == []
    for name in ("thu", "../usb", "..", ""):
        with pytest.raises(VoiceError, match="not_installed"):
            shelf.remove(name)
    assert stick.exists()


def test_folder_that_is_not_whole_is_no_voice(shelf: Shelf, stick: Path, clock: FakeClock) -> None:
    voice = from_file(shelf, look(stick, {}), clock)
    moved = voice.folder.rename(shelf.folder / "other")
    assert shelf.voices() == ()
    moved.rename(shelf.folder / "thu")
    (shelf.folder / "thu" / "thu.onnx").unlink()
    (shelf.folder / "stray.txt").touch()
    assert shelf.voices() == ()


def test_stations_own_catalogue_adds_voices_and_other_servers(tmp_path: Path) -> None:
    (tmp_path / "catalogue.yaml").write_text(
        "tinh-lai-chau:\n"
        "  title: {vi: Giọng tỉnh, en: Province}\n"
        "  licence: CC BY 4.0\n  source: tỉnh\n  rate: 22050\n  speakers: 1\n"
        "  url: https://example.org/giong/\n  model: {size: 5}\n  config: {}\n"
    )
    known = offers_of(tmp_path)
    assert list(known)[:1] == ["vi_VN-vais1000-medium"]
    assert not known["tinh-lai-chau"].proven


@pytest.mark.parametrize(
    "text",
    ["- a", "a: b", "x: {", "x: {title: {vi: a, en: b}, model: {}, config: {}}", json.dumps({"x": None})],
)
def test_stations_own_catalogue_with_faults_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "catalogue.yaml").write_text(text)
    with pytest.raises(VoiceError, match="bad_catalogue"):
        offers_of(tmp_path)
    insecure = (
        "x: {title: {vi: a, en: b}, licence: a, source: a, rate: 1, speakers: 1, url: 'http://example.org/'"
    )
    (tmp_path / "catalogue.yaml").write_text(insecure + ", model: {}, config: {}}")
    with pytest.raises(VoiceError, match="bad_catalogue"):
        offers_of(tmp_path)
