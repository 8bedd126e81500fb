"""The connection to Google's speech service: one short text out, one MP3 back.

gTTS makes the request; our own client sends it. The library itself would send it without checking the
server's certificate (an attacker on the network could speak to the ward) and without a time limit,
and would accept an answer without sound.
"""

from __future__ import annotations

import base64
import binascii
import re
from http import HTTPStatus

from gtts import gTTS

from broadcaster.core.clock import Clock
from broadcaster.core.errors import EngineFailed
from broadcaster.speech.network.http import HttpLine, refusal

_ENGINE = "gtts"
_PATH = "/_/TranslateWebserverUi/data/batchexecute"
_AUDIO = re.compile(rb'jQ1olc","\[\\"([A-Za-z0-9+/=]+)\\"\]')
_BIGGEST = 4 << 20  # bytes of an answer; 100 characters are about 60 kB


class GoogleLine:
    """A connection that is kept from one text to the next.

    Args:
        host: scheme and host, without a path.
        timeouts: seconds to connect and between two parts of an answer.
    """

    def __init__(self, host: str, timeouts: tuple[float, float], clock: Clock) -> None:
        self._url = host + _PATH
        self._line = HttpLine(_ENGINE, timeouts, clock)

    def fetch(self, text: str, language: str, deadline: float) -> bytes:
        """The MP3 for a text short enough for one request (`gtts.LONGEST`).

        Args:
            deadline: by the clock, for the whole answer.

        Raises:
            EngineBusy: the service asks to wait; fact `seconds` where it says how long.
            EngineFailed: no connection, a wrong certificate, too slow, or an answer without sound.
        """
        packed = gTTS(text, lang=language, lang_check=False, pre_processor_funcs=[]).get_bodies()
        if len(packed) != 1:
            raise EngineFailed("speech.bad_answer", engine=_ENGINE, reason=f"{len(packed)} bodies")
        headers = gTTS.GOOGLE_TTS_HEADERS
        answer = self._line.ask(
            "POST", self._url, end=deadline, headers=headers, body=packed[0], biggest=_BIGGEST
        )
        if answer.status != HTTPStatus.OK:
            raise refusal(answer.status, answer.retry, _ENGINE)
        sounds = _AUDIO.findall(answer.body)
        if len(sounds) != 1:
            raise EngineFailed("speech.bad_answer", engine=_ENGINE, reason=f"{len(sounds)} sounds")
        try:
            return base64.b64decode(sounds[0], validate=True)
        except binascii.Error as error:
            raise EngineFailed("speech.bad_answer", engine=_ENGINE, reason=str(error)) from error

    def close(self) -> None:
        """Close the connection."""
        self._line.close()
