"""After a mistake: it is ended, held back, and what is right is aired in its place."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from broadcaster.core.errors import ServiceError, StationError, StoreError
from broadcaster.journal.rows.model import Airing, AiringKind, Outcome
from broadcaster.playout.desk.orders import Closed
from broadcaster.playout.desk.request import Request, Terms, Urgency
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.operator import suspensions
from broadcaster.playout.operator.corrections import MONTH, Mistake
from broadcaster.playout.operator.suspensions import Suspensions
from broadcaster.station.model.station import Station
from broadcaster.timetable.rules.occurrence import Status
from tests.house import SETTINGS, MakeHouse, local
from tests.unit.app.urgency import FLOOD, Post
from tests.unit.playout.conftest import NOON, item

LONG = "title: Dài\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n  - pause: 1m\n  - say: Xin hết.\n"
SHORT = "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n"
FILES = {
    "messages/dai.yaml": LONG,
    "messages/ngan.yaml": SHORT,
    "messages/lu.yaml": FLOOD,
    "schedules/a.yaml": 'messages: [dai, ngan]\nat: ["08:01", "08:10"]\n',
}


@pytest.fixture
def post(make_house: MakeHouse) -> Post:
    return Post(make_house("2026-11-23T08:00", FILES))


def reason(row: Airing) -> str | None:
    return row.reason.code if row.reason is not None else None


def test_mistake_on_air_is_ended_corrected_and_held_while_its_session_goes_on(post: Post) -> None:
    post.run_for(seconds=70)
    done = post.correct("dai", "Họp lúc 19 giờ.")
    assert done.ended
    assert done.suspended
    post.run_for(minutes=15)
    log = post.log()
    told = [(row.message, row.outcome, reason(row)) for row in log]
    assert sorted(told, key=str) == sorted(
        [
            ("dai", Outcome.CUT, "playout.corrected"),
            ("ngan", Outcome.AIRED, None),
            ("(say) Xin đính chính: Họp lúc 19 giờ.", Outcome.AIRED, "playout.corrects"),
            ("dai", Outcome.REFUSED, "playout.held"),
            ("ngan", Outcome.AIRED, None),
        ],
        key=str,
    )
    (link,) = [row.reason for row in log if row.reason and row.reason.code == "playout.corrects"]
    assert dict(link.facts) == {"message": "dai", "airing": done.airing}
    assert done.airing == log[0].id


def test_hold_survives_a_restart_and_shows_in_the_plan_until_the_file_changes(
    post: Post, make_house: MakeHouse
) -> None:
    post.correct("dai", "Họp lúc 19 giờ.")
    house = post.house
    again = Suspensions(Path(house.folder) / "state/held.json")
    assert list(again.of(house.station)) == ["dai"]
    (Path(house.folder) / "messages/dai.yaml").write_text("# chú thích\n" + LONG)
    house.reload()
    assert again.refusal(house.station, "dai") is not None, "a comment mends nothing"
    assert house.planner.next is not None
    assert house.planner.next.message == "ngan"
    (Path(house.folder) / "messages/dai.yaml").write_text(LONG.replace("Xin hết", "Hết"))
    house.reload()
    assert again.refusal(house.station, "dai") is None
    assert house.planner.next.message == "dai"


def test_release_lets_it_air_again(post: Post) -> None:
    post.correct("dai", "Họp lúc 19 giờ.")
    assert post.corrections.release("dai", "Hoa")
    assert not post.corrections.release("dai", "Hoa")
    post.house.settle()
    post.house.write()
    (note,) = [n.what for n in post.house.journal.notes() if n.what.code == "playout.released"]
    assert dict(note.facts) == {"message": "dai", "who": "Hoa"}
    post.run_for(minutes=4)
    assert [row.outcome for row in post.log() if row.message == "dai"] == [Outcome.AIRED]


def test_a_message_whose_release_the_disk_does_not_keep_stays_suspended(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, _data: bytes, **_: object) -> None:
        raise StoreError("store.disk_full", path=str(path))

    post.correct("dai", "Họp lúc 19 giờ.")
    monkeypatch.setattr(suspensions, "write_bytes", full)
    with pytest.raises(StoreError):
        post.corrections.release("dai", "Hoa")
    post.run_for(minutes=4)
    assert [row.outcome for row in post.log() if row.message == "dai"] == [Outcome.REFUSED]


def test_a_mistake_whose_suspension_the_disk_does_not_keep_is_suspended_and_that_is_told(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, _data: bytes, **_: object) -> None:
        raise StoreError("store.disk_full", path=str(path))

    monkeypatch.setattr(suspensions, "write_bytes", full)
    done = post.correct("dai", "Họp lúc 19 giờ.")
    assert (done.suspended, done.fault and done.fault.code) == (True, "store.disk_full")
    post.run_for(minutes=4)
    assert [row.outcome for row in post.log() if row.message == "dai"] == [Outcome.REFUSED]


def test_correction_of_an_emergency_ends_its_chain_and_passes_the_night_as_it_did(
    make_house: MakeHouse,
) -> None:
    post = Post(make_house("2026-11-23T23:00", FILES))
    post.play("lu")
    post.run_for(minutes=2)
    done = post.correct("lu", "Không có lũ.")
    assert done.ended
    post.run_for(minutes=20)
    log = post.log()
    assert not post.repeating.chains
    told = {(row.message, row.outcome, reason(row)) for row in log}
    assert told == {
        ("lu", Outcome.AIRED, None),
        ("lu", Outcome.REFUSED, "playout.corrected"),
        ("(say) Xin đính chính: Không có lũ.", Outcome.AIRED, "playout.corrects"),
    }


@pytest.mark.parametrize("written", ["Xin đính chính: họp lúc 19 giờ.", "Đính chính, họp lúc 19 giờ."])
def test_words_that_say_already_that_they_correct_are_not_told_twice(post: Post, written: str) -> None:
    post.correct("dai", written)
    post.run_for(seconds=30)
    (row,) = [row for row in post.log() if (row.message or "").startswith("(say)")]
    assert row.message == f"(say) {written}"
    assert row.reason is not None
    assert row.reason.code == "playout.corrects_unaired"


def test_correction_of_a_normal_message_obeys_the_night_but_the_mistake_is_ended_and_held(
    make_house: MakeHouse,
) -> None:
    post = Post(make_house("2026-11-23T23:00", FILES))
    done = post.correct("dai", "Họp lúc 19 giờ.")
    assert (done.ended, done.suspended) == (False, True)
    (row,) = post.log()
    assert (row.outcome, reason(row)) == (Outcome.REFUSED, "timetable.quiet_hours")


def test_unapproved_correction_is_refused_and_the_mistake_stays_held(make_house: MakeHouse) -> None:
    settings = SETTINGS.replace("required: false", "required: true, at_once: leader")
    post = Post(make_house("2026-11-23T08:00", {**FILES, "station.yaml": settings}))
    done = post.correct("dai", "Họp lúc 19 giờ.")
    assert done.suspended
    (row,) = post.log()
    assert reason(row) == "playout.say_not_approved"
    assert post.house.held.refusal(post.house.station, "dai") is not None


def test_correction_that_cannot_be_rendered_still_ends_and_holds(post: Post) -> None:
    post.run_for(seconds=70)
    post.house.renderer.fails = True
    done = post.correct("dai", "Họp lúc 19 giờ.")
    assert (done.ended, done.suspended, done.fault) == (True, True, None)
    post.run_for(seconds=2)
    assert reason(post.log()[0]) == "playout.corrected"
    (correction,) = [row for row in post.log() if row.id == done.ticket]
    assert (correction.outcome, reason(correction)) == (Outcome.REFUSED, "studio.render_failed")


def test_zones_of_the_mistake_are_those_of_the_correction(make_house: MakeHouse) -> None:
    files = {
        **FILES,
        "station.yaml": SETTINGS + "zones: {a: {channel: left}, b: {channel: right}}\n",
        "schedules/a.yaml": 'message: dai\nat: ["08:01"]\nzones: [a]\n',
    }
    post = Post(make_house("2026-11-23T08:00", files))
    post.run_for(seconds=70)
    post.correct("dai", "Họp lúc 19 giờ.")
    post.run_for(seconds=1)
    on_air = post.house.director.desk.on_air
    assert on_air is not None
    assert (on_air.request.terms.zones, on_air.request.terms.urgency) == (("a",), Urgency.NORMAL)


def test_typed_text_is_corrected_by_the_id_of_its_airing(post: Post) -> None:
    post.play("ngan", priority=None)
    airing = post.log()[0].id
    done = post.correct(airing, "Sai rồi.")
    assert done.airing == airing


def test_message_that_nobody_knows_is_an_error_and_nothing_is_aired(post: Post) -> None:
    with pytest.raises(StationError):
        post.correct("khong-co", "Họp lúc 19 giờ.")
    assert post.log() == []


def test_refused_rows_of_the_plan_name_who_corrected(post: Post) -> None:
    post.correct("dai", "Họp lúc 19 giờ.", who="Bình")
    house = post.house
    rows = [row for row in house.planner.waiting if row.message == "dai"]
    rows += [row for row in house.planner.at_hand if row.message == "dai"]
    assert {(row.status, row.reason, row.facts) for row in rows} == {
        (Status.REFUSED, "playout.held", (("who", "Bình"),))
    }


def test_what_aired_before_the_start_is_looked_up_in_pieces_beside_the_air(
    make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = make_house("2026-09-20T08:00", FILES)
    before.run_until(local("2026-09-20T08:05"))
    before.cut_power()
    aired = {row.id for row in before.log() if row.message == "dai" and row.started is not None}
    post = Post(make_house("2026-11-23T09:00", FILES, journal=before.journal))
    asked: list[tuple[threading.Thread, tuple[datetime | None, ...]]] = []
    read = post.house.journal.airings

    def airings(*span: datetime | None, outcome: Outcome | None = None) -> list[Airing]:
        asked.append((threading.current_thread(), span))
        return read(*span, outcome=outcome)

    monkeypatch.setattr(post.house.journal, "airings", airings)
    done = post.correct("dai", "Họp lúc 19 giờ.")
    assert done.airing in aired
    looked = [(thread, span) for thread, span in asked if thread is not threading.main_thread()]
    assert len(looked) > 1
    assert all(first is not None and last - first <= MONTH for _, (first, last) in looked if last is not None)
    # On the director's thread, which is the test's own, nobody reads without a bound.
    assert all(span and span[0] is not None for thread, span in asked if thread is threading.main_thread())


def test_airings_of_late_are_known_by_their_ids_and_the_oldest_are_forgotten(post: Post) -> None:
    mistakes, station = post.corrections.mistakes, post.house.station
    terms = Terms(kind=AiringKind.SCHEDULED, urgency=Urgency.PRIORITY)
    for number in range(201):
        one = item(f"x{number}")
        asked = Request(id=one.id, terms=terms, planned=NOON, items=(one,))
        mistakes.closed(Closed(request=asked, item=one, outcome=Outcome.AIRED, at=NOON))
    for name in ("x1", "x200"):
        found = post.taken(partial(mistakes.find, station, name))
        assert (found.airing, found.terms) == (name, terms)
    with pytest.raises(StationError):
        post.taken(lambda: mistakes.find(station, "x0"))


def test_second_correction_of_a_person_meanwhile_is_refused_and_keeps_no_place(post: Post) -> None:
    begun, go = threading.Event(), threading.Event()
    find = post.corrections.mistakes.find

    def slow(station: Station, name: str) -> Mistake:
        if threading.current_thread().name.startswith("lan"):
            begun.set()
            assert go.wait(10)
            raise StationError("station.unknown_message", id=name)
        return find(station, name)

    post.corrections.mistakes.find = slow  # type: ignore[method-assign]
    with ThreadPoolExecutor(1, "lan") as lan:
        first = lan.submit(post.corrections.correct, "dai", "Sai.", Requester(shown="lan"))
        assert begun.wait(10)
        for _ in range(40):
            with pytest.raises(ServiceError) as refused:
                post.corrections.correct("dai", "Họp lúc 19 giờ.", Requester(shown="lan"))
            assert refused.value.code == "service.one_at_a_time"
        assert post.correct("dai", "Họp lúc 19 giờ.", who="hoa").suspended
        go.set()
        assert isinstance(first.exception(10), StationError)
    assert post.correct("dai", "Họp lúc 18 giờ.", who="lan").suspended
