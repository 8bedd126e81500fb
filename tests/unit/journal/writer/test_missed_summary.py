"""What a fault kept from the air is one line of `status`; what people and rules did is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from broadcaster.core.text.catalogue import explain, has
from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.journal.rows.names import AT_THE_SOURCE
from broadcaster.journal.writer import as_run_log, ledger, misses
from broadcaster.journal.writer.misses import FAULTS, NO_DISK, NO_JOURNAL, OFF, Outage, why_missed
from broadcaster.playout.desk.orders import WAITED, Closed
from broadcaster.playout.desk.request import Item, Request, Terms
from broadcaster.playout.live.sources import STEADY
from tests.catalogue import unworded
from tests.house import RATE, SETTINGS, House, MakeHouse, local

RELAY = {
    "station.yaml": SETTINGS + "sources: {vov1: https://ai:do@vov.example/a.mp3}\n",
    "messages/tin.yaml": "title: Tiếp âm\nparts:\n  - relay: vov1\n    for: 60s\n",
    "schedules/sang.yaml": 'message: tin\nat: ["06:30"]\n',
}
LONG = "title: Dài\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n  - pause: 5m\n  - say: Xin hết.\n"
HOURS = 'message: ngan\nat: ["08:00", "09:00", "10:00", "11:00"]\ncatch_up: 5m\n'
SHORT = "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n"


def shown(house: House) -> list[str]:
    return [explain(fault.error) for fault in house.director.faults]


def test_relay_that_falls_silent_is_told_with_its_reason(make_house: MakeHouse) -> None:
    house = make_house("2026-11-25T06:00", RELAY)
    house.radio.breaks = {"https://ai:do@vov.example/a.mp3": 12.0}
    house.run_until(local("2026-11-25T06:40"))
    assert [str(airing.outcome) for airing in house.log()][-1] == "cut"
    assert [text for text in shown(house) if "im lặng quá lâu" in text] == [
        "'vov1' không phát trọn: nguồn tiếp âm im lặng quá lâu"
    ]


def test_item_that_waited_too_long_is_told_and_one_that_a_person_stopped_is_not(
    make_house: MakeHouse,
) -> None:
    files = {
        "messages/dai.yaml": LONG,
        "messages/ngan.yaml": SHORT,
        "schedules/a.yaml": 'message: dai\nat: ["08:00"]\n',
        "schedules/b.yaml": 'message: ngan\nat: ["08:01"]\nwait: 60s\n',
    }
    house = make_house("2026-11-23T07:50", files)
    house.run_until(local("2026-11-23T08:04"))
    assert [error.error.code for error in house.director.faults] == ["service.fell_short"]
    assert "Ngắn" in shown(house)[0]


def test_session_that_ends_at_once_is_one_line_and_no_less(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T07:50", {"messages/ngan.yaml": SHORT})
    now = house.clock.now()
    items = tuple(
        Item(id=name, message=name, title=name, path=name, rate=RATE, start_frame=0, end_frame=RATE)
        for name in "abc"
    )
    session = Request(id="a", terms=Terms(kind=AiringKind.SCHEDULED), planned=now, items=items, schedule="s")
    for item in items[1:]:  # the first was heard
        house.dispatcher.closed(
            Closed(item=item, request=session, outcome=Outcome.MISSED, at=now, reason=WAITED)
        )
    assert shown(house) == ["'b' không phát trọn: chờ quá lâu sau tin khác"]
    other = replace(session, id="x", items=items[:1])
    house.dispatcher.closed(
        Closed(item=items[0], request=other, outcome=Outcome.MISSED, at=now, reason=WAITED)
    )
    assert len(shown(house)) == 2


def test_what_an_outage_cost_is_told_in_one_line(make_house: MakeHouse) -> None:
    files = {"messages/ngan.yaml": SHORT, "schedules/a.yaml": HOURS}
    first = make_house("2026-11-23T07:50", files)
    first.run_until(local("2026-11-23T08:10"))
    first.cut_power()
    house = make_house("2026-11-23T11:30", files, journal=first.journal)
    missed = [airing for airing in house.log() if airing.outcome is Outcome.MISSED]
    assert len(missed) == 3
    (text,) = shown(house)
    assert text.startswith("Lỡ 3 lần phát theo lịch, lần đầu là 'ngan' lúc 09:00 23/11 (")
    assert "broadcaster catch-up ngan" in text


def test_source_that_is_asked_again_is_told_while_it_airs_and_without_its_password(
    make_house: MakeHouse,
) -> None:
    house = make_house("2026-11-25T06:00", RELAY)
    house.run_until(local("2026-11-25T06:30:10"))
    assert shown(house) == []
    house.radio.feeds[0].reconnects = 1
    house.run_until(local("2026-11-25T06:30:12"))
    assert shown(house) == [
        "Nguồn tiếp âm https://vov.example/a.mp3 bị ngắt hoặc không trả lời, đang nối lại"
    ]
    assert [note.what.code for note in house.journal.notes()] == ["service.source_again"]
    house.radio.feeds[0].heard = STEADY - 1
    house.run_until(local("2026-11-25T06:30:40"))
    assert shown(house)
    house.radio.feeds[0].heard = STEADY
    house.run_until(local("2026-11-25T06:30:42"))
    assert shown(house) == [], "it has been heard without a break since"


def test_every_reason_that_is_a_fault_has_its_words() -> None:
    assert [code for code in FAULTS if not has(code)] == []


def test_every_reason_of_what_was_not_heard_has_its_words_and_what_a_source_did_has_too() -> None:
    assert unworded(misses, ledger, as_run_log) == []
    assert [code for code in AT_THE_SOURCE if not has(code)] == []


def test_what_was_missed_while_the_journal_was_away_says_why() -> None:
    hour, noon = timedelta(hours=1), local("2026-11-23T12:00")
    outages = [
        Outage(since=noon, until=noon + hour, why=NO_DISK),
        Outage(since=noon + hour, until=noon + 3 * hour, why=NO_JOURNAL),
    ]
    found = [why_missed(noon + count * hour, outages) for count in range(-1, 5)]
    assert found == [OFF, NO_DISK, NO_DISK, NO_JOURNAL, NO_JOURNAL, OFF]
