"""The block of station.yaml becomes the one rule of regulation.yaml: it says the same, comments stay."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import StationError
from broadcaster.station.editing.document import ABSENT, EditConflict
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.history import Replacing
from broadcaster.station.editing.regulation_block import has_block, move_block, moved
from broadcaster.station.editing.settings import settings_in
from broadcaster.station.loading.loader import load, take
from broadcaster.station.model.regulation import Decision
from broadcaster.station.rules.rulebook import book_of
from broadcaster.station.yaml.problems import BadStation
from tests.counts import counted

OWN = Decision(number="15/QĐ-UBND", on=date(2026, 3, 2))
STATION = """\
name: Đài   # của phường

# Quy chế của phường
regulation:   # theo quyết định cũ
  quiet: "21:00-05:30"          # giờ yên tĩnh
                                # rút ngắn thì phải xác nhận
  sessions_per_day: 3
  quotas: warn                  # mới chỉ nhắc
console: {listen: "127.0.0.1:8080"}   # bàn
"""
EXAMPLE = Path(__file__).parents[4] / "station.yaml"


def block(text: str) -> tuple[str, str]:
    return moved(text, "", settings_in(text.encode(), b"").regulation)


@pytest.fixture
def files(tmp_path: Path) -> Documents:
    (tmp_path / "station.yaml").write_text(STATION, encoding="utf-8")
    return Documents(tmp_path, FakeClock(datetime(2027, 1, 2, tzinfo=UTC)))


def test_comments_come_along_and_what_is_beside_the_block_stays() -> None:
    rest, book = block(STATION)
    assert rest == 'name: Đài   # của phường\nconsole: {listen: "127.0.0.1:8080"}   # bàn\n'
    assert book == (
        "# Quy chế của phường\n"
        "# theo quyết định cũ\n"
        "quotas: warn                  # mới chỉ nhắc\n"
        "rules:\n"
        '  - quiet: "21:00-05:30"          # giờ yên tĩnh\n'
        "    # rút ngắn thì phải xác nhận\n"
        "    sessions_per_day: 3\n"
        "    minutes_per_session: 15\n"
        "    days_per_week: 5\n"
    )


def test_the_block_of_the_example_station_moves(tmp_path: Path) -> None:
    shutil.copy(EXAMPLE, tmp_path / "station.yaml")
    before = load(tmp_path)
    assert before.found is not None
    move_block(Documents(tmp_path, FakeClock(datetime(2027, 1, 2, tzinfo=UTC))), None, by="Lan")
    after = load(tmp_path)
    assert after.found is not None
    was, now = book_of(before.found.settings), book_of(after.found.settings)
    assert (now.rules, now.refuses) == (was.rules, was.refuses)
    told = [line.partition("#")[2].strip() for line in EXAMPLE.read_text("utf-8").splitlines() if "#" in line]
    kept = "".join((tmp_path / name).read_text("utf-8") for name in ("station.yaml", "regulation.yaml"))
    assert all(comment in kept for comment in told)


clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
spans = st.tuples(clocks, clocks).filter(lambda span: span[0] != span[1])
blocks = st.fixed_dictionaries(
    {},
    optional={
        "quiet": st.just("none") | spans.map(lambda span: f'"{span[0]:%H:%M}-{span[1]:%H:%M}"'),
        "sessions_per_day": st.integers(1, 96).map(str),
        "minutes_per_session": st.sampled_from(["1", "15", "12.5", "720"]),
        "days_per_week": st.integers(1, 7).map(str),
        "quotas": st.sampled_from(["warn", "refuse"]),
    },
).filter(bool)
writings: st.SearchStrategy[Callable[[dict[str, str]], str]] = st.sampled_from(
    [
        lambda entries: (
            "regulation: {" + ", ".join(f"{k}: {v}" for k, v in entries.items()) + "}   # một dòng\n"
        ),
        lambda entries: "regulation:\n" + "".join(f"    {k}: {v} # {k}\n\n" for k, v in entries.items()),
        lambda entries: (
            "regulation: {  # mở\n" + "".join(f"  {k}: {v},  # {k}\n" for k, v in entries.items()) + "  }\n"
        ),
        lambda entries: "regulation:\n  # trước\n" + "".join(f"  {k}:   {v}\n" for k, v in entries.items()),
    ]
)


@settings(max_examples=counted(150, least=37), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    blocks,
    writings,
    st.sampled_from(
        ["", "orders: [{number: 1, by: x, from: 2026-01-01, until: 2026-01-02}]\n", "# của phường\n"]
    ),
    st.booleans(),
)
def test_whatever_the_block_says_the_rule_says_the_same(
    entries: dict[str, str], write: Callable[[dict[str, str]], str], book: str, last: bool
) -> None:
    text = "name: Đài\n" + write(entries) + ("" if last else "console: {listen: '127.0.0.1:8080'}\n")
    was = settings_in(text.encode(), b"").regulation
    rest, made = moved(text, book, was, OWN if entries.get("quotas") == "refuse" else None)
    assert not has_block(rest)
    assert made.startswith(book.rstrip())
    assert text.count("#") == rest.count("#") + made.count("#") - book.count("#")
    # A second time, as after a power cut between the two files, nothing is added.
    assert moved(text, made, was) == (rest, made)


def test_quotas_that_refuse_need_the_decision(files: Documents, tmp_path: Path) -> None:
    (tmp_path / "station.yaml").write_text(STATION.replace("warn", "refuse"), encoding="utf-8")
    with pytest.raises(StationError) as told:
        move_block(files, None, by="Lan")
    assert told.value.code == "station.block_needs_decision"
    assert not (tmp_path / "regulation.yaml").exists()
    move_block(files, OWN, by="Lan")
    book = book_of(take(tmp_path).settings)
    assert (book.refuses, book.decision) == (True, OWN)


def test_both_files_change_or_none_and_both_come_back(files: Documents, tmp_path: Path) -> None:
    book, station = move_block(files, None, by="Lan")
    assert (book.before.etag, book.now.file, station.before.text) == (ABSENT, "regulation.yaml", STATION)
    assert take(tmp_path).settings.rulebook is not None
    files.write_together([(station.now, STATION), (book.now, None)], by="Lan")
    assert files.read("station.yaml").text == STATION
    assert not (tmp_path / "regulation.yaml").exists()
    assert [version.by for version in files.history("station.yaml")][:2] == ["Lan", "Lan"]


def test_a_file_that_somebody_saved_meanwhile_keeps_both_as_they_are(
    files: Documents, tmp_path: Path
) -> None:
    book, station = files.read("regulation.yaml"), files.read("station.yaml")
    rest, text = moved(STATION, "", files.settings(station).regulation)
    (tmp_path / "station.yaml").write_text(STATION + "# Páo\n", encoding="utf-8")
    with pytest.raises(EditConflict):
        files.write_together([(book, text), (station, rest)], by="Lan")
    assert not (tmp_path / "regulation.yaml").exists()
    assert files.read("station.yaml").text.endswith("# Páo\n")


def test_a_save_in_the_very_moment_of_the_second_file_puts_the_first_back(
    files: Documents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = Replacing.put

    def late(self: Replacing, file: str, data: bytes, *, etag: str, by: str) -> None:
        if file == "station.yaml":
            (tmp_path / file).write_text(STATION + "# Páo\n", encoding="utf-8")
        put(self, file, data, etag=etag, by=by)

    monkeypatch.setattr(Replacing, "put", late)
    with pytest.raises(EditConflict):
        move_block(files, None, by="Lan")
    assert not (tmp_path / "regulation.yaml").exists()
    assert files.read("station.yaml").text.endswith("# Páo\n")


def test_other_rules_are_not_overwritten_and_a_broken_file_is_not_touched(
    files: Documents, tmp_path: Path
) -> None:
    own = "rules: [{by: Điều 8, quiet: none}]\n"
    (tmp_path / "regulation.yaml").write_text(own, encoding="utf-8")
    with pytest.raises(StationError) as there:
        move_block(files, None, by="Lan")
    assert there.value.code == "station.block_and_rules"
    (tmp_path / "station.yaml").write_text("name: Đài\nregulation: {quiet: 25:00}\n", encoding="utf-8")
    with pytest.raises(BadStation):
        move_block(files, None, by="Lan")
    (tmp_path / "station.yaml").write_text("name: Đài\n", encoding="utf-8")
    with pytest.raises(StationError) as none:
        move_block(files, None, by="Lan")
    assert none.value.code == "station.no_block"
    assert (tmp_path / "regulation.yaml").read_text(encoding="utf-8") == own
