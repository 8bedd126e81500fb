"""The packages in a clean Debian with a real systemd: install, update, back, bad versions, remove."""

from __future__ import annotations

import json
import os
import random
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.counts import SEED, counted

PROJECT = Path(__file__).parents[2]
TOOLS = ("mmdebstrap", "systemd-nspawn", "nsenter", "dpkg-deb", "apt-ftparchive", "gpg", "lintian")
DEBIAN_PYTHON = Path("/usr/bin/python3.13")
HOME = "usr/lib/broadcaster/versions"
INCLUDED = "systemd,systemd-sysv,dbus,python3,ffmpeg,libportaudio2,libasound2-plugins"
BOOT = 120.0  # seconds

pytestmark = [
    pytest.mark.slow,
    pytest.mark.lab,
    pytest.mark.skipif(os.geteuid() != 0, reason="needs root"),
    pytest.mark.skipif(
        not all(map(shutil.which, TOOLS)) or not DEBIAN_PYTHON.exists(),
        reason=f"needs {', '.join(TOOLS)} and Debian 13's Python",
    ),
]


def carry_out(command: Sequence[str | Path], environment: dict[str, str] | None = None) -> str:
    told = [str(each) for each in command]
    env = os.environ | {"SOURCE_DATE_EPOCH": "1764547200"} | (environment or {})
    done = subprocess.run(told, capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 0, f"{command}: {done.stdout[-2000:]} {done.stderr[-2000:]}"
    return done.stdout


KEPT = os.environ.get("BROADCASTER_PACKAGES", "")
"""A folder for Debian's tree and for the packages, used again by the next run on the same sources."""


def kept_at(made: Path) -> Path:
    """Where something large is made: in `KEPT`, if that is named."""
    place = Path(KEPT) / made.name.rstrip("0123456789") if KEPT else made
    place.mkdir(parents=True, exist_ok=True)
    return place


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What makes packages, with the key that signs their repositories."""
    made = kept_at(tmp_path_factory.mktemp("packages"))
    if (made / "key.gpg").exists():
        return made
    carry_out([DEBIAN_PYTHON, "-m", "venv", made / "env"])
    carry_out([made / "env/bin/pip", "install", "-q", "setuptools>=77", "wheel"])
    gpg_key(made, "gpg", "key.gpg")
    return made


def gpg_key(workshop: Path, home: str, file: str) -> dict[str, str]:
    """A new key that signs; the environment in which it is found."""
    (workshop / home).mkdir(mode=0o700)
    gpg = {"GNUPGHOME": str(workshop / home)}
    made = ["gpg", "--batch", "--passphrase", "", "--quick-gen-key", "station@example.vn", "ed25519", "sign"]
    carry_out(made, gpg)
    carry_out(["gpg", "--output", workshop / file, "--export", "station@example.vn"], gpg)
    return gpg


def debs(workshop: Path, number: str) -> list[Path]:
    """The packages of a version; they are built when they are first asked for."""
    names = (
        "broadcaster-runtime-*",
        f"broadcaster-{number}_*",
        f"broadcaster_{number}-*",
        f"*-keyring_{number}-*",
    )
    if not [*(workshop / "debs").glob(f"broadcaster_{number}-*.deb")]:
        package: list[str | Path] = [workshop / "env/bin/python", PROJECT / "scripts/package"]
        carry_out([*package, "--out", workshop / "debs", "--version", number, "--key", workshop / "key.gpg"])
    return [path for name in names for path in (workshop / "debs").glob(f"{name}.deb")]


def spoilt(workshop: Path, number: str, file: str, change: dict[str, str]) -> None:
    """Change a file in the package of a version, as somebody might who made a mistake."""
    deb = next(path for path in debs(workshop, number) if path.name.startswith(f"broadcaster-{number}_"))
    tree = workshop / f"tree-{number}"
    shutil.rmtree(tree, ignore_errors=True)
    carry_out(["dpkg-deb", "-R", deb, tree])
    path = tree / HOME / number / "broadcaster" / file
    words = path.read_text()
    for old, new in change.items():
        assert old in words
        words = words.replace(old, new, 1)
    path.write_text(words)
    carry_out(["dpkg-deb", "--root-owner-group", "-Zxz", "-z1", "--build", tree, deb])


def repository(workshop: Path, folder: Path, numbers: Sequence[str]) -> Path:
    files = sorted({path for number in numbers for path in debs(workshop, number)})
    key = {"GNUPGHOME": str(workshop / "gpg")}
    carry_out([PROJECT / "scripts/repository", folder, "station@example.vn", *files], key)
    return folder


@dataclass
class Box:
    """A computer with a clean Debian, no network, and a station from the packages."""

    tree: Path
    nspawn: subprocess.Popen[bytes] | None = None
    leader: str = ""
    said: list[str] = field(default_factory=list)

    def boot(self) -> None:
        # A name of its own each time: what a killed one left must not stand in the way of the next.
        machine = f"dai-{secrets.token_hex(4)}"
        how = ["--register=no", "--keep-unit", "--private-network", "--console=pipe", f"--machine={machine}"]
        self.nspawn = subprocess.Popen(
            ["systemd-nspawn", "-q", "-b", "-D", str(self.tree), *how],
            env={**os.environ, "SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        end = time.monotonic() + BOOT
        while time.monotonic() < end:
            with suppress(OSError):
                children = (
                    Path(f"/proc/{self.nspawn.pid}/task/{self.nspawn.pid}/children").read_text().split()
                )
                self.leader = children[0] if children else ""
            if self.leader and self.run("systemctl is-system-running", check=False).strip() in (
                "running",
                "degraded",
            ):
                return
            time.sleep(0.2)
        pytest.skip("systemd does not boot in a container on this machine")

    def cut(self) -> None:
        """The power fails."""
        if self.nspawn is not None:
            subprocess.run(["kill", "-9", self.leader, str(self.nspawn.pid)], check=False)
            self.nspawn.wait()

    def run(self, command: str, *, check: bool = True) -> str:
        where = ["nsenter", "-t", self.leader, "-a", "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"]
        done = subprocess.run(
            [
                *where,
                "DEBIAN_FRONTEND=noninteractive",
                "LANG=C.UTF-8",
                "BROADCASTER_LANG=en",
                "sh",
                "-c",
                command,
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        self.said.append(f"{command}: {done.returncode} {done.stdout[-800:]} {done.stderr[-800:]}")
        assert not check or done.returncode == 0, "\n".join(self.said[-3:])
        return done.stdout

    def begin(self, command: str) -> None:
        """Carry it out, and wait for nothing."""
        subprocess.Popen(
            [
                "nsenter",
                "-t",
                self.leader,
                "-a",
                "env",
                "-i",
                "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                "sh",
                "-c",
                command,
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def station(self, command: str, *, check: bool = True) -> str:
        return self.run(f"runuser -u broadcaster -- broadcaster {command}", check=check)

    def status(self) -> dict[str, Any]:
        told = self.station("status --format json", check=False)
        return dict(json.loads(told)) if told.startswith("{") else {"running": False}

    def wait_for(self, version: str, patience: float = 90.0) -> float:
        """Until the station runs with this version; the seconds that it took."""
        begun = time.monotonic()
        while time.monotonic() < begun + patience:
            if self.status().get("version") == version:
                return time.monotonic() - begun
            time.sleep(0.5)
        raise AssertionError(
            "\n".join([*self.said[-2:], self.run("journalctl -u broadcaster -n 40", check=False)])
        )

    def update(self, way: str = "--now", *, check: bool = True) -> dict[str, Any]:
        self.run(f"broadcaster update {way}", check=check)
        return dict(json.loads(self.run("broadcaster update --format json")))

    def when(self, holds: Callable[[dict[str, Any]], object], patience: float = 300.0) -> dict[str, Any]:
        """How the updates stand, once something holds of them."""
        end = time.monotonic() + patience
        while True:
            told = dict(json.loads(self.run("broadcaster update --format json")))
            if holds(told):
                return told
            assert time.monotonic() < end, (
                told,
                self.run("journalctl -u 'broadcaster-update*' -n 30", check=False),
            )
            time.sleep(0.5)

    def put(self, folder: Path, name: str) -> None:
        shutil.rmtree(self.tree / "root" / name, ignore_errors=True)
        shutil.copytree(folder, self.tree / "root" / name)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tree = kept_at(tmp_path_factory.mktemp("debian")) / "tree"
    if tree.exists():
        return tree
    listed = list(Path("/etc/apt/sources.list.d").glob("*.sources"))
    settings = listed or [Path("/etc/apt/sources.list")]
    carry_out(["mmdebstrap", "--variant=apt", f"--include={INCLUDED}", "trixie", tree, *settings])
    return tree


@pytest.fixture
def box(clean: Path, workshop: Path, tmp_path: Path) -> Iterator[Box]:
    """A box with version 1.0.0, whose station runs and has aired once."""
    tree = tmp_path / "box"
    carry_out(["cp", "-a", "--reflink=auto", clean, tree])
    made = Box(tree)
    made.boot()
    try:
        for deb in debs(workshop, "1.0.0"):
            shutil.copy(deb, tree / "root")
        made.run("dpkg -i /root/*.deb")
        made.run("systemctl stop broadcaster-update.timer")
        settings = tree / "var/lib/broadcaster/station/station.yaml"
        made.run("systemctl stop broadcaster")
        settings.write_text(f"{settings.read_text()}\noutput: none\n")
        made.run("systemctl start broadcaster")
        made.wait_for("1.0.0")
        made.station("say --emergency 'Mời bà con nghe thông báo.'")
        yield made
    finally:
        made.cut()


def aired(box: Box) -> list[dict[str, Any]]:
    return [row for row in json.loads(box.station("log --format json")) if row["outcome"] == "aired"]


def kept(box: Box) -> tuple[int, str, str]:
    chain = json.loads(box.station("log verify --format json"))
    assert chain["ok"]
    return chain["rows"], box.station("plan --days 14 --format json"), box.station("people list", check=False)


def test_packages_are_without_error_and_equal_sources_give_equal_bytes(
    workshop: Path, tmp_path: Path
) -> None:
    carry_out(["lintian", "--profile", "debian", "--fail-on", "error", *debs(workshop, "1.0.0")])
    package: list[str | Path] = [
        workshop / "env/bin/python",
        PROJECT / "scripts/package",
        "--out",
        tmp_path,
        "--version",
        "1.0.0",
    ]
    carry_out([*package, "--key", workshop / "key.gpg"])
    for deb in debs(workshop, "1.0.0"):
        assert (tmp_path / deb.name).read_bytes() == deb.read_bytes(), deb.name
    code, runtime = (
        next(workshop.glob(f"debs/{name}")).stat().st_size for name in ("*-1.0.0_*all.deb", "*runtime*")
    )
    assert code <= 2_000_000
    assert runtime <= 60_000_000


def test_station_airs_is_updated_and_goes_back_and_loses_nothing(
    box: Box, workshop: Path, tmp_path: Path
) -> None:
    assert len(aired(box)) == 1
    before = kept(box)
    box.put(repository(workshop, tmp_path / "stick", ["1.0.1"]), "stick")
    told = box.update("--now --from /root/stick")
    assert (told["current"], told["phase"], told["before"]) == ("1.0.1", "watched", "1.0.0")
    assert box.wait_for("1.0.1") < 10
    assert kept(box)[1:] == before[1:]
    box.station("say --emergency 'Bản mới.'")
    assert box.update("--back")["current"] == "1.0.0"
    box.wait_for("1.0.0")
    box.station("say --emergency 'Bản cũ.'")
    assert len(aired(box)) == 3
    rows, *same = kept(box)
    assert (rows > before[0], tuple(same)) == (True, before[1:])
    box.run("dpkg --purge broadcaster broadcaster-archive-keyring broadcaster-1.0.0 broadcaster-1.0.1")
    assert (box.tree / "var/lib/broadcaster/station/state/journal.db").exists()
    assert not (box.tree / "usr/bin/broadcaster").exists()


def test_the_station_asks_through_a_file_and_can_choose_nothing(
    box: Box, workshop: Path, tmp_path: Path
) -> None:
    """What its account puts there is a word or nothing: a link, a folder, a command line lead nowhere."""
    box.put(repository(workshop, tmp_path / "repository", ["1.0.1"]), "repository")
    source = "Types: deb\\nURIs: file:/root/repository\\nSuites: ./\\nSigned-By: /usr/share/keyrings"
    box.run(
        f"printf '{source}/broadcaster-archive-keyring.gpg\\n' >/etc/apt/sources.list.d/broadcaster.sources"
    )
    place = box.run("systemctl show -P Paths broadcaster-update.path").split(" ")[0]
    as_station = "runuser -u broadcaster -- sh -c"
    for bad in (
        f"ln -s /etc/shadow {place}",
        f"mkdir {place} && touch {place}/now",
        f"echo now --from /tmp >{place}",
        f"head -c 9000000 /dev/zero >{place}",
        f"echo now >{place}.x && touch -d -1hour {place}.x && mv {place}.x {place}",
    ):
        box.run(f'{as_station} "{bad}"')
        told = box.when(lambda told: told["history"][-1:] and told["history"][-1]["what"] == "ignored")
        assert told["current"] == "1.0.0", bad
        box.run(f"test ! -e {place} && test -s /etc/shadow")
        box.run("echo '{}' >/var/lib/broadcaster/update.json; systemctl reset-failed 'broadcaster-update*'")
    box.run(f"echo now >{place}.x; chown nobody {place}.x; mv {place}.x {place}")  # another account's
    box.when(lambda told: told["history"][-1:] and told["history"][-1]["what"] == "ignored")
    box.run(f"{as_station} 'echo now >{place}'")
    told = box.when(lambda told: told["phase"] == "watched")
    assert (told["current"], told["channel"]) == ("1.0.1", "stable")
    box.wait_for("1.0.1")
    box.run(f"{as_station} 'echo back >{place}'")
    box.when(lambda told: told["current"] == "1.0.0")
    box.wait_for("1.0.0")
    end = time.monotonic() + 90
    wanted = {f"update.did.{step}" for step in ("trial", "switched", "back")}
    while True:  # the station looks each half minute
        codes = [row["code"] for row in json.loads(box.station("log events --format json"))]
        if wanted <= {*codes}:
            break
        assert time.monotonic() < end, codes
        time.sleep(2)


def test_bad_versions_cost_no_airing(box: Box, workshop: Path, tmp_path: Path) -> None:
    spoilt(workshop, "1.0.2", "cli/planning/plan.py", {"def show(": "raise SystemExit(3)\n\n\ndef show("})
    spoilt(
        workshop,
        "1.0.3",
        "cli/running/run.py",
        {"    run_from_a_copy()": "    raise SystemExit(3)\n    run_from_a_copy()"},
    )
    spoilt(workshop, "1.0.4", "app/station/status.py", {"running=True,": "running=1 / 0 > 2,"})
    for number, why in (
        ("1.0.2", "update.why.fails"),
        ("1.0.3", "update.why.no_start"),
        ("1.0.4", "update.why.no_answer"),
    ):
        box.put(repository(workshop, tmp_path / number, [number]), number)
        begun = time.monotonic()
        told = box.update(f"--now --from /root/{number}")
        assert time.monotonic() - begun < 180
        assert told["current"] == "1.0.0"
        assert told["refused"][number].startswith(why)
        box.wait_for("1.0.0")
    box.station("say --emergency 'Vẫn phát được.'")
    assert len(aired(box)) == 2


def test_what_was_altered_changes_nothing(box: Box, workshop: Path, tmp_path: Path) -> None:
    """Apt itself says no: to a package, an index or a signature with another byte, and to none at all."""
    whole = repository(workshop, tmp_path / "whole", ["1.0.1"])
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
    before = box.run("dpkg-query -W 'broadcaster*'")
    for name in ("package", "index", "signature", "unsigned", "cut"):
        box.put(tmp_path / name, name)
        box.run(f"broadcaster update --now --from /root/{name}", check=False)
        assert box.said[-1].partition(": ")[2].startswith("1 "), name
        assert box.run("dpkg-query -W 'broadcaster*'") == before, name
        assert json.loads(box.run("broadcaster update --format json"))["history"][-1]["what"] == "not_fetched"
    assert box.status()["version"] == "1.0.0"


def test_nothing_is_updated_while_something_is_on_the_air(box: Box, workshop: Path, tmp_path: Path) -> None:
    box.put(repository(workshop, tmp_path / "stick", ["1.0.1"]), "stick")
    box.station(f"say --emergency --no-wait '{'Lũ đang về, bà con lên chỗ cao. ' * 40}'")
    end = time.monotonic() + 20
    while box.status()["on_air"] is None:
        assert time.monotonic() < end
    told = box.update("--now --from /root/stick")
    assert (told["current"], told["phase"], told["history"][-1]["what"]) == ("1.0.0", "none", "waits")
    box.station("stop --all")
    time.sleep(2)
    assert box.update("--now")["current"] == "1.0.1"


def test_power_cuts_during_an_update_leave_one_whole_version(
    box: Box, workshop: Path, tmp_path: Path
) -> None:
    """At random moments of a whole update: the installation, the trial, the switch, after it."""
    rng, cuts = random.Random(SEED), counted(200)
    box.put(repository(workshop, tmp_path / "stick", ["1.0.1"]), "stick")
    begun = time.monotonic()
    assert box.update("--now --from /root/stick")["current"] == "1.0.1"
    lasts = time.monotonic() - begun
    met: Counter[str] = Counter()
    slowest = 0.0
    for number in range(cuts):
        box.run("broadcaster update --back", check=False)
        box.wait_for("1.0.0")
        box.run("dpkg --configure -a; dpkg -i /root/broadcaster_1.0.0-1_all.deb /root/*keyring*.deb")
        box.run("dpkg --purge broadcaster-1.0.1")
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
        box.run("systemctl start broadcaster-update.service", check=False)
        told = json.loads(box.run("broadcaster update --format json"))
        assert "1.0.1" not in told["refused"] or told["history"][-1]["why"] == "update.why.asked", told
        (tmp_path / "cuts").write_text(
            f"{number + 1} cuts, {lasts:.0f} s an update, slowest start {slowest:.1f} s, {dict(met)}"
        )
    sys.stdout.write((tmp_path / "cuts").read_text())
