from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.station.editing import approvals
from broadcaster.station.loading.loader import load, take
from broadcaster.station.model.regulation import Approval
from broadcaster.station.yaml.problems import Severity

Make = Callable[[Mapping[str, str | bytes]], Path]


@pytest.mark.parametrize("by", ["An", 'Hà "Mạnh" Hải: phó', "# x: y", "- 'no'"])
def test_approval_when_written_then_is_loaded_as_it_was(by: str, make: Make) -> None:
    folder = make({"messages/centre/x.yaml": "title: x\nparts: [say: hi]\n"})
    instant = datetime(2026, 11, 20, 7, 0, 5, tzinfo=UTC)
    approval = Approval(message="centre/x", words_digest="0" * 64, by=by, at=instant)

    path = approvals.write(folder, approval)

    assert path == folder / "approvals/centre/x.yaml"
    assert take(folder).approvals == {"centre/x": approval}


def test_approval_when_written_says_so_in_the_language_of_the_station(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    approval = Approval(message="x", words_digest="0", by="An", at=clock.now())
    assert approvals.write(tmp_path, approval).read_text().startswith("# Do chương trình ghi")
    monkeypatch.setenv("BROADCASTER_LANG", "en")
    assert approvals.write(tmp_path, approval).read_text().startswith("# Written by the program")


def test_approval_of_a_message_that_is_gone_then_only_warns(make: Make, clock: FakeClock) -> None:
    folder = make({})
    approvals.write(folder, Approval(message="gone", words_digest="0", by="An", at=clock.now()))

    loaded = load(folder, clock=clock)

    assert loaded.station is not None
    assert [(p.code, p.severity, p.line) for p in loaded.problems] == [
        ("station.approval_of_nothing", Severity.WARNING, 2)
    ]
