"""People with accounts of their own at the computer: the kernel says who asks, and nobody else gets in."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from broadcaster.people.roles.model import Role
from tests.end_to_end.conftest import SETTINGS, SHORT, Broadcaster, wait_for
from tests.fakes import people

GROUP = 61234  # of the station's folder; the kernel asks for no name
FLOOD = "title: Khẩn\npriority: emergency\nrepeat: 1\nparts:\n  - say: Lũ.\n"
ROOT = Path(__file__).parents[2]

ASK = """
import json, sys
from pathlib import Path
from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.errors import BroadcasterError
try:
    print(json.dumps(HttpClient(Path(sys.argv[1]) / "state").post(sys.argv[2], json.loads(sys.argv[3]))))
except BroadcasterError as error:
    print(error.code)
"""


@dataclass(frozen=True)
class Account:
    """An account of the computer, in the station's group or not."""

    name: str
    uid: int
    member: bool = True

    def python(self, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
        groups = f"--groups={GROUP}" if self.member else "--clear-groups"
        return subprocess.run(
            ["setpriv", f"--reuid={self.uid}", f"--regid={self.uid}", groups, sys.executable, *arguments],
            env={"PATH": os.environ["PATH"], "BROADCASTER_LANG": "en", "PYTHONDONTWRITEBYTECODE": "1"},
            cwd=ROOT,
            input=text,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def command(self, folder: Path, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
        return self.python("-m", "broadcaster", "--station", str(folder), *arguments, text=text)

    def ask(self, folder: Path, path: str, body: dict[str, object]) -> str:
        return self.python("-c", ASK, str(folder), path, json.dumps(body)).stdout.strip()


OFFICER, VIEWER, STRANGER = Account("daemon", 1), Account("bin", 2), Account("sys", 3)
OUTSIDER = Account("games", 5, member=False)

PERSONS = (
    replace(people.person(Role.OFFICER), account=OFFICER.name),
    replace(people.person(Role.VIEWER), account=VIEWER.name),
    replace(people.person(Role.VIEWER), id="ngoai", account=OUTSIDER.name),
)


def _accounts_can_run_the_program() -> bool:
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        return False
    return OUTSIDER.python("-c", "import broadcaster.cli").returncode == 0


pytestmark = [
    pytest.mark.patient,
    pytest.mark.skipif(
        not _accounts_can_run_the_program(), reason="needs root, and a Python that others can run"
    ),
]


@pytest.fixture
def ward() -> Iterator[Broadcaster]:
    """A station in a folder that others can reach and read."""
    with tempfile.TemporaryDirectory(prefix="dai-") as top:
        Path(top).chmod(0o755)
        made = Broadcaster(Path(top) / "dai")
        made.write("station.yaml", SETTINGS)
        made.write("messages/ngan.yaml", SHORT)
        made.write("messages/khan.yaml", FLOOD)
        os.chown(made.folder, -1, GROUP)
        people.found(made.folder, *PERSONS, pin=people.PIN, password=people.PASSWORD)
        yield made


def rows(ward: Broadcaster) -> list[tuple[str, str]]:
    return [(row["who"], row["outcome"]) for row in ward.look("log")]


def test_account_of_an_officer_speaks_in_their_name_and_that_of_a_viewer_does_not(ward: Broadcaster) -> None:
    with ward.running():
        assert OFFICER.command(ward.folder, "play", "ngan").returncode == 0
        told = VIEWER.command(ward.folder, "play", "ngan")
        assert (told.returncode, "may not" in told.stderr) == (1, True), told.stderr
        assert VIEWER.command(ward.folder, "status").returncode == 0
        for emergency in (("play", "khan"), ("play", "ngan", "--emergency"), ("say", "Lũ", "--emergency")):
            assert VIEWER.command(ward.folder, *emergency).returncode == 1, emergency
        assert rows(ward) == [(PERSONS[0].shown, "aired")]


def test_no_name_in_a_request_makes_it_somebody_elses(ward: Broadcaster) -> None:
    emergency: dict[str, object] = {"message": "khan", "priority": "emergency"}
    with ward.running():
        for account in (VIEWER, STRANGER, OFFICER):
            named = account.ask(ward.folder, "/api/v1/play", {**emergency, "who": "bà Chủ tịch"})
            assert named in ("service.not_understood", "people.not_allowed", "people.who_asks"), account
        assert VIEWER.ask(ward.folder, "/api/v1/play", emergency) == "people.not_allowed"
        assert STRANGER.ask(ward.folder, "/api/v1/play", emergency) == "people.who_asks"
        assert rows(ward) == []


def test_account_of_nobody_may_nothing_and_one_outside_of_the_group_finds_no_station(
    ward: Broadcaster,
) -> None:
    with ward.running():
        for path in ("/api/v1/stop", "/api/v1/say", "/api/v1/clock"):
            body: dict[str, object] = {"text": "a"} if path.endswith("say") else {}
            if path.endswith("clock"):
                body = {"shown": "2026-11-20T08:00:00+07:00"}
            assert STRANGER.ask(ward.folder, path, body) == "people.who_asks", path
            assert OUTSIDER.ask(ward.folder, path, body) == "service.closed_to_account", path
        assert STRANGER.command(ward.folder, "status").returncode == 1
        told = OUTSIDER.command(ward.folder, "say", "Lũ", "--emergency")
        assert told.returncode == 1
        assert "Traceback" not in told.stderr


def test_sockets_are_open_to_those_only_whom_they_are_for(ward: Broadcaster) -> None:
    own, shared = ward.folder / "state" / "api.sock", ward.folder / "socket" / "api.sock"
    with ward.running():
        assert [stat.S_IMODE(path.stat().st_mode) for path in (own, shared, shared.parent)] == [
            0o600,
            0o660,
            0o750,
        ]
        assert shared.stat().st_gid == GROUP
        for one in PERSONS:
            people.change(ward.folder, lambda admin, by, one=one: admin.remove(one.id, by))  # type: ignore[misc]
        wait_for(lambda: not shared.exists(), 10)
        assert OFFICER.ask(ward.folder, "/api/v1/stop", {}) == "service.closed_to_account"
        assert ward("stop").returncode == 0


def test_person_who_is_removed_has_no_right_with_the_next_request(ward: Broadcaster) -> None:
    with ward.running():
        assert OFFICER.command(ward.folder, "stop").returncode == 0
        people.change(ward.folder, lambda admin, by: admin.remove(PERSONS[0].id, by))
        assert OFFICER.ask(ward.folder, "/api/v1/stop", {}) == "people.who_asks"


def test_person_at_a_shared_account_signs_in_and_nothing_tells_the_secret(ward: Broadcaster) -> None:
    with ward.running() as process:
        for name, secret, code in (
            ("officer", people.PASSWORD, 0),
            ("officer", people.PIN, 1),  # it is for what cannot wait
            ("officer", "111222", 1),
            ("viewer", people.PASSWORD, 1),
        ):
            told = STRANGER.command(ward.folder, "--as", name, "say", "Xin chào", text=f"{secret}\n")
            assert told.returncode == code, (name, told.stderr)
            assert secret not in told.stderr + told.stdout
        urgent = ("--as", "officer", "play", "khan", "--emergency")
        told = STRANGER.command(ward.folder, *urgent, text=f"{people.PIN}\n")
        assert told.returncode == 0, told.stderr
        signed_in = json.loads(
            STRANGER.ask(ward.folder, "/api/v1/sign-in", {"person": "officer", "pin": people.PIN})
        )
        shown = ward("status", "--format", "json").stdout + ward("log", "--format", "json").stdout
        assert rows(ward) == [(PERSONS[0].shown, "aired")] * 2
        wait_for(lambda: "111222" not in shown, 1)
    assert process.stderr is not None
    secrets = (people.PIN, people.PASSWORD, "111222", signed_in["token"])
    kept = b"".join(
        path.read_bytes() for path in ward.folder.rglob("*") if path.is_file() and path.suffix != ".sock"
    )
    for secret in secrets:
        assert secret not in shown
        assert secret.encode() not in kept


def test_person_with_an_own_account_changes_the_own_password(ward: Broadcaster) -> None:
    fresh = "82736451"  # digits only: it may be a PIN by its look
    with ward.running():
        wrong = OFFICER.command(ward.folder, "people", "password", "--stdin", text=f"000000\n{fresh}\n")
        assert wrong.returncode == 1
        told = OFFICER.command(
            ward.folder, "people", "password", "--stdin", text=f"{people.PASSWORD}\n{fresh}\n"
        )
        assert told.returncode == 0, told.stderr
        nobody = STRANGER.command(ward.folder, "people", "password", "--stdin", text=f"x\n{fresh}\n")
        assert (nobody.returncode, "--as" in nobody.stderr) == (1, True), nobody.stderr
        said = STRANGER.command(ward.folder, "say", "--as", "officer", "Xin chào", text=f"{fresh}\n")
        assert said.returncode == 0, said.stderr
        again = "một mật khẩu mới"
        for_them = ("people", "password", "--as", "officer", "--stdin")
        told = STRANGER.command(ward.folder, *for_them, text=f"{fresh}\n{again}\n")
        assert told.returncode == 0, told.stderr
    here = ward("say", "--as", "officer", "Xin chào", text=f"{again}\n")
    assert here.returncode == 0, here.stderr


def test_same_is_asked_where_no_station_runs(ward: Broadcaster) -> None:
    refused = ward("say", "Xin chào")
    assert (refused.returncode, "--as" in refused.stderr) == (1, True), refused.stderr
    assert ward("--as", "viewer", "say", "Xin chào", text=people.PASSWORD).returncode == 1
    assert ward("--as", "viewer", "play", "khan", "--emergency", text=people.PIN).returncode == 1
    pin = ward("--as", "officer", "say", "Xin chào", text=people.PIN)
    assert (pin.returncode, "PIN alone" in pin.stderr) == (1, True), pin.stderr
    assert ward("--as", "officer", "say", "Xin chào", text=people.PASSWORD).returncode == 0
    assert rows(ward) == [(PERSONS[0].shown, "aired")]
    assert OFFICER.command(ward.folder, "say", "Xin chào").returncode == 1  # state/ is not theirs


def test_flood_of_sign_ins_stands_before_no_emergency(ward: Broadcaster) -> None:
    """Many guess a PIN; whoever stops or calls an emergency is answered as ever."""
    flood = (
        "import sys, threading\nfrom pathlib import Path\n"
        "from broadcaster.api.protocol.http_client import HttpClient\n"
        "def guess(n):\n"
        "    while True:\n"
        "        try: HttpClient(Path(sys.argv[1]) / 'state').post('/api/v1/sign-in',"
        " {'person': 'officer', 'pin': f'{n:06}'})\n"
        "        except Exception: pass\n"
        "for n in range(30): threading.Thread(target=guess, args=(n,), daemon=True).start()\n"
        "print('ready', flush=True)\n"
        "threading.Event().wait(60)\n"
    )
    with ward.running():
        assert OFFICER.command(ward.folder, "play", "khan", "--emergency").returncode == 0  # it is rendered
        guessing = subprocess.Popen(
            [
                "setpriv",
                f"--reuid={STRANGER.uid}",
                f"--regid={STRANGER.uid}",
                f"--groups={GROUP}",
                sys.executable,
                "-c",
                flood,
                str(ward.folder),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert guessing.stdout is not None
            assert guessing.stdout.readline() == "ready\n"
            time.sleep(2)
            took = []
            for path, body in (
                ("/api/v1/stop", {"all": True}),
                ("/api/v1/play", {"message": "khan", "priority": "emergency"}),
                ("/api/v1/stop", {"all": True}),
            ):
                began = time.monotonic()
                answered = OFFICER.ask(ward.folder, path, dict(body))
                took.append(time.monotonic() - began)
                assert answered.startswith("{"), answered
        finally:
            guessing.kill()
            guessing.communicate()
    assert max(took) < 5.0  # starting Python for each is most of it
