"""The connection to Microsoft's speech service: one text out, one MP3 back, or an error in time.

edge-tts speaks the protocol. It accepts a connection that was closed halfway as complete, and its own
time limits do not work on a stream that stops. So this module checks in the stream's state that it is
complete, and limits the time itself.
"""

from __future__ import annotations

import asyncio
import http.client
from contextlib import aclosing

import aiohttp
import edge_tts
from edge_tts.exceptions import EdgeTTSException

from broadcaster.core.errors import EngineFailed, SpeechError
from broadcaster.speech.network.http import refusal

_ENGINE = "edge"
_BIGGEST = 8 << 20  # bytes of sound; 2 000 characters are about 1 MB
_LOOK = 0.05  # seconds between two looks at how far it is
_GOODBYE = 1.0  # seconds for an abandoned connection to close


class MicrosoftLine:
    """Asks the service; each text over a connection of its own.

    Args:
        timeouts: seconds to connect and between two parts of an answer.
    """

    def __init__(self, timeouts: tuple[float, float]) -> None:
        self._timeouts = timeouts

    def fetch(self, text: str, voice: str, seconds: float, first: float) -> bytes:
        """The MP3 for `text`.

        Args:
            seconds: for the whole answer, even if data keeps coming.
            first: seconds until it has begun.

        Raises:
            EngineBusy: the service asks to wait; fact `seconds` where it says how long.
            EngineFailed: no connection, a wrong certificate, too slow, or not the whole sound.
        """
        # Not `asyncio.run`: at its end it would wait for a name server that does not answer.
        loop = asyncio.new_event_loop()
        try:
            return loop.run_until_complete(self._asked(text, voice, seconds, first))
        except SpeechError:
            raise
        except (EdgeTTSException, aiohttp.ClientError, OSError, TimeoutError) as error:
            raise _translated(error) from error
        except (ValueError, LookupError, TypeError) as error:
            # edge-tts raises these if an answer has an unknown form.
            reason = f"{type(error).__name__}: {error}"
            raise EngineFailed("speech.bad_answer", engine=_ENGINE, reason=reason) from error
        finally:
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()

    async def _asked(self, text: str, voice: str, seconds: float, first: float) -> bytes:
        """Ask; once more if the service refused because this computer's clock is wrong."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        end, begin = now + seconds, now + first
        try:
            return await self._within(text, voice, end, begin)
        except aiohttp.WSServerHandshakeError as error:
            if error.status != http.client.FORBIDDEN:
                raise
            # edge-tts has corrected its time by the date of the refusal; see `_stream`.
            return await self._within(text, voice, end, begin)

    async def _within(self, text: str, voice: str, end: float, begin: float) -> bytes:
        """Ask with limits by the loop's clock: `end` for the whole answer, `begin` for its beginning."""
        loop = asyncio.get_running_loop()
        connector = aiohttp.TCPConnector(force_close=True)
        answer = _Answer(loop.time())
        task = loop.create_task(self._stream(text, voice, connector, answer))
        while not task.done():
            patience = self._timeouts[1] + (0 if answer.begun else self._timeouts[0])
            last = min(end, answer.heard + patience, end if answer.begun else begin)
            if answer.is_whole or loop.time() >= last:
                task.cancel()
                # Without its connection the task has nothing to wait for.
                await connector.close()
                await asyncio.wait({task}, timeout=_GOODBYE)
                if answer.is_whole:
                    return bytes(answer.sound)
                raise EngineFailed("speech.too_slow", engine=_ENGINE)
            await asyncio.wait({task}, timeout=_LOOK)
        return task.result()

    async def _stream(self, text: str, voice: str, connector: aiohttp.TCPConnector, answer: _Answer) -> bytes:
        wait = max(1, round(self._timeouts[0]))
        answer.talk = edge_tts.Communicate(text, voice, connector=connector, connect_timeout=wait)
        loop = asyncio.get_running_loop()
        try:
            async with aclosing(answer.talk.stream()) as parts:
                async for part in parts:
                    answer.begun, answer.heard = True, loop.time()
                    if part["type"] == "audio":
                        answer.sound += part["data"]
                    if len(answer.sound) > _BIGGEST:
                        raise EngineFailed("speech.bad_answer", engine=_ENGINE, reason="too big")
        except RuntimeError as error:
            # After a refusal edge-tts asks again, but with our connector, which its first try has closed.
            if isinstance(error.__context__, aiohttp.WSServerHandshakeError):
                raise error.__context__ from None
            raise
        if not answer.is_whole:
            raise EngineFailed("speech.cut_short", engine=_ENGINE)
        return bytes(answer.sound)


class _Answer:
    """The data so far, and when the last of it came."""

    def __init__(self, now: float) -> None:
        self.sound = bytearray()
        self.begun = False
        self.heard = now
        self.talk: edge_tts.Communicate | None = None

    @property
    def is_whole(self) -> bool:
        """True if the service has reported the end: edge-tts then has counted the bytes."""
        counted = self.talk.state["cumulative_audio_bytes"] if self.talk else 0
        return 0 < len(self.sound) == counted


def _translated(error: Exception) -> SpeechError:
    """The error of this program for one of the library."""
    if isinstance(error, aiohttp.WSServerHandshakeError):
        return refusal(error.status, (error.headers or {}).get("Retry-After", ""), _ENGINE)
    if isinstance(error, aiohttp.ClientSSLError):
        return EngineFailed("speech.bad_certificate", engine=_ENGINE, host=error.host)
    if isinstance(error, TimeoutError):
        return EngineFailed("speech.too_slow", engine=_ENGINE)
    if isinstance(error, EdgeTTSException):
        reason = f"{type(error).__name__}: {error}"
        return EngineFailed("speech.bad_answer", engine=_ENGINE, reason=reason)
    return EngineFailed("speech.no_network", engine=_ENGINE, reason=type(error).__name__)
