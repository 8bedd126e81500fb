"""Every key of the three kinds of files, from what is written to the value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from broadcaster.station.forms.times import clock as clock_of
from broadcaster.station.forms.times import duration, spelt, weekday
from broadcaster.station.loading.loader import load, take
from broadcaster.station.model.equipment import Channel, Keying, Output, OutputKind, Zone
from broadcaster.station.model.message import Emphasis, Message, Pause, Play, Priority, Relay, Say, Validity
from broadcaster.station.model.office import Console, Listen
from broadcaster.station.model.regulation import ApprovalRule, Bind, Quotas, Regulation
from broadcaster.station.model.schedule import (
    LAST,
    Exceptions,
    MonthDay,
    MonthWeekday,
    Nearest,
    Once,
    Schedule,
)
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.sound import Gain, GainHours, Profile, Sound, Speech, StationPlace
from broadcaster.station.yaml.problems import BadStation

Make = Callable[[Mapping[str, str | bytes]], Path]


def written_settings(folder: Path) -> Settings:
    """The settings without what the program ships."""
    return replace(take(folder).settings, described={})


def test_line_of_text_that_is_written_as_several_then_is_one(make: Make) -> None:
    """Else a title could bring its own question to a leader's terminal."""
    written = 'title: "Họp\\n  Phát gì: xin chào.\\n"\nsource: |\n  Công\n\n  văn\nparts:\n  - say: Một.\n'
    message = take(make({"messages/a.yaml": written})).messages["a"]
    assert (message.title, message.source) == ("Họp Phát gì: xin chào.", "Công văn")


def test_message_with_every_key_then_every_value(make: Make) -> None:
    text = """\
title: Bản tin
source: Công văn
basis: Nghị định
priority: emergency
voice: nữ
repeat: 1
gap: 1m30s
bed: recordings/a.ogg
valid: {from: 2026-02-03, until: 2026-02-28}
parts:
  - say: |
      Một.
      Hai.
  - pause: 2s
  - play: recordings/a.ogg
    language: hmn
    title: Tiếng Mông
  - relay: vov1
    for: 15m
    else: ok
  - say: Ba.
    emphasis: slow
lexicon: {Bluezone: bờ lu dôn}
"""
    voices = "name: x\nvoices: {nữ: {espeak: vi+f3}}\nsources: {vov1: 'http://a/b'}\n"

    station = take(make({"messages/centre/m.yaml": text, "station.yaml": voices}))

    assert station.messages["centre/m"] == Message(
        id="centre/m",
        title="Bản tin",
        source="Công văn",
        basis="Nghị định",
        priority=Priority.EMERGENCY,
        voice="nữ",
        repeat=1,
        gap=90.0,
        bed="recordings/a.ogg",
        valid=Validity(first=date(2026, 2, 3), until=date(2026, 2, 28)),
        parts=(
            Say(text="Một.\nHai.\n", line=12),
            Pause(length=2.0),
            Play(recording="recordings/a.ogg", language="hmn", title="Tiếng Mông"),
            Relay(source="vov1", length=900.0, fallback="ok"),
            Say(text="Ba.", emphasis=Emphasis.SLOW, line=21),
        ),
        lexicon={"Bluezone": "bờ lu dôn"},
    )
    assert set(station.recordings) == {"recordings/a.ogg"}


def test_message_with_the_least_then_defaults_of_the_model(make: Make) -> None:
    station = take(make({"messages/m.yaml": "title: x\nbed: none\nparts: [say: hi]\n"}))

    assert station.messages["m"] == Message(id="m", title="x", parts=(Say(text="hi", line=3),))


def test_schedule_with_every_key_then_every_value(make: Make) -> None:
    text = """\
messages: [ok, old]
at: ["06:30", 6:45, 5h30, 17h, 12:00:30]
days: [mon, thứ ba, CN]
dates: [2026-11-20]
lunar: ["01-01", "15", 3-3]
valid: {from: 2021-02-03}
except: {holidays: có, dates: [2026-02-08], once: ["2026-02-09 17:00"]}
monthly: [15, last, {weekday: thứ hai, nth: 2}, {weekday: fri, nth: last}]
yearly: ["09-02", 2-29]
nearest: workday
once: ["2026-02-09 17:30", 2026-11-20T6h]
catch_up: 10m
wait: 1h
zones: [trung-tam]
paused: true
"""
    station = take(make({"schedules/s.yaml": text}))

    assert station.schedules["s"] == Schedule(
        id="s",
        messages=("ok", "old"),
        at=(time(6, 30), time(6, 45), time(5, 30), time(17), time(12, 0, 30)),
        days=frozenset({0, 1, 6}),
        dates=frozenset({date(2026, 11, 20)}),
        lunar=("01-01", "15", "03-03"),
        valid=Validity(first=date(2021, 2, 3)),
        monthly=(
            MonthDay(15),
            MonthDay(LAST),
            MonthWeekday(weekday=0, nth=2),
            MonthWeekday(weekday=4, nth=LAST),
        ),
        yearly=("09-02", "02-29"),
        nearest=Nearest.WORKDAY,
        once=(Once(date(2026, 2, 9), time(17, 30)), Once(date(2026, 11, 20), time(6))),
        exceptions=Exceptions(
            holidays=True, dates=frozenset({date(2026, 2, 8)}), once=(Once(date(2026, 2, 9), time(17)),)
        ),
        catch_up=600.0,
        wait=3600.0,
        zones=("trung-tam",),
        paused=True,
    )


def test_schedule_of_single_airings_needs_no_rule(make: Make) -> None:
    station = take(make({"schedules/s.yaml": 'message: ok\nonce: ["2026-02-09 17:30"]\n'}))
    assert station.schedules["s"].once == (Once(date(2026, 2, 9), time(17, 30)),)
    assert station.schedules["s"].at == ()


def test_schedule_every_half_hour_then_period_and_step(make: Make) -> None:
    text = "message: ok\nevery: 30m\nbetween: 07:00-10h30\n"

    station = take(make({"schedules/s.yaml": text}))

    assert station.schedules["s"] == Schedule(
        id="s", messages=("ok",), every=1800.0, between=(time(7), time(10, 30))
    )


def test_station_with_every_key_then_every_value(make: Make) -> None:
    text = """\
name: Đài
place: {ward: phường A, province: tỉnh B}
timezone: Asia/Bangkok
speech: {engines: [piper, gtts, espeak], rate: 200}
voices: {nam: {piper: p, espeak: vi+m1}}
sound:
  {rate: 48000, loudness: -18, true_peak: -2, high_pass: 0, profile: horn, opening: none, closing: chime-down,
   emergency: chime, cache: 100}
output: {device: hw:1, latency: 0.1}
keying:
  {type: gpio, chip: /dev/gpiochip0, line: 17, active: low, settle: 3s, noise: 0s, tail: 2s, longest: 30m}
zones: {trung-tam: {channel: left}, ban-cung: {channel: right, delay: 0.8s}, cả: {}}
regulation:
  {quiet: "22:00-05:30", sessions_per_day: 3, minutes_per_session: 45, days_per_week: 7, quotas: refuse}
approval: {required: no, bind: sound}
gain: {all: 1.5, "05:00-06:30": -6, "22:00-04:00": -9, ban-cung: -3}
sources: {vov1: https://a/b.mp3, line-in: 2, micro: {line-in: 3}, phong: "line-in: 4"}
console: {listen: "[::1]:9000"}
"""
    settings = written_settings(make({"station.yaml": text}))

    assert settings == Settings(
        name="Đài",
        place=StationPlace(ward="phường A", province="tỉnh B"),
        timezone=ZoneInfo("Asia/Bangkok"),
        speech=Speech(engines=("piper", "gtts", "espeak"), rate=200),
        voices={"default": {}, "nam": {"piper": "p", "espeak": "vi+m1"}},
        sound=Sound(
            rate=48000,
            loudness=-18.0,
            true_peak=-2.0,
            high_pass=0.0,
            profile=Profile.HORN,
            opening="none",
            closing="chime-down",
            emergency="chime",
            cache=100,
        ),
        output=Output(device="hw:1", latency=0.1),
        keying=Keying(
            type="gpio",
            settle=3.0,
            noise=0.0,
            tail=2.0,
            longest=1800.0,
            options={"chip": "/dev/gpiochip0", "line": "17", "active": "low"},
        ),
        zones={
            "trung-tam": Zone(name="trung-tam", channel=Channel.LEFT),
            "ban-cung": Zone(name="ban-cung", channel=Channel.RIGHT, delay=0.8),
            "cả": Zone(name="cả"),
        },
        regulation=Regulation(
            quiet=(time(22), time(5, 30)),
            sessions_per_day=3,
            minutes_per_session=45.0,
            days_per_week=7,
            quotas=Quotas.REFUSE,
        ),
        approval=ApprovalRule(required=False, bind=Bind.SOUND),
        gain=Gain(
            all=1.5,
            hours=(
                GainHours(between=(time(5), time(6, 30)), db=-6.0),
                GainHours(between=(time(22), time(4)), db=-9.0),
            ),
            zones={"ban-cung": -3.0},
        ),
        sources={
            "vov1": "https://a/b.mp3",
            "line-in": "line-in:2",
            "micro": "line-in:3",
            "phong": "line-in:4",
        },
        console=Console(listen=Listen(host="::1", port=9000)),
    )


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("output: none", Settings(name="x", output=Output(kind=OutputKind.NONE))),
        ("output: {file: ra}", Settings(name="x", output=Output(kind=OutputKind.FILE, folder="ra"))),
        ("regulation: {quiet: none}", Settings(name="x", regulation=Regulation(quiet=None))),
        ("console: {}", Settings(name="x")),
        ("sound: {}", Settings(name="x")),
        ("approval: {required: không}", Settings(name="x", approval=ApprovalRule(required=False))),
        ("keying: {settle: 1s}", Settings(name="x", keying=Keying(settle=1.0))),
        (
            "keying: {type: serial, port: /dev/ttyS0, line: rts}",
            Settings(name="x", keying=Keying(type="serial", options={"port": "/dev/ttyS0", "line": "rts"})),
        ),
        (
            "keying: {type: serial, port: /dev/ttyS0, on: 'A0:01:01:A2', off: a00100A1, baud: 115200}",
            Settings(
                name="x",
                keying=Keying(
                    type="serial",
                    options={
                        "port": "/dev/ttyS0",
                        "on": "a0 01 01 a2",
                        "off": "a0 01 00 a1",
                        "baud": "115200",
                    },
                ),
            ),
        ),
        (
            "keying: {type: serial, port: /dev/ttyS0, board: lcus-4, relay: 4}",
            Settings(
                name="x",
                keying=Keying(type="serial", options={"port": "/dev/ttyS0", "board": "lcus-4", "relay": "4"}),
            ),
        ),
        (
            "keying: {type: modbus, device: /dev/ttyS0, parity: even, coil: 0}",
            Settings(
                name="x",
                keying=Keying(type="modbus", options={"device": "/dev/ttyS0", "parity": "even", "coil": "0"}),
            ),
        ),
        (
            "zones: {a: {keying: {type: file, file: out/relay, settle: 1s}}, b: {}}",
            Settings(
                name="x",
                zones={
                    "a": Zone(
                        name="a", keying=Keying(type="file", settle=1.0, options={"file": "out/relay"})
                    ),
                    "b": Zone(name="b"),
                },
            ),
        ),
        (
            "keying: {type: modbus, host: 10.0.0.2, coil: 1}",
            Settings(name="x", keying=Keying(type="modbus", options={"host": "10.0.0.2", "coil": "1"})),
        ),
        (
            "keying: {type: http, on: 'http://a/1', off: 'http://a/0'}",
            Settings(name="x", keying=Keying(type="http", options={"on": "http://a/1", "off": "http://a/0"})),
        ),
    ],
)
def test_setting_written_short_then_its_value(written: str, value: Settings, make: Make) -> None:
    assert written_settings(make({"station.yaml": f"name: x\n{written}\n"})) == value


def test_station_with_only_a_name_then_is_a_station(make: Make) -> None:
    assert written_settings(make({"station.yaml": "name: Đài\n"})) == Settings(name="Đài")


def test_lexicon_then_written_to_spoken(make: Make) -> None:
    station = take(make({"lexicon.yaml": 'CH Play: xê hát pờ lây\n"No": nô\n16:30: bốn rưỡi\n'}))

    assert station.lexicon == {"CH Play": "xê hát pờ lây", "No": "nô", "16:30": "bốn rưỡi"}


def test_lexicon_of_comments_only_then_is_empty(make: Make) -> None:
    assert take(make({"lexicon.yaml": "# chưa có gì\n"})).lexicon == {}


def test_approval_then_by_message_and_aware(make: Make) -> None:
    text = 'message: ok\nwords_digest: "00"\nby: An\nat: 2026-11-20T07:00:00+07:00\n'

    approval = take(make({"approvals/ok.yaml": text})).approvals["ok"]

    assert (approval.words_digest, approval.by) == ("00", "An")
    assert approval.at == datetime(2026, 11, 20, 0, 0, tzinfo=UTC)


def test_station_with_an_error_when_taken_then_all_problems_come_with_it(make: Make) -> None:
    folder = make({"messages/m.yaml": "titel: x\n"})

    with pytest.raises(BadStation) as caught:
        take(folder)

    assert caught.value.problems == load(folder).problems
    assert caught.value.facts == {"count": 3}


@pytest.mark.parametrize(
    ("names", "number"),
    [
        (["mon", "Monday", "thứ hai", "Thứ Hai", "thu hai", "thứ 2", "t2", "T2"], 0),
        (["tue", "thứ ba", "t3"], 1),
        (["wed", "thứ tư", "thứ 4"], 2),
        (["thu", "thứ năm", "t5"], 3),
        (["fri", "thứ sáu", "t6"], 4),
        (["sat", "thứ bảy", "thứ  7"], 5),
        (["sun", "SUNDAY", "chủ nhật", "Chủ Nhật", "CN", "cn"], 6),
    ],
)
def test_day_in_english_or_vietnamese_then_its_number(names: list[str], number: int) -> None:
    assert {weekday(name) for name in names} == {number}


@given(st.integers(min_value=0, max_value=86_400 * 2))
def test_duration_when_spelt_and_read_back_then_is_the_same(seconds: int) -> None:
    assert duration(spelt(float(seconds))) == seconds


@pytest.mark.parametrize(("written", "seconds"), [("0", 0), ("0.8s", 0.8), ("1h 30m", 5400), ("90S", 90)])
def test_duration_as_people_write_it_then_seconds(written: str, seconds: float) -> None:
    assert duration(written) == seconds


@given(st.times().map(lambda t: t.replace(microsecond=0, fold=0)), st.booleans())
def test_time_of_day_when_written_then_is_read_back(moment: time, short: bool) -> None:
    text = f"{moment.hour}h{moment.minute:02}" if short else moment.isoformat()

    assert clock_of(text) == (moment.replace(second=0) if short else moment)


@given(st.text(max_size=12))
def test_time_of_day_of_any_text_then_is_a_time_or_a_fault_of_ours(text: str) -> None:
    try:
        told = clock_of(text).isoformat()
    except PydanticCustomError as error:
        told = error.type

    assert told == "station.bad_time" or time.fromisoformat(told)
