"""A button that has nothing approved to say is told, in the status and beside its keys, until it has."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.types import Message, Scope

from broadcaster.api.transport.workers import Workers, serving
from broadcaster.app.station.assembly import RunningStation
from broadcaster.app.station.facade import StationFacade
from broadcaster.app.station.foundation import Mode
from broadcaster.cli.running.status import _lines
from broadcaster.core.text.catalogue import Language, say, speaking
from broadcaster.people.approval.decision import Signer
from broadcaster.people.approval.order import AskApprove, AskEndApproval
from broadcaster.people.roles.model import Grant, OriginPlace, Person, Role
from broadcaster.studio.script.digest import words_digest
from broadcaster.web.site.app import build
from broadcaster.web.site.guard import Guarded
from broadcaster.web.site.visitor import COOKIE
from tests.fakes import people
from tests.fakes.quick_hashes import quick_hashes
from tests.fakes.station import settings

TECHNICIAN = Person(id="kt", name="Kỹ", roles=frozenset({Role.TECHNICIAN}))
FLOOD = "title: Lũ\npriority: emergency\nrepeat: 1\nparts:\n  - say: Nước lũ đang lên.\n"
CONTACT = "contacts: {nut-lu: {type: file, path: nut, message: lu, emergency: true}}\n"
CODE = "health.contact_unapproved"
LEADER = Signer(by="Chủ tịch", grant=Grant(role=None))


@pytest.fixture
def station(tmp_path: Path, required: str) -> Iterator[StationFacade]:
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages/lu.yaml").write_text(FLOOD, encoding="utf-8")
    text = settings("tone").replace("required: false", f"required: {required}")
    (tmp_path / "station.yaml").write_text(text + CONTACT, encoding="utf-8")
    with quick_hashes():
        people.found(tmp_path, TECHNICIAN)
    running = RunningStation(tmp_path, Mode())
    running.open()
    yield running.facade
    running.close()


def told(station: StationFacade) -> list[dict[str, str]]:
    return [dict(reason.facts) for reason in station.status().reasons if reason.code == CODE]


def page(station: StationFacade) -> str:
    """The settings of the contacts, as the technician sees them."""
    token = station.access.sessions.open(station.access.people.persons[TECHNICIAN.id], OriginPlace.WEB)
    web = Guarded(build(station), station.access, lambda: frozenset({"localhost"}))
    path = "/settings/contacts"
    scope: Scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"",
        "scheme": "https", "http_version": "1.1", "server": ("localhost", 443), "root_path": "",
        "client": ("192.0.2.7", 1), "state": {},
        "headers": [(b"host", b"localhost"), (b"cookie", f"{COOKIE}={token}".encode())],
    }  # fmt: skip
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    def run() -> None:
        serving.set(Workers("test", 1))
        asyncio.run(web(scope, receive, send))

    contextvars.Context().run(run)
    assert sent[0]["status"] == 200
    return b"".join(each.get("body", b"") for each in sent).decode()


@pytest.mark.parametrize("required", ["true"])
def test_button_without_approved_words_is_told_until_a_leader_says_yes(station: StationFacade) -> None:
    facts = {"contact": "nut-lu", "message": "lu"}
    assert told(station) == [facts]
    with speaking(Language.VI):
        sentence = say(CODE, **facts)
        assert sentence in page(station)
        assert say("status.contact_unapproved", **facts) in _lines(station.status())
    message = station.filed.messages["lu"]
    words = words_digest(station.filed, message)
    station.approving.decide(AskApprove(message="lu", words=words, priority="emergency"), LEADER)
    assert told(station) == []
    assert sentence not in page(station)
    station.approving.decide(AskEndApproval(message="lu", why="sai"), LEADER)
    assert told(station) == [facts]


@pytest.mark.parametrize("required", ["false"])
def test_button_of_a_station_without_approval_is_not_told(station: StationFacade) -> None:
    assert told(station) == []
