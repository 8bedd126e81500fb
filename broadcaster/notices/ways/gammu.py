"""Text messages by the command `gammu`: an argument list, never a shell; the text goes by its input."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable

from broadcaster.lifeline import foreign
from broadcaster.notices.model import Message
from broadcaster.notices.sms import is_basic, parts
from broadcaster.notices.ways.protocol import NotTaken, reason

COMMAND = "gammu"
TIME_LIMIT = 60.0  # seconds; a modem needs some 3 s a part, and up to 30 s to find its network
_SENDING = re.compile(r"sending sms", re.IGNORECASE)
_TAKEN = re.compile(r"\bOK\b")


def found() -> str | None:
    """Where the command is; None where it is not installed."""
    return shutil.which(COMMAND)


class Gammu:
    """See `WayOut`; `address` is a telephone number.

    Args:
        config: gammu's settings file; "" for its own.
        time_limit: seconds for one message.
        where: finds the command.
    """

    def __init__(
        self, config: str, *, time_limit: float = TIME_LIMIT, where: Callable[[], str | None] = found
    ) -> None:
        self._config = config
        self._limit = time_limit
        self._where = where

    def send(self, message: Message, address: str) -> None:
        """Hand a message to the modem."""
        program = self._where()
        if program is None:
            raise NotTaken(reason("notices.failed.no_gammu"))
        text = message.body
        command = [program, *(["--config", self._config] if self._config else [])]
        command += ["sendsms", "TEXT", address, "-autolen", str(len(text))]
        command += [] if is_basic(text) else ["-unicode"]
        try:
            done = subprocess.run(
                foreign(command),
                input=text.encode(),
                capture_output=True,
                timeout=self._limit,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            said = f"{_text(late.stdout)} {_text(late.stderr)}"
            raise NotTaken(reason("notices.failed.modem_hangs"), unsure=_began(said)) from None
        except OSError as error:
            raise NotTaken(reason("notices.failed.modem", error.strerror or "")) from None
        if done.returncode != 0:
            said = f"{_text(done.stdout)} {_text(done.stderr)}"
            # Of several parts some may have gone.
            some = parts(text) > 1 and _TAKEN.search(said) is not None
            raise NotTaken(reason("notices.failed.modem", _last(said), (address,)), unsure=some)


def _began(said: str) -> bool:
    """True unless it certainly had not begun to send. What a killed program had not flushed is lost."""
    return not said.strip() or _SENDING.search(said) is not None


def _text(output: object) -> str:
    return output.decode("utf-8", "replace") if isinstance(output, bytes) else ""


def _last(said: str) -> str:
    """The last line that says anything."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else "–"
