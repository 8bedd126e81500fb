"""Broken copies of the example station: whatever is in a file, there is never an exception."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.station.loading.loader import Loaded, load_source
from broadcaster.station.loading.sources import FolderSource
from broadcaster.station.model.station import Recording
from broadcaster.station.yaml.problems import Severity
from tests.counts import counted

ODD: tuple[str, ...] = (
    *"\t\0\r\x07\x85\u2028\u200b\u00a0\ufeff\u0301\U0001f4e2\ud7ff…“”",
    *":-?[]{},#&*!|>'\"%@`\\~<=",
    *("- ", ": ", "\n", "\n  ", "\n\t", "---\n", "...\n", "&a ", "*a", "!!int ", "<<: ", "%YAML 9.9\n"),
    *("null", "yes", "06:30", "16:30", "1e999", ".nan", "-0", "9" * 400, "none", "2026-02-30", "|\n", ">-\n"),
    *("[" * 2000, "{a: " * 500, "- " * 500, "&b [*b, *b]", "../" * 50, "á" * 300),
)
Mutation = Callable[[random.Random, str], str]


def delete(rng: random.Random, text: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + text[at + rng.randrange(1, 12) :]


def insert(rng: random.Random, text: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(ODD) + text[at:]


def swap_characters(rng: random.Random, text: str) -> str:
    at = rng.randrange(max(1, len(text) - 1))
    return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]


def truncate(rng: random.Random, text: str) -> str:
    return text[: rng.randrange(len(text) + 1)]


def with_lines(change: Callable[[random.Random, list[str]], None]) -> Mutation:
    def mutated(rng: random.Random, text: str) -> str:
        lines = text.splitlines(keepends=True) or [""]
        change(rng, lines)
        return "".join(lines)

    return mutated


def drop_line(rng: random.Random, lines: list[str]) -> None:
    del lines[rng.randrange(len(lines))]


def double_line(rng: random.Random, lines: list[str]) -> None:
    at = rng.randrange(len(lines))
    lines.insert(rng.randrange(len(lines) + 1), lines[at])


def swap_lines(rng: random.Random, lines: list[str]) -> None:
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


def indent_line(rng: random.Random, lines: list[str]) -> None:
    at = rng.randrange(len(lines))
    lines[at] = rng.choice((" ", "  ", "\t", "")) + lines[at].removeprefix(rng.choice((" ", "  ", "")))


def replace_value(rng: random.Random, lines: list[str]) -> None:
    at = rng.randrange(len(lines))
    key, colon, _ = lines[at].partition(": ")
    lines[at] = f"{key}{colon}{rng.choice(ODD)}\n"


MUTATIONS: tuple[Mutation, ...] = (
    delete,
    insert,
    insert,
    swap_characters,
    truncate,
    *map(with_lines, (drop_line, double_line, swap_lines, indent_line, replace_value)),
)


@dataclass(frozen=True, slots=True)
class Mutated:
    """The example station with one file's bytes exchanged in memory."""

    whole: FolderSource
    files: dict[str, bytes]

    @property
    def root(self) -> Path:
        return self.whole.root

    def names(self) -> list[str]:
        return sorted(self.files)

    def read(self, name: str) -> bytes:
        return self.files[name]

    def strays(self) -> list[str]:
        return []

    def recording(self, name: str) -> Recording:
        return self.whole.recording(name)


def mutate(rng: random.Random, raw: bytes) -> bytes:
    text = raw.decode()
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
        text = rng.choice(MUTATIONS)(rng, text)
    changed = text.encode("utf-8", "surrogatepass")
    if rng.random() < 0.05:
        at = rng.randrange(len(changed) + 1)
        changed = changed[:at] + rng.randbytes(rng.randrange(1, 4)) + changed[at:]
    return changed


def check_told(loaded: Loaded, files: dict[str, bytes]) -> None:
    places = [(p.file, p.line, p.column, p.code) for p in loaded.problems]
    assert places == sorted(places)
    errors = [p for p in loaded.problems if p.severity is Severity.ERROR]
    assert (loaded.station is None) == bool(errors)
    for problem in loaded.problems:
        text = files[problem.file].decode("utf-8", "replace").removeprefix("\ufeff")
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert 1 <= problem.line <= len(lines), problem
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1, problem
        assert problem.as_line().isprintable(), problem


def run(example: Path, clock: FakeClock, copies: int, seed: int) -> int:
    """Load mutated copies; gives how many were refused."""
    rng = random.Random(seed)
    whole = FolderSource(example)
    good = {name: whole.read(name) for name in whole.names()}
    refused = 0
    for _ in range(copies):
        files = dict(good)
        for name in rng.sample(sorted(good), rng.choice((1, 1, 1, 2))):
            files[name] = mutate(rng, good[name])
        loaded = load_source(Mutated(whole, files), clock=clock)
        check_told(loaded, files)
        refused += loaded.station is None
    return refused


def test_300_mutated_copies_then_never_an_exception_and_every_refusal_has_its_place(
    example: Path, clock: FakeClock
) -> None:
    assert run(example, clock, 300, seed=2021) > 100


@pytest.mark.patient
def test_many_mutated_copies_then_never_an_exception_and_every_refusal_has_its_place(
    example: Path, clock: FakeClock
) -> None:
    copies = counted(10_000)
    assert run(example, clock, copies, seed=39_2020) > 0.3 * copies


def test_words_of_mutated_copies_then_are_the_same_kinds_in_english(
    example: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROADCASTER_LANG", "en")

    assert run(example, clock, 50, seed=7) > 10
