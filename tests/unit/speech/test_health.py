from __future__ import annotations

from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import EngineBusy, EngineFailed
from broadcaster.speech.health import Health

FAILED = EngineFailed("speech.no_network", engine="gtts", reason="")


def test_engine_that_failed_three_times_rests_five_minutes_again_and_again(clock: FakeClock) -> None:
    health = Health(clock)
    rests = []
    for _ in range(5):
        rests.append(health.failed("gtts", FAILED))
        clock.advance(rests[-1])
    assert rests == [30, 60, 300, 300, 300]


def test_tries_that_an_engine_made_by_itself_are_counted(clock: FakeClock) -> None:
    assert Health(clock).failed("gtts", EngineFailed("speech.no_network", tries=3)) == 300
    assert Health(clock).failed("gtts", EngineFailed("speech.no_network", tries=2)) == 60


def test_engine_is_ready_again_exactly_when_its_rest_is_over(clock: FakeClock) -> None:
    health = Health(clock)
    health.failed("gtts", FAILED)
    clock.advance(29.9)
    assert not health.ready("gtts")
    assert health.ready("espeak")
    clock.advance(0.1)
    assert health.ready("gtts")


def test_engine_that_works_again_starts_from_the_first_rest(clock: FakeClock) -> None:
    health = Health(clock)
    health.failed("gtts", FAILED)
    health.failed("gtts", FAILED)
    health.worked("gtts")
    assert health.ready("gtts")
    assert health.failed("gtts", FAILED) == 30


@pytest.mark.parametrize(("asked", "rest"), [(120, 120), (5, 30), (None, 30), (10**9, 3600)])
def test_rest_that_a_server_asks_for_is_kept_within_reason(
    clock: FakeClock, asked: int | None, rest: float
) -> None:
    assert Health(clock).failed("gtts", EngineBusy("speech.busy", engine="gtts", seconds=asked)) == rest


def test_step_of_the_wall_clock_does_not_shorten_a_rest(clock: FakeClock) -> None:
    health = Health(clock)
    health.failed("gtts", FAILED)
    clock.step(86400)
    assert not health.ready("gtts")


def test_rests_are_known_to_every_process_that_shares_the_file(clock: FakeClock, tmp_path: Path) -> None:
    file = tmp_path / "audio_cache" / "engines.json"
    first, second = Health(clock, file, "boot"), Health(clock, file, "boot")
    assert second.ready("gtts")
    first.failed("gtts", FAILED)
    assert not second.ready("gtts")
    assert second.failed("gtts", FAILED) == 60
    second.worked("gtts")
    assert first.ready("gtts")
    assert first.failed("gtts", FAILED) == 30


def test_rests_outlive_the_process_and_a_sleep_of_the_computer_counts(
    clock: FakeClock, tmp_path: Path
) -> None:
    file = tmp_path / "engines.json"
    Health(clock, file, "boot").failed("gtts", EngineFailed("speech.no_network", tries=3))
    assert not Health(clock, file, "boot").ready("gtts")
    clock.sleep(299)
    assert not Health(clock, file, "boot").ready("gtts")
    clock.sleep(1)
    assert Health(clock, file, "boot").ready("gtts")


def test_rests_of_another_boot_count_for_nothing(clock: FakeClock, tmp_path: Path) -> None:
    file = tmp_path / "engines.json"
    clock.advance(9999)
    Health(clock, file, "before").failed("gtts", FAILED)
    after = Health(clock, file, "after")
    assert after.ready("gtts")
    assert after.failed("gtts", FAILED) == 30


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"[]",
        b"\xff",
        b'{"format": 1, "boot": "boot"}',
        b'{"format": 1, "boot": "boot", "rests": {"gtts": {"tries": 1}}}',
        b'{"format": 1, "boot": "boot", "rests": {"gtts": {"tries": 3, "until": 1e12}}}',
        b'{"format": 1, "boot": "boot", "rests": {"gtts": {"tries": 3, "until": NaN}}}',
        b'{"format": 2, "boot": "boot", "rests": {"gtts": {"tries": 1, "until": 30}}}',
    ],
    ids=["empty", "list", "no text", "cut", "half", "too long", "no number", "another form"],
)
def test_damaged_file_holds_no_rests_and_is_written_anew(
    clock: FakeClock, tmp_path: Path, damage: bytes
) -> None:
    file = tmp_path / "engines.json"
    file.write_bytes(damage)
    health = Health(clock, file, "boot")
    assert health.ready("gtts")
    health.failed("gtts", FAILED)
    assert not Health(clock, file, "boot").ready("gtts")


def test_rest_that_cannot_be_written_is_still_kept_by_this_process(clock: FakeClock, tmp_path: Path) -> None:
    (tmp_path / "folder").touch()
    health = Health(clock, tmp_path / "folder" / "engines.json", "boot")
    health.failed("gtts", FAILED)
    assert not health.ready("gtts")
