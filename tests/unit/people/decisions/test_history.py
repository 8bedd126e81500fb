"""Random histories: whatever happens, what is heard was approved by somebody who might, or waits for that.

Edits of texts and lexicon, submissions, approvals, returns and ends by people with and without the right, a
delegation that comes and goes, forged files, spoilt archives, words at once, emergencies, kills and restarts.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import PeopleError
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import AiringKind
from broadcaster.people.approval.decision import Signer
from broadcaster.people.approval.order import AskApprove
from broadcaster.people.roles.model import Action, Caller, Delegation, People, Person, Role
from broadcaster.people.roles.rights import granted
from broadcaster.people.versions.version import doubts
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.by_hand import AskPlay, AskSay
from broadcaster.station.editing import approvals as copies
from broadcaster.station.model.regulation import Approval
from broadcaster.studio.script.digest import words_digest
from broadcaster.timetable.guard.clock_sources import FakeTimeSource
from tests.counts import counted
from tests.house import SETTINGS, House, local
from tests.unit.app.urgency import Post

STATION = SETTINGS.replace("required: false", "required: true") + "regulation: {quiet: none}\n"
TEXTS = ("Kính thưa bà con.", "Mời bà con họp.", "Xin hết tin.")
READINGS = ("bà con", "bà gon", "bà côn")
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
LAN = Person(id="lan", name="Lan", roles=frozenset({Role.OFFICER}))
CHI = Person(id="chi", name="Chi", roles=frozenset({Role.LEADER}))
THO = Person(id="tho", name="Thợ", roles=frozenset({Role.TECHNICIAN}))
PERSONS = {one.id: one for one in (LAN, CHI, THO)}
someone = st.sampled_from(sorted(PERSONS))


@dataclass
class Yes:
    """What the oracle holds for approved, and since when until when."""

    words: str
    since: datetime
    until: datetime | None = None


class Histories(RuleBasedStateMachine):
    """One station and its people; the oracle keeps its own account of what was approved."""

    @initialize()
    def open_first(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.clock = FakeClock(local("2026-11-23T06:30"))
        self.boots = 0
        self.yes: list[Yes] = []
        self.submitted: tuple[str, str] | None = None
        self.authors: set[tuple[str, str]] = set()  # since the last approval
        self.delegated = False
        self.write("station.yaml", STATION)
        self.write("schedules/a.yaml", 'message: m\nevery: 20m\nbetween: "00:00-23:59"\ncatch_up: 10m\n')
        self.write("lexicon.yaml", f"bà con: {READINGS[0]}\n")
        self.write_text(TEXTS[0])
        self.open()

    def teardown(self) -> None:
        if hasattr(self, "house"):
            self.house.journal.close()
            shutil.rmtree(self.folder)

    def open(self) -> None:
        self.boots += 1
        journal = Journal.open(self.folder / "state/journal.db", self.clock)
        source = FakeTimeSource(network=True, boot_id=f"boot-{self.boots}")
        self.house = House(self.folder, self.clock, journal, source=source)
        self.house.open()
        self.post = Post(self.house)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def write_text(self, text: str) -> None:
        self.write("messages/m.yaml", f"title: M\nrepeat: 1\nparts:\n  - say: {text}\n")

    @property
    def people(self) -> People:
        today = self.clock.now().astimezone(ZONE).date()
        given = (Delegation(to="lan", start=today, until=today),) if self.delegated else ()
        chi = Person(id="chi", name="Chi", roles=CHI.roles, delegations=given)
        return People(persons=PERSONS | {"chi": chi})

    def entitled(self, name: str) -> bool:
        """By the oracle's own account."""
        return name == "chi" or (name == "lan" and self.delegated)

    def signer(self, name: str) -> Signer | None:
        """As the door makes it; None for somebody who is turned away."""
        person = PERSONS[name]
        caller = Caller(person=person, account=name, own=False)
        grant = granted(self.people, caller, Action.APPROVE, self.clock.now().astimezone(ZONE).date())
        assert (grant is not None) == self.entitled(name)
        return None if grant is None else Signer(by=person.shown, person=name, grant=grant)

    @property
    def now_filed(self) -> tuple[Any, str]:
        message = self.house.filed.messages["m"]
        return message, words_digest(self.house.filed, message)

    def end_yes(self) -> None:
        if self.yes and self.yes[-1].until is None:
            self.yes[-1].until = self.clock.now()

    @rule(text=st.sampled_from(TEXTS))
    def edit(self, text: str) -> None:
        self.write_text(text)
        self.house.reload()
        self.run(minutes=20)

    @rule(reading=st.sampled_from(READINGS))
    def edit_lexicon(self, reading: str) -> None:
        self.write("lexicon.yaml", f"bà con: {reading}\n")
        self.house.reload()

    @rule(name=someone, keep=st.sampled_from([None, True, False]))
    def submit(self, name: str, keep: bool | None) -> None:
        message, words = self.now_filed
        edited = bool(self.yes) and self.yes[-1].until is None and self.yes[-1].words != words
        signer = Signer(by=PERSONS[name].shown, person=name)
        self.house.deciding.submit(self.house.filed, message, signer, keep=keep)
        self.submitted = (name, words)
        self.authors.add(self.submitted)
        if edited and keep is False:
            self.end_yes()
        self.house.reload()
        self.run(minutes=20 if keep is False else 0)

    @rule(name=someone)
    def approve(self, name: str) -> None:
        signer, (message, words) = self.signer(name), self.now_filed
        if signer is None:
            return
        spans = tuple((span.written, span.spoken) for span in doubts(self.house.filed, message))
        handed_in = self.submitted is not None and self.submitted[1] == words
        may = handed_in and (name, words) not in self.authors
        try:
            shown = AskApprove(message="m", words=words, spans=spans)
            self.house.deciding.approve(self.house.filed, message, signer, shown)
        except PeopleError:
            assert not may
            return
        assert may
        self.end_yes()
        self.yes.append(Yes(words=words, since=self.clock.now()))
        self.submitted = None
        self.authors.clear()
        self.house.reload()

    @rule()
    def hand_in_and_approve(self) -> None:
        """As it should be: the officer hands in, the leader approves, and it airs."""
        self.submit("lan", None)
        self.approve("chi")
        self.run(minutes=20)

    @rule(name=someone)
    def approve_their_own(self, name: str) -> None:
        self.submit(name, None)
        self.approve(name)

    @rule(texts=st.permutations(TEXTS))
    def stop_for_an_edit_and_change_back(self, texts: list[str]) -> None:
        self.edit(texts[0])
        self.hand_in_and_approve()
        self.edit(texts[1])
        self.submit("lan", False)
        self.edit(texts[0])

    @rule(name=someone)
    def send_back(self, name: str) -> None:
        signer, (message, words) = self.signer(name), self.now_filed
        if signer is None:
            return
        self.house.deciding.send_back(self.house.filed, message, signer, "sai")
        self.submitted = None
        if self.yes and self.yes[-1].words == words:
            self.end_yes()
        self.house.reload()
        self.run(minutes=20)

    @rule(name=someone)
    def end(self, name: str) -> None:
        signer = self.signer(name)
        if signer is None:
            return
        with suppress(PeopleError):
            self.house.deciding.end(self.house.filed, "m", signer, "hết")
            self.end_yes()
        self.house.reload()
        self.run(minutes=20)

    @rule(on=st.booleans())
    def delegate(self, on: bool) -> None:
        self.delegated = on

    @rule()
    def forge(self) -> None:
        _, words = self.now_filed
        approval = Approval(message="m", words_digest=words, by="Chi", at=self.clock.now())
        copies.write(self.folder, approval)
        self.house.reload()

    @rule()
    def spoil_pins(self) -> None:
        for path in (self.folder / "state/pinned").glob("*.zip"):
            path.write_bytes(path.read_bytes().replace("bà con".encode(), "bà còn".encode()))
        self.restart(clean=False, seconds=1)
        self.run(minutes=20)

    @rule(leads=st.booleans())
    def say(self, leads: bool) -> None:
        by = Requester(shown="Chi (chi)" if leads else "Lan (lan)", leads=leads)
        self.post.asked(lambda: self.post.manual.take(AskSay(text="Mất điện."), by))
        self.run(minutes=2)

    @rule(priority=st.sampled_from([None, "priority", "emergency"]))
    def play(self, priority: str | None) -> None:
        self.post.asked(
            lambda: self.post.manual.take(
                AskPlay(message="m", priority=priority), Requester(shown="Lan (lan)")
            )
        )
        self.run(minutes=2)

    @rule(right=st.booleans())
    def answer(self, right: bool) -> None:
        self.house.write()
        signer = self.signer("chi")
        assert signer is not None
        for each in self.house.book.to_confirm()[:1]:
            self.house.deciding.answer(self.house.filed, each.airing.id, signer, right=right, why="sai")

    @rule()
    def pass_time(self) -> None:
        self.run(minutes=20)

    @rule(clean=st.booleans(), seconds=st.sampled_from([1, 120]))
    def restart(self, clean: bool, seconds: int) -> None:
        if clean:
            self.house.stop_cleanly()
        else:
            self.house.cut_power()
        self.house.write()
        self.house.journal.close()
        self.clock.advance(seconds)
        self.open()

    def run(self, *, minutes: int) -> None:
        self.house.run_until(self.clock.now() + timedelta(minutes=minutes))

    @invariant()
    def what_was_heard_was_approved_or_waits(self) -> None:
        if not hasattr(self, "house"):
            return
        waiting = {each.airing.id for each in self.house.book.to_confirm()}
        answered = self.house.book.decisions.airings.keys()
        for airing in self.house.log():
            if airing.started is None or airing.kind is AiringKind.REHEARSAL:
                continue
            if airing.confirm:
                assert airing.id in waiting | answered
                continue
            if airing.message is not None and airing.message.startswith("(say)"):
                assert airing.who == "Chi (chi)"  # may approve, and said it
                continue
            held = [yes for yes in self.yes if yes.words == airing.words_digest]
            assert any(
                yes.since <= airing.started and (yes.until is None or airing.started <= yes.until)
                for yes in held
            ), (airing, self.yes)


@pytest.mark.patient
def test_whatever_happens_what_is_heard_was_approved_or_waits_for_that() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=counted(40, least=10),
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
