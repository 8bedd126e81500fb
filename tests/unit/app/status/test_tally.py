"""What a station did is counted as it was heard."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from prometheus_client.parser import text_string_to_metric_families

from broadcaster.app.status.metrics import counters, gauges, text
from broadcaster.app.status.tally import CountedRecorder, CountedRenderer, Counts, Tally
from broadcaster.app.status.values import Upcoming, UpsState, WaitingItem
from broadcaster.journal.rows.tables import for_people
from broadcaster.playout.air.wire import Level
from broadcaster.playout.links.air import AirLost
from tests.fakes.status import CLOCK, status
from tests.house import SETTINGS, MakeHouse, local

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SHORT = "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n"


def counted(tally: Tally) -> Counts:
    found: list[Counts] = []
    tally.read(found.append)
    return found[0]


def figures(made: str) -> dict[tuple[str, ...], float]:
    """(name, label values …) → figure."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(made)
        for sample in family.samples
    }


def test_airings_lateness_and_seconds_are_counted(make_house: MakeHouse) -> None:
    house = make_house(
        "2026-11-23T07:50",
        {"messages/ngan.yaml": SHORT, "schedules/a.yaml": 'message: ngan\nat: ["08:00"]\n'},
    )
    tally = Tally()
    desk = house.director.desk
    house.director._executor._recorder = CountedRecorder(house.dispatcher, tally, desk)
    house.run_until(local("2026-11-23T08:10"))
    (airing,) = house.log()
    assert airing.started is not None
    assert airing.ended is not None
    found = figures(text(counters(counted(tally))))
    assert found["broadcaster_airings_total", "scheduled", "aired"] == 1
    heard = (airing.ended - airing.started).total_seconds()
    assert found["broadcaster_on_air_seconds_total", "scheduled"] == pytest.approx(heard)
    assert found["broadcaster_start_lateness_seconds_bucket", "0.001"] == 1
    assert found["broadcaster_start_lateness_seconds_bucket", "-0.001"] == 0
    assert found[("broadcaster_start_lateness_seconds_count",)] == 1


def test_message_with_a_relay_in_it_counts_once(make_house: MakeHouse) -> None:
    files = {
        "station.yaml": SETTINGS + "sources: {vov1: https://vov.example/a.mp3}\n",
        "messages/ngan.yaml": SHORT,
        "messages/tin.yaml": (
            "title: Tiếp âm\nparts:\n  - say: Kính thưa bà con.\n  - relay: vov1\n    for: 30s\n"
            "    else: ngan\n  - say: Xin hết.\n"
        ),
        "schedules/a.yaml": 'message: tin\nat: ["08:00"]\n',
    }
    house = make_house("2026-11-23T07:50", files)
    tally, desk = Tally(), house.director.desk
    house.radio.breaks = {"https://vov.example/a.mp3": 12.0}  # its stand-in is heard, too
    house.director._executor._recorder = CountedRecorder(house.director._executor._recorder, tally, desk)
    house.run_until(local("2026-11-23T08:10"))
    message, relay, stand_in = house.log()
    assert (message.part_of, relay.part_of, stand_in.part_of) == (None, message.id, message.id)
    assert counted(tally).airings == {("scheduled", "aired"): 1}
    assert message.started is not None
    assert message.ended is not None
    whole = (message.ended - message.started).total_seconds()
    assert counted(tally).seconds[("scheduled",)] == pytest.approx(whole, abs=0.5)
    kinds = [row[0] for row in (for_people(airing, VIETNAM, ["kind"]) for airing in house.log())]
    assert kinds == ["theo lịch", "tiếp âm, trong bản tin", "theo lịch, trong bản tin"]


def test_underruns_add_up_over_air_processes() -> None:
    tally = Tally()
    reports = (
        Level(peak=1, underruns=2),
        Level(peak=1, underruns=3, heard_underruns=1),
        Level(peak=1, underruns=3, heard_underruns=1, gaps=4),
        Level(peak=1, underruns=3, heard_underruns=1, gaps=4),
        AirLost(reason="hung"),
        Level(peak=1, underruns=1, heard_underruns=1),
    )
    told = [[fault.code for fault in tally.hear(report)] for report in reports]
    assert told == [[], ["service.underrun"], ["service.gap"], [], [], ["service.underrun"]]
    assert counted(tally).gaps == 4
    assert (counted(tally).underruns, counted(tally).air_restarts) == (4, 1)


def test_renderings_fallbacks_and_failures_are_counted(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T07:50", {"messages/ngan.yaml": SHORT})
    tally = Tally()
    renderer = CountedRenderer(house.renderer, tally)
    message = house.station.messages["ngan"]
    made = renderer.render(house.station, message)
    tally.rendered(made, "piper")
    house.renderer.fails = True
    with pytest.raises(Exception, match="render_failed"):
        renderer.render(house.station, message)
    found = figures(text(counters(counted(tally))))
    assert found["broadcaster_renderings_total", "tone"] == 2
    assert found["broadcaster_engine_fallbacks_total", "piper", "tone"] == 1
    assert found[("broadcaster_clips_made_total",)] == 2
    assert found["broadcaster_render_failures_total", "studio.render_failed"] == 1


def test_gauges_tell_how_the_station_stands() -> None:
    at = local("2026-11-23T08:00")
    queue = tuple(
        WaitingItem(id=each, message=each, kind="manual", planned=at, resumes=False) for each in "ab"
    )
    shown = status(
        queue=queue, next=Upcoming(start=at, message="a", schedule="a"), clock=replace(CLOCK, trusted=None)
    )
    found = figures(text(gauges(shown)))
    assert found[("broadcaster_queue_length",)] == 2
    assert found[("broadcaster_disk_free_bytes",)] == 5_000_000
    assert found[("broadcaster_next_airing_timestamp_seconds",)] == at.timestamp()
    assert ("broadcaster_clock_trusted",) not in found
    assert ("broadcaster_ups_on_battery",) not in found


def test_gauges_tell_of_trust_and_mains_where_they_are_known() -> None:
    ups = UpsState(name="ups", status="OB", on_battery=True, low=False, charge=81.0, runtime_s=None)
    found = figures(text(gauges(status(clock=replace(CLOCK, trusted=False), ups=ups))))
    assert found[("broadcaster_clock_trusted",)] == 0
    assert found[("broadcaster_ups_on_battery",)] == 1
    assert found[("broadcaster_ups_charge_percent",)] == 81
    assert ("broadcaster_next_airing_timestamp_seconds",) not in found
