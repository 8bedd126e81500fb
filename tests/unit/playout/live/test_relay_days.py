"""Days with relays in them: pieces in order, one row a message, stand-ins, and what `check` says."""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import Any

import pytest

from broadcaster.core.errors import StoreError
from broadcaster.journal.rows.model import Airing, AiringKind, Entry, Outcome
from broadcaster.station.loading.loader import load
from tests.house import RATE, SETTINGS, House, MakeHouse, local

SOURCES = SETTINGS + "sources: {vov1: https://vov.example/a.mp3, tinh: https://tinh.example/b.mp3}\n"
NEWS = """\
title: Tiếp âm
parts:
  - say: Kính thưa bà con.
  - relay: vov1
    for: 30s
    else: ngan
  - say: Xin hết.
"""
SHORT = "title: Ngắn\nrepeat: 1\nparts:\n  - say: Mời bà con họp.\n"
FILES = {
    "station.yaml": SOURCES,
    "messages/tin.yaml": NEWS,
    "messages/ngan.yaml": SHORT,
    "schedules/sang.yaml": 'message: tin\nat: ["06:30"]\n',
}


def told(rows: list[Airing]) -> list[tuple[AiringKind, str | None, Outcome | None]]:
    return [(row.kind, row.message, row.outcome) for row in rows]


def a_morning(make_house: MakeHouse, files: dict[str, str] | None = None, **breaks: float) -> House:
    house = make_house("2026-11-25 06:00", files or FILES)
    house.radio.breaks = {f"https://{name}.example/a.mp3": seconds for name, seconds in breaks.items()}
    house.run_until(local("2026-11-25 06:40"))
    return house


def test_message_with_a_relay_airs_its_parts_in_order_as_one_row_and_one_of_the_relay(
    make_house: MakeHouse,
) -> None:
    house = a_morning(make_house)
    assert told(house.log()) == [
        (AiringKind.SCHEDULED, "tin", Outcome.AIRED),
        (AiringKind.RELAY, "(relay) vov1", Outcome.AIRED),
    ]
    whole, relay = house.log()
    assert whole.started
    assert relay.started
    assert relay.ended
    assert whole.ended
    assert whole.started == local("2026-11-25 06:30")
    assert whole.started < relay.started < relay.ended < whole.ended
    assert (relay.ended - relay.started).total_seconds() == pytest.approx(30, abs=0.01)
    assert whole.words_digest
    assert len(house.output.starts) == 3
    assert house.radio.feeds[0].closed
    heard = array("h", bytes(house.output.heard))
    assert len(heard) // 2 > 30 * RATE


def test_relay_that_breaks_off_gives_way_to_its_stand_in_and_the_rest_airs(make_house: MakeHouse) -> None:
    house = a_morning(make_house, vov=12.0)
    assert told(house.log()) == [
        (AiringKind.SCHEDULED, "tin", Outcome.AIRED),
        (AiringKind.RELAY, "(relay) vov1", Outcome.CUT),
        (AiringKind.SCHEDULED, "ngan", Outcome.AIRED),
    ]
    whole, relay, stand_in = house.log()
    assert relay.reason is not None
    assert relay.reason.code == "playout.source_silent"
    assert relay.ended
    assert stand_in.started
    assert stand_in.ended
    assert whole.ended
    assert relay.ended <= stand_in.started < stand_in.ended < whole.ended


def test_relay_that_never_sounds_is_refused_and_its_stand_in_airs(make_house: MakeHouse) -> None:
    house = a_morning(make_house, vov=0.0)
    assert told(house.log()) == [
        (AiringKind.SCHEDULED, "tin", Outcome.AIRED),
        (AiringKind.RELAY, "(relay) vov1", Outcome.REFUSED),
        (AiringKind.SCHEDULED, "ngan", Outcome.AIRED),
    ]


def test_relay_without_a_stand_in_that_breaks_off_cuts_its_message_which_goes_on(
    make_house: MakeHouse,
) -> None:
    house = a_morning(
        make_house, FILES | {"messages/tin.yaml": NEWS.replace("    else: ngan\n", "")}, vov=5.0
    )
    assert told(house.log()) == [
        (AiringKind.SCHEDULED, "tin", Outcome.CUT),
        (AiringKind.RELAY, "(relay) vov1", Outcome.CUT),
    ]
    assert len(house.output.starts) == 3


def test_message_of_a_relay_alone_airs_with_its_session(make_house: MakeHouse) -> None:
    alone = "title: Thời sự\nparts:\n  - relay: vov1\n    for: 2m\n"
    files = FILES | {
        "messages/tin.yaml": alone,
        "schedules/sang.yaml": 'messages: [ngan, tin, ngan]\nat: ["06:00:30"]\n',
    }
    house = a_morning(make_house, files)
    in_order = sorted(house.log(), key=lambda row: row.started or row.planned or local("2026-11-25 07:00"))
    assert told(in_order)[0] == (AiringKind.SCHEDULED, "ngan", Outcome.AIRED)
    assert sorted(told(in_order)[1:3]) == [
        (AiringKind.RELAY, "(relay) vov1", Outcome.AIRED),
        (AiringKind.SCHEDULED, "tin", Outcome.AIRED),
    ]
    assert told(in_order)[3] == (AiringKind.SCHEDULED, "ngan", Outcome.AIRED)


def test_plan_counts_the_time_of_the_relay(make_house: MakeHouse) -> None:
    house = make_house("2026-11-25 06:00", FILES)
    upcoming = house.planner.next
    assert upcoming is not None
    assert 30 < (upcoming.end - upcoming.start).total_seconds() < 45


@pytest.mark.parametrize(
    ("files", "code", "line"),
    [
        ({"messages/tin.yaml": NEWS.replace("vov1", "vov9")}, "station.unknown_source", 4),
        ({"messages/tin.yaml": "repeat: 2\n" + NEWS}, "station.relay_airs_once", 1),
        ({"messages/tin.yaml": "repeat: until_stopped\n" + NEWS}, "station.relay_repeats", 1),
        ({"messages/hai.yaml": NEWS.replace("else: ngan", "else: tin")}, "station.else_relays", 6),
    ],
    ids=["unknown source", "repeated", "endless", "stand-in relays"],
)
def test_wrong_relay_is_told_with_its_line(
    tmp_path: Path, files: dict[str, str], code: str, line: int
) -> None:
    for name, text in (FILES | files).items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert (code, line) in [(p.code, p.line) for p in load(tmp_path).problems]


def test_full_disk_at_the_relays_line_keeps_neither_it_nor_its_message_off_the_air(
    make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = make_house("2026-11-25 06:00", FILES)
    write, calls = house.journal.plan, []

    def plan(entry: Entry, **facts: Any) -> str:
        calls.append(entry.kind)
        if calls.count(AiringKind.RELAY) == 1 and entry.kind is AiringKind.RELAY:
            raise StoreError("store.disk_full", path="journal.db")
        return write(entry, **facts)

    monkeypatch.setattr(house.journal, "plan", plan)
    house.run_until(local("2026-11-25 06:40"))
    assert sorted(told(house.log())) == [
        (AiringKind.RELAY, "(relay) vov1", Outcome.AIRED),
        (AiringKind.SCHEDULED, "tin", Outcome.AIRED),
    ]
    assert house.director.faults[0].error.code == "store.disk_full"
