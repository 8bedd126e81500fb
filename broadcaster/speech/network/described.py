"""The engine of every service that takes text and gives sound: a description says how it is asked.

A description is no code: its templates name known fields, and nothing else happens in them. The key goes to
the host for which it was entered, in headers or the body, and nowhere else: no redirection is followed, and a
link to the sound is asked for without it. Where the words may go is judged by the address that was really
connected to, before anything is sent.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from broadcaster.core.clock import Clock, SystemClock
from broadcaster.core.errors import EngineFailed, EngineMissing
from broadcaster.core.reach import is_near
from broadcaster.speech.model import Clip, EngineIdentity, prepare
from broadcaster.speech.network.answers import AnswerReader, at
from broadcaster.speech.network.http import HttpLine
from broadcaster.speech.network.service import PAUSES, SETTINGS, Persistence, ServiceVoice, Tempo
from broadcaster.speech.network.wyoming import WyomingLine
from broadcaster.speech.samples import Encoding
from broadcaster.speech.sent import SentCharacters
from broadcaster.station.model.service import AnswerWay, BodyForm, WardService, filled_in

_KINDS = {
    BodyForm.JSON: "application/json",
    BodyForm.XML: "application/ssml+xml",
    BodyForm.TEXT: "text/plain; charset=utf-8",
}
_POLL = 0.5  # seconds between two looks for a sound that is not there yet
_NOT_YET = (HTTPStatus.ACCEPTED, HTTPStatus.NO_CONTENT, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)


class ServiceEngine:
    """A described service. Used from one thread at a time.

    Args:
        online: words may leave for the internet.
        sent: counts what it is given; None where nothing is counted.
        timeouts: seconds to connect and between two parts of an answer.
        budget: seconds for one sentence, all pieces and tries included.
        pauses: seconds before each further try of a piece.
        near: whether an address is near; another rule than ours only in tests.
    """

    offline = False

    def __init__(
        self,
        ward: WardService,
        online: bool = True,
        sent: SentCharacters | None = None,
        *,
        timeouts: tuple[float, float] = (1.5, 10.0),
        budget: float = 20.0,
        pauses: tuple[float, ...] = PAUSES,
        clock: Clock | None = None,
        near: Callable[[str], bool] = is_near,
    ) -> None:
        self.name = ward.name
        self._ward = ward
        self._service = ward.service
        self._sent = sent
        self._clock = clock or SystemClock()
        self._sentences = ServiceVoice(
            self.name,
            longest=ward.service.longest,
            budget=budget,
            persistence=Persistence(self._clock, pauses, ward.service.patience),
            clock=self._clock,
        )
        self._reach = _Reach(ward, online, near)
        # Whoever may think for long before the first part of an answer may do so before another.
        timeouts = (timeouts[0], max(timeouts[1], ward.service.patience))
        # Plain http is for the own network, and so is everything where no words may leave.
        direct = not online or ward.address.startswith("http:")
        self._line = HttpLine(self.name, timeouts, self._clock, self._reach.of_service, direct=direct)
        parts = urlsplit(f"//{ward.host}")
        server = (parts.hostname or "", parts.port or 0)
        self._wyoming = WyomingLine(self.name, server, timeouts, self._clock, self._reach.of_service)
        self._links = HttpLine(self.name, timeouts, self._clock, self._reach.of_link, direct=direct)
        self._read = AnswerReader(self.name, ward.service)
        self._tempo: dict[str, Tempo] = {}

    def identity(self, voice: str | None, rate: int) -> EngineIdentity:
        """What a clip would be made by; the first of its voices is the default.

        Raises:
            EngineMissing: it has no key for its host, or no such voice.
        """
        ward = self._ward
        if ward.lack:
            host, other = ward.host, ward.access.host
            raise EngineMissing(f"speech.{ward.lack}", engine=self.name, host=host, other=other)
        own = voice or next(iter(ward.voices), "")
        if ward.voices and own not in ward.voices:
            known = ", ".join(ward.voices)
            raise EngineMissing("speech.no_voice", engine=self.name, voice=voice, known=known)
        said = f"{ward.service}{ward.access.address}{sorted(ward.options.items())}"
        version = hashlib.sha256(said.encode()).hexdigest()[:16]
        settings = (("host", ward.host), *SETTINGS)
        return EngineIdentity(engine=self.name, version=version, voice=own, rate=rate, settings=settings)

    def synthesize(self, words: str, voice: str | None, rate: int) -> Clip:
        """Say `words`: at the service's own Hz, trimmed, at 0.7 … 1.3 times the tempo that the service gave.

        Raises:
            SpeechError: nothing to say, or too much at once.
            EngineMissing: as for `identity`, ffmpeg is not installed, or the words may not go there.
            EngineFailed: no connection, or not all of the words came back as sound.
            EngineRefused: it does not say these words, or has had its characters of the month.
            EngineBusy: the service asks to wait.
        """
        own = self.identity(voice, rate).voice
        clean = prepare(words)
        if self._sent is not None:
            self._sent.ask(self.name, self._ward.access.limit)

        def fetch(piece: str, end: float, begin: float) -> bytes:
            return self._fetched(piece, own, rate, end, begin)

        answer = self._service.answer
        encoding = Encoding(kind=answer.format, rate=answer.rate)
        tempo = self._tempo.setdefault(own, Tempo())
        return self._sentences.said(clean, rate, tempo, fetch, encoding)

    def close(self) -> None:
        """Close the connections; the next sentence opens others."""
        self._line.close()
        self._links.close()

    def _fetched(self, piece: str, voice: str, rate: int, end: float, begin: float) -> bytes:
        """The sound of one piece, as it comes."""
        if self._ward.address.startswith("tcp:"):
            made = self._wyoming.say(piece, voice, begin=begin, end=end)
            self._note(piece)
            return made
        ward, form = self._ward, self._service.form
        plain = {**ward.options, "key": ward.key, "voice": voice, "rate": self._rate(rate), "words": piece}
        quoted = {name: value if name == "rate" else form.quoted(value) for name, value in plain.items()}
        answer = self._line.ask(
            "POST",
            filled_in(ward.address, ward.options),
            headers=self._headers(plain) | {"Content-Type": _KINDS[form]},
            body=filled_in(self._service.body, quoted).encode(),
            begin=begin,
            end=end,
        )
        if answer.status == HTTPStatus.OK:
            self._note(piece)
        way = self._service.answer.sound
        if way is AnswerWay.SOUND:
            return self._read.sound(answer)
        facts = self._read.facts(answer)
        return self._read.unpacked(facts) if way is AnswerWay.BASE64 else self._linked(facts, plain, end)

    def _note(self, piece: str) -> None:
        if self._sent is not None:
            self._sent.note(self.name, len(piece))

    def _headers(self, values: dict[str, str]) -> dict[str, str]:
        """The description's headers; without a key, none that would hold one."""
        written = self._service.headers
        return {
            name: filled_in(value, values)
            for name, value in written.items()
            if values["key"] or "{key}" not in value
        }

    def _rate(self, rate: int) -> str:
        """How much faster than usual it is to speak."""
        service = self._service
        factor = rate / service.pace if service.pace else 1.0
        return f"{min(max(factor, service.slowest), service.fastest):.2f}"

    def _linked(self, facts: object, values: dict[str, str], end: float) -> bytes:
        """The sound at the address that the service names, as soon as both are there."""
        wanted = self._service.answer
        if wanted.poll:
            identity = quote(at(facts, wanted.id), safe="")
            if not identity:
                raise EngineFailed("speech.bad_answer", engine=self.name, reason=wanted.id)
            address = filled_in(self._ward.poll, {**self._ward.options, "id": identity})
            while not at(facts, wanted.at):
                self._pause(end)
                facts = self._read.facts(
                    self._line.ask("GET", address, headers=self._headers(values), end=end)
                )
        link = at(facts, wanted.at)
        self._check(link)
        while (answer := self._links.ask("GET", link, end=end)).status in _NOT_YET:
            self._pause(end)
        return self._read.sound(answer)

    def _check(self, link: str) -> None:
        """Refuse a link that is none, or less secure than the service itself."""
        scheme = urlsplit(link).scheme
        if scheme not in ("http", "https") or (scheme == "http" and self._ward.address.startswith("https")):
            raise EngineFailed("speech.bad_answer", engine=self.name, reason=f"link {scheme or '–'}")

    def _pause(self, end: float) -> None:
        if self._clock.monotonic() + _POLL >= end:
            raise EngineFailed("speech.too_slow", engine=self.name)
        self._clock.wait(threading.Event(), _POLL)


class _Reach:
    """Judges each connection before anything is sent."""

    def __init__(self, ward: WardService, online: bool, near: Callable[[str], bool]) -> None:
        self._ward = ward
        self._online = online
        self._is_near = near
        self._near = False  # the service is

    def of_service(self, address: str, host: str) -> None:
        """Refuse what is out in the world where no words may leave, and a key that all could read."""
        self._near = self._is_near(address)
        if self._near:
            return
        if not self._online:
            raise EngineMissing("speech.online_forbidden", engine=self._ward.name)
        if self._ward.key and self._ward.address.startswith("http:"):
            raise EngineFailed("speech.key_in_clear", engine=self._ward.name, host=host)

    def of_link(self, address: str, host: str) -> None:
        """Refuse what a service out in the world names in the ward's own network, and the other way round."""
        near = self._is_near(address)
        if near and not self._near:
            raise EngineFailed("speech.link_near", engine=self._ward.name, host=host)
        if not near and not self._online:
            raise EngineMissing("speech.online_forbidden", engine=self._ward.name)
