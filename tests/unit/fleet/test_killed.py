"""The link is killed at random moments: in the end the right files stand, each whole, and nothing else."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from broadcaster.fleet.orders import LinkOrders, as_line
from tests.counts import SEED, counted
from tests.fakes.centre import MARKS, FakeCentre, FakeWard, RangeServer

KILLS = counted(500)
ENOUGH = 100  # kills of which some come amid the work; on a busy computer none of fifty may
LONGEST = 0.3  # seconds from the first question of a round to its end
LIMIT = 60.0  # seconds for the last round, which nobody kills


def start(ward: FakeWard, address: str) -> subprocess.Popen[bytes]:
    """One round."""
    orders = LinkOrders(
        folder=str(ward.folder), root=ward.root, addresses=(address,), marks=MARKS, rate=100_000,
        timezone="Asia/Ho_Chi_Minh",
    )  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "broadcaster.fleet.link"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    process.stdin.write(as_line(orders))
    process.stdin.flush()
    return process


def expected(centre: FakeCentre, names: set[str]) -> dict[str, bytes]:
    return {
        path.relative_to(centre.source).as_posix(): path.read_bytes()
        for kind in ("messages", "recordings", "schedules")
        for path in sorted((centre.source / kind).rglob("*"))
        if path.is_file() and path.parent.name in names
    }


@pytest.mark.patient
@pytest.mark.slow
def test_a_link_that_is_killed_leaves_the_right_files(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    centre = FakeCentre(tmp_path)
    ward = FakeWard(tmp_path / "ward", centre.root)
    names: set[str] = set()
    amid = 0  # kills after which work was left to finish
    with RangeServer(centre.repo).running() as server:
        for number in range(KILLS):
            name = f"c{chance.randrange(6)}"
            if name in names and chance.random() < 0.4:
                centre.repository().withdraw(name)
                names.discard(name)
            else:
                centre.publish(
                    name, words=f"Lời {number}.", sound=chance.randbytes(chance.randrange(1, 400_000))
                )
                names.add(name)
            asked = len(server.statuses)
            with start(ward, server.address) as process:
                until = time.monotonic() + LIMIT
                while len(server.statuses) == asked and time.monotonic() < until:
                    time.sleep(0.005)
                time.sleep(chance.random() * LONGEST)
                process.kill()
            left = [*(ward.folder / "state/fleet").glob("*/*")]
            amid += any(path.parent.name in ("ready", "leave", "parts", "new") for path in left)
            for path, data in ward.files().items():
                if "/." not in path:
                    assert data, path
        with start(ward, server.address) as process:
            process.wait(LIMIT)

    assert ward.files() == expected(centre, names)
    assert amid or KILLS < ENOUGH, "some were killed amid their work"
    print(f"{KILLS} kills, {amid} amid the work")  # noqa: T201 - the figure that docs/fleet.md tells
