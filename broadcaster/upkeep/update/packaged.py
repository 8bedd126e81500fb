"""The station of Debian's packages, as an update sees it: its commands, systemd, apt."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import wave
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from broadcaster.core.child_processes import foreign
from broadcaster.core.clock import Clock
from broadcaster.core.errors import Phrase, ServiceError
from broadcaster.core.installation import PACKAGED
from broadcaster.upkeep.host.installation import NAME, Systemctl
from broadcaster.upkeep.update.standing import SOURCES
from broadcaster.upkeep.update.trial import TrialFacts
from broadcaster.upkeep.update.versions import InstalledVersions

STATION = Path("/var/lib/broadcaster/station")
KEYS = Path("/usr/share/keyrings/broadcaster-archive-keyring.gpg")
WINDOW = 15  # minutes in which nothing may be planned
LOOKS, BETWEEN = 3, 5.0  # how often it is asked for where it does not answer, and seconds between
DAYS = 14  # of the plan that is compared
PATIENCE = 300.0  # seconds for one command
FETCH = 3600.0  # seconds for apt, on a slow line
MOST_WORDS = 500  # messages that are read
ROOM = 300_000_000  # bytes that must be free: a version with what it runs on, unpacked
NO_ROOM = Phrase(code="update.why.no_room", facts=(("what", str(ROOM // 1_000_000)),))


@dataclass(frozen=True, slots=True)
class CommandEnd:
    """How a command ended."""

    code: int
    out: str
    told: str  # what it said on its standard error
    memory: float  # MB at most


@dataclass(frozen=True, slots=True)
class PackagedStation:
    """See `updater.UpdatedStation`. Its commands run as the owner of its folder, never as root.

    Args:
        folder: the station's.
        versions: what is installed.
        clock: gives the time.
        ask: systemd.
        service: the name of its unit.
    """

    folder: Path
    versions: InstalledVersions
    clock: Clock
    ask: Systemctl
    service: str = NAME

    def now(self) -> datetime:
        """The time."""
        return self.clock.now()

    def against(self) -> tuple[str, ...]:
        """What speaks against leaving the station alone now."""
        for _ in range(LOOKS - 1):
            try:
                return self._against()
            except ServiceError:
                time.sleep(BETWEEN)  # a busy computer: it did not answer in time
        return self._against()

    def facts(self, version: str) -> TrialFacts:
        """What a version makes of a copy of the station."""
        with self._copy() as copy:
            checked = self._json("check", "--format", "json", by=version, station=copy)
            planned = self._run(version, copy, "plan", "--days", str(DAYS), "--format", "json")
            chain = self._json("log", "verify", "--format", "json", by=version, station=copy)
            told = self._json("doctor", "--format", "json", by=version, station=copy)
            names = sorted(each.stem for each in (copy / "messages").glob("*.yaml"))[:MOST_WORDS]
            words = {name: self._run(version, copy, "read", name, "--plain").out for name in names}
            return TrialFacts(
                errors=frozenset(
                    f"{one['file']}:{one['line']} {one['code']}"
                    for one in checked["problems"]
                    if one["severity"] == "error"
                ),
                rows=int(chain["rows"]) if chain["ok"] else -1,
                plan=tuple(
                    (one["start"], one["message"], one["schedule"], one["status"]) for one in _parsed(planned)
                ),
                words=words,
                faults=frozenset(one["code"] for one in told if one["level"] == "fail"),
                sound=self._spoken(version, copy, names),
                memory=planned.memory,
            )

    def stands(self) -> Mapping[str, object]:
        """How the running station stands."""
        status = self._json("status", "--format", "json")
        if not status["running"]:
            raise ServiceError("service.not_running")
        planned = self._json("plan", "--days", "2", "--format", "json")
        return {
            "version": status.get("version", ""),
            "now": status["clock"]["now"],
            "rows": self._json("log", "verify", "--format", "json")["rows"],
            "plan": [[one["start"], one["message"]] for one in planned if one["status"] == "planned"],
            "people": status["people"],
            "clock": status["clock"]["trusted"],
            "output": status["output"]["ok"],
        }

    def restart(self) -> None:
        """Start it anew; its words to systemd that it is ready are waited for."""
        self.ask("restart", f"{self.service}.service")

    def restarts(self) -> int:
        """How often systemd started it again."""
        told = self.ask("show", "--property=NRestarts", f"{self.service}.service")
        return int(told.strip().partition("=")[2] or 0)

    def wait(self) -> None:
        """A second."""
        time.sleep(1)

    def _against(self) -> tuple[str, ...]:
        return tuple(self._json("window", "--minutes", str(WINDOW), "--format", "json")["against"])

    def _spoken(self, version: str, copy: Path, names: Sequence[str]) -> float:
        """Seconds of the first sentence of a message; 1 where there is none to speak."""
        if not names:
            return 1.0
        file = copy / "trial.wav"
        self._run(version, copy, "read", names[0], "--audio", "--sentence", "1", "-o", str(file))
        try:
            with wave.open(str(file), "rb") as sound:
                return sound.getnframes() / sound.getframerate()
        except (OSError, EOFError, wave.Error):
            return 0.0

    @contextmanager
    def _copy(self) -> Iterator[Path]:
        """A copy of the station as it is now, by its own backup; it is removed at the end."""
        own = self.folder.stat()
        with tempfile.TemporaryDirectory(prefix=".trial-", dir=self.folder.parent) as made:
            os.chown(made, own.st_uid, own.st_gid)
            file, copy = Path(made) / "copy.dai", Path(made) / "station"
            current = self.versions.current()
            for command in (("backup", "-o", str(file)), ("restore", str(file), str(copy))):
                done = self._run(current, self.folder, *command)
                if done.code:
                    raise ServiceError("update.no_copy", reason=done.told.strip()[-200:])
            yield copy

    def _json(self, *command: str, by: str | None = None, station: Path | None = None) -> Any:  # noqa: ANN401
        return _parsed(self._run(by or self.versions.current(), station or self.folder, *command))

    def _run(self, version: str, station: Path, *command: str) -> CommandEnd:
        """Carry out a command of a version, as the station's account."""
        own = pwd.getpwuid(self.folder.stat().st_uid)
        if own.pw_uid == 0:
            raise ServiceError("service.not_as_root", folder=str(self.folder))
        start = [str(self.versions.python(version)), "-m", "broadcaster", "--station", str(station), *command]
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as told:
            process = subprocess.Popen(
                foreign(start),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=told,
                cwd="/",
                env=self.versions.environment(version) | {"HOME": own.pw_dir},
                user=own.pw_uid,
                group=own.pw_gid,
                extra_groups=os.getgrouplist(own.pw_name, own.pw_gid),
                start_new_session=True,
            )
            late = threading.Timer(PATIENCE, os.kill, (process.pid, signal.SIGKILL))
            late.start()
            _, state, used = os.wait4(process.pid, 0)
            late.cancel()
            process.returncode = os.waitstatus_to_exitcode(state)
            words = [_text(file) for file in (out, told)]
        return CommandEnd(code=process.returncode, out=words[0], told=words[1], memory=used.ru_maxrss / 1024)


def fetch(folder: Path | None) -> str | None:
    """Have apt install what is newest beside what runs; the station goes on with what it has.

    Args:
        folder: a repository on a stick; None for the one that is configured.

    Returns:
        The channel, as the repository names itself; None where none is configured.

    Raises:
        ServiceError: apt says no: a signature that does not hold, a line that is cut, a full disk.
    """
    if folder is None and not SOURCES.exists():
        return None  # the packages come by hand
    if not KEYS.exists():
        raise ServiceError("update.no_key", path=str(KEYS))
    with tempfile.TemporaryDirectory() as work:
        source = SOURCES
        if folder is not None:
            source = Path(work) / "stick.list"
            place = str(folder.resolve())
            if not place.isprintable():  # apt takes such a name for lines of its own, and waits for ever
                raise ServiceError("update.not_fetched", reason=repr(place))
            source.write_text(f"deb [signed-by={KEYS}] file:{quote(place)} ./\n")
        only = [
            f"Dir::Etc::SourceList={source}",
            "Dir::Etc::SourceParts=-",
            f"Dir::State::Lists={work}/lists",
            "APT::Get::List-Cleanup=0",
            "Dpkg::Options::=--force-confdef",  # nobody is there to be asked about a file that was edited
            "Dpkg::Options::=--force-confold",
            "DPkg::Lock::Timeout=300",  # Debian's own updates may be at work
        ]
        (Path(work) / "lists/partial").mkdir(parents=True)
        # Before anything: where the room ends amid the packages, half of them would lie there.
        if shutil.disk_usage(PACKAGED).free < ROOM:
            raise ServiceError("update.not_fetched", reason=NO_ROOM)
        chosen = [argument for each in only for argument in ("-o", each)]
        install = ["install", "--yes", "--no-install-recommends"]
        for command in (["update"], [*install, "--fix-broken"], [*install, "--only-upgrade", NAME]):
            _apt([*chosen, "-o", "APT::Update::Error-Mode=any", "-q", *command])
        return _channel(Path(work) / "lists")


def mend(current: str) -> None:
    """End what a power cut left half installed. What was half unpacked goes: a fetch brings it whole.

    Args:
        current: the version that runs; it stays, whatever dpkg says of it.
    """
    listed = _dpkg("dpkg-query", "-W", "-f", "${db:Status-Eflag} ${Package}\n", f"{NAME}-*").splitlines()
    half = [line.split()[1] for line in listed if line.startswith("reinstreq ")]
    gone = [name for name in half if name != f"{NAME}-{current}" and not name.startswith(f"{NAME}-runtime-")]
    if gone:
        _dpkg("dpkg", "--purge", "--force-remove-reinstreq", "--force-depends", *gone)
    _dpkg("dpkg", "--configure", "--pending", "--force-confold")


def _dpkg(*command: str) -> str:
    """What it prints; a failure is apt's to tell."""
    with suppress(OSError, subprocess.TimeoutExpired):
        return subprocess.run(
            foreign([f"/usr/bin/{command[0]}", *command[1:]]),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=FETCH,
            check=False,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"},
        ).stdout
    return ""


def _channel(lists: Path) -> str:
    """What a signed index calls itself."""
    for index in sorted(lists.glob("*InRelease")):
        for line in index.read_text("utf-8", "replace").splitlines():
            name, _, value = line.partition(":")
            if name == "Suite":
                return value.strip()[:40]
    return ""


def _apt(arguments: Sequence[str]) -> None:
    apt = shutil.which("apt-get") or "/usr/bin/apt-get"
    try:
        done = subprocess.run(
            foreign([apt, *arguments]),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=FETCH,
            check=False,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ServiceError("update.not_fetched", reason=str(error)[:200]) from error
    if done.returncode:
        raise ServiceError("update.not_fetched", reason=done.stderr.strip()[-300:])


def _text(file: Any) -> str:  # noqa: ANN401 - a temporary file
    file.seek(0)
    return bytes(file.read()).decode("utf-8", "replace")


def _parsed(done: CommandEnd) -> Any:  # noqa: ANN401 - JSON
    """What a command printed.

    Raises:
        ServiceError: it printed nothing that can be understood, as where it failed.
    """
    try:
        return json.loads(done.out)
    except ValueError as error:
        raise ServiceError("update.no_facts", reason=done.told.strip()[-300:] or str(done.code)) from error
