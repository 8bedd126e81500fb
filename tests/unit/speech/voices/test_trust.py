"""Nobody lays a voice into a station's folder that says other words in the place of approved ones."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from broadcaster.speech.voices import shelf as shelf_module
from broadcaster.speech.voices.catalogue import CONFIG, MODEL, OWN, offers, offers_of
from broadcaster.speech.voices.shelf import FACTS, MOST, Shelf, VoiceFacts, write_facts

STRANGER = 65534
root = pytest.mark.skipif(os.geteuid() != 0, reason="gives files to another account")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """With the voice `tinh`, whole and ours."""
    place = tmp_path / "voices/tinh"
    place.mkdir(parents=True)
    facts = VoiceFacts(
        name="tinh", licence="CC0", source="usb", rate=22050, speakers=1, language="vi",
        files={f"tinh{ending}": "" for ending in (MODEL, CONFIG)}, proven=True,
        installed="2026-11-30T00:00:00+00:00",
    )  # fmt: skip
    write_facts(place, facts)
    for ending in (MODEL, CONFIG):
        (place / f"tinh{ending}").write_bytes(b"")
    return Shelf(tmp_path / "voices")


def test_a_voice_of_ours_counts_and_what_is_open_to_others_is_shut(shelf: Shelf) -> None:
    shelf.folder.chmod(0o2775)
    (shelf.folder / "tinh").chmod(0o777)
    assert [voice.name for voice in shelf.voices()] == ["tinh"]
    for path in (shelf.folder, shelf.folder / "tinh"):
        assert not path.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH)


@root
@pytest.mark.parametrize("name", [".", "tinh", f"tinh/{FACTS}", f"tinh/tinh{MODEL}", f"tinh/tinh{CONFIG}"])
def test_a_voice_of_which_anything_is_of_another_account_does_not_count(
    shelf: Shelf, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    os.chown(shelf.folder / name, STRANGER, STRANGER)
    assert shelf.voices() == ()
    assert shelf.find("tinh") is None
    assert len(caplog.messages) == 1, "each look would fill the log"


@root
def test_a_link_of_another_account_to_a_voice_of_ours_does_not_count(shelf: Shelf, tmp_path: Path) -> None:
    (shelf.folder / "tinh").rename(tmp_path / "tinh")
    link = shelf.folder / "tinh"
    link.symlink_to(tmp_path / "tinh")
    assert shelf.find("tinh") is not None
    os.chown(link, STRANGER, STRANGER, follow_symlinks=False)
    assert shelf.find("tinh") is None


@root
def test_facts_without_an_end_are_not_read(shelf: Shelf) -> None:
    facts = shelf.folder / "tinh" / FACTS
    facts.unlink()
    facts.symlink_to("/dev/zero")
    os.chown(facts, STRANGER, STRANGER, follow_symlinks=False)
    assert shelf.voices() == ()
    facts.unlink()
    facts.symlink_to("/dev/zero")  # of ours: the device is open to all
    assert shelf.voices() == ()
    facts.unlink()
    os.mkfifo(facts)
    os.chown(facts, STRANGER, STRANGER)
    assert shelf.voices() == ()


@root
def test_voices_of_the_owner_of_the_stations_folder_count_for_who_looks_at_it(shelf: Shelf) -> None:
    for path in (shelf.folder.parent, shelf.folder, *shelf.folder.rglob("*")):
        os.chown(path, STRANGER, STRANGER)
    assert [voice.name for voice in shelf.voices()] == ["tinh"]


@root
def test_a_catalogue_of_another_account_adds_nothing(shelf: Shelf) -> None:
    path = shelf.folder / OWN
    path.write_text("la: {}")
    os.chown(path, STRANGER, STRANGER)
    assert offers_of(shelf.folder) == offers()


@root
def test_thousands_of_folders_are_not_looked_at_for_each_sentence(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Path] = []
    monkeypatch.setattr(shelf_module, "_voice", looked.append)
    for number in range(MOST + 50):
        (shelf.folder / f"v{number}").mkdir()
    assert shelf.voices() == ()
    assert len(looked) == MOST
    looked.clear()
    os.chown(shelf.folder, STRANGER, STRANGER)
    assert shelf.voices() == ()
    assert looked == []
