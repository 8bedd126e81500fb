"""The inbox keeps what came, repeats nothing, remembers what was ended, and stays within its bounds."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from broadcaster.alerts.cap.model import Alert, AlertStatus, MsgType
from broadcaster.alerts.inbox import inbox as module
from broadcaster.alerts.inbox import marks
from broadcaster.alerts.inbox.database import INBOX, copy_inbox
from broadcaster.alerts.inbox.finding import AlertFinding, refused
from broadcaster.alerts.inbox.inbox import Inbox
from broadcaster.alerts.inbox.kept import FOLDER, TakenAlert
from broadcaster.alerts.inbox.received import AlertState
from broadcaster.alerts.judging.judgement import judge_alone
from broadcaster.alerts.judging.verdict import AlertVerdict
from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import AlertsError, Phrase
from broadcaster.people.roles.senders import AlertSender, SenderProof, SenderRight
from tests.counts import SEED, counted
from tests.unit.alerts.values import AT, FAR, HOUR, SENT, WARD, alert, from_feed, info, key, sender

OTHER = from_feed(id="khac")


_open: list[Inbox] = []


def opened(state: Path, clock: FakeClock) -> Inbox:
    """An inbox that is closed when the test is over."""
    _open.append(Inbox(state, clock))
    return _open[-1]


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    while _open:
        _open.pop().close()


class Ward:
    """An inbox, and senders whose alerts are judged as a verifier does."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.clock = FakeClock(AT)
        self.inbox = opened(state, self.clock)

    def restarted(self) -> None:
        """Another process opens the same files."""
        self.inbox.close()
        self.inbox = opened(self.state, self.clock)
        if self.inbox.there:
            self.inbox.open()

    def take(self, one: Alert, by: AlertSender | None = None, *, raw: bytes = b"", **more: Any) -> TakenAlert:
        by = sender() if by is None else by
        found = AlertFinding(
            judgement=judge_alone(
                one, from_feed() if by is None else replace(from_feed(), sender=by), WARD, AT
            ),
            alert=one,
            sender=by.id,
            proven=True,
        )
        return self.inbox.take(raw or repr((one, by.id)).encode(), replace(found, **more), by)

    def rows(self) -> list[tuple[str, dict[str, Any]]]:
        return [(row.code, dict(row.facts)) for row in self.inbox.look(trusted=True)]

    @property
    def states(self) -> list[AlertState]:
        return [one.state for one in reversed(self.inbox.all())]


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(tmp_path)


def codes(taken: TakenAlert) -> list[str]:
    return [one.code for one in taken.judgement.reasons]


def ending(identifier: str, *of: str, kind: MsgType = MsgType.CANCEL, **more: Any) -> Alert:
    return alert(key=key(identifier), msg_type=kind, references=tuple(map(key, of)), **more)


def test_what_sounds_waits_and_all_else_is_for_a_person_over_a_restart_too(ward: Ward) -> None:
    ward.take(alert())
    ward.clock.advance(1)
    ward.take(alert(key=key("VN-2")), sender(may=SenderRight.INBOX), raw=b"second")
    before = ward.inbox.all()
    ward.restarted()
    assert ward.states == [AlertState.WAITING, AlertState.RECEIVED]
    assert ward.inbox.all() == before
    assert (ward.state / FOLDER / before[0].received.id).read_bytes() == b"second"


def test_nothing_is_kept_twice_after_a_restart_either(ward: Ward) -> None:
    """By sender, identifier and `sent`, whatever the bytes are."""
    assert ward.take(alert()).judgement.verdict is AlertVerdict.AIR
    for raw in (b"", b"the same with other spaces"):
        ward.restarted()
        assert codes(ward.take(alert(), raw=raw)) == ["alerts.seen"]
    assert len(ward.inbox.all()) == 1


def test_a_restored_backup_repeats_nothing(ward: Ward, tmp_path: Path) -> None:
    ward.take(alert())
    ward.take(ending("VN-3", "VN-9"))
    restored = Ward(tmp_path / "restored")
    copy_inbox(ward.state / INBOX, restored.state / INBOX)
    restored.restarted()
    assert codes(restored.take(alert())) == ["alerts.seen"]
    assert codes(restored.take(alert(key=key("VN-9")))) == ["alerts.ended"]


def test_a_cancel_that_came_first_is_remembered_over_a_restart(ward: Ward) -> None:
    assert codes(ward.take(ending("VN-2", "VN-1"))) == ["alerts.cancels_unseen"]
    ward.restarted()
    late = ward.take(alert())
    assert (late.judgement.verdict, codes(late)) == (AlertVerdict.REFUSE, ["alerts.ended"])


@pytest.mark.parametrize("kind", [MsgType.CANCEL, MsgType.UPDATE])
def test_what_is_ended_is_cancelled_at_once_whatever_it_did(ward: Ward, kind: MsgType) -> None:
    first, second = ward.take(alert()).received, ward.take(alert(key=key("VN-2"))).received
    assert first is not None
    assert second is not None
    ward.inbox.mark(first.id, AlertState.HEARD)
    ward.take(ending("VN-3", "VN-1", "VN-2", kind=kind))
    for one in (first, second):
        assert ward.inbox.cancelled(one)
        ward.inbox.mark(one.id, AlertState.HEARD)  # said too late
        assert ward.inbox.state(one.id) is AlertState.CANCELLED
    ward.restarted()
    assert ward.inbox.cancelled(first)
    assert ward.states.count(AlertState.CANCELLED) == 2


def test_another_senders_cancel_ends_nothing(ward: Ward) -> None:
    first = ward.take(alert()).received
    ward.take(ending("VN-2", "VN-1"), OTHER.sender)
    ward.take(ending("VN-3", "VN-1"), sender(SenderProof.TOKEN))
    assert first is not None
    assert not ward.inbox.cancelled(first)


def test_an_update_for_another_place_is_not_kept_and_ends_the_earlier_one(ward: Ward) -> None:
    first = ward.take(alert()).received
    moved = ward.take(ending("VN-2", "VN-1", kind=MsgType.UPDATE, infos=(info(areas=(FAR,)),)))
    assert codes(moved) == ["alerts.elsewhere"]
    assert first is not None
    assert ward.inbox.cancelled(first)
    assert len(ward.inbox.all()) == 1
    assert moved.received is not None
    assert moved.received.judgement.ends == (key("VN-1"),)


def test_what_nobody_proved_keeps_the_same_bytes_of_a_sender_from_nothing(ward: Ward) -> None:
    """Whoever drops a copy of an alert that is to come must not have it refused."""
    raw = b"the very bytes"
    one = alert()
    unproven = judge_alone(one, replace(from_feed(), accepted=False), WARD, AT)
    assert ward.take(one, raw=raw, proven=False, judgement=unproven).judgement.verdict is AlertVerdict.INBOX
    assert ward.take(one, raw=raw).judgement.verdict is AlertVerdict.AIR
    assert ward.states == [AlertState.WAITING]
    assert codes(ward.take(one, raw=raw)) == ["alerts.seen"]


class TestPersons:
    def test_a_person_sets_aside_what_waits_and_it_stays_so(self, ward: Ward) -> None:
        one = ward.take(alert()).received
        assert one is not None
        ward.inbox.change(one.id, AlertState.SET_ASIDE)
        ward.inbox.mark(one.id, AlertState.HEARD)
        ward.restarted()
        assert ward.states == [AlertState.SET_ASIDE]

    @pytest.mark.parametrize("what", [AlertState.SHOWN, AlertState.USED])
    def test_to_look_at_what_waits_or_to_draft_it_does_not_silence_it(
        self, ward: Ward, what: AlertState
    ) -> None:
        one = ward.take(alert()).received
        assert one is not None
        assert ward.inbox.change(one.id, what).state is AlertState.WAITING

    def test_what_was_used_does_not_become_seen(self, ward: Ward) -> None:
        one = ward.take(alert(), sender(may=SenderRight.INBOX)).received
        assert one is not None
        ward.inbox.change(one.id, AlertState.SHOWN)
        ward.inbox.change(one.id, AlertState.USED)
        assert ward.inbox.change(one.id, AlertState.SHOWN).state is AlertState.USED

    def test_an_alert_that_is_not_there_is_told(self, ward: Ward) -> None:
        for name in ("f" * 64, "../station.yaml"):
            with pytest.raises(AlertsError, match=r"alerts\.unknown"):
                ward.inbox.change(name, AlertState.USED)


class TestTime:
    def test_what_nobody_used_expires_and_what_waits_is_the_airs(self, ward: Ward) -> None:
        ward.take(alert())
        ward.take(alert(key=key("VN-2")), sender(may=SenderRight.INBOX))
        ward.clock.advance(HOUR.total_seconds())
        ward.rows()
        assert sorted(ward.states) == [AlertState.EXPIRED, AlertState.WAITING]

    def test_by_a_clock_that_is_wrong_nothing_expires(self, ward: Ward) -> None:
        ward.take(alert(), sender(may=SenderRight.INBOX))
        ward.clock.advance(10 * HOUR.total_seconds())
        list(ward.inbox.look(trusted=False))
        assert ward.states == [AlertState.RECEIVED]

    def test_the_air_is_told_of_what_waited_and_of_what_is_not_over_the_oldest_first(
        self, ward: Ward
    ) -> None:
        for number, hours in ((1, 1), (2, 3), (3, 3)):
            ward.take(alert(info(expires=SENT + hours * HOUR), key=key(f"VN-{number}")))
            ward.clock.advance(1)
        ward.take(alert(key=key("VN-4")), sender(may=SenderRight.INBOX))
        ward.clock.advance(2 * HOUR.total_seconds())
        told = [one.alert.key.identifier for one in ward.inbox.standing(trusted=True)]
        assert told == ["VN-1", "VN-2", "VN-3"], "that the first did not sound is still to be said"
        ward.inbox.mark(ward.inbox.standing(trusted=True)[0].id, AlertState.EXPIRED)
        told = [one.alert.key.identifier for one in ward.inbox.standing(trusted=True)]
        assert told == ["VN-2", "VN-3"]
        assert len(ward.inbox.standing(trusted=False)) == 3

    def test_a_row_that_cannot_be_read_costs_only_itself(self, ward: Ward) -> None:
        ward.take(alert())
        ward.take(alert(key=key("VN-2")))
        ward.inbox.open().write("UPDATE alerts SET received = '{}' WHERE identifier = 'VN-1'")
        assert [one.alert.key.identifier for one in ward.inbox.standing(trusted=True)] == ["VN-2"]


class TestMarks:
    def test_what_the_air_says_holds_at_once_and_is_written_later(self, ward: Ward) -> None:
        one = ward.take(alert()).received
        assert one is not None
        ward.inbox.mark(one.id, AlertState.REFUSED, Phrase(code="alerts.expired"))
        assert ward.inbox.state(one.id) is AlertState.REFUSED
        ward.inbox.flush()
        ward.restarted()
        kept = ward.inbox.one(one.id)
        assert (kept.state, kept.why) == (AlertState.REFUSED, Phrase(code="alerts.expired"))

    def test_what_a_kill_takes_is_the_last_word_alone(self, ward: Ward) -> None:
        one = ward.take(alert()).received
        assert one is not None
        ward.inbox.mark(one.id, AlertState.HEARD)
        ward.restarted()
        assert ward.states == [AlertState.WAITING]


class TestRows:
    def test_a_flood_is_one_row_for_each_sender_and_reason_a_minute_with_its_number(self, ward: Ward) -> None:
        for _ in range(50):
            ward.take(alert())
            ward.inbox.take(b"x", refused("alerts.too_big", limit=1024), None)
        assert ward.rows() == [], "the minute is not over"
        ward.clock.advance(60)
        told = {(code, facts["why"].code): facts["count"] for code, facts in ward.rows()}
        assert told == {
            ("alerts.row.air", "alerts.airs"): "1",
            ("alerts.row.refuse", "alerts.seen"): "49",
            ("alerts.row.refuse", "alerts.too_big"): "50",
        }
        assert ward.rows() == [], "each is told once"

    def test_a_kill_before_the_minute_is_over_loses_no_row(self, ward: Ward) -> None:
        ward.take(alert())
        ward.restarted()
        ward.clock.advance(60)
        assert [code for code, _ in ward.rows()] == ["alerts.row.air"]


class TestBounds:
    @pytest.fixture(autouse=True)
    def few(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "MOST", 4)
        monkeypatch.setattr(module, "LARGEST", 10_000)
        monkeypatch.setattr(marks, "MOST", 6)

    def test_what_is_over_goes_first_then_what_nobody_proved(self, ward: Ward) -> None:
        steps: dict[str, dict[str, Any]] = {
            "proven": {},
            "unproven": {"proven": False, "by": sender(may=SenderRight.INBOX)},
            "over": {"by": sender(may=SenderRight.INBOX)},
        }
        for name, more in steps.items():
            ward.take(alert(key=key(name)), raw=name.encode(), **more)
            ward.clock.advance(1)
        over = ward.inbox.all()[0].received
        ward.inbox.change(over.id, AlertState.SET_ASIDE)
        for number in range(3):
            ward.take(alert(key=key(f"VN-{number}")), raw=bytes([number]))
            ward.clock.advance(1)
        left = {one.received.alert.key.identifier for one in ward.inbox.all()}
        assert left == {"proven", "VN-0", "VN-1", "VN-2"}
        assert {path.name for path in (ward.state / FOLDER).iterdir()} == {
            one.received.id for one in ward.inbox.all()
        }

    def test_what_waits_to_sound_is_never_pushed_out(self, ward: Ward) -> None:
        for number in range(4):
            ward.take(alert(key=key(f"VN-{number}")), raw=bytes([number]))
        assert codes(ward.take(alert(key=key("VN-9")), raw=b"9")) == ["alerts.inbox_full"]
        assert ward.states == [AlertState.WAITING] * 4

    @pytest.mark.parametrize("size", [1, 3000], ids=["by number", "by size"])
    def test_a_crowd_that_waits_to_sound_takes_no_other_senders_place(self, ward: Ward, size: int) -> None:
        crowd = sender(id="khac", name="Khác", tests=True)
        for number in range(6):
            what = {"status": AlertStatus.TEST} if number % 2 else {}
            ward.take(alert(key=key(f"A-{number}"), **what), crowd, raw=bytes([number]) * size)
            ward.clock.advance(1)
        first = ward.take(alert(key=key("B-1")), raw=b"b" * size).received
        assert first is not None
        ward.inbox.mark(first.id, AlertState.HEARD)
        ward.inbox.flush()
        assert codes(ward.take(alert(key=key("A-9")), crowd, raw=b"9" * size)) == ["alerts.inbox_full"]
        ward.clock.advance(1)
        ward.take(alert(key=key("B-2")), raw=b"c" * size)
        kept = [one.received.alert.key.identifier for one in reversed(ward.inbox.all())]
        assert kept == (["A-0", "B-1", "B-2"] if size > 1 else ["A-0", "A-1", "B-1", "B-2"])

    def test_nothing_is_forgotten_for_what_finds_no_room_all_the_same(self, ward: Ward) -> None:
        for number in range(3):
            ward.take(alert(key=key(f"VN-{number}")), raw=bytes([number]) * 3000)
        ward.take(alert(key=key("VN-4")), sender(may=SenderRight.INBOX), raw=b"4")
        assert codes(ward.take(alert(key=key("VN-9")), raw=b"9" * 5000)) == ["alerts.inbox_full"]
        assert len(ward.inbox.all()) == 4

    def test_the_bytes_are_bounded_too(self, ward: Ward) -> None:
        for number in range(3):
            one = alert(key=key(f"VN-{number}"))
            ward.take(one, sender(may=SenderRight.INBOX), raw=bytes([number]) * 4000)
        assert len(ward.inbox.all()) == 2

    def test_one_senders_flood_forgets_no_other_senders_cancel(self, ward: Ward) -> None:
        ward.take(ending("VN-2", "VN-1"))
        for number in range(20):
            ward.take(ending(f"X-{number}", f"Y-{number}"), OTHER.sender)
            ward.clock.advance(1)
        assert codes(ward.take(alert())) == ["alerts.ended"]
        with closing(sqlite3.connect(ward.state / INBOX)) as database:
            ((count,),) = database.execute("SELECT count(*) FROM marks WHERE sender = 'khac'")
        assert count == 6


def test_bytes_of_which_a_kill_left_no_row_are_removed(ward: Ward) -> None:
    ward.take(alert())
    (ward.state / FOLDER / ("0" * 64)).write_bytes(b"left")
    ward.restarted()
    assert len([*(ward.state / FOLDER).iterdir()]) == 1


def test_nothing_is_made_where_none_came(ward: Ward) -> None:
    assert ward.inbox.all() == []
    assert [*ward.state.iterdir()] == []


def test_a_damaged_file_is_told(ward: Ward) -> None:
    (ward.state / INBOX).write_bytes(b"nothing of the kind" * 100)
    with pytest.raises(AlertsError, match=r"alerts\.store_damaged"):
        ward.inbox.open()


def test_whatever_comes_in_whatever_order_nothing_is_handed_over_twice_or_once_it_was_ended(
    tmp_path: Path,
) -> None:
    """Alerts, updates, cancels and replays of two senders; kills, restores and clock steps in between."""
    chance = random.Random(SEED)
    for round_of in range(counted(100, least=5)):
        ward, handed, over = Ward(tmp_path / str(round_of)), Counter[str](), set[str]()
        for step in range(60):
            by = chance.choice((sender(), OTHER.sender))
            assert by is not None
            number, earlier = chance.randrange(12), f"VN-{chance.randrange(12)}"
            kind = chance.choice((MsgType.ALERT, MsgType.ALERT, MsgType.UPDATE, MsgType.CANCEL))
            references = () if kind is MsgType.ALERT else (key(earlier),)
            one = alert(key=key(f"VN-{number}"), msg_type=kind, references=references)
            taken = ward.take(one, by, raw=f"{number} {kind} {earlier} {by.id}".encode())
            name = f"{by.id} VN-{number}"
            if taken.judgement.verdict is AlertVerdict.AIR:
                assert name not in over
                handed[name] += 1
            over |= {f"{by.id} {ended.identifier}" for ended in taken.judgement.ends}
            if step % 7 == 0:
                ward.clock.step(chance.randint(-600, 600))
            if chance.random() < 0.1:
                ward.restarted()
            if chance.random() < 0.05:
                restored = Ward(tmp_path / f"{round_of}-{step}")
                copy_inbox(ward.state / INBOX, restored.state / INBOX)
                restored.clock, ward = ward.clock, restored
                ward.inbox = opened(ward.state, ward.clock)
        assert max(handed.values(), default=0) <= 1, handed
        for kept in ward.inbox.all():
            ended = f"{kept.received.sender} {kept.received.alert.key.identifier}" in over
            assert ward.inbox.cancelled(kept.received) is ended
