"""Two browsers, the command line and a text editor change the same messages at once, five hundred times."""

from __future__ import annotations

import hashlib
import http.cookiejar
import random
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from broadcaster.station.editing.history import FileVersion, FileVersions
from broadcaster.station.forms.broadcasts import MessageForm
from broadcaster.station.forms.validation import typed
from broadcaster.station.yaml.tree import parse
from broadcaster.web.messages.form import shown
from tests.counts import counted
from tests.end_to_end.conftest import SETTINGS, Broadcaster
from tests.end_to_end.console_pages import peopled, secret, settled

pytestmark = pytest.mark.patient

NAMES = tuple(f"tin-{number}" for number in range(4))
MESSAGE = """\
# tệp của {name}, không được mất
title: {name}
repeat: 1
parts:
  # lời mở đầu
  - say: |
      Kính thưa bà con.
  - pause: 1s
"""
BROWSERS, EDITS = 2, counted(180, least=40)
SAVES, COMMANDS = counted(130, least=30), counted(10, least=4)
PACE = 0.1  # seconds between two saves of the text editor


class Session:
    """A browser without its window."""

    def __init__(self, port: int) -> None:
        self._address = f"http://127.0.0.1:{port}"
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._open = urllib.request.build_opener(cookies, _NoRedirect())
        self._token = ""
        self.ask("/sign-in")
        status, _, _ = self.ask("/sign-in", person="lan", secret=secret("lan"))
        assert status == 303
        self.ask("/messages")

    def ask(self, path: str, **fields: str) -> tuple[int, str, str]:
        """Status, address to go to, and text of an answer; with fields it is a form that is sent."""
        data = urllib.parse.urlencode({**fields, "csrf": self._token}).encode() if fields else None
        try:
            asked = urllib.request.Request(self._address + path, data)  # noqa: S310 - our own station
            answer = self._open.open(asked, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        text = answer.read().decode()
        token = re.search(r'name="csrf" content="([0-9a-f]+)"', text)
        self._token = token[1] if token else self._token
        return answer.status or 0, answer.headers.get("location", ""), text


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class Files:
    """The messages, as a text editor and the checker of this test see them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.saved: list[tuple[str, str]] = []  # file and hash of each save of the text editor

    def read(self, name: str) -> bytes:
        return (self.folder / "messages" / f"{name}.yaml").read_bytes()

    def save(self, name: str, data: bytes) -> None:
        """As text editors do: a new file in place of the old one."""
        path = self.folder / "messages" / f"{name}.yaml"
        draft = path.with_name(f".{name}.swp")
        draft.write_bytes(data)
        draft.replace(path)
        self.saved.append((name, _hash(data)))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _edit(chance: random.Random, name: str, mark: str, text: str, etag: str) -> tuple[str, dict[str, str]]:
    """What a browser sends after it has shown a text."""
    known = shown(text)
    fields = {"etag": etag, "title": mark} | {f"part-{p.number}": p.text for p in known.parts}
    says = [part.number for part in known.parts if part.kind == "say"]
    act = chance.choice(("save", "save", "say", "pause", "up", "down", "remove", "repeat"))
    if act == "repeat":
        return f"/messages/save/{name}", fields | {"set-repeat": str(chance.randint(2, 9))}
    if says:
        fields[f"part-{chance.choice(says)}"] = f"Lời {mark}.\nMời bà con họp."
    if act == "save" or (act == "remove" and len(known.parts) < 3) or (act == "say" and len(known.parts) > 9):
        return f"/messages/save/{name}", fields
    number = chance.randrange(len(known.parts))
    return f"/messages/part/{name}?act={act}&number={number}", fields


def _browse(port: int, files: Files, seed: int, written: list[tuple[str, str]]) -> None:
    """Edit at random; what was accepted is noted with the version that it was made from."""
    chance, session = random.Random(seed), Session(port)
    for number in range(EDITS):
        name = chance.choice(NAMES)
        seen = files.read(name)
        path, fields = _edit(chance, name, f"b{seed}-{number}", seen.decode(), _hash(seen))
        status, _, answer = session.ask(path, **fields)
        assert status in (303, 409), (status, answer[:500])
        if status == 303:
            written.append((name, _hash(seen)))


def _write(files: Files) -> None:
    chance = random.Random(7)
    for number in range(SAVES):
        name = chance.choice(NAMES)
        text = files.read(name).decode()
        line = f"# ghi chú {number}\n"
        files.save(name, (text + line).encode())
        time.sleep(PACE)


def _command(station: Broadcaster, done: list[str]) -> None:
    chance = random.Random(8)
    for number in range(COMMANDS):
        name = chance.choice(NAMES)
        made = station("lexicon", "add", f"CH{number}", "chữ mới", "--message", name)
        if made.returncode == 0:
            done.append(f"CH{number}")


def _together(works: list[Callable[[], None]]) -> list[BaseException]:
    faults: list[BaseException] = []

    def kept(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=kept, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


@pytest.fixture
def console(station: Broadcaster) -> Iterator[int]:
    port = settled(station, SETTINGS)
    for name in NAMES:
        station.write(f"messages/{name}.yaml", MESSAGE.format(name=name))
    peopled(station, {"lan": ("officer",)})
    with station.running("--trust-clock"):
        yield port


def test_hundreds_of_edits_at_once_lose_nothing_and_break_nothing(station: Broadcaster, console: int) -> None:
    files, commands = Files(station.folder), list[str]()
    written: list[list[tuple[str, str]]] = [[] for _ in range(BROWSERS)]
    works: list[Callable[[], None]] = [
        *(lambda n=n: _browse(console, files, n, written[n]) for n in range(BROWSERS)),
        lambda: _write(files),
        lambda: _command(station, commands),
    ]
    assert _together(works) == []
    accepted = [each for browser in written for each in browser]
    assert counted(500, least=110) <= BROWSERS * EDITS + SAVES + COMMANDS
    assert len(accepted) > BROWSERS * EDITS / 4  # most are taken, and none of the rest was a fault
    assert len(commands) == COMMANDS
    history = {name: _history(station.folder, name) for name in NAMES}
    kept = FileVersions(station.folder / "state")
    for name, versions in history.items():
        hashes = [each.sha256 for each in versions]
        for version in versions:
            text = (kept.content(version) or b"").decode()
            assert _faults(text) == [], text
            assert text.startswith(f"# tệp của {name}, không được mất"), text
        # Whoever wrote saw what they replaced: it stands right before theirs.
        for base in (seen for at, seen in accepted if at == name):
            assert base in hashes
            own = [n for n, each in enumerate(versions) if n and each.by and hashes[n - 1] == base]
            assert own, "an edit was written over something that nobody had seen"
        assert _hash(files.read(name)) == hashes[-1] or (name, _hash(files.read(name))) in files.saved
    _no_save_was_overwritten_unseen(files, history)
    for form in commands:
        assert any(form in files.read(name).decode() or _ever(kept, history[name], form) for name in NAMES)
    assert station("check").returncode == 0


def _no_save_was_overwritten_unseen(files: Files, history: dict[str, tuple[FileVersion, ...]]) -> None:
    """Each save of the text editor is in the history, or was replaced by its own next one, or stands."""
    for number, (name, digest) in enumerate(files.saved):
        later = [each for at, each in files.saved[number + 1 :] if at == name]
        known = {each.sha256 for each in history[name]}
        assert digest in known or later or _hash(files.read(name)) == digest


def _history(folder: Path, name: str) -> tuple[FileVersion, ...]:
    """All versions, the first one first."""
    return FileVersions(folder / "state").of(f"messages/{name}.yaml", most=10_000)[::-1]


def _ever(kept: FileVersions, versions: tuple[FileVersion, ...], form: str) -> bool:
    return any(form in (kept.content(each) or b"").decode() for each in versions)


def _faults(text: str) -> list[object]:
    """What is wrong with a message file by itself."""
    root, problems = parse("x.yaml", text.encode())
    if problems or root is None:
        return list(problems)
    return list(typed("x.yaml", root, MessageForm)[1])
