"""Ways round the leadership's yes: way × key of `approval:` × door × role, on a running station that is loud.

Each attempt is asked of the station as somebody would, and followed until it sounds or is refused. What each
row may reach stands beside it; it is not taken from the program.
"""

from __future__ import annotations

import asyncio
import contextvars
import io
import time
import wave
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyotp
import pytest
from starlette.types import Message, Scope

from benchmarks import soundlab
from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.api.protocol.station_socket import listen
from broadcaster.api.routes.app import build as build_api
from broadcaster.api.transport.server import ApiServer
from broadcaster.api.transport.workers import Workers, serving
from broadcaster.app.station.assembly import RunningStation
from broadcaster.app.station.facade import StationFacade
from broadcaster.app.station.foundation import Mode
from broadcaster.core.errors import BroadcasterError
from broadcaster.journal.rows.model import Airing, AiringKind
from broadcaster.people.roles.model import Caller, OriginPlace, Person, Role
from broadcaster.studio.script.digest import words_digest
from broadcaster.web.site.app import guarded
from broadcaster.web.site.visitor import COOKIE, VISIT, Visitor
from tests.fakes import people, photos
from tests.fakes.quick_hashes import quick_hashes

pytestmark = [
    pytest.mark.patient,
    pytest.mark.skipif(soundlab.missing() is not None, reason="a sound server is missing"),
]

NOBODY: frozenset[Role] = frozenset()
SPEAKERS = frozenset({Role.OFFICER, Role.LEADER})
URGENT = SPEAKERS | {Role.DUTY}
LEADERS = frozenset({Role.LEADER})
TYPISTS = LEADERS | {Role.TECHNICIAN}  # may type in what a leader said of a text that an officer handed in
STEP = 30  # seconds for which an authenticator shows a code
PATIENCE = 20.0  # seconds until a request sounds or is refused
SLOT = 20.0  # seconds from the writing of a schedule to its start: taken after 1 s, planned, rendered

SETTINGS = """\
name: Đài thử
speech: {{engines: [espeak]}}
sound: {{opening: none, closing: none, emergency: none}}
regulation: {{quiet: none}}
approval: {{required: true, {approval}}}
"""


@dataclass(frozen=True)
class Key:
    """The keys of `approval:` under which the table is gone through."""

    approval: str
    at_once: frozenset[Role]  # who may speak at once
    edited: frozenset[Role]  # who may air the approved version of a message that was edited since


KEYS = {
    "an officer may speak at once": Key("at_once: officer, edit: pin", SPEAKERS, SPEAKERS),
    "only a leader may speak at once": Key("at_once: leader, edit: stop", LEADERS, NOBODY),
}

GOOD = "Lời đã duyệt"
BAD = "Lời chưa ai duyệt"
APPROVED = {"duyet": "một", "sua": "hai", "het": "ba", "giu": "bốn", "cao": "chín"}


def text(words: str, priority: str = "normal") -> str:
    return f"title: {words}\nrepeat: 1\npriority: {priority}\nparts:\n  - say: {words}.\n"


@dataclass(frozen=True)
class Way:
    """One way to the loudspeakers, by each door that has it, and who may go it."""

    path: str
    asks: Mapping[str, Any]
    heard: Callable[[Key], frozenset[Role]]
    form: tuple[str, Mapping[str, Any]] | None = None  # the same in the browser


def played(message: str, heard: Callable[[Key], frozenset[Role]], **more: object) -> Way:
    form = ("/play", {"message": message}) if not more else None
    return Way("/play", {"message": message, **more}, heard, form)


LOWER = {"priority": "priority"}
LOUD_REHEARSAL = {"rehearse": True}
TYPED = {"text": BAD}

WAYS = {
    "approved": played("duyet", lambda _: SPEAKERS),
    "never approved": played("moi", lambda _: NOBODY),
    "never approved, as priority": played("moi", lambda _: NOBODY, **LOWER),
    "never approved, rehearsed aloud": played("moi", lambda _: NOBODY, **LOUD_REHEARSAL),
    "never approved, from a sentence": played("moi", lambda _: NOBODY, from_sentence=1),
    "edited": played("sua", lambda key: key.edited),
    "edited, from a sentence": played("sua", lambda key: key.edited, from_sentence=1),
    "edited, rehearsed aloud": played("sua", lambda key: NOBODY, **LOUD_REHEARSAL),
    "made an emergency since": played("cao", lambda key: key.edited),
    "made an emergency since, rehearsed aloud": played("cao", lambda key: NOBODY, **LOUD_REHEARSAL),
    "made an emergency since, asked for as one": Way(
        "/play",
        {"message": "cao", "priority": "emergency"},
        lambda _: URGENT,
        ("/emergency", {"message": "cao"}),
    ),
    "returned": played("tra", lambda _: NOBODY),
    "ended": played("het", lambda _: NOBODY),
    "withheld": played("giu", lambda _: NOBODY),
    "withheld, as an emergency": played("giu", lambda _: NOBODY, priority="emergency"),
    "emergency, never approved": Way(
        "/play",
        {"message": "khan", "priority": "emergency"},
        lambda _: URGENT,
        ("/emergency", {"message": "khan"}),
    ),
    "emergency, never approved, not asked for as one": played("khan", lambda _: NOBODY),
    "emergency in a lower class": played("khan", lambda _: NOBODY, **LOWER),
    "never approved, called an emergency": Way(
        "/play",
        {"message": "moi", "priority": "emergency"},
        lambda _: URGENT,
        ("/emergency", {"message": "moi"}),
    ),
    "typed": Way("/say", TYPED, lambda key: key.at_once),
    "typed, rehearsed aloud": Way("/say", TYPED | LOUD_REHEARSAL, lambda key: key.at_once),
    "typed emergency": Way(
        "/say",
        TYPED | {"priority": "emergency"},
        lambda _: URGENT,
        ("/emergency", {"message": "(say)", **TYPED}),
    ),
    "file": Way("/play-file", {"path": "{wav}"}, lambda key: key.at_once),
    "file, rehearsed aloud": Way("/play-file", {"path": "{wav}"} | LOUD_REHEARSAL, lambda key: key.at_once),
    "missed, made up for": Way("/catch-up", {"what": "lo"}, lambda _: NOBODY),
}


FIGURES = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "không", "mốt")


@dataclass(frozen=True)
class Decision:
    """One way to an approval, and by whom it is one."""

    asks: Mapping[str, Any]
    holds: frozenset[Role]
    path: str = "/approvals/approve"
    submitted: bool = True
    by_telephone: str = ""  # whose authenticator shows the code that is typed in
    on_paper: str = ""  # whose name is under the form, of which a photo is kept
    refused: str = ""  # the reason that `TYPISTS` are given


SHOWN = {"words": "{words}"}
OTHER = {"words": "0" * 64}


def telephone(leader: str, code: str) -> dict[str, Any]:
    return {"telephone": {"leader": leader, "code": code}}


DECISIONS = {
    "as it was shown": Decision(SHOWN, LEADERS),
    "of other words": Decision(OTHER, NOBODY),
    "of what nobody handed in": Decision(SHOWN, NOBODY, submitted=False),
    # The officer has handed it in: a code that was read out says yes to whatever is typed in.
    "by telephone": Decision(SHOWN, TYPISTS, by_telephone="leader"),
    "by telephone, a code that was guessed": Decision(
        SHOWN | telephone("leader", "000000"), NOBODY, refused="people.leader_code_wrong"
    ),
    "by telephone, of an officer": Decision(
        SHOWN, NOBODY, by_telephone="officer", refused="people.not_allowed"
    ),
    "on paper, without a photo": Decision(
        SHOWN | {"paper": {"leader": "leader", "form": "12", "photo": "0" * 64}}, NOBODY
    ),
    "on paper, of an officer": Decision(SHOWN, NOBODY, on_paper="officer", refused="people.not_allowed"),
    "on paper, with a photo": Decision(SHOWN, LEADERS, on_paper="leader"),
    "of what the program is said to read otherwise": Decision({}, NOBODY, "/approvals/reread"),
    "kept as it was approved": Decision({"keep": True}, NOBODY, "/approvals/keep"),
}

DECIDED = {
    (way, role): (f"{number}-{role}", f"{BAD} {one} mươi {other}")
    for number, (way, one) in enumerate(zip(DECISIONS, FIGURES, strict=True))
    for role, other in zip(Role, FIGURES, strict=False)
}
"""A message for each decision by each role: its id, and words of its own."""


class Ward:
    """The station, and what somebody reaches by one of its doors."""

    def __init__(self, folder: Path, key: Key) -> None:
        self.folder, self.key = folder, key
        self._write()
        people.found(folder, *(people.person(role) for role in Role))
        self.running = RunningStation(folder, Mode())
        self.running.open()
        station = self.station
        station.confirm_clock(who="", shown=station.now)
        self.server = ApiServer(build_api(station), listen(folder / "state"))
        self.server.start()
        self.app = guarded(station, lambda: frozenset({"localhost"}))
        self.approved: set[str] = set()
        self.forms = 0
        self._decide()

    def close(self) -> None:
        self.server.close()
        self.running.close()

    @property
    def station(self) -> StationFacade:
        return self.running.facade

    def _write(self) -> None:
        self.write("station.yaml", SETTINGS.format(approval=self.key.approval))
        for name, number in APPROVED.items():
            self.write(f"messages/{name}.yaml", text(f"{GOOD} {number}"))
        for name, number in {"moi": "năm", "tra": "sáu", "lo": "bảy"}.items():
            self.write(f"messages/{name}.yaml", text(f"{BAD} {number}"))
        for name, words in DECIDED.values():
            self.write(f"messages/{name}.yaml", text(words))
        self.write("messages/khan.yaml", text("Lũ đang lên", "emergency"))

    def write(self, name: str, written: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written, encoding="utf-8")

    def _decide(self) -> None:
        """What the leadership said before anybody tried anything."""
        for name in APPROVED:
            digest = words_digest(self.station.filed, self.station.filed.messages[name])
            self.post("/approvals/submit", {"message": name}, Role.OFFICER)
            self.post("/approvals/approve", {"message": name, "words": digest}, Role.LEADER)
            self.approved.add(digest)
        self.post("/approvals/submit", {"message": "tra"}, Role.OFFICER)
        self.post("/approvals/return", {"message": "tra", "why": "Sai"}, Role.LEADER)
        self.post("/approvals/end", {"message": "het", "why": "Xong"}, Role.LEADER)
        self.write("messages/sua.yaml", text(f"{BAD} hai"))
        self.write("messages/cao.yaml", text(f"{GOOD} chín", "emergency"))
        self.station.await_taken("sua")
        self.station.await_taken("cao")
        ticket = self.post("/play", {"message": "giu"}, Role.OFFICER)["id"]
        assert self.followed(ticket) == "heard"
        self.post("/correct", {"name": "giu", "text": "Xin đính chính."}, Role.LEADER)
        self.silence()

    def person(self, role: Role) -> Person:
        known = self.station.access.people.persons
        return known[people.TECHNICIAN.id if role is Role.TECHNICIAN else str(role)]

    def post(self, path: str, asks: Mapping[str, Any], role: Role) -> Any:
        """What the API answers a person of this role at the socket."""
        token = self.station.access.sessions.open(self.person(role), OriginPlace.SOCKET)
        return HttpClient(self.folder / "state", _Session(token)).post(f"/api/v1{path}", dict(asks))

    def send(self, path: str, fields: Mapping[str, Any], role: Role | None) -> int:
        """The status with which a page answers a person of this role, or nobody, in a browser."""
        return self.sent(path, fields, role)[0]

    def sent(self, path: str, fields: Mapping[str, Any], role: Role | None) -> tuple[int, bool]:
        """The same, and whether anything of the form was read."""
        person = None if role is None else self.person(role)
        token = "" if person is None else self.station.access.sessions.open(person, OriginPlace.WEB)
        caller = Caller(person=person, account="", own=False, place=OriginPlace.WEB)
        csrf = Visitor(
            caller=caller,
            token=token or "visit",
            founded=True,
            form_key=self.station.access.devices.form_key(None),
        ).csrf
        headers = {
            "host": "localhost",
            "cookie": f"{COOKIE}={token}" if token else f"{VISIT}=visit",
            "content-type": "application/x-www-form-urlencoded",
        }
        body = urlencode({**fields, "csrf": csrf}, doseq=True).encode()
        return asgi(self.app, path, headers, body)

    def code_of(self, person: str) -> str:
        """The code that a person's authenticator shows now; a fresh one, whose code nobody has used."""
        key = pyotp.random_base32()
        codes, now = pyotp.TOTP(key), int(time.time())
        people.change(self.folder, lambda admin, by: admin.set_totp(person, key, codes.at(now - STEP), by))
        return codes.at(now)

    def paper(self, leader: str) -> dict[str, Any]:
        """A form with a name under it, and a photograph of its own."""
        self.forms += 1
        photo = self.station.approving.keep_photo(photos.png(number=self.forms))
        return {"paper": {"leader": leader, "form": f"{self.forms}/PD", "photo": photo}}

    def followed(self, ticket: str) -> str:
        """Whether a request sounds: `heard`, or why not."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            state = self.station.ticket_state(ticket)
            if state.stage == "on_air":
                return "heard"
            if state.ended is not None:
                return "heard" if state.ended.outcome in ("aired", "cut") else str(state.ended.reason)
            time.sleep(0.02)
        raise AssertionError(f"{ticket} neither sounds nor ends")

    def silence(self) -> None:
        """Stop all, and wait until nothing sounds."""
        end = time.monotonic() + PATIENCE
        while True:
            self.station.stop(everything=True)
            shown = self.station.status()
            if shown.on_air is None and not shown.queue:
                return
            assert time.monotonic() < end
            time.sleep(0.02)

    def rows(self) -> list[Airing]:
        return self.running.parts.as_run.journal.airings()


class _Session:
    def __init__(self, token: str | None) -> None:
        self.token = token

    def renew(self) -> bool:
        return False


def asgi(app: Any, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bool]:
    """Post a form to the console from the network: the answer's status, and whether the form was read."""
    scope: Scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
        "scheme": "https", "http_version": "1.1", "server": ("localhost", 443), "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("192.0.2.7", 1),
    }  # fmt: skip
    sent: list[Message] = []
    read = False

    async def receive() -> Message:
        nonlocal read
        read = True
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    def run() -> None:
        serving.set(Workers("test", 2))
        asyncio.run(app(scope, receive, send))

    contextvars.Context().run(run)
    return int(sent[0]["status"]), read


@pytest.fixture(scope="module", params=KEYS, ids=list(KEYS))
def ward(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    folder = tmp_path_factory.mktemp("dai")
    with (
        soundlab.null_sink(tmp_path_factory.mktemp("pulse")) as server,
        pytest.MonkeyPatch.context() as patch,
        quick_hashes(),
    ):
        for name, value in server.items():
            patch.setenv(name, value)
        opened = Ward(folder, KEYS[request.param])
        yield opened
        opened.close()


def attempt(ward: Ward, way: Way, role: Role, door: str) -> str:
    """`heard`, or why nothing was."""
    asks = {name: value.format(wav=ward.folder / "la.wav") if isinstance(value, str) else value
            for name, value in way.asks.items()}  # fmt: skip
    try:
        if door == "socket":
            return ward.followed(ward.post(way.path, asks, role)["id"])
        assert way.form is not None
        known = {row.id for row in ward.rows()}
        status = ward.send(way.form[0], way.form[1], role)
        if status >= 400:
            return str(status)
        return settled(ward, known)
    except BroadcasterError as error:
        return error.code
    finally:
        ward.silence()


def settled(ward: Ward, known: set[str]) -> str:
    """How a request ended that was asked for in the browser: by the journal, or by what sounds."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if ward.station.status().on_air is not None:
            return "heard"
        for row in ward.rows():
            if row.id not in known and row.outcome is not None:
                return "heard" if row.started is not None else str(row.reason and row.reason.code)
        time.sleep(0.02)
    return "nothing happened"


@pytest.mark.parametrize("way", WAYS)
def test_nobody_is_heard_by_a_way_that_is_not_theirs(ward: Ward, way: str) -> None:
    (ward.folder / "la.wav").write_bytes(wav())
    entry, wrong = WAYS[way], []
    for door in ("socket", "page") if entry.form is not None else ("socket",):
        for role in Role:
            reached = attempt(ward, entry, role, door)
            if (reached == "heard") is not (role in entry.heard(ward.key)):
                wrong.append((door, str(role), reached))
    assert wrong == []


def wav() -> bytes:
    """A second of a sound that nobody approved."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(b"\x00\x20\x00\xe0" * 8000)
    return made.getvalue()


@pytest.mark.parametrize("way", DECISIONS)
def test_nobody_approves_by_a_way_that_is_not_theirs(ward: Ward, way: str) -> None:
    decision, wrong = DECISIONS[way], []
    for role in Role:
        name, _ = DECIDED[way, role]
        message = ward.station.filed.messages[name]
        words = words_digest(ward.station.filed, message)
        if decision.submitted:
            ward.post("/approvals/submit", {"message": name}, Role.OFFICER)
        asks = {key: words if value == "{words}" else value for key, value in decision.asks.items()}
        if decision.on_paper:
            asks |= ward.paper(decision.on_paper)
        if decision.by_telephone:
            asks |= telephone(decision.by_telephone, ward.code_of(decision.by_telephone))
        if role in decision.holds:
            ward.approved.add(words)
        named: dict[str, object] = {"message": name}
        if decision.path.endswith("reread"):
            named = {"seen": [{"message": name, "words": words}]}
        try:
            ward.post(decision.path, named | asks, role)
        except BroadcasterError as error:
            if decision.refused and role in TYPISTS and error.code != decision.refused:
                wrong.append((str(role), error.code))
        valid = {each.message for each in ward.station.approving.overview().messages if each.valid}
        if (name in valid) is not (role in decision.holds):
            wrong.append((str(role), "approved" if name in valid else "not approved"))
        with suppress(BroadcasterError):
            heard = ward.followed(ward.post("/play", {"message": name}, Role.OFFICER)["id"])
            if (heard == "heard") is not (role in decision.holds):
                wrong.append((str(role), heard))
        ward.silence()
    assert wrong == []


BEFORE_THE_BODY = {"/play": SPEAKERS, "/approvals/approve": LEADERS, "/approvals/return": LEADERS}
"""Forms, and whose are read: of who has no right to send them nothing is."""


@pytest.mark.parametrize("path", BEFORE_THE_BODY)
def test_form_of_who_may_not_send_it_is_refused_before_it_is_read(ward: Ward, path: str) -> None:
    answers = {role: ward.sent(path, {"message": "no-such"}, role) for role in Role}
    assert {role for role, (_, read) in answers.items() if read} == BEFORE_THE_BODY[path]
    assert all(status == 403 for status, read in answers.values() if not read)


def test_paper_that_an_officer_types_in_airs_once_the_leader_confirms_it(ward: Ward) -> None:
    """One officer and a photograph approved "by" a leader."""
    ward.write("messages/giay.yaml", text(f"{BAD} trên giấy"))
    ward.station.await_taken("giay")
    words = words_digest(ward.station.filed, ward.station.filed.messages["giay"])
    asks = {"message": "giay", "words": words}
    ward.post("/approvals/approve", asks | ward.paper("leader"), Role.OFFICER)
    reached = [
        attempt(ward, played("giay", lambda _: NOBODY), Role.OFFICER, door) for door in ("socket", "page")
    ]
    assert "heard" not in reached
    assert ward.send("/approvals/approve", asks, Role.OFFICER) == 403
    assert ward.send("/approvals/approve", asks, Role.LEADER) == 303
    ward.approved.add(words)
    assert attempt(ward, played("giay", lambda _: SPEAKERS), Role.OFFICER, "socket") == "heard"


def test_nothing_of_the_folder_airs_by_itself_what_nobody_approved(ward: Ward) -> None:
    """Whoever may write the station's folder, but not `state/`, tries all at one minute."""
    known = {row.id for row in ward.rows()}
    start = (ward.station.now + timedelta(seconds=SLOT)).astimezone(ward.station.station.settings.timezone)
    at = f'at: ["{start:%H:%M:%S}"]\n'
    for name in ("duyet", "moi", "sua", "tra", "het", "giu", "khan", "cao"):
        ward.write(f"schedules/{name}.yaml", f"message: {name}\n{at}")
    ward.write("schedules/chung.yaml", f"messages: [moi, duyet, tra]\n{at}")
    digest = words_digest(ward.station.filed, ward.station.filed.messages["moi"])
    forged = {"message": "moi", "words_digest": digest, "by": "Chủ tịch", "at": f"{start.isoformat()}"}
    ward.write("approvals/moi.yaml", "".join(f"{key}: '{value}'\n" for key, value in forged.items()))
    ward.write("station.yaml", SETTINGS.format(approval="required: false").replace("required: true, ", ""))
    ward.write("people.yaml", "persons: {}\n")
    end = time.monotonic() + SLOT + 45
    while time.monotonic() < end:
        rows = [row for row in ward.rows() if row.id not in known and row.kind is AiringKind.SCHEDULED]
        if len(rows) >= 11 and all(row.outcome is not None for row in rows):
            break
        time.sleep(0.2)
    heard = {row.message for row in rows if row.started is not None}
    assert heard == {"duyet"} | ({"sua", "cao"} if ward.key.edited else set())
    assert {row.words_digest for row in rows if row.started is not None} <= ward.approved
    assert len(rows) == 11


def test_every_sound_of_a_message_was_approved_or_an_emergency(ward: Ward) -> None:
    """After all the attempts: what the journal says was heard."""
    known = ward.station.filed.messages
    yes = [known[DECIDED["as it was shown", role][0]] for role in LEADERS]
    approved = ward.approved | {words_digest(ward.station.filed, message) for message in yes}
    heard = [row for row in ward.rows() if row.started is not None and row.message in known]
    strange = {row.message for row in heard if row.words_digest not in approved}
    assert len(heard) > 10
    assert strange <= {"khan", "moi"}  # as emergencies, which a person asked for
