"""A centre of the tests: where campaigns are written, the repository, a web server; and a ward."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from broadcaster.centre.keys import CentreKeys, KeyName
from broadcaster.centre.publication import campaign_in
from broadcaster.centre.repository import CentreRepository
from broadcaster.fleet.fetcher import STICK, CentreFetcher
from broadcaster.fleet.taking import FleetRound, FleetTaking, FleetWard
from broadcaster.station.loading.loader import take

PASSPHRASE = "một mật khẩu rất dài"  # noqa: S105 - of nobody
MARKS = ("phường Tân Phong", "03151", "mien-nui")


def write_station(folder: Path, text: str = "") -> Path:
    """The smallest station that approves."""
    folder.mkdir(parents=True, exist_ok=True)
    said = "name: Đài thử\nsound: {opening: none, closing: none}\n"
    (folder / "station.yaml").write_text(said + (text or "approval: {required: true}\n"), "utf-8")
    return folder


def write_campaign(
    folder: Path, name: str, words: str = "Kính thưa bà con.", *, sound: bytes = b"", days: int = 30
) -> None:
    """A campaign with a message and a schedule, and a recording where one is given."""
    begins = datetime.now(UTC).date() - timedelta(days=1)
    valid = f"valid: {{from: {begins}, until: {begins + timedelta(days=days)}}}\n"
    message = folder / f"messages/centre/{name}/tin.yaml"
    schedule = folder / f"schedules/centre/{name}/lich.yaml"
    recording = folder / f"recordings/centre/{name}/am.wav"
    for path in (message, schedule, recording):
        path.parent.mkdir(parents=True, exist_ok=True)
    parts = f"parts:\n  - say: |\n      {words}\n"
    if sound:
        recording.write_bytes(sound)
        parts += f"  - play: recordings/centre/{name}/am.wav\n"
    message.write_text(f"title: Tin {name}\n{valid}{parts}", "utf-8")
    schedule.write_text(f'message: centre/{name}/tin\nat: ["07:00"]\n{valid}', "utf-8")


class FakeCentre:
    """A centre with keys whose passphrases everybody knows.

    Args:
        folder: for all of it.
        now: its clock.
    """

    def __init__(self, folder: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.folder = folder / "centre"
        self.source = write_station(folder / "source")
        self._now = now
        self.asked: list[KeyName] = []
        self.root = self.repository().begin()

    @property
    def repo(self) -> Path:
        """What a web server would give out."""
        return self.folder / "repo"

    def repository(self) -> CentreRepository:
        """It, as of now."""

        def ask(name: KeyName) -> str:
            self.asked.append(name)
            return PASSPHRASE

        return CentreRepository(self.folder, CentreKeys(self.folder / "keys"), ask, self._now())

    def publish(
        self,
        name: str,
        *to: str,
        words: str = "Kính thưa bà con.",
        sound: bytes = b"",
        needs: str = "",
        days: int = 30,
    ) -> int:
        """Write and publish a campaign; its new bytes."""
        for kind in ("messages", "schedules", "recordings"):
            shutil.rmtree(self.source / kind / "centre" / name, ignore_errors=True)
        write_campaign(self.source, name, words, sound=sound, days=days)
        made, kinds = campaign_in(take(self.source), name, to or ("all",), needs)
        return self.repository().publish(made, kinds, self.source)


class FakeWard:
    """A ward that takes from a centre.

    Args:
        folder: its station's.
        root: the centre's.
        marks: what the centre may call it by.
    """

    def __init__(self, folder: Path, root: str, marks: tuple[str, ...] = MARKS) -> None:
        self.folder = write_station(folder)
        self.root = root
        self.marks = marks

    def take(self, *addresses: str, stick: Path | None = None, rate: int = 100_000) -> FleetRound:
        """A round, from addresses or from a folder."""
        taking = FleetTaking(self.folder, CentreFetcher(rate, stick))
        today = datetime.now(UTC).date()
        ward = FleetWard(root=self.root, marks=self.marks, today=today)
        return taking.take(ward, addresses or (STICK,))

    def files(self) -> dict[str, bytes]:
        """All that stands below `centre/`, hidden files too, by its path."""
        found = {}
        for kind in ("messages", "schedules", "recordings"):
            for path in sorted((self.folder / kind / "centre").rglob("*")):
                if path.is_file():
                    found[path.relative_to(self.folder).as_posix()] = path.read_bytes()
        return found


class RangeServer:
    """Gives out a folder, with Range and ETag, and counts what it gave.

    Attributes:
        ranges: it knows them; else it begins anew.
        cut: bytes of each file's answer after which the line is cut; 0: never.
        given: bytes of bodies by path.
        statuses: of the answers, by path.
    """

    def __init__(self, folder: Path) -> None:
        self.cut = 0
        self.ranges = True
        self.given: dict[str, int] = {}
        self.statuses: list[tuple[str, int]] = []
        outer = self

        class Handler(SimpleHTTPRequestHandler):
            """One answer."""

            def do_GET(self) -> None:
                """Answer."""
                path = Path(self.translate_path(self.path))
                if not path.is_file():
                    self._head(404, 0, "")
                    return
                data = path.read_bytes()
                tag = f'"{hash(data)}"'
                if self.headers.get("If-None-Match") == tag:
                    self._head(304, 0, tag)
                    return
                begin = int((self.headers.get("Range") or "bytes=0-")[6:-1]) if outer.ranges else 0
                body = data[begin:]
                self._head(206 if begin else 200, len(body), tag, begin)
                body = body[: outer.cut] if outer.cut else body
                self.wfile.write(body)
                outer.given[self.path] = outer.given.get(self.path, 0) + len(body)

            def _head(self, status: int, length: int, tag: str, begin: int = 0) -> None:
                outer.statuses.append((self.path, status))
                self.send_response(status)
                self.send_header("Content-Length", str(length))
                if tag:
                    self.send_header("ETag", tag)
                if status == 206:
                    self.send_header("Content-Range", f"bytes {begin}-{begin + length - 1}/{begin + length}")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the library's
                """Nothing."""

        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), lambda *args: Handler(*args, directory=str(folder))
        )

    @property
    def address(self) -> str:
        """Of the repository."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @contextmanager
    def running(self) -> Iterator[RangeServer]:
        """In the block it answers."""
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
