"""The one HTTP client of the voices: one question, one whole answer in time, or an error that says why not.

Certificates are checked, redirections are not followed, no more is read than an answer may have, and nothing
of the computer's own `.netrc` is sent along.

A server or a name server that sends a byte now and then keeps within every limit of a socket. So each
exchange has threads of its own, which are abandoned at the deadline and end at the next byte.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

import requests
import urllib3.exceptions

from broadcaster.core.clock import Clock
from broadcaster.core.errors import EngineBusy, EngineFailed, SpeechError
from broadcaster.core.reach import Judge, judged_session
from broadcaster.speech.engines.deadline import OverdueError, starved, within

BIGGEST = 16 << 20
"""Bytes of an answer; two minutes of speech at 48 kHz, uncompressed, are 11 MB."""

_CHUNK = 1 << 14
_REDIRECTION = 3  # the first digit of such a status


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """A whole answer, whatever its status."""

    status: int
    kind: str  # its media type, in small letters
    body: bytes
    retry: str = ""  # what it says of when to ask again


class HttpLine:
    """A connection to a service, kept from one question to the next. Used from one thread at a time.

    Args:
        timeouts: seconds to connect and between two parts of an answer.
        judge: refuses addresses; by default every one is taken.
        direct: ask no proxy that this computer is set to use: nobody would know where that leads.
    """

    def __init__(
        self,
        engine: str,
        timeouts: tuple[float, float],
        clock: Clock,
        judge: Judge = lambda *_: None,
        *,
        direct: bool = False,
    ) -> None:
        self._engine = engine
        self._timeouts = timeouts
        self._clock = clock
        self._judge = judge
        self._direct = direct
        self._session = judged_session(judge)

    def ask(
        self,
        method: str,
        url: str,
        *,
        end: float,
        begin: float | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | str | None = None,
        biggest: int = BIGGEST,
    ) -> HttpAnswer:
        """The answer to one question.

        Args:
            end: by the clock, when the answer must be whole.
            begin: when it must have begun; `end` by default.
            biggest: bytes that are read.

        Raises:
            EngineFailed: no connection, a wrong certificate, too slow, cut off, or too big.
            SpeechError: what the judge raises.
        """
        begin = end if begin is None else min(begin, end)
        session, begun = self._session, threading.Event()

        def spared(thread: int) -> float:
            """Seconds beyond `begin`: where this computer was busy, and all until `end` once it has begun."""
            return starved(thread) + (end - begin if begun.is_set() else 0.0)

        def exchange() -> HttpAnswer:
            left = max(0.1, begin - self._clock.monotonic())
            with session.request(
                method,
                url,
                data=body,
                headers=headers,
                timeout=(min(self._timeouts[0], left), self._timeouts[1]),
                allow_redirects=False,
                verify=True,
                stream=True,
                auth=lambda request: request,  # else what `.netrc` says takes the place of a key
                proxies={"no_proxy": urlsplit(url).hostname or ""} if self._direct else None,
            ) as response:
                if self._clock.monotonic() > begin + starved(threading.get_native_id()):
                    raise OverdueError
                begun.set()
                return self._whole(response, end, biggest)

        with self._as_ours(url):
            return within(exchange, deadline=begin, clock=self._clock, lost=spared)

    @contextmanager
    def _as_ours(self, url: str) -> Iterator[None]:
        """What `requests` raises, as our own errors."""
        try:
            yield
        except requests.exceptions.SSLError as error:
            host = urlsplit(url).netloc
            raise EngineFailed("speech.bad_certificate", engine=self._engine, host=host) from error
        except OverdueError as error:
            # The abandoned thread still uses the old connection.
            self._session = judged_session(self._judge)
            raise EngineFailed("speech.too_slow", engine=self._engine) from error
        except (requests.exceptions.Timeout, urllib3.exceptions.ReadTimeoutError) as error:
            raise EngineFailed("speech.too_slow", engine=self._engine) from error
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            # Not what it says: that may quote a header.
            reason = type(error).__name__
            raise EngineFailed("speech.no_network", engine=self._engine, reason=reason) from None

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def _whole(self, response: requests.Response, end: float, biggest: int) -> HttpAnswer:
        body = bytearray()
        # Read what has come, not a full piece: else a slow server would hold this thread for hours.
        while piece := response.raw.read1(_CHUNK, decode_content=True):
            body += piece
            if self._clock.monotonic() > end + starved(threading.get_native_id()):
                raise OverdueError
            if len(body) > biggest:
                raise EngineFailed("speech.bad_answer", engine=self._engine, reason="too big")
        found = response.headers
        return HttpAnswer(
            status=response.status_code,
            kind=found.get("Content-Type", "").partition(";")[0].strip().lower(),
            body=bytes(body),
            retry=found.get("Retry-After", ""),
        )


def refusal(status: int, retry: str, engine: str) -> SpeechError:
    """The error that an answer of another status than 200 is.

    Args:
        retry: what the answer says of when to ask again.
    """
    seconds = int(retry) if retry.isascii() and retry.isdecimal() else None
    if status == HTTPStatus.TOO_MANY_REQUESTS or seconds is not None:
        return EngineBusy("speech.busy", engine=engine, seconds=seconds)
    code = "speech.redirected" if status // 100 == _REDIRECTION else "speech.http_status"
    return EngineFailed(code, engine=engine, status=status)
