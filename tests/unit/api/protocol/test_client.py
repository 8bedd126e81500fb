"""The client asks each question at its route, and answers with values."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TypedDict

import pytest

from broadcaster.api.protocol.airing import AskRequest, AskStatus
from broadcaster.api.protocol.client import Client
from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.api.protocol.ward import AskOrder
from broadcaster.api.questions.decisions import AskClock, AskRelease, AskStop
from broadcaster.core.answers import plain
from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.core.questions import Question
from broadcaster.playout.requests.by_hand import AskPlay
from tests.fakes.status import AT_REST, CLOCK, status

ROOT = Path(__file__).parents[4]


class Terms(TypedDict):
    """What goes with every request for the air."""

    priority: str
    zones: tuple[str, ...]


HOW = Terms(priority="emergency", zones=("trung-tam",))
FIELDS = {"priority": "emergency", "zones": ["trung-tam"]}
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
    ("answer", "asked", "path", "body"),
    [
        (TAKEN, AskPlay(message="a", **HOW), "play", {"message": "a", **FIELDS}),
        (TAKEN, AskPlay(message="a", from_sentence=2), "play", {"message": "a", "from_sentence": 2}),
        (STATE, AskRequest(ticket="a/1", wait=20.0), "requests/a%2F1?wait=20.0", None),
        (STATE, AskRequest(ticket="a/1"), "requests/a%2F1", None),
        (plain(AT_REST), AskStatus(), "status", None),
        (
            plain(CLOCK),
            AskClock(shown=CLOCK.now, change="c"),
            "clock",
            {"shown": "2021-02-03T07:00:00+07:00", "change": "c"},
        ),
        (
            {"refuses": True, "rows": []},
            AskOrder(number="1", by="UBND", first=date(2026, 12, 1), until=date(2026, 12, 2)),
            "regulation/order",
            {"number": "1", "by": "UBND", "first": "2026-12-01", "until": "2026-12-02"},
        ),
        ({"released": True}, AskRelease(message="a"), "release", {"message": "a"}),
        ({"stopped": True}, AskStop(all=True), "stop", {"all": True}),
        ({"stopped": True}, AskStop(), "stop", {}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_question_is_asked_at_its_route(
    answer: object, asked: Question[object], path: str, body: dict[str, object] | None
) -> None:
    http = Http(answer)
    Client(Path(), http=http).ask(asked)
    assert http.asked == [(f"/api/v1/{path}", body)]


def test_answer_is_a_value() -> None:
    taken = Client(Path(), http=Http(TAKEN)).ask(AskPlay(message="a"))
    assert (taken.behind, taken.until) == ("Sáng", datetime.fromisoformat("2026-11-26T06:30:00+07:00"))
    assert Client(Path(), http=Http(plain(AT_REST))).ask(AskStatus()) == status()


def test_answer_of_another_kind_is_no_answer() -> None:
    with pytest.raises(ServiceError) as caught:
        Client(Path(), http=Http({"stopped": "yes"})).ask(AskStop())
    assert caught.value.code == "service.no_answer"


def test_commands_ask_by_questions_and_not_by_paths() -> None:
    found = [
        f"{path.name}: {node.value}"
        for path in (ROOT / "broadcaster" / "cli").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "/api" in node.value
    ]
    assert found == []


@pytest.mark.parametrize("asks", ["AskStop()", "AskStatus()", "AskSay(text='a')"])
def test_client_loads_neither_a_web_framework_nor_pydantic_nor_the_station(asks: str) -> None:
    program = f"""
import sys
from pathlib import Path
from broadcaster.api.protocol.client import Client
from broadcaster.api.protocol.airing import AskStatus
from broadcaster.api.questions.decisions import AskStop
from broadcaster.playout.requests.by_hand import AskSay
try:
    Client(Path("/nowhere")).ask({asks})
except Exception as error:
    assert "not_running" in str(error), error
heavy = {{"fastapi", "pydantic", "uvicorn", "sqlite3", "broadcaster.station.model.station"}}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
