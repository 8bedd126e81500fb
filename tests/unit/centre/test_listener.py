"""What wards send is kept and answered; what is none of ours costs only itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.centre.archive import LARGEST_STATUS, WardArchive
from broadcaster.centre.listener import WardListener
from broadcaster.core.clock import FakeClock
from broadcaster.fleet.wire import RowBatch, WireTopic, packed, topic
from broadcaster.journal.rows.chain import GENESIS
from tests.fakes.rows import BOX, chain

WARD = "tan-phong"


class Centre:
    """A listener with its archive, and what it sent."""

    def __init__(self, folder: Path) -> None:
        self.archive = WardArchive(folder)
        self.sent: list[tuple[str, bytes]] = []
        self.listener = WardListener(self.archive, FakeClock(datetime(2026, 12, 1, tzinfo=UTC)))

    def hear(self, what: WireTopic, data: bytes, *, kept: bool = False) -> None:
        """A message of the ward."""
        answer = self.listener.message(topic(WARD, BOX, what), data, kept=kept)
        self.sent += [] if answer is None else [answer]


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    made = Centre(tmp_path)
    yield made
    made.archive.close()


def test_rows_are_answered_with_the_last_one_that_is_kept(centre: Centre) -> None:
    centre.hear(WireTopic.ROWS, packed(RowBatch(after=0, before=GENESIS, rows=chain(3))))

    assert centre.sent == [(topic(WARD, BOX, WireTopic.STORED), b"3")]


def test_presence_and_status_are_kept(centre: Centre) -> None:
    centre.hear(WireTopic.PRESENCE, b'{"here": true, "life": "a"}')
    centre.hear(WireTopic.STATUS, b'{"version": "1.1"}')

    (seen,) = centre.archive.boxes()
    assert (seen.here, seen.status) == (True, {"version": "1.1"})
    assert centre.sent == []


@pytest.mark.parametrize("what", [*WireTopic])
@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xff", b"[]", b"3", b"{}", b"[" * 9000, b'{"here": 1}', b'{"a": NaN}',
        json.dumps({"a": "x" * LARGEST_STATUS}).encode(),
    ],
)  # fmt: skip
def test_what_nobody_understands_costs_only_itself(centre: Centre, what: WireTopic, data: bytes) -> None:
    centre.hear(what, data)
    centre.hear(WireTopic.ROWS, packed(RowBatch(after=0, before=GENESIS, rows=chain(3))))

    assert centre.archive.boxes()[0].rows == 3


def test_other_topics_are_not_looked_at(centre: Centre) -> None:
    for name in ("", "loa", "$SYS/x", f"loa/Tân/{BOX}/status", f"loa/{WARD}/../status"):
        assert centre.listener.message(name, b'{"version": "1.1"}', kept=False) is None

    assert centre.archive.boxes() == ()
