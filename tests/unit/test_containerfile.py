"""The container image as far as it can be judged without building it."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
KNOWN = {
    "FROM", "RUN", "WORKDIR", "COPY", "USER", "VOLUME", "ENV", "HEALTHCHECK", "STOPSIGNAL",
    "ENTRYPOINT", "CMD",
}  # fmt: skip


def instructions() -> list[tuple[str, str]]:
    """(word, rest) of each instruction; continued lines are one."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Containerfile").read_text(), flags=re.MULTILINE)
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]
    return [(line.split(None, 1)[0], line.split(None, 1)[1].strip()) for line in lines]


def rest(word: str) -> list[str]:
    return [text for name, text in instructions() if name == word]


def test_every_instruction_is_one_that_builders_know_and_from_comes_first() -> None:
    words = [word for word, _ in instructions()]
    assert words[0] == "FROM"
    assert set(words) <= KNOWN


def test_everything_that_is_copied_exists_and_is_let_into_the_build() -> None:
    let_in = {line[1:] for line in (ROOT / ".containerignore").read_text().splitlines() if line[0] == "!"}
    for line in rest("COPY"):
        for name in line.split()[:-1]:
            assert (ROOT / name).exists(), name
            assert name in let_in


def test_it_does_not_run_as_root_and_is_stopped_as_the_station_wants() -> None:
    assert rest("USER")[-1] not in ("root", "0")
    assert rest("STOPSIGNAL") == ["SIGTERM"]


def test_it_promises_no_port_while_there_is_no_web_console() -> None:
    assert rest("EXPOSE") == []


def test_it_installs_what_the_lock_has_hashes_of_and_fetches_nothing_else() -> None:
    (install,) = [line for line in rest("RUN") if "pip install" in line]
    first, second = (part.split() for part in install.split("&&"))
    assert {"--require-hashes", "requirements.lock"} <= set(first)
    assert {"--no-deps", "--no-build-isolation"} <= set(second)


def test_commands_that_it_names_are_ours() -> None:
    import click

    from broadcaster.cli import COMMANDS, group

    (check,) = rest("HEALTHCHECK")
    command = json.loads(check.partition("CMD ")[2])
    assert command == ["broadcaster", "status", "--check"]
    run, *options = json.loads(rest("CMD")[0])
    assert {command[1], run} <= set(COMMANDS)
    command_run = group.get_command(click.Context(group), run)
    assert command_run is not None
    assert set(options) <= {name for option in command_run.params for name in option.opts}
