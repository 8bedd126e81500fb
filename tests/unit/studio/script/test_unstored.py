"""A sound file that is picked now: which are taken, and that none holds up who asks."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import pytest

from broadcaster.core.errors import ServiceError
from broadcaster.core.text.catalogue import explain
from broadcaster.journal.rows.names import FILE
from broadcaster.station.loading.sources import LARGEST_RECORDING
from broadcaster.studio.script.loose_messages import filed
from tests.house import SETTINGS, MakeHouse


def test_file_is_known_by_its_bytes(make_house: MakeHouse, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"sound")
    station, _ = filed(make_house("2026-11-25 09:00", {"station.yaml": SETTINGS}).station, path)
    assert station.recordings[f"{FILE} a.wav"].sha256 == hashlib.sha256(b"sound").hexdigest()


def test_sparse_file_of_any_size_is_refused_before_it_is_read(make_house: MakeHouse, tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    with path.open("wb") as file:
        file.truncate(LARGEST_RECORDING + 1)
    station, begun = make_house("2026-11-25 09:00", {"station.yaml": SETTINGS}).station, time.monotonic()
    with pytest.raises(ServiceError) as refused:
        filed(station, path)
    assert time.monotonic() - begun < 0.2
    assert (refused.value.code, refused.value.facts["limit"]) == ("service.large_file", 1024)
    told = explain(refused.value)
    assert "1024 MB" in told
    assert "giờ" not in told, "nobody has looked how long it is"


@pytest.mark.parametrize("name", ["none.wav", "folder", "a.wav/b.wav"])
def test_what_is_no_sound_file_is_told_so(make_house: MakeHouse, tmp_path: Path, name: str) -> None:
    (tmp_path / "a.wav").write_bytes(b"sound")
    (tmp_path / "folder").mkdir()
    with pytest.raises(ServiceError, match=r"service\.no_file"):
        filed(make_house("2026-11-25 09:00", {"station.yaml": SETTINGS}).station, tmp_path / name)


def test_link_to_a_sound_file_is_not_told_to_be_no_file(make_house: MakeHouse, tmp_path: Path) -> None:
    """The file was there, and people looked for it."""
    (tmp_path / "a.wav").write_bytes(b"sound")
    (tmp_path / "link.wav").symlink_to("a.wav")
    with pytest.raises(ServiceError) as refused:
        filed(make_house("2026-11-25 09:00", {"station.yaml": SETTINGS}).station, tmp_path / "link.wav")
    assert refused.value.code == "service.linked_file"
    told = explain(refused.value)
    assert "link.wav" in told
    assert "Không có" not in told
