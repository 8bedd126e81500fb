"""`--as NAME`: the secret is never an argument, and the token stays with one terminal and one account."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from broadcaster.cli import group
from broadcaster.cli.asking import asker, credentials
from broadcaster.cli.asking.credentials import TokenFile, entering, secret_of
from broadcaster.cli.terminal.options import claim_option, claimed
from broadcaster.core.errors import BroadcasterError, PeopleError, StoreError


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A login with a folder in memory, at a terminal."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr(credentials, "_terminal", lambda: "/dev/pts/7")
    return tmp_path


def test_token_is_kept_for_this_terminal_this_person_and_this_station(
    terminal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    TokenFile(Path("dai"), "lan").write("bí mật")
    assert TokenFile(Path("dai"), "lan").read() == "bí mật"
    assert TokenFile(Path("dai"), "thu").read() is None
    assert TokenFile(Path("dai-khac"), "lan").read() is None
    (kept,) = (terminal / "broadcaster").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "lan" not in kept.name
    monkeypatch.setattr(credentials, "_terminal", lambda: "/dev/pts/8")
    assert TokenFile(Path("dai"), "lan").read() is None


def test_token_that_others_could_read_or_that_is_a_link_is_not_used(terminal: Path) -> None:
    mine = TokenFile(Path("dai"), "lan")
    mine.write("x")
    (kept,) = (terminal / "broadcaster").iterdir()
    kept.chmod(0o640)
    assert mine.read() is None
    kept.chmod(0o600)
    kept.rename(terminal / "elsewhere")
    kept.symlink_to(terminal / "elsewhere")
    assert mine.read() is None


def test_nothing_is_kept_without_terminal_or_login(terminal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "_terminal", lambda: None)
    TokenFile(Path("dai"), "lan").write("x")
    monkeypatch.setattr(credentials, "_terminal", lambda: "/dev/pts/7")
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    TokenFile(Path("dai"), "lan").write("x")
    assert list(terminal.iterdir()) == []


def test_token_is_forgotten(terminal: Path) -> None:
    mine = TokenFile(Path("dai"), "lan")
    mine.write("x")
    mine.remove()
    mine.remove()
    assert mine.read() is None


def commands(group: click.Group, context: click.Context) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {sub}", one) for sub, one in commands(command, context))


def test_every_command_takes_the_name_of_who_asks() -> None:
    found = dict(commands(group, click.Context(group)))
    without = [name for name, one in found.items() if not any(p.name == "claimed" for p in one.params)]
    assert without == ["read"]  # its `--as` is a reading
    assert "people password" in found


def test_name_after_the_command_counts_more_than_one_before_it() -> None:
    seen: list[str | None] = []

    @click.group()
    def outer() -> None:
        pass

    @outer.command()
    def inner() -> None:
        seen.append(claimed())

    outer.params.append(claim_option())
    inner.params.append(claim_option())
    for words in (
        ["--as", "lan", "inner"],
        ["inner", "--as", "hoa"],
        ["--as", "lan", "inner", "--as", "hoa"],
    ):
        outer.main(words, standalone_mode=False)
    assert seen == ["lan", "hoa", "hoa"]


def test_stop_goes_on_by_the_account_when_the_session_has_ended(terminal: Path, tmp_path: Path) -> None:
    TokenFile(tmp_path, "lan").write("hết hạn")
    session = asker._Session(tmp_path, "lan", ask=False)
    assert session.token is not None
    assert session.renew()
    assert session.token is None
    assert not session.renew()  # once: the account has no more rights by asking again
    assert TokenFile(tmp_path, "lan").read() is None


class Input(io.TextIOWrapper):
    def isatty(self) -> bool:
        return False


@pytest.mark.parametrize("written", ["493027", "4930271234567", "mật khẩu dài"])
def test_secret_is_the_first_line_of_the_input(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = Input(io.BytesIO(f"{written}\nLời phát\n".encode()))
    monkeypatch.setattr("sys.stdin", given)
    assert secret_of("lan") == written
    assert given.buffer.read() == "Lời phát\n".encode()  # the rest is for the command


def test_file_goes_before_the_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "pin"
    kept.write_text("493027\n")
    monkeypatch.setenv(credentials.FILE, str(kept))
    assert secret_of("lan") == "493027"
    kept.unlink()
    with pytest.raises(StoreError):
        secret_of("lan")


def test_nothing_given_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Input(io.BytesIO(b"")))
    with pytest.raises(PeopleError) as caught:
        secret_of("lan")
    assert caught.value.code == "people.no_secret"
    assert os.environ.get(credentials.FILE) is None


class Station:
    """One with a person who has an authenticator."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []

    def enter(self, secret: str, second: str | None) -> str:
        self.asked.append((secret, second))
        if second is None:
            raise BroadcasterError("people.second_step")
        return "signed in"


def test_code_of_the_authenticator_is_asked_at_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "secret"
    kept.write_text("mật khẩu dài\n")
    monkeypatch.setenv(credentials.FILE, str(kept))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(credentials, "_prompt", lambda question: "730164" if "lan" in question else "")
    station = Station()
    assert entering("lan", station.enter) == "signed in"
    assert station.asked == [("mật khẩu dài", None), ("mật khẩu dài", "730164")]


def test_script_with_a_password_of_who_has_an_authenticator_is_told_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", Input(io.BytesIO("mật khẩu dài\nLời phát\n".encode())))
    with pytest.raises(BroadcasterError, match=r"people\.second_step"):
        entering("lan", Station().enter)


def test_who_was_asked_just_now_is_not_asked_again(terminal: Path, tmp_path: Path) -> None:
    """A script with a PIN that is not enough would else take the words for a password."""
    session = asker._Session(tmp_path, "lan", ask=True)
    session._asked = True
    assert not session.renew()
