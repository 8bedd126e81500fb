"""A station that uses the keys of every kind of file side by side, as people write it who copy an example."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadcaster.station.loading.loader import load
from broadcaster.station.yaml.problems import Severity

FILES = {
    "station.yaml": """
name: Đài truyền thanh phường Tân Phong
place: {ward: phường Tân Phong, province: tỉnh Lai Châu}
timezone: Asia/Ho_Chi_Minh
speech: {engines: [piper, gtts, espeak], rate: 185}      # syllables a minute
voices: {default: {piper: vi_VN-vais1000-medium, espeak: vi}}
sound:
  {rate: 24000, loudness: -16, true_peak: -1.5, high_pass: 300,
  opening: chime, closing: chime-down, emergency: siren}
output: {device: default, latency: 0.05}
keying: {type: none, settle: 5s, noise: 1s, tail: 1.5s, longest: 60m}
zones: {trung-tam: {channel: left}, ban-cung: {channel: right, delay: 0.8s}}
regulation: {quiet: "21:00-06:00", sessions_per_day: 2, minutes_per_session: 15,
  days_per_week: 5, quotas: warn}
approval: {required: true, bind: words, at_once: officer, edit: pin}
gain: {all: 0, "05:00-06:30": -6, ban-cung: -3}
sources: {vov1: "https://example.org/stream.mp3", line-in: 2}
console: {listen: 127.0.0.1:8080}
""",
    "messages/bluezone.yaml": """
title: Cài đặt ứng dụng Bluezone
source: Công văn của UBND phường Tân Phong, tháng 01/2021
basis: Công văn 122/STTTT-BCVTCNTT ngày 29/01/2021
priority: normal
voice: default
repeat: 2
gap: 15s
bed: none
valid: {from: 2021-02-03, until: 2021-02-28}
parts:
  - say: |
      Kính thưa bà con. UBND phường Tân Phong thông báo …
  - pause: 2s
  - play: recordings/mong.ogg
    language: hmn
    title: Bản tin tiếng Mông
  - relay: vov1
    for: 15m
    else: bluezone-ngan
lexicon: {Bluezone: bờ lu dôn}
""",
    "messages/bluezone-ngan.yaml": "title: Ngắn\nparts:\n  - say: Kính thưa bà con.\n",
    "messages/centre/x.yaml": "title: Ngắn\nparts:\n  - say: Kính thưa bà con.\n",
    "schedules/bluezone.yaml": """
message: bluezone
at: ["06:30", "17:00"]
days: [mon, tue, wed, thu, fri]
valid: {from: 2021-02-03, until: 2021-02-28}
except: {holidays: true, dates: [2021-02-08]}
catch_up: 10m
zones: [trung-tam]
""",
    "schedules/phien.yaml": 'messages: [centre/x, bluezone-ngan]\nevery: 30m\nbetween: "07:00-10:00"\n'
    'days: [thứ hai, CN]\ndates: [2021-02-12]\nlunar: ["01-01", "15"]\n',
    "lexicon.yaml": "CH Play: xê hát pờ lây\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "recordings").mkdir()
    (tmp_path / "recordings/mong.ogg").write_bytes(b"OggS")
    return tmp_path


def test_message_with_a_relay_and_a_repeat_is_a_warning_not_an_error(folder: Path) -> None:
    loaded = load(folder)
    assert [p.as_line() for p in loaded.problems if p.severity is Severity.ERROR] == []
    assert [(p.line, p.code) for p in loaded.problems if p.code.startswith("station.relay")] == [
        (7, "station.relay_airs_once")
    ]
    assert loaded.station is not None
    assert loaded.station.messages["bluezone"].repeat == 1


def test_station_of_a_name_alone_is_a_station(tmp_path: Path) -> None:
    (tmp_path / "station.yaml").write_text("name: Đài\n")
    assert load(tmp_path).problems == ()
    assert load(tmp_path).station is not None
