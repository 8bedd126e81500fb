"""The whole table of rights, asked through the socket: each route × each role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pyotp
import pytest

from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.api.protocol.station_socket import connect, listen
from broadcaster.api.questions.declaration import BY_QUESTION
from broadcaster.api.routes.app import build
from broadcaster.api.transport.server import ApiServer
from broadcaster.core.clock import Clock, FakeClock, SystemClock
from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.people.access.access import Access
from broadcaster.people.roles.model import Action, Delegation, Person, Role
from broadcaster.people.roles.rights import RIGHTS
from broadcaster.people.sign_in import proofs
from broadcaster.station.loading.loader import load
from tests.fakes import people

WORDS = "0" * 64
EMERGENCY = {"priority": "emergency"}
REHEARSAL = {"rehearse": True}


class Asked(NamedTuple):
    path: str
    body: dict[str, Any] | None  # None: GET
    needs: Action


TABLE = [
    Asked("/api/v1/status", None, Action.LOOK),
    Asked("/api/v1/requests/x", None, Action.LOOK),
    Asked("/metrics", None, Action.LOOK),
    Asked("/api/v1/events", None, Action.LOOK),
    Asked("/api/v1/stop", {}, Action.STOP),
    Asked("/api/v1/stop", {"all": True}, Action.STOP),
    Asked("/api/v1/hear", {"text": "Lũ"}, Action.REHEARSE),
    Asked("/api/v1/keying/test", {}, Action.MAINTAIN),
    Asked("/api/v1/notices/test", {}, Action.MAINTAIN),
    Asked("/api/v1/notices", None, Action.MAINTAIN),
    Asked("/api/v1/inbox", None, Action.LOOK),
    Asked("/api/v1/inbox/words/0", None, Action.LOOK),
    Asked("/api/v1/inbox/use", {"alert": "0"}, Action.WRITE),
    Asked("/api/v1/inbox/set-aside", {"alert": "0"}, Action.WRITE),
    Asked("/api/v1/regulation", None, Action.LOOK),
    Asked("/api/v1/window", None, Action.LOOK),
    Asked(
        "/api/v1/regulation/order",
        {"number": "1", "by": "UBND", "first": "2026-11-20", "until": "2026-11-21"},
        Action.STATION,
    ),
    Asked("/api/v1/regulation/end", {"number": "1"}, Action.STATION),
    Asked(
        "/api/v1/regulation/mourn",
        {"what": "silence", "first": "2026-11-20", "until": "2026-11-21"},
        Action.STATION,
    ),
    Asked("/api/v1/regulation/mourn-end", {}, Action.STATION),
    Asked("/api/v1/regulation/move", {}, Action.STATION),
    Asked("/api/v1/clock", {"shown": "2026-11-20T08:00:00+07:00"}, Action.CLOCK),
    Asked("/api/v1/clock", {"shown": "2026-11-20T08:00:00+07:00", "change": "c"}, Action.APPROVE),
    Asked("/api/v1/rearm", {}, Action.EMERGENCY),
    Asked("/api/v1/prefer", {"name": "a"}, Action.SPEAK),
    Asked("/api/v1/correct", {"name": "a", "text": "Lũ"}, Action.SPEAK),
    Asked("/api/v1/release", {"message": "a"}, Action.SPEAK),
    Asked("/api/v1/catch-up", {"what": "khan"}, Action.SPEAK),
    Asked("/api/v1/play", {"message": "tin"}, Action.SPEAK),
    Asked("/api/v1/play", {"message": "khong-co"}, Action.SPEAK),
    Asked("/api/v1/play", {"message": "tin", **EMERGENCY}, Action.EMERGENCY),
    Asked("/api/v1/play", {"message": "khan"}, Action.EMERGENCY),
    Asked("/api/v1/play", {"message": "khan", "priority": "normal"}, Action.SPEAK),
    Asked("/api/v1/play", {"message": "khan", **REHEARSAL}, Action.REHEARSE),
    Asked("/api/v1/play", {"message": "tin", **REHEARSAL, **EMERGENCY}, Action.REHEARSE),
    Asked("/api/v1/approvals/submit", {"message": "tin"}, Action.WRITE),
    Asked("/api/v1/approvals/keep", {"message": "tin", "keep": True}, Action.WRITE),
    Asked("/api/v1/approvals/approve", {"message": "tin", "words": WORDS}, Action.APPROVE),
    Asked("/api/v1/approvals/return", {"message": "tin", "why": "Sai"}, Action.APPROVE),
    Asked("/api/v1/approvals/end", {"message": "tin", "why": "Sai"}, Action.APPROVE),
    Asked("/api/v1/approvals/reread", {"seen": [{"message": "tin", "words": "0" * 64}]}, Action.APPROVE),
    Asked("/api/v1/approvals", None, Action.LOOK),
    Asked("/api/v1/approvals/former?message=tin", None, Action.LOOK),
    Asked("/api/v1/approvals/photo", {}, Action.WRITE),
    *(
        Asked("/api/v1/approvals/approve", {"message": "tin", "words": WORDS, **said}, Action.WRITE)
        for said in (
            {"telephone": {"leader": "leader", "code": "123456"}},
            {"paper": {"leader": "leader", "form": "12", "photo": WORDS}},
        )
    ),
    Asked("/api/v1/approvals/confirm", {"airing": "01m8caqdb558d22rp3"}, Action.APPROVE),
    Asked("/api/v1/approvals/object", {"airing": "01m8caqdb558d22rp3", "why": "Sai"}, Action.APPROVE),
    *(
        Asked(f"/api/v1/{path}", body | how, needs)
        for path, body in (
            ("say", {"text": "Lũ"}),
            ("play-file", {"path": "/a.mp3"}),
            ("relay", {"source": "vov1", "seconds": 60}),
            ("live", {}),
        )
        for how, needs in (({}, Action.SPEAK), (EMERGENCY, Action.EMERGENCY), (REHEARSAL, Action.REHEARSE))
    ),
]

PEOPLE: dict[Role, Person] = {role: people.person(role) for role in Role}
PEOPLE[Role.TECHNICIAN] = people.TECHNICIAN
DELEGATE = replace(people.person(Role.VIEWER), id="duoc-uy-quyen")


class Silent:
    """A station that does nothing: what is allowed ends with `service.ending`."""

    def __init__(self, access: Access) -> None:
        self.access = access
        self.station = load(access.folder).station
        self.loud = False  # whether the ward hears what is rehearsed

    def hears(self, _zones: object) -> bool:
        return self.loud

    def __getattr__(self, name: str) -> Silent:
        return self

    def __call__(self, *_: object, **__: object) -> None:
        raise ServiceError("service.ending")


class Session:
    """Somebody's token; it is never renewed."""

    def __init__(self, token: str | None) -> None:
        self.token = token

    def renew(self) -> bool:
        return False


class Door:
    """The station's API, and what somebody is answered."""

    def __init__(self, folder: Path, clock: Clock | None = None) -> None:
        self.folder = folder
        (folder / "state").mkdir(exist_ok=True)
        (folder / "messages").mkdir()
        (folder / "station.yaml").write_text("name: A\n")
        (folder / "messages" / "tin.yaml").write_text("title: Tin\nparts: [{say: Tin}]\n")
        (folder / "messages" / "khan.yaml").write_text(
            "title: Khẩn\npriority: emergency\nparts: [{say: Lũ}]\n"
        )
        zone = ZoneInfo("Asia/Ho_Chi_Minh")
        self.access = Access(folder, folder / "state", clock or SystemClock(), lambda: zone)
        self.silent = Silent(self.access)
        self.server = ApiServer(build(self.silent), listen(folder / "state"))  # type: ignore[arg-type]
        self.server.start()

    def close(self) -> None:
        self.server.close()
        self.access.close()

    def answer(self, asked: Asked, token: str | None) -> str:
        client = HttpClient(self.folder / "state", Session(token))
        try:
            found = client.get(asked.path) if asked.body is None else client.post(asked.path, asked.body)
        except BroadcasterError as error:
            return error.code
        return f"answered: {found}"


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A station with one person for each role, and one to whom the leader delegates."""
    folder = tmp_path_factory.mktemp("dai")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proofs, "MEMORY", 8)
        patch.setattr(proofs, "PASSES", 1)
        leader = PEOPLE[Role.LEADER]
        others = [one for role, one in PEOPLE.items() if role is not Role.TECHNICIAN]
        people.found(folder, *others, DELEGATE)
        given = Delegation(to=DELEGATE.id, start=people.today(), until=people.today())
        people.change(folder, lambda admin, by: admin.delegate(leader.id, given, by))
        door = Door(folder)
        yield door
        door.close()


@pytest.fixture(scope="module")
def tokens(ward: Door) -> dict[str, str]:
    return {one.id: people.token(ward.folder, one) for one in (*PEOPLE.values(), DELEGATE)}


@pytest.mark.parametrize("role", Role, ids=str)
def test_role_may_ask_what_the_table_says_and_nothing_else(
    ward: Door, tokens: dict[str, str], role: Role
) -> None:
    wrong = []
    for asked in TABLE:
        answered = ward.answer(asked, tokens[PEOPLE[role].id])
        expected = "service.ending" if role in RIGHTS[asked.needs] else "people.not_allowed"
        if answered != expected:
            wrong.append((asked, answered))
    assert wrong == []


@pytest.mark.parametrize("role", Role, ids=str)
def test_rehearsal_that_the_ward_hears_needs_the_right_of_a_real_airing(
    ward: Door, tokens: dict[str, str], role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ward.silent, "loud", True)
    real = [
        (asked, Action.SPEAK)  # whatever class it names: what is heard is no emergency
        for asked in TABLE
        if asked.needs is Action.REHEARSE
    ]
    assert len(real) > 5
    allowed = {(asked.path, needs): ward.answer(asked, tokens[PEOPLE[role].id]) for asked, needs in real}
    assert allowed == {
        (path, needs): "service.ending" if role in RIGHTS[needs] else "people.not_allowed"
        for path, needs in allowed
    }


def test_viewer_to_whom_the_leader_delegates_may_approve_too(ward: Door, tokens: dict[str, str]) -> None:
    for asked in TABLE:
        expected = "service.ending" if asked.needs in (Action.APPROVE, Action.LOOK) else "people.not_allowed"
        assert ward.answer(asked, tokens[DELEGATE.id]) == expected, asked


@pytest.mark.parametrize("token", [None, "", "x" * 43], ids=["none", "empty", "wrong"])
def test_own_account_that_says_nobodys_name_may_look_and_stop(ward: Door, token: str | None) -> None:
    for asked in TABLE:
        expected = "service.ending" if asked.needs in (Action.LOOK, Action.STOP) else "people.who_asks"
        assert ward.answer(asked, token) == expected, asked


def test_no_route_says_what_is_wrong_with_a_question_to_who_may_not_ask_it(
    ward: Door, tokens: dict[str, str]
) -> None:
    schema = HttpClient(ward.folder / "state").get("/api/v1/openapi.json")
    asked, told = 0, []
    for path, ways in schema["paths"].items():
        for verb, route in ways.items():
            right = route["x-right"]
            if right in ("anybody", "oneself"):
                continue
            needs = BY_QUESTION.get(right) or (Action(right),)
            body = None if verb == "get" else {"nonsense": [1]}
            question = Asked(path.replace("{ticket}", "%00"), body, needs[0])
            for role in (each for each in Role if not any(each in RIGHTS[one] for one in needs)):
                asked += 1
                answered = ward.answer(question, tokens[PEOPLE[role].id])
                if answered != "people.not_allowed":
                    told.append((verb, path, str(role), answered))
    assert told == []
    assert asked > 50


def test_who_may_ask_is_told_what_is_wrong(ward: Door, tokens: dict[str, str]) -> None:
    officer = tokens[PEOPLE[Role.OFFICER].id]
    for path in ("play", "say", "approvals/submit", "approvals/approve"):
        answered = ward.answer(Asked(f"/api/v1/{path}", {"nonsense": 1}, Action.SPEAK), officer)
        assert answered == "service.not_understood", path


def test_every_route_with_a_right_is_in_the_table(ward: Door) -> None:
    schema = HttpClient(ward.folder / "state").get("/api/v1/openapi.json")
    needing = {
        path
        for path, ways in schema["paths"].items()
        for route in ways.values()
        if route["x-right"] not in ("anybody", "oneself")
    }
    assert {
        asked.path.replace("/requests/x", "/requests/{ticket}")
        .replace("/inbox/words/0", "/inbox/words/{alert}")
        .partition("?")[0]
        for asked in TABLE
    } == needing


def test_station_that_never_had_people_asks_nobody(tmp_path: Path) -> None:
    door = Door(tmp_path)
    try:
        answers = {door.answer(asked, None) for asked in TABLE}
        assert answers == {"service.ending", "people.no_leader"}  # the second where a leader is named
    finally:
        door.close()


SAY = Asked("/api/v1/say", {"text": "Lũ"}, Action.SPEAK)


def lost(door: Door, one: Person) -> None:
    people.change(door.folder, lambda admin, by: admin.remove(one.id, by))


def disabled(door: Door, one: Person) -> None:
    people.change(door.folder, lambda admin, by: admin.edit(one.id, lambda p: replace(p, enabled=False), by))


def stripped(door: Door, one: Person) -> None:
    viewer = frozenset({Role.VIEWER})
    people.change(door.folder, lambda admin, by: admin.edit(one.id, lambda p: replace(p, roles=viewer), by))


@pytest.mark.parametrize(
    ("change", "answered"),
    [(lost, "people.who_asks"), (disabled, "people.who_asks"), (stripped, "people.not_allowed")],
    ids=["removed", "disabled", "role taken"],
)
def test_right_is_lost_at_once_in_the_session_that_is_open(
    tmp_path: Path, change: Any, answered: str
) -> None:
    officer = people.person(Role.OFFICER)
    people.found(tmp_path, officer)
    door = Door(tmp_path)
    try:
        token = people.token(tmp_path, officer)
        assert door.answer(SAY, token) == "service.ending"
        change(door, officer)
        assert door.answer(SAY, token) == answered
    finally:
        door.close()


def test_session_of_sign_in_ends_with_sign_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs, "MEMORY", 8)
    monkeypatch.setattr(proofs, "PASSES", 1)
    officer = people.person(Role.OFFICER)
    people.found(tmp_path, officer, password=people.PASSWORD)
    door = Door(tmp_path)
    try:
        plain = HttpClient(tmp_path / "state")
        question: dict[str, object] = {"person": officer.id, "password": people.PASSWORD}
        token = plain.post("/api/v1/sign-in", question)["token"]
        assert door.answer(SAY, token) == "service.ending"
        signed_in = HttpClient(tmp_path / "state", Session(token))
        assert signed_in.post("/api/v1/sign-out", {}) == {"signed_out": True}
        assert door.answer(SAY, token) == "people.who_asks"
        assert plain.post("/api/v1/sign-out", {}) == {"signed_out": False}
        with pytest.raises(BroadcasterError) as caught:
            plain.post("/api/v1/sign-in", {"person": officer.id, "pin": "000000"})
        assert caught.value.code == "people.wrong"
    finally:
        door.close()


def test_session_of_a_pin_alone_is_for_what_cannot_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proofs, "MEMORY", 8)
    monkeypatch.setattr(proofs, "PASSES", 1)
    officer = people.person(Role.OFFICER)
    people.found(tmp_path, officer, pin=people.PIN)
    door = Door(tmp_path)
    try:
        plain = HttpClient(tmp_path / "state")
        for shown in ({"pin": people.PIN}, {"secret": people.PIN}):
            signed_in = plain.post("/api/v1/sign-in", {"person": officer.id, **shown})
            assert signed_in["by_pin"] is True
            token = signed_in["token"]
            assert door.answer(SAY, token) == "people.pin_only"
            mine = HttpClient(tmp_path / "state", Session(token))
            urgent: dict[str, object] = {"text": "Lũ về.", "priority": "emergency"}
            assert answered(mine, "/api/v1/say", **urgent) == "service.ending"
            assert answered(mine, "/api/v1/password", old=people.PIN, new="82736451") == "people.pin_only"
    finally:
        door.close()


def test_no_code_of_an_authenticator_signs_in_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A code that a leader reads out for one message signed the officer in as the leader."""
    monkeypatch.setattr(proofs, "MEMORY", 8)
    monkeypatch.setattr(proofs, "PASSES", 1)
    leader = people.person(Role.LEADER)
    people.found(tmp_path, leader, password=people.PASSWORD)
    key = pyotp.random_base32()
    codes = pyotp.TOTP(key)
    before = datetime.now(UTC)
    people.change(tmp_path, lambda admin, by: admin.set_totp(leader.id, key, codes.now(), by))
    fresh = codes.at(before.timestamp() + 30)
    door = Door(tmp_path)
    try:
        plain, path = HttpClient(tmp_path / "state"), "/api/v1/sign-in"
        assert answered(plain, path, person=leader.id, totp=fresh) == "service.not_understood"
        for field in ("secret", "recovery"):
            assert answered(plain, path, person=leader.id, **{field: fresh}) == "people.wrong"
        question: dict[str, object] = {"person": leader.id, "password": people.PASSWORD}
        assert answered(plain, path, **question) == "people.second_step"
        token = plain.post(path, {**question, "second": fresh})["token"]
        assert door.answer(SAY, token) == "service.ending"
        assert answered(plain, path, **question, second=fresh) == "people.wrong"
    finally:
        door.close()


def test_person_changes_the_own_password_and_the_old_secret_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proofs, "MEMORY", 8)
    monkeypatch.setattr(proofs, "PASSES", 1)
    officer = people.person(Role.OFFICER)
    people.found(tmp_path, officer, pin=people.PIN)
    door = Door(tmp_path)
    path, fresh = "/api/v1/password", "82736451"  # digits, as long as a PIN may be
    try:
        plain = HttpClient(tmp_path / "state")
        assert answered(plain, path, old=people.PIN, new=fresh) == "people.not_known"
        mine = Session(people.token(tmp_path, officer))
        signed_in = HttpClient(tmp_path / "state", mine)
        assert answered(signed_in, path, old="000000", new=fresh) == "people.wrong"
        assert answered(signed_in, path, old=people.PIN, new="ngắn") == "people.password_short"
        changed = signed_in.post(path, {"old": people.PIN, "new": fresh})
        assert door.answer(SAY, mine.token) == "people.who_asks"  # all sessions have ended but the new one
        assert door.answer(SAY, changed["token"]) == "service.ending"
        again = plain.post("/api/v1/sign-in", {"person": officer.id, "secret": fresh})
        assert again["person"] == officer.id
    finally:
        door.close()


def test_guesses_of_the_old_secret_are_slowed_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs, "MEMORY", 8)
    monkeypatch.setattr(proofs, "PASSES", 1)
    officer = people.person(Role.OFFICER)
    people.found(tmp_path, officer, pin=people.PIN)
    door = Door(tmp_path)
    try:
        client = HttpClient(tmp_path / "state", Session(people.token(tmp_path, officer)))
        said = [
            answered(client, "/api/v1/password", old=f"73{n}104", new="một mật khẩu mới") for n in range(12)
        ]
        assert said[0] == "people.wrong"
        assert said[-1] == "people.slowed"
    finally:
        door.close()


def answered(client: HttpClient, path: str, **body: object) -> str:
    try:
        client.post(path, body)
    except BroadcasterError as error:
        return error.code
    return ""


def test_session_ends_by_itself_a_quarter_of_an_hour_after_the_last_request(tmp_path: Path) -> None:
    officer, clock = people.person(Role.OFFICER), FakeClock(SystemClock().now())
    people.found(tmp_path, officer)
    door = Door(tmp_path, clock)
    try:
        token = people.token(tmp_path, officer, clock)
        for minutes, answered in ((14, "service.ending"), (14, "service.ending"), (16, "people.who_asks")):
            clock.advance(minutes * 60)
            assert door.answer(SAY, token) == answered, minutes
    finally:
        door.close()


def test_who_is_not_known_is_told_how_to_sign_in(ward: Door) -> None:
    lines = (
        b"POST /api/v1/rearm HTTP/1.1",
        b"Host: a",
        b"Content-Type: application/json",
        b"Content-Length: 2",
    )
    with connect(ward.folder / "state") as connection:
        connection.sendall(b"\r\n".join([*lines, b"", b"{}"]))
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 401 ")
    assert b"www-authenticate: Bearer" in answer
