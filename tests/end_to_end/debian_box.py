"""A box: a clean Debian with a real systemd and the station's packages, and how these are made."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from broadcaster.people.roles.model import Role
from tests.fakes import people
from tests.fakes.quick_hashes import quick_hashes

PROJECT = Path(__file__).parents[2]
TOOLS = ("mmdebstrap", "systemd-nspawn", "nsenter", "dpkg-deb", "apt-ftparchive", "gpg", "lintian")
DEBIAN_PYTHON = Path("/usr/bin/python3.13")
HOME = "usr/lib/broadcaster/versions"
INCLUDED = "systemd,systemd-sysv,dbus,python3,ffmpeg,libportaudio2,libasound2-plugins"
BOOT = 300.0  # seconds

LAB = [
    pytest.mark.slow,
    pytest.mark.lab,
    pytest.mark.skipif(os.geteuid() != 0, reason="needs root"),
    pytest.mark.skipif(
        not all(map(shutil.which, TOOLS)) or not DEBIAN_PYTHON.exists(),
        reason=f"needs {', '.join(TOOLS)} and Debian 13's Python",
    ),
]
"""What a test in a box is marked with."""


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


Changes = Mapping[str, Mapping[str, str]]
"""By file below the package: what stands there, and what stands there instead."""


def variant(workshop: Path, number: str, changes: Changes = MappingProxyType({})) -> list[Path]:
    """The packages of 1.0.1 under another number, with changes as somebody makes them by mistake."""
    base, made = "1.0.1", workshop / f"variant-{number}"
    shutil.rmtree(made, ignore_errors=True)
    packages = []
    for deb in debs(workshop, base):
        if not deb.name.startswith((f"broadcaster-{base}_", f"broadcaster_{base}-")):
            packages.append(deb)
            continue
        tree = made / deb.stem
        made.mkdir(exist_ok=True)
        carry_out(["dpkg-deb", "-R", deb, tree])
        for text in (*(tree / "DEBIAN").iterdir(), *tree.glob(f"{HOME}/{base}/broadcaster/__init__.py")):
            text.write_text(text.read_text().replace(base, number))
        for folder in tree.glob(f"usr/share/*/*{base}"):
            folder.rename(folder.with_name(folder.name.replace(base, number)))
        if (tree / HOME).exists():
            (tree / HOME / base).rename(tree / HOME / number)
            for file, change in changes.items():
                path = tree / HOME / number / "broadcaster" / file
                words = path.read_text()
                for old, new in change.items():
                    assert old in words, (file, old)
                    words = words.replace(old, new, 1)
                path.write_text(words)
        packages.append(made / deb.name.replace(base, number))
        carry_out(["dpkg-deb", "--root-owner-group", "-Zxz", "-z1", "--build", tree, packages[-1]])
        shutil.rmtree(tree)
    return packages


def repository(workshop: Path, folder: Path, packages: Sequence[Path], key: str = "gpg", **how: str) -> Path:
    """A signed repository of packages; `how` is what `scripts/repository` takes from its environment."""
    home = {"GNUPGHOME": str(workshop / key)}
    carry_out([PROJECT / "scripts/repository", folder, "station@example.vn", *packages], home | how)
    return folder


@dataclass
class Box:
    """A computer with a clean Debian, no network, and a station from the packages."""

    tree: Path
    nspawn: subprocess.Popen[bytes] | None = None
    leader: str = ""
    said: list[str] = field(default_factory=list)
    begun: list[subprocess.Popen[bytes]] = field(default_factory=list)

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
        for each in self.begun:
            each.kill()
            each.wait()
        self.begun.clear()

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
        begun = subprocess.Popen(
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
        self.begun.append(begun)

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

    def found(self) -> None:
        """Give the station people."""
        folder = self.tree / "var/lib/broadcaster/station"
        with quick_hashes():
            people.found(folder, *map(people.person, Role), pin=people.PIN, password=people.PASSWORD)
        self.run("chown -R broadcaster: /var/lib/broadcaster/station; systemctl restart broadcaster")

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


SETTLED = """\
output: {file: heard}
"""


@pytest.fixture(scope="module")
def installed(clean: Path, workshop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree of a box on which version 1.0.0 was installed, whose station has run."""
    tree = kept_at(tmp_path_factory.mktemp("installed")) / "tree"
    if tree.exists():
        return tree
    packages = debs(workshop, "1.0.0")
    carry_out(["cp", "-a", "--reflink=auto", clean, tree])
    made = Box(tree)
    made.boot()
    try:
        for deb in packages:
            shutil.copy(deb, tree / "root")
        made.run("dpkg -i /root/*.deb")
        # The timer would come between; what it does is asked for.
        made.run("systemctl disable --now broadcaster-update.timer")
        made.wait_for("1.0.0")
        made.run("systemctl stop broadcaster")
        settings = tree / "var/lib/broadcaster/station/station.yaml"
        settings.write_text(f"{settings.read_text()}\n{SETTLED}")
        (settings.parent / "state/setup.json").unlink()  # its first start is walked elsewhere
        made.run("sync")
    except BaseException:
        shutil.rmtree(tree, ignore_errors=True)
        raise
    finally:
        made.cut()
    return tree


@pytest.fixture
def box(installed: Path, tmp_path: Path) -> Iterator[Box]:
    """A box with version 1.0.0, whose station runs and has aired once."""
    tree = tmp_path / "box"
    carry_out(["cp", "-a", "--reflink=auto", installed, tree])
    made = Box(tree)
    try:
        made.boot()
        made.wait_for("1.0.0")
        made.station("say --emergency 'Mời bà con nghe thông báo.'")
        yield made
    finally:
        made.cut()
        shutil.rmtree(tree, ignore_errors=True)


def aired(box: Box) -> list[dict[str, Any]]:
    return [row for row in json.loads(box.station("log --format json")) if row["outcome"] == "aired"]


def kept(box: Box) -> tuple[int, str, str]:
    chain = json.loads(box.station("log verify --format json"))
    assert chain["ok"]
    return chain["rows"], box.station("plan --days 14 --format json"), box.station("people list", check=False)
