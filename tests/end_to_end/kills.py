"""A campaign of kills: the station, its air, its render process, a voice that is just speaking, its keyer,
its sound helper, or the whole tree; by SIGKILL, SIGSTOP or SIGTERM, at random moments of a busy timetable;
and its disk fills before a kill, so that it starts on a full one.

Everything that is started carries a word in its environment, so that whoever is left behind is found.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.errors import BroadcasterError
from broadcaster.studio.render.store import cache_folder, from_json
from tests.end_to_end.conftest import PATIENCE, SETTINGS, Broadcaster, wait_for
from tests.end_to_end.relays import Relay

EVERY = 4  # seconds between two slots of the timetable
FIRST = 40  # seconds until the first slot: the first station is up by then
AHEAD = 120  # seconds for which slots are written at each start
LIFE = 60.0  # seconds after which a station ends in order, for there is no slot left
WITHIN = 1.0  # seconds in which the relay must be released
LEFT = 10.0  # seconds in which whoever was left behind must have ended
STOPPED = 5.0  # seconds for which a process is stopped, if nobody kills it before
DEVICE = SETTINGS.replace("output: none\n", "")
KEYING = "keying: {{{relay}, settle: 0.4s, noise: 0.2s, tail: 0.3s}}\n"
SLOT = "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n"
VICTIMS = {
    "station": "",
    "tree": "",
    "air": "broadcaster.playout.air",
    "keyer": "broadcaster.playout.keying",
    "render": "broadcaster.studio.render.mother",
    "voice": "broadcaster.speech.engines.espeak_child",
    "helper": "subscribe",
}
WAYS = {"KILL": signal.SIGKILL, "STOP": signal.SIGSTOP, "TERM": signal.SIGTERM}
EACH = [("station", "KILL"), ("tree", "KILL")]
EACH += [(victim, way) for victim in VICTIMS if victim != "tree" for way in WAYS]
FULL = [("disk", "KILL"), ("disk", "TERM"), ("disk", "ROOM")]
"""The disk fills, and the station is killed or ended; or there is room again while it runs."""
LONGEST_FULL = 6.0  # seconds
SIZE = "384m"  # what one life of a station renders takes 150
WORD = "BROADCASTER_KILLED_IN"
VOICE = "broadcaster-espeak-"


@dataclass
class Tally:
    """What came of it."""

    kills: Counter[str] = field(default_factory=Counter)
    released: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # seconds
    ended: list[float] = field(default_factory=list)  # seconds until nobody was left
    orphans: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


class SmallDisk:
    """A disk of its own under a folder, which really fills."""

    def __init__(self, folder: Path) -> None:
        self._day = folder / ".day"

    @property
    def full(self) -> bool:
        return self._day.exists()

    def fill(self) -> None:
        with suppress(OSError), self._day.open("ab", buffering=0) as file:
            while True:
                file.write(bytes(1 << 16))
        with suppress(OSError), self._day.open("ab", buffering=0) as file:
            while True:
                file.write(bytes(1 << 10))

    def free(self) -> None:
        self._day.unlink(missing_ok=True)


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk | None]:
    """Mount one at a folder; None where that is not allowed."""
    folder.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        yield None
        return
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


class Campaign:
    """Kill and look, on one station folder and one file relay."""

    def __init__(
        self,
        station: Broadcaster,
        relay: Relay,
        rooms: tuple[Path, ...],
        seed: int,
        disk: SmallDisk | None = None,
    ) -> None:
        self.station = station
        self.disk = disk
        self.slots: list[int] = []  # each that was planned while a station ran, or between two of them
        self.written: set[int] = set()  # each that the timetable had at some time
        self.begun = 0
        self.relay = relay
        self.rooms = rooms
        self.chance = random.Random(seed)
        self.tally = Tally()
        self.deck: list[tuple[str, str]] = []
        self.drafts: set[str] = set()  # left by the last station that was killed
        self.said = (
            station.folder.parent / "said"
        )  # not in the folder: each line would be a change of the files
        self.word = f"{os.getpid()}-{time.monotonic_ns()}"
        station.environment[WORD] = self.word
        station.write("station.yaml", DEVICE + KEYING.format(relay=relay.written))
        station.write("messages/ngan.yaml", SLOT)
        assert station("render", "ngan").returncode == 0

    def run(self, kills: int) -> Tally:
        """Kill so many times, and have the last station end in order."""
        while self.tally.kills.total() < kills:
            with self.up() as process:
                if self.disk is not None and self.disk.full:
                    self.kill_on_full(process, self.disk)
                    continue
                end = time.monotonic() + LIFE
                while self.tally.kills.total() < kills and time.monotonic() < end:
                    if not self.deck:
                        each = EACH if self.disk is None else EACH + FULL
                        self.deck = self.chance.sample(each, len(each))
                    victim, way = self.deck.pop()
                    time.sleep(self.chance.uniform(0.0, 3.0))
                    if self.kill(process, victim, way):
                        break
            self.look_behind()
        if self.disk is not None:
            self.disk.free()
        # What the last one that was killed left without a row has it before the slots go.
        with self.up():
            until = time.time()
            time.sleep(EVERY)
        # A computer so slow that the disk was full for longer than slots were written ahead had none then.
        self.slots = [slot for slot in range(self.begun, int(until), EVERY) if slot in self.written]
        for schedule in (self.station.folder / "schedules").iterdir():
            schedule.unlink()
        # Tells what the last one left open.
        with self.up(slots=False):
            assert not self.relay.held, "released at the start"
        self.look_behind()
        self.look_behind_the_voices()
        return self.tally

    @contextmanager
    def up(self, *, slots: bool = True) -> Iterator[subprocess.Popen[bytes]]:
        """A station that answers; ended in order if it is still there at the end."""
        self.forget_work()
        if slots:
            self.write_slots()
        with (
            self.said.open("ab") as said,
            subprocess.Popen(
                self.station.command("-v", "run", "--trust-clock"),
                env=self.station.environment,
                stdout=said,
                stderr=said,
            ) as process,
        ):

            def answers() -> bool:
                assert process.poll() is None, f"the station ended: {process.returncode}"
                return self.answers()

            try:
                wait_for(answers)
                yield process
            finally:
                if process.poll() is None:
                    process.terminate()
                    assert process.wait(PATIENCE) == 0

    def write_slots(self) -> None:
        if self.disk is not None and self.disk.full:
            return  # those that were written last reach far enough
        now = int(time.time())
        self.begun = self.begun or now - now % EVERY + FIRST
        ahead = range(self.begun, now + AHEAD, EVERY)
        self.written.update(ahead)
        slots = ", ".join(time.strftime('"%H:%M:%S"', time.gmtime(slot)) for slot in ahead)
        self.station.write("schedules/a.yaml", f"message: ngan\nat: [{slots}]\n")

    def answers(self) -> bool:
        try:
            return bool(HttpClient(self.station.folder / "state").get("/api/v1/status")["running"])
        except BroadcasterError:
            return False

    def kill(self, process: subprocess.Popen[bytes], victim: str, way: str) -> bool:
        """Hit one; true if the station is gone."""
        if victim == "disk" and self.disk is not None:
            return self.kill_and_fill(process, way, self.disk)
        if victim in ("render", "voice"):
            self.give_work()
        pid = process.pid if victim in ("station", "tree") else self.catch(VICTIMS[victim])
        if victim == "tree":
            return self.fell(process)
        # The other one only stands by: it holds no relay.
        holds = victim == "keyer" and owns_a_relay(pid)
        # Before: it may all be over when we come to look at the clock after it.
        at = time.monotonic()
        os.kill(pid, WAYS[way])
        self.note(f"{victim} {pid} {way}")
        self.tally.kills[f"{victim} {way}"] += 1
        if victim == "station":
            if way != "TERM":
                self.released(f"{victim} {way}", at)
            if way == "STOP":
                process.kill()
            code = process.wait(PATIENCE)
            assert code == (0 if way == "TERM" else -signal.SIGKILL)
            return True
        if holds and way == "KILL":  # a TERM it does not hear; stopped it holds its relay
            self.released(f"{victim} {way}", at)
        if way == "STOP":
            wait_for(lambda: state(pid) in "ZX" or time.monotonic() - at > STOPPED)
            if state(pid) == "T":
                os.kill(pid, signal.SIGCONT)
        wait_for(self.answers)
        assert process.poll() is None, "nothing but its own death ends a station"
        return False

    def kill_and_fill(self, process: subprocess.Popen[bytes], way: str, disk: SmallDisk) -> bool:
        """Fill the disk; a moment later hit the station, or make room again; true if it is gone."""
        self.note("the disk fills")
        disk.fill()
        time.sleep(self.chance.uniform(0.0, LONGEST_FULL))
        if way == "ROOM":
            disk.free()
            self.tally.kills["disk ROOM"] += 1
            return False
        return self.hit(process, f"disk {way}", way)

    def kill_on_full(self, process: subprocess.Popen[bytes], disk: SmallDisk) -> None:
        """Hit a station that started on a full disk, before or after there is room again."""
        time.sleep(self.chance.uniform(0.0, LONGEST_FULL))
        room, way = self.chance.random() < 0.5, self.chance.choice(("KILL", "TERM"))
        if room:
            disk.free()
        self.hit(process, f"started on a full disk {way}", way)
        disk.free()

    def hit(self, process: subprocess.Popen[bytes], what: str, way: str) -> bool:
        os.kill(process.pid, WAYS[way])
        self.note(what)
        self.tally.kills[what] += 1
        code = process.wait(PATIENCE)
        assert code == (0 if way == "TERM" else -signal.SIGKILL)
        return True

    def fell(self, process: subprocess.Popen[bytes]) -> bool:
        """Kill the whole tree at once: what latches stays on until the next start."""
        for pid in self.family():
            with_no_fault(lambda pid=pid: os.kill(pid, signal.SIGKILL))  # type: ignore[misc]
        process.wait(PATIENCE)
        self.note("tree KILL")
        self.tally.kills["tree KILL"] += 1
        return True

    def give_work(self) -> None:
        """Have something rendered ahead: a new message that airs tomorrow."""
        number = self.tally.kills.total()
        text = "".join(f"      Câu thứ {n} của bản tin số {number} nhắc bà con.\n" for n in range(40))
        self.station.write("messages/moi.yaml", f"title: Mới\nrepeat: 1\nparts:\n  - say: |\n{text}")
        tomorrow = time.strftime("%F", time.gmtime(time.time() + 86400))
        self.station.write("schedules/moi.yaml", f'message: moi\nat: ["12:00"]\ndates: [{tomorrow}]\n')

    def forget_work(self) -> None:
        """Remove what was rendered of the work given before: a station keeps that for an hour at least."""
        cache = cache_folder(self.station.folder)
        for sound in cache.glob("programmes/*.wav"):
            sheet = sound.with_suffix(".json")
            if not sheet.exists() or from_json(sheet.read_bytes(), sound).programme.message == "moi":
                sheet.unlink(missing_ok=True)
                sound.unlink()
        for clip in cache.glob("clips/*/*.wav"):
            clip.unlink()

    def catch(self, name: str) -> int:
        """A process of that name, caught alive."""
        found: list[int] = []

        def look() -> bool:
            found[:] = [pid for pid in self.family() if name in command(pid) and state(pid) not in "ZX"]
            return bool(found)

        self.note(f"looking for {name}")
        wait_for(look)
        return self.chance.choice(found)

    def family(self) -> list[int]:
        """All processes that carry our word, this one's own commands left out."""
        word = f"{WORD}={self.word}".encode()
        found = []
        for place in Path("/proc").iterdir():
            if place.name.isdigit() and int(place.name) != os.getpid():
                try:
                    if word in (place / "environ").read_bytes() and state(int(place.name)) not in "ZX":
                        found.append(int(place.name))
                except OSError:
                    continue
        return found

    def released(self, what: str, at: float) -> None:
        """Note how long after `at` the relay was released, if it was on."""
        if [on for when, on in self.relay.log if when <= at][-1:] == [True]:
            wait_for(lambda: any(when > at and not on for when, on in self.relay.log), 5)
            self.tally.released[what].append(next(w for w, on in self.relay.log if w > at and not on) - at)

    def look_behind(self) -> None:
        """Who and what is left once a station is gone."""
        begun = time.monotonic()
        while (left := self.family()) and time.monotonic() - begun < LEFT:
            time.sleep(0.02)
        self.tally.ended.append(time.monotonic() - begun)
        self.tally.orphans += [f"{pid} {state(pid)} {command(pid)}" for pid in left]
        for pid in left:
            with_no_fault(lambda pid=pid: os.kill(pid, signal.SIGKILL))  # type: ignore[misc]
        files = [str(path) for room in self.rooms for path in room.glob("*")]
        drafts = {path for path in files if "/.draft" in path}
        self.tally.files += [
            path
            for path in files
            if Path(path).name.startswith(("broadcaster", "espeak", "tmp")) and VOICE not in path
        ]
        # A draft that was being written is removed by the next start.
        self.tally.files += sorted(drafts & self.drafts)
        self.drafts = drafts

    def look_behind_the_voices(self) -> None:
        """The folder of a voice that was killed as it began to speak is removed by the next voice."""
        self.station.write("messages/cuoi.yaml", SLOT.replace("bà con", "cô bác"))
        assert self.station("render", "cuoi").returncode == 0
        self.tally.files += [str(path) for room in self.rooms for path in room.glob(f"*{VOICE}*")]

    def note(self, text: str) -> None:
        with self.said.open("a") as said:
            said.write(f"{time.strftime('%F %T')} killed {text}\n")


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def owns_a_relay(pid: int) -> bool:
    """True for a keyer at work: it has the lock of its device."""
    try:
        return any(".lock" in str(handle.readlink()) for handle in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False


def state(pid: int) -> str:
    """The kernel's letter: R, S, T …; X where there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "X"


def with_no_fault(deed: Callable[[], None]) -> None:
    try:
        deed()
    except ProcessLookupError:
        return
