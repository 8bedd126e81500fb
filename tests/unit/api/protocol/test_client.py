"""The client asks for what its method names, and answers with values."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from broadcaster.api.protocol.client import Client
from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.answers import plain
from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.playout.requests.by_hand import RequestTerms
from tests.fakes.status import AT_REST, CLOCK, status

ROOT = Path(__file__).parents[4]
HOW = RequestTerms(who="An", priority="emergency", rehearse=False, zones=("trung-tam",))
FIELDS = {"priority": "emergency", "rehearse": False, "zones": ["trung-tam"]}
STATE = {
    "id": "a/1",
    "state": "waiting",
    "outcome": None,
    "reason": None,
    "behind": "Sáng",
    "until": "2026-11-26T06:30:00+07:00",
    "in_time": True,
}
TAKEN = STATE | {"every": None, "ends_after": None, "older": None}


class Http(HttpClient):
    """Keeps what is asked, and gives one answer."""

    def __init__(self, content: object) -> None:
        super().__init__(Path())
        self._content = content
        self.asked: list[tuple[str, object]] = []

    def get(self, path: str) -> object:
        self.asked.append((path, None))
        return self._content

    def post(self, path: str, body: dict[str, object]) -> object:
        self.asked.append((path, body))
        return self._content


class Refusing(HttpClient):
    """Answers 401 with one code, and counts how often it is asked."""

    def __init__(self, code: str, session: Renewed) -> None:
        super().__init__(Path(), session)
        self._raw = json.dumps({"error": {"code": code, "facts": {}}}).encode()
        self.asked = 0

    def _answer(self, method: str, path: str, body: object) -> tuple[int, bytes]:
        self.asked += 1
        return 401, self._raw


class Renewed:
    """A session that can be renewed; counts how often it is."""

    token: str | None = None
    times = 0

    def renew(self) -> bool:
        self.times += 1
        return True


@pytest.mark.parametrize(
    ("code", "asked"), [("people.who_asks", 2), ("people.not_known", 2), ("people.wrong", 1)]
)
def test_only_who_is_not_known_is_asked_to_sign_in_again(code: str, asked: int) -> None:
    session = Renewed()
    client = Refusing(code, session)
    with pytest.raises(BroadcasterError):
        client.post("/api/v1/approvals/approve", {"message": "a"})
    assert (client.asked, session.times) == (asked, asked - 1)


@pytest.mark.parametrize(
    ("answer", "ask", "path", "body"),
    [
        (TAKEN, lambda c: c.play("a", HOW), "play", {"message": "a", **FIELDS}),
        (TAKEN, lambda c: c.play_file(Path("/a.mp3"), HOW), "play-file", {"path": "/a.mp3", **FIELDS}),
        (TAKEN, lambda c: c.say("Lũ", HOW, voice="x"), "say", {"text": "Lũ", "voice": "x", **FIELDS}),
        (
            TAKEN,
            lambda c: c.relay("vov1", 60, HOW, fallback="a"),
            "relay",
            {"source": "vov1", "seconds": 60, "fallback": "a", **FIELDS},
        ),
        (TAKEN, lambda c: c.catch_up("a"), "catch-up", {"what": "a"}),
        (TAKEN, lambda c: c.test_keying("a"), "keying/test", {"zone": "a"}),
        (STATE, lambda c: c.request("a/1", wait=20), "requests/a%2F1?wait=20", None),
        (plain(AT_REST), lambda c: c.status(), "status", None),
        (
            plain(CLOCK),
            lambda c: c.confirm_clock(CLOCK.now, change="c"),
            "clock",
            {"shown": "2021-02-03T07:00:00+07:00", "change": "c"},
        ),
        ({"rearmed": 2}, lambda c: c.rearm("a"), "rearm", {"message": "a"}),
        ({"message": "a"}, lambda c: c.prefer("a"), "prefer", {"name": "a"}),
        ({"released": True}, lambda c: c.release("a"), "release", {"message": "a"}),
        ({"stopped": True}, lambda c: c.stop(everything=True), "stop", {"all": True}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_method_asks_its_route(
    answer: object, ask: Callable[[Client], object], path: str, body: dict[str, object] | None
) -> None:
    http = Http(answer)
    ask(Client(Path(), http=http))
    assert http.asked == [(f"/api/v1/{path}", body)]


def test_answer_is_a_value() -> None:
    taken = Client(Path(), http=Http(TAKEN)).play("a", HOW)
    assert (taken.behind, taken.until) == ("Sáng", datetime.fromisoformat("2026-11-26T06:30:00+07:00"))
    assert Client(Path(), http=Http(plain(AT_REST))).status() == status()


def test_answer_of_another_kind_is_no_answer() -> None:
    with pytest.raises(ServiceError) as caught:
        Client(Path(), http=Http({"stopped": "yes"})).stop(everything=False)
    assert caught.value.code == "service.no_answer"


def test_commands_ask_by_methods_and_not_by_paths() -> None:
    found = [
        f"{path.name}: {node.value}"
        for path in (ROOT / "broadcaster" / "cli").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "/api" in node.value
    ]
    assert found == []


@pytest.mark.parametrize("asks", ["stop(everything=False)", "status()", "say('a', RequestTerms())"])
def test_client_loads_neither_a_web_framework_nor_pydantic_nor_the_station(asks: str) -> None:
    program = f"""
import sys
from pathlib import Path
from broadcaster.api.protocol.client import Client
from broadcaster.playout.requests.by_hand import RequestTerms
try:
    Client(Path("/nowhere")).{asks}
except Exception as error:
    assert "not_running" in str(error), error
heavy = {{"fastapi", "pydantic", "uvicorn", "sqlite3", "broadcaster.station.model.station"}}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
