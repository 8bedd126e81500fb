"""The connection to Google's speech service: one short text out, one MP3 back.

gTTS makes the request; this module sends it. The library itself would send it without checking the
server's certificate (an attacker on the network could speak to the ward) and without a time limit,
and would accept an answer without sound. Redirects are not followed: they lead to web pages.

A server or a name server that sends a byte now and then keeps within every limit of a socket. So each
exchange has a thread of its own, which is abandoned at the deadline and ends at the next byte.
"""

from __future__ import annotations

import base64
import binascii
import re
import threading

import requests
import urllib3.exceptions
from gtts import gTTS

from broadcaster.core.clock import Clock
from broadcaster.core.errors import EngineBusy, EngineFailed, SpeechError
from broadcaster.speech.engines.deadline import OverdueError, starved, within

_PATH = "/_/TranslateWebserverUi/data/batchexecute"
_AUDIO = re.compile(rb'jQ1olc","\[\\"([A-Za-z0-9+/=]+)\\"\]')
_BIGGEST = 4 << 20  # bytes of an answer; 100 characters are about 60 kB
_CHUNK = 4096


class GoogleLine:
    """A connection that is kept from one text to the next.

    Args:
        host: scheme and host, without a path.
        timeouts: seconds to connect and between two parts of an answer.
        clock: by which deadlines are counted.
    """

    def __init__(self, host: str, timeouts: tuple[float, float], clock: Clock) -> None:
        self._url = host + _PATH
        self._timeouts = timeouts
        self._clock = clock
        self._session = requests.Session()

    def fetch(self, text: str, language: str, deadline: float) -> bytes:
        """The MP3 for a text short enough for one request (`gtts.LONGEST`).

        Args:
            text: plain words.
            language: its code.
            deadline: by the clock, for the whole answer.

        Raises:
            EngineBusy: the service asks to wait; fact `seconds` where it says how long.
            EngineFailed: no connection, a wrong certificate, too slow, or an answer without sound.
        """
        packed = gTTS(text, lang=language, lang_check=False, pre_processor_funcs=[]).get_bodies()
        if len(packed) != 1:
            raise EngineFailed("speech.bad_answer", engine="gtts", reason=f"{len(packed)} bodies")
        try:
            answer = self._answer(packed[0], deadline)
        except requests.exceptions.SSLError as error:
            raise EngineFailed("speech.bad_certificate", engine="gtts", host=self._url) from error
        except (OverdueError, requests.exceptions.Timeout, urllib3.exceptions.ReadTimeoutError) as error:
            raise EngineFailed("speech.too_slow", engine="gtts") from error
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as error:
            raise EngineFailed("speech.no_network", engine="gtts", reason=type(error).__name__) from error
        sounds = _AUDIO.findall(answer)
        if len(sounds) != 1:
            raise EngineFailed("speech.bad_answer", engine="gtts", reason=f"{len(sounds)} sounds")
        try:
            return base64.b64decode(sounds[0], validate=True)
        except binascii.Error as error:
            raise EngineFailed("speech.bad_answer", engine="gtts", reason=str(error)) from error

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def _answer(self, body: str, deadline: float) -> bytes:
        session = self._session
        try:
            return within(
                lambda: self._exchange(session, body, deadline),
                deadline=deadline,
                clock=self._clock,
                lost=starved,
            )
        except OverdueError:
            # The abandoned thread still uses the old connection.
            self._session = requests.Session()
            raise

    def _exchange(self, session: requests.Session, body: str, deadline: float) -> bytes:
        left = max(0.1, deadline - self._clock.monotonic())
        with session.post(
            self._url,
            data=body,
            headers=gTTS.GOOGLE_TTS_HEADERS,
            timeout=(min(self._timeouts[0], left), min(self._timeouts[1], left)),
            allow_redirects=False,
            verify=True,
            stream=True,
        ) as response:
            if response.status_code != requests.codes.ok:
                raise _refusal(response)
            answer = bytearray()
            # Read what has come, not a full piece: else a slow server would hold this thread for hours.
            while piece := response.raw.read1(_CHUNK, decode_content=True):
                answer += piece
                if self._clock.monotonic() > deadline + starved(threading.get_native_id()):
                    raise OverdueError
                if len(answer) > _BIGGEST:
                    raise EngineFailed("speech.bad_answer", engine="gtts", reason="too big")
        return bytes(answer)


def _refusal(response: requests.Response) -> SpeechError:
    asked = response.headers.get("Retry-After", "")
    seconds = int(asked) if asked.isdecimal() else None
    if response.status_code == requests.codes.too_many_requests or seconds is not None:
        return EngineBusy("speech.busy", engine="gtts", seconds=seconds)
    return EngineFailed("speech.http_status", engine="gtts", status=response.status_code)
