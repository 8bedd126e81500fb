"""A backup that was cut off, altered, or is none is refused whole."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from broadcaster.core.errors import BackupError
from broadcaster.upkeep.backup.contents import belongs
from broadcaster.upkeep.backup.restoration import restore
from broadcaster.upkeep.backup.stream import GZIP, end_of
from tests.unit.upkeep.conftest import NOW, Ward, no_key

Change = Callable[[list[tuple[tarfile.TarInfo, bytes]]], object]


def refused(ward: Ward, data: bytes) -> str:
    """The code of the refusal; nothing may have been written."""
    file, target = ward.beside / "spoilt", ward.beside / "restored"
    file.write_bytes(data)
    with pytest.raises(BackupError) as caught:
        restore(file, target, no_key, now=NOW)
    assert not target.exists()
    assert not list(ward.beside.glob(".restored*"))
    return caught.value.code


def changed(data: bytes, change: Change) -> bytes:
    """A backup with other members."""
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(data))) as archive:
        members = [(one, (archive.extractfile(one) or io.BytesIO()).read()) for one in archive]
    change(members)
    packed = io.BytesIO()
    with (
        gzip.GzipFile("", "wb", 1, packed, mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w|", format=tarfile.PAX_FORMAT) as archive,
    ):
        for entry, content in members:
            entry.size = len(content) if entry.isreg() else 0
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue() + end_of(hashlib.sha256(packed.getvalue()).hexdigest())


def test_cut_off_anywhere(ward: Ward) -> None:
    data = ward.backup().path.read_bytes()
    for size in [*range(40), *range(40, len(data), 97), *range(len(data) - 12, len(data))]:
        assert refused(ward, data[:size]) in ("backup.broken", "backup.foreign"), size


def test_any_byte_changed(ward: Ward) -> None:
    data = ward.backup().path.read_bytes()
    for place in [*range(40), *range(40, len(data), 53), *range(len(data) - 12, len(data))]:
        spoilt = bytearray(data)
        spoilt[place] ^= 0x20
        assert refused(ward, bytes(spoilt)), place


def entry(name: str, **about: object) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    for key, value in about.items():
        setattr(made, key, value)
    return made


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda m: m.insert(1, (entry("../out.yaml"), b"x")), id="above the folder"),
        pytest.param(lambda m: m.insert(1, (entry("/etc/out"), b"x")), id="absolute"),
        pytest.param(lambda m: m.insert(1, (entry("messages/../../out"), b"x")), id="above by a detour"),
        pytest.param(
            lambda m: m.insert(1, (entry("messages/a", type=tarfile.SYMTYPE, linkname="/etc"), b"")),
            id="link",
        ),
        pytest.param(lambda m: m.insert(1, (entry("messages/a", type=tarfile.FIFOTYPE), b"")), id="pipe"),
        pytest.param(lambda m: m.insert(1, (entry("state/lock"), b"x")), id="of the moment"),
        pytest.param(
            lambda m: m.insert(1, (entry("state/clock-proof.json"), b"x")), id="a proof of the clock"
        ),
        pytest.param(lambda m: m.insert(1, (entry(".bashrc"), b"x")), id="no file of a station"),
        pytest.param(lambda m: m.insert(2, m[1]), id="twice"),
        pytest.param(lambda m: m.insert(1, (entry("messages/new.yaml"), b"x")), id="one more"),
        pytest.param(lambda m: m.pop(1), id="one less"),
        pytest.param(lambda m: m.append((entry("messages/late.yaml"), b"x")), id="behind the manifest"),
        pytest.param(lambda m: m.pop(), id="without manifest"),
        pytest.param(lambda m: m.pop(0), id="without header"),
        pytest.param(lambda m: m.__setitem__(1, (m[1][0], b"name: B\n")), id="other words"),
    ],
)
def test_backup_whose_members_were_changed_is_refused_and_writes_nothing_outside(
    ward: Ward, change: Change
) -> None:
    data = ward.backup().path.read_bytes()
    assert refused(ward, changed(data, change)) in ("backup.altered", "backup.broken", "backup.foreign")
    assert not (ward.beside / "out.yaml").exists()


def test_the_same_members_are_a_backup(ward: Ward) -> None:
    """The changes above, and nothing else, made them refused."""
    data = ward.backup().path.read_bytes()
    (ward.beside / "same").write_bytes(changed(data, lambda members: members))
    restore(ward.beside / "same", ward.beside / "restored", no_key, now=NOW)


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04 a zip file", GZIP, b"\0" * 5000, gzip.compress(b"x" * 9999, mtime=0)]
)
def test_file_that_is_no_backup_is_refused(ward: Ward, data: bytes) -> None:
    assert refused(ward, data) in ("backup.broken", "backup.foreign")


def test_newer_version_is_named(ward: Ward) -> None:
    def newer(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        page = json.loads(members[0][1]) | {"form": 2, "version": "9.0"}
        members[0] = (members[0][0], json.dumps(page).encode())

    assert refused(ward, changed(ward.backup().path.read_bytes(), newer)) == "backup.newer"


@given(st.text(max_size=40), st.sampled_from(["", "messages/", "state/", "state/pinned/", "recordings/"]))
@example(rest="", begin="")
def test_no_name_leads_out_of_the_folder(rest: str, begin: str) -> None:
    name = begin + rest
    if belongs(name):
        root = Path("/station")
        assert (root / name).is_relative_to(root)
        assert ".." not in (root / name).parts
        assert name.partition("/")[0] in ("messages", "state", "recordings") or name.endswith(".yaml")
