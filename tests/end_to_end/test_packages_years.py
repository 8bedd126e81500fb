"""An update over years of rows and from three versions before, and which versions stay."""

from __future__ import annotations

import json
import re
import shutil
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from broadcaster.core.clock import SystemClock
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import AiringKind, Entry, Outcome, Reason
from tests.end_to_end.debian_box import (
    HOME,
    LAB,
    Box,
    box,
    carry_out,
    clean,
    installed,
    kept,
    repository,
    variant,
    workshop,
)

__all__ = ("box", "clean", "installed", "workshop")
pytestmark = LAB


ROWS = 200_000
ADDED = {
    "journal/file/database.py": {
        '    ),\n)\n"""Name and statements': '    ),\n    (\n        "one table more",\n'
        '        database.Adding(("CREATE TABLE more (x)",)),\n    ),\n)\n"""Name and statements'
    }
}
"""A newer version, which only adds to the journal."""


def test_two_hundred_thousand_rows_from_three_versions_before_and_back(
    box: Box, workshop: Path, tmp_path: Path
) -> None:
    folder = box.tree / "var/lib/broadcaster/station"
    for number in ("0.9.7", "0.9.8", "0.9.9"):
        for deb in variant(workshop, number):
            shutil.copy(deb, box.tree / "root")
        box.run(f"dpkg -i /root/broadcaster-{number}_*.deb")
    box.run(f"systemctl stop broadcaster; ln -sfn /{HOME}/0.9.7 /var/lib/broadcaster/current")
    fill(folder / "state/journal.db")
    box.found()
    box.wait_for("0.9.7")
    before = kept(box)
    assert before[0] > ROWS
    newer = variant(workshop, "1.2.0", ADDED)
    box.put(repository(workshop, tmp_path / "stick", newer), "stick")
    begun = time.monotonic()
    told = box.update("--now --from /root/stick")
    assert (told["current"], told["before"], told["phase"]) == ("1.2.0", "0.9.7", "watched"), told
    sys.stdout.write(f"an update over {before[0]} rows: {time.monotonic() - begun:.0f} s\n")
    assert box.wait_for("1.2.0") < 90
    assert kept(box)[1:] == before[1:]
    assert box.update("--back")["current"] == "0.9.7"
    box.wait_for("0.9.7")
    rows, *same = kept(box)
    assert (rows >= before[0], tuple(same)) == (True, before[1:])
    # Once it has been well for a day, what is older than the last three goes, with what it alone ran on.
    assert box.update("--now")["current"] == "1.2.0"
    idle_runtimes(box, tmp_path, ("1", "2"))
    record = box.tree / "var/lib/broadcaster/update.json"
    later = json.loads(record.read_text())
    record.write_text(json.dumps(later | {"since": "2026-01-01T00:00:00+00:00"}))
    assert box.update("--unattended")["phase"] == "none"
    left = {"broadcaster-0.9.7", "broadcaster-0.9.9", "broadcaster-1.0.0", "broadcaster-1.2.0"}
    assert versions_of(box) == (left, 2), "the one to go back to stays"
    box.run("apt-get autoremove --purge --yes")
    assert versions_of(box) == (left, 2)


def fill(path: Path) -> None:
    """Give a journal rows of five years: a start each quarter of an hour."""
    why, now = Reason(code="journal.never_began"), datetime.now(UTC)

    def entry(number: int) -> Entry:
        start = now - timedelta(minutes=15 * number)
        return Entry(kind=AiringKind.SCHEDULED, message="x", schedule="x", planned=start)

    with Journal.open(path, SystemClock()) as journal:
        for first in range(0, ROWS, 10_000):
            journal.decline((Outcome.MISSED, entry(each), why) for each in range(first, first + 10_000))


def idle_runtimes(box: Box, tmp_path: Path, names: Sequence[str]) -> None:
    """Install runtimes on which no version runs."""
    for name in names:
        tree = tmp_path / f"broadcaster-runtime-{name}"
        (tree / f"usr/lib/broadcaster/runtime-{name}").mkdir(parents=True)
        (tree / f"usr/lib/broadcaster/runtime-{name}/x").touch()
        (tree / "DEBIAN").mkdir()
        fields = f"Package: {tree.name}\nVersion: 1\nArchitecture: all\nMaintainer: x <x@example.vn>\n"
        (tree / "DEBIAN/control").write_text(f"{fields}Description: x\n")
        carry_out(["dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, box.tree / "root"])
        box.run(f"dpkg -i /root/{tree.name}_1_all.deb")
        box.run(f"touch -d 2020-01-0{name} /usr/lib/broadcaster/runtime-{name}")


def versions_of(box: Box) -> tuple[set[str], int]:
    """The packages of versions, and how many runtimes there are."""
    listed = box.run("dpkg-query -W -f '${Package} ${db:Status-Status}\\n' 'broadcaster-*'").splitlines()
    there = [line.split()[0] for line in listed if line.endswith(" installed")]
    runtimes = sum(name.startswith("broadcaster-runtime-") for name in there)
    return {name for name in there if re.fullmatch(r"broadcaster-[0-9].*", name)}, runtimes
