"""Whatever is typed in the settings: the file is taken or refused whole, and people's comments stay."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broadcaster.core.clock import SystemClock
from broadcaster.station.editing.documents import Documents
from broadcaster.station.loading.loader import load_source
from broadcaster.station.loading.sources import FolderSource
from broadcaster.station.yaml.problems import BadStation
from broadcaster.station.yaml.structure import data_of
from broadcaster.web.settings.edits import edited
from broadcaster.web.settings.fields import FILE, Field
from broadcaster.web.settings.form import groups, told
from broadcaster.web.settings.sheets import PARTS
from tests.counts import counted

TEXT = """\
# c1 the ward's own words
name: Đài thử   # c2
place:
  # c3
  ward: phường X   # c4
speech: {engines: [espeak], rate: 150}   # c5
sound:
  opening: chime   # c6
# c7
output: {device: default, latency: 0.1}   # c8
keying:
  # c9
  type: http
  on: http://10.0.0.2/on   # c10
  off: http://10.0.0.2/off
  settle: 2s   # c11
zones:
  trung-tam: {channel: left}   # c12
  # c13
  ban-xa:
    channel: right   # c14
    delay: 0.8s
regulation:
  quiet: "21:00-06:00"   # c15
contacts:
  nut: {type: file, path: nut, message: lu}   # c16
sources:
  # c17
  tinh: https://a.vn/x.mp3   # c18
console: {listen: 127.0.0.1:8080}   # c19
backup:
  keep: 9   # c20
ups: {host: localhost}   # c21
voices:
  default: {espeak: vi}   # c22
  nu: {piper: x}   # c23
gain:
  all: 0   # c24
  "05:00-06:30": -6   # c25
  ban-xa: -3   # c26
sirens:
  xa-lu: {steps: [{from: 420, to: 960, for: 3s}, {rest: 10s}, {from: 500, for: 1m}], times: 2}   # c27
notices:
  # c30
  to:
    zalo: {roles: [duty, officer], url: jsons://h/p}   # c31
    # c32
    lan:
      roles: [leader]   # c33
      mail: lan@x.vn
  mail: {server: localhost, from: dai@x.vn}   # c34
  night: "21:00-05:00"   # c35
# c28 the end
"""
COMMENT = re.compile(r"# c\d+")
WORDS = st.one_of(
    st.sampled_from(
        [
            "",
            "0",
            "5",
            "2 giây",
            "1h",
            "22:00-05:00",
            "06:30",
            "true",
            "no",
            "{[",
            "a: b",
            "- x",
            "# y",
            "!secret x",
            "'",
            "http://u:p@h/x",
            "127.0.0.1:9000",
            "ban-xa",
            "Bản Cung",
            "5 giờ đến 6 giờ 30",
            "-6",
            "420 đến 960 trong 3 giây\nnghỉ 10 giây",
            "lu",
        ]
    ),
    st.text(max_size=20),
)


def fields(part: str, text: str = TEXT) -> list[Field]:
    return [each for group in groups(part, text) for each in group.all()]


@st.composite
def forms(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """A part, and what somebody typed in some of its fields."""
    part = draw(st.sampled_from(sorted(PARTS)))
    chosen = draw(st.lists(st.sampled_from(fields(part)), max_size=5, unique_by=lambda each: each.name))
    typed = {}
    for each in chosen:
        words = [value for value, _ in each.choices]
        typed[each.name] = draw(st.one_of(st.sampled_from(words), WORDS) if words else WORDS)
    return part, typed


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("any")
    (folder / "messages").mkdir()
    message = "title: Lũ\npriority: emergency\nparts: [say: Chạy]\n"
    (folder / "messages" / "lu.yaml").write_text(message, encoding="utf-8")
    (folder / FILE).write_text(TEXT, encoding="utf-8")
    assert load_source(FolderSource(folder)).station is not None
    return folder


def kept_ways(typed: Mapping[str, str], shown: list[Field]) -> bool:
    """True if nothing that was typed takes a key away: no other way, no empty field, no default again."""
    before = {each.name: each for each in shown}
    return all(
        not name.endswith(":way") and value.split() and before[name].value != before[name].default
        for name, value in typed.items()
    )


@given(forms())
@settings(
    max_examples=counted(500, least=50),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_what_a_form_writes_loads_or_is_refused_and_comments_stay(
    folder: Path, form: tuple[str, dict[str, str]]
) -> None:
    part, typed = form
    (folder / FILE).write_text(TEXT, encoding="utf-8")
    files = Documents(folder, SystemClock())
    new = edited(part, TEXT, typed, files.secret_names())
    data_of(new.text)
    if kept_ways(typed, fields(part)):
        assert COMMENT.findall(new.text) == COMMENT.findall(TEXT)
    try:
        files.write(FILE, new.text, etag=files.read(FILE).etag, by="kt", secrets=new.secrets)
    except BadStation as bad:
        assert (folder / FILE).read_text(encoding="utf-8") == TEXT
        wrong = told(part, new, bad.problems)
        assert wrong.at or wrong.rest
        return
    assert load_source(FolderSource(folder)).station is not None
    # Saved and opened again, the form changes nothing more.
    assert edited(part, new.text, {each.name: each.value for each in fields(part, new.text)}).text == new.text


@pytest.mark.parametrize("part", PARTS)
def test_a_form_that_is_sent_as_it_was_shown_changes_nothing(part: str) -> None:
    sent = {each.name: each.value for each in fields(part)}
    assert edited(part, TEXT, sent).text == TEXT
