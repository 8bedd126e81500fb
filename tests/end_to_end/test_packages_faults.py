"""Bad versions, altered repositories, a full disk, a slow line, power cuts: the station goes on as it was."""

from __future__ import annotations

import json
import random
import re
import shutil
import sys
import time
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.counts import SEED, counted
from tests.end_to_end.debian_box import (
    HOME,
    LAB,
    Box,
    Changes,
    box,
    carry_out,
    clean,
    debs,
    gpg_key,
    installed,
    kept,
    repository,
    variant,
    workshop,
)

__all__ = ("box", "clean", "installed", "workshop")
pytestmark = LAB


BACK = timedelta(minutes=3)
"""Until a bad version is gone again."""
BAD: Mapping[str, tuple[str, Changes]] = {
    "1.1.0": (
        "update.why.fails",
        {"cli/planning/plan.py": {"def show(": "raise SystemExit(3)\n\n\ndef show("}},
    ),
    "1.1.1": (
        "update.why.no_start",
        {"cli/running/run.py": {"    run_from_a_copy()": "    raise SystemExit(3)\n    run_from_a_copy()"}},
    ),
    "1.1.2": ("update.why.no_answer", {"app/station/status.py": {"running=True,": "running=1 / 0 > 2,"}}),
    "1.1.3": (
        "update.why.plan",
        {"timetable/plan/prospect.py": {'"schedule": ': '"schedule": "other" or '}},
    ),
    "1.1.4": (
        "update.why.memory",
        {"cli/planning/plan.py": {"_MOST_DAYS = 366": "_MOST_DAYS = 366\n_LEAK = bytearray(600_000_000)"}},
    ),
    "1.1.5": ("update.why.output", {"app/station/status.py": {"ok=bool(director.output)": "ok=False"}}),
    "1.1.6": (
        "update.why.people",
        {"app/station/status.py": {"enabled=len(list(people.enabled()))": "enabled=0"}},
    ),
}
"""Versions that crash, do not start, hang, plan otherwise, leak, lose the output, break sign-in."""


def test_bad_versions_cost_no_airing(box: Box, workshop: Path, tmp_path: Path) -> None:
    (box.tree / "var/lib/broadcaster/station/schedules").mkdir(exist_ok=True)
    schedule = box.tree / "var/lib/broadcaster/station/schedules/trua.yaml"
    name = min((box.tree / "var/lib/broadcaster/station/messages").glob("*.yaml")).stem
    schedule.write_text(f'message: {name}\nat: ["11:30"]\n')
    box.run("chown broadcaster: /var/lib/broadcaster/station/schedules/trua.yaml")
    box.found()
    for number, (why, changes) in BAD.items():
        for deb in variant(workshop, number, changes):
            shutil.copy(deb, box.tree / "root")
        box.run(f"dpkg -i /root/broadcaster-{number}_*.deb /root/broadcaster_{number}-*.deb")
        begun = time.monotonic()
        told = box.update("--unattended")
        assert told["current"] == "1.0.0", number
        assert told["refused"].get(number, "").startswith(why), (number, told)
        box.wait_for("1.0.0")
        took = {line["what"]: line["at"] for line in told["history"] if line["version"] == number}
        if "switched" in took:  # until then the version of before ran on
            bad = datetime.fromisoformat(took["back"]) - datetime.fromisoformat(took["switched"])
            assert bad < BACK, number
        sys.stdout.write(f"{number} {why}: {time.monotonic() - begun:.0f} s; {took}\n")
    assert box.status()["output"]["ok"]


def test_what_was_altered_changes_nothing(box: Box, workshop: Path, tmp_path: Path) -> None:
    """Apt itself says no: to another byte in package, index or signature, to none at all, to an old index."""
    packages = debs(workshop, "1.0.1")
    whole = repository(workshop, tmp_path / "whole", packages)
    for name in ("package", "index", "signature", "unsigned", "cut"):
        shutil.copytree(whole, tmp_path / name)
    code = next((tmp_path / "package").glob("broadcaster-1.0.1_*.deb"))
    code.write_bytes(code.read_bytes()[:-1] + b"x")
    for file in ("Packages", "Packages.xz"):
        (tmp_path / "index" / file).write_bytes((whole / file).read_bytes() + b"\n")
    release = tmp_path / "signature" / "InRelease"
    release.write_text(re.sub("Origin: broadcaster", "Origin: Broadcaster", release.read_text()))
    for file in ("InRelease", "Release"):
        (tmp_path / "unsigned" / file).unlink()
    code = next((tmp_path / "cut").glob("broadcaster-1.0.1_*.deb"))
    code.write_bytes(code.read_bytes()[:500_000])
    frozen(workshop, repository(workshop, tmp_path / "frozen", packages))
    if not (workshop / "other").exists():
        gpg_key(workshop, "other", "other.gpg")
    repository(workshop, tmp_path / "other", packages, "other")
    before = box.run("dpkg-query -W 'broadcaster*'")
    for name in ("package", "index", "signature", "unsigned", "cut", "frozen", "other"):
        box.put(tmp_path / name, name)
        refused(box, f"--now --from /root/{name}", before)
    # A full disk: the new version has no room beside the old one.
    box.put(whole, "whole")
    here = f"/{HOME}"
    box.run(f"mkdir /mnt/new && mount -t tmpfs -o size=$(du -sk {here} | cut -f1)k tmpfs /mnt/new")
    box.run(f"cp -a {here}/. /mnt/new; mount --bind /mnt/new {here}")
    refused(box, "--now --from /root/whole", before)
    box.run(f"umount {here}; umount /mnt/new")
    assert box.status()["version"] == "1.0.0"
    assert box.update("--now --from /root/whole")["current"] == "1.0.1", "then it is taken"


def frozen(workshop: Path, folder: Path) -> None:
    """Let the index of a repository have run out yesterday, signed by the right key all the same."""
    index, times = (folder / "Release").read_text(), []
    for days in (31, 1):
        then = time.time() - days * 86400
        times.append(time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(then)))
    index, dates = re.subn("(?m)^Date: .*$", f"Date: {times[0]}", index)
    index, ends = re.subn("(?m)^Valid-Until: .*$", f"Valid-Until: {times[1]}", index)
    assert (dates, ends) == (1, 1)
    (folder / "Release").write_text(index)
    (folder / "InRelease").unlink()
    sign: list[str | Path] = ["gpg", "--batch", "--clearsign", "-o", folder / "InRelease", folder / "Release"]
    carry_out(sign, {"GNUPGHOME": str(workshop / "gpg")})


def refused(box: Box, way: str, before: str) -> None:
    """An update that comes to nothing, and is told."""
    box.run(f"broadcaster update {way}", check=False)
    assert box.said[-1].partition(": ")[2].startswith("1 "), (way, box.said[-1])
    assert box.run("dpkg-query -W 'broadcaster*'") == before, way
    told = json.loads(box.run("broadcaster update --format json"))
    assert told["history"][-1]["what"] == "not_fetched", way
    assert (told["current"], box.status()["version"]) == ("1.0.0", "1.0.0"), way


@pytest.mark.skipif(shutil.which("tc") is None, reason="needs tc")
def test_slow_line_brings_an_update_and_one_that_is_cut_changes_nothing(
    box: Box, workshop: Path, tmp_path: Path
) -> None:
    box.put(repository(workshop, tmp_path / "repository", debs(workshop, "1.0.1")), "repository")
    key = "/usr/share/keyrings/broadcaster-archive-keyring.gpg"
    source = f"Types: deb\\nURIs: http://127.0.0.1:8000/\\nSuites: ./\\nSigned-By: {key}\\n"
    box.run(f"printf '{source}' >/etc/apt/sources.list.d/broadcaster.sources")
    line = ["nsenter", "-t", box.leader, "-n", "tc", "qdisc", "add", "dev", "lo", "root"]
    carry_out([*line, "tbf", "rate", "64kbit", "burst", "4k", "latency", "2s"])
    serve = "python3 -m http.server 8000 --bind 127.0.0.1 --directory /root/repository"
    box.begin(f"{serve} & echo $! >/root/served; wait")
    time.sleep(2)
    before = box.run("dpkg-query -W 'broadcaster*'")
    box.begin("broadcaster update --now; echo $? >/root/ended")
    time.sleep(60)  # amid the package
    box.run("kill $(cat /root/served)")
    box.when(lambda told: told["history"][-1:] and told["history"][-1]["what"] == "not_fetched")
    assert box.run("dpkg-query -W 'broadcaster*'") == before
    box.begin(serve)
    time.sleep(2)
    begun = time.monotonic()
    assert box.update()["current"] == "1.0.1"
    sys.stdout.write(f"an update at 64 kbit/s, with trial: {time.monotonic() - begun:.0f} s\n")


def test_power_cuts_during_an_update_leave_one_whole_version(
    box: Box, workshop: Path, tmp_path: Path
) -> None:
    """At random moments of a whole update: the installation, the trial, the switch, after it."""
    rng, cuts = random.Random(SEED), counted(200)
    box.put(repository(workshop, tmp_path / "stick", debs(workshop, "1.0.1")), "stick")
    begun = time.monotonic()
    assert box.update("--now --from /root/stick")["current"] == "1.0.1"
    lasts = time.monotonic() - begun
    met: Counter[str] = Counter()
    slowest = 0.0
    for number in range(cuts):
        box.run("broadcaster update --back", check=False)
        box.wait_for("1.0.0")
        box.run("dpkg --configure -a; dpkg -i /root/broadcaster_1.0.0-1_all.deb /root/*keyring*.deb")
        box.run("dpkg --purge --force-remove-reinstreq broadcaster-1.0.1")
        rows = kept(box)[0]
        box.begin("broadcaster update --now --from /root/stick")
        time.sleep(rng.uniform(0, 1.1 * lasts))
        met[
            box.run("broadcaster update --format json | grep -E 'phase|current' | tr -d ' \\n'", check=False)
        ] += 1
        box.cut()
        begun = time.monotonic()
        box.boot()
        while not (status := box.status())["running"]:
            assert time.monotonic() - begun < 90
            time.sleep(0.5)
        slowest = max(slowest, time.monotonic() - begun)
        assert status["version"] in ("1.0.0", "1.0.1")
        assert kept(box)[0] >= rows
        box.station("say --emergency 'Mời bà con nghe thông báo.'")
        box.run("systemctl start broadcaster-update.service")
        assert json.loads(box.run("broadcaster update --format json"))["phase"] != "switched"
        (tmp_path / "cuts").write_text(
            f"{number + 1} cuts, {lasts:.0f} s an update, slowest start {slowest:.1f} s, {dict(met)}"
        )
    sys.stdout.write((tmp_path / "cuts").read_text())
