"""What programs leave beside the files that people write is left alone, with a note."""

from __future__ import annotations

import pytest

from broadcaster.station.loading.loader import load
from broadcaster.station.loading.sources import Leftover, leftover
from broadcaster.station.yaml.problems import Severity
from tests.unit.station.conftest import Make

TEMPORARY = ("~$khan.yaml", "khan.swp", "khan.yaml.swp", "khan.yaml.swo")
COPIES = (
    "khan - Copy.yaml",
    "khan - Copy (2).yaml",
    "khan - Sao chép.yaml",
    "khan - Bản sao.yaml",
    "khan (1).yaml",
    "khan (copy).yaml",
    "khan (bản sao).yaml",
    "khan copy 2.yaml",
    "Copy of khan.yaml",
    "khan.sync-conflict-20261126-0630.yaml",
)


@pytest.mark.parametrize("name", TEMPORARY)
@pytest.mark.parametrize("folder", ["messages", "schedules", "approvals"])
def test_temporary_file_then_is_left_alone_with_a_note(folder: str, name: str, make: Make) -> None:
    loaded = load(make({f"{folder}/{name}": b"\x00\xff not ours"}))

    assert [(p.code, p.severity) for p in loaded.problems] == [("station.temporary_file", Severity.WARNING)]
    assert loaded.station is not None
    assert not any(name in read for read in loaded.files)


@pytest.mark.parametrize("name", COPIES)
def test_copied_file_then_is_left_alone_with_a_note(name: str, make: Make) -> None:
    loaded = load(make({f"messages/{name}": "title: x\nparts: [say: hi"}))

    assert [(p.code, p.severity) for p in loaded.problems] == [("station.copied_file", Severity.WARNING)]
    assert loaded.station is not None


@pytest.mark.parametrize(
    "name", ["khan.yaml", "copy.yaml", "khan-copy.yaml", "bản-sao.yaml", "tin khan.yaml"]
)
def test_file_that_people_may_mean_then_is_no_leftover(name: str) -> None:
    assert leftover(name) is None


def test_names_spelt_apart_then_are_known_too(make: Make) -> None:
    loaded = load(make({"messages/khan - Ba\u0309n sao.yaml": "x"}))

    assert [p.code for p in loaded.problems] == [Leftover.COPY]
