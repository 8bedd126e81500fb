"""What waits for a leader's yes, and what was taken, is told as Thiết lập names it, not in YAML's words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from broadcaster.app.station.assembly import RunningStation
from broadcaster.app.station.foundation import Mode
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import Language, explain, speaking
from broadcaster.station.acceptance.change_rows import parts
from broadcaster.station.acceptance.confirmation import Confirmed, Unconfirmed, held_of
from broadcaster.station.acceptance.intake import take
from broadcaster.station.loading.loader import load
from broadcaster.station.model.settings import Settings
from broadcaster.station.rules.loosening import QUOTAS

STRICT = """\
name: A
approval: {required: true, bind: sound, at_once: leader, edit: stop, own: false,
  paper: false, telephone: false}
keying: {type: gpio, line: 17, longest: 60m}
"""
LOOSE = """\
name: A
approval: {required: false, bind: words, at_once: officer, edit: pin, own: true,
  paper: true, telephone: true}
keying: {type: gpio, line: 17, longest: 90m}
sources: {moi: line-in:2, vov1: 'https://vov.vn/1.mp3'}
contacts: {nut: {type: gpio, line: 18, message: a, emergency: true}}
console: {listen: '0.0.0.0:8080'}
"""
A_PROGRAM_S = re.compile(r"\b(?:[a-z_]+\.[a-z_]+|true|false|leader|officer|pin|stop|words|sound|gpio)\b")


def settings(folder: Path, text: str) -> Settings:
    (folder / "messages").mkdir(exist_ok=True)
    (folder / "messages/a.yaml").write_text("title: A\nparts:\n  - say: Kính thưa bà con.\n")
    (folder / "station.yaml").write_text(text)
    station = load(folder).station
    assert station is not None
    return station.settings


@pytest.fixture
def waiting(tmp_path: Path) -> Unconfirmed:
    (tmp_path / "state").mkdir()
    confirmed = Confirmed(tmp_path / "state")
    strict = held_of(settings(tmp_path, STRICT))
    confirmed.begin(lambda: strict)
    confirmed.follow(settings(tmp_path, LOOSE))
    assert confirmed.waiting is not None
    return confirmed.waiting


@pytest.mark.parametrize("code", ["clock.waits", "clock.took"])
def test_leader_reads_no_word_of_the_program_for_what_loosens(waiting: Unconfirmed, code: str) -> None:
    assert len(waiting.keys) == 12
    assert QUOTAS not in {one.path for one in waiting.keys}
    texts = [what.text for what in parts(code, waiting, "Chi")]
    assert len(texts) == 12
    for text in texts:
        # Of an address its server may be told.
        assert not A_PROGRAM_S.search(text.replace("vov.vn", "").replace("Nguồn tiếp âm vov1", "")), text


def test_length_and_way_of_a_change_are_told_as_people_say_them(waiting: Unconfirmed) -> None:
    with speaking(Language.VI):
        told = "\n".join(what.text for what in parts("clock.waits", waiting))
    assert "Bật lâu nhất” từ “60 phút” thành “90 phút”" in told
    assert "ai được phát ngay” từ “Chỉ lãnh đạo” thành “Người có quyền phát, lãnh đạo xác nhận sau”" in told
    assert "“Nút bấm nut” từ “không có” thành “Chân GPIO của máy tính nhỏ, bản tin a" in told


def test_yes_to_what_the_open_relay_and_console_cannot_follow_is_told_to_hold_from_the_next_start(
    tmp_path: Path,
) -> None:
    plain = "name: A\noutput: none\nspeech: {engines: [tone]}\napproval: {required: false}\n"
    (tmp_path / "station.yaml").write_text(f"{plain}keying: {{type: file, file: relay, longest: 60m}}\n")
    running = RunningStation(tmp_path, Mode())
    running.open()
    try:
        parts_of, director = running.parts, running.parts.director
        files = parts_of.loaded.files
        (tmp_path / "station.yaml").write_text(
            f"{plain}keying: {{type: file, file: relay, longest: 2h}}\nconsole: {{listen: '0.0.0.0:8080'}}\n"
        )
        state = tmp_path / "state"
        files.apply(
            take(tmp_path, state, confirmed=files.confirmed, clock=SystemClock(), last=files.filed), director
        )
        assert not restarts(running), "nothing holds otherwise before the yes"
        assert files.waiting is not None
        running.facade.confirm_clock(who="Chi", shown=None, change=files.waiting.id)
        assert files.station.settings.keying.longest == 3600, "the relay's watchdog lets go then"
        assert files.station.settings.console.listen.local
        with speaking(Language.VI):
            told = "\n".join(map(explain, restarts(running)))
        assert "Bật lâu nhất" in told
        assert "Trang điều khiển" in told
    finally:
        running.close()
    again = RunningStation(tmp_path, Mode())
    again.open()
    try:
        held = again.parts.loaded.files.station.settings
        assert (held.keying.longest, held.console.listen.host) == (7200, "0.0.0.0")  # noqa: S104
        assert not restarts(again)
    finally:
        again.close()


def restarts(running: RunningStation) -> list[BroadcasterError]:
    faults = running.parts.director.faults
    return [fault.error for fault in faults if fault.error.code == "service.restart_needed"]
