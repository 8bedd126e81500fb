"""Services that say words: how one is asked and how it answers, and what the ward has of it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from broadcaster.station.model.keys import AtMost, Key, Lasting, Special, Text, Within, nothing

MOST_CHARACTERS = 1_000_000_000

_FIELD = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def fields_in(template: str) -> list[str]:
    """The names in braces of a template. There is nothing else in it than text and these."""
    return _FIELD.findall(template)


def filled_in(template: str, values: Mapping[str, str]) -> str:
    """A template with values in the place of their names; in them no name is looked for."""
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), template)


class AnswerWay(StrEnum):
    """How the sound comes."""

    SOUND = "sound"  # the answer is the sound itself
    BASE64 = "base64"  # in a text of a JSON answer
    LINK = "link"  # at an address that a JSON answer names, as soon as it is there


class SoundFormat(StrEnum):
    """What the sound is."""

    MP3 = "mp3"
    WAV = "wav"
    OGG = "ogg"
    PCM = "pcm"  # mono, 16 bits, without a head


class BodyForm(StrEnum):
    """What the question is written in: how the words are put into it."""

    JSON = "json"
    XML = "xml"
    TEXT = "text"

    def quoted(self, text: str) -> str:
        """A text as it is put into a body of this form; in JSON with its quotes."""
        match self:
            case BodyForm.JSON:
                return json.dumps(text, ensure_ascii=False)
            case BodyForm.XML:
                return escape(text, {'"': "&quot;", "'": "&apos;"})
            case BodyForm.TEXT:
                return text


class ErrorMeaning(StrEnum):
    """What an error of a service means."""

    BUSY = "busy"
    QUOTA = "quota"  # what was paid for is used up
    KEY = "key"
    TEXT = "text"  # it does not say these words; others it would


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAnswer:
    """How a service answers."""

    sound: AnswerWay = AnswerWay.SOUND
    at: Annotated[str, Key(example="result.audio_link")] = ""  # where the text or the link stands
    format: SoundFormat = SoundFormat.MP3
    rate: Annotated[int, Within(8000, 48000), Key(unit="Hz")] = 24000  # of sound without a head
    # A question that is finished later is asked after here, by what stands at `id`, until there is a link.
    poll: Annotated[str, Key(example="https://vbee.vn/api/v1/tts/{id}")] = ""
    id: Annotated[str, Key(example="result.request_id")] = ""
    error: Annotated[str, Key(example="error")] = ""  # where a JSON answer has the code of an error
    fine: Annotated[tuple[str, ...], AtMost(20), Key(example='["0"]')] = ()  # codes there that are none


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechService:
    """A description: one file of `services/`, or shipped. An address of tcp: is a server of Wyoming."""

    title: str
    address: Annotated[str, Key(example="https://api.fpt.ai/hmi/tts/v5")]
    headers: Annotated[Mapping[str, str], AtMost(20), Key(example='{api-key: "{key}", voice: "{voice}"}')] = (
        field(default_factory=nothing)
    )
    body: Annotated[str, Text.TEMPLATE, Key(example="""'{"input": {words}, "voice": {voice}}'""")]
    form: BodyForm = BodyForm.JSON
    needs_key: bool = True
    options: Annotated[Mapping[Annotated[str, Text.NAME], str], AtMost(10), Key(example="{model: tts-1}")] = (
        field(default_factory=nothing)
    )
    voices: Annotated[tuple[str, ...], AtMost(200), Key(example="[banmai, leminh]")] = ()  # (): any
    longest: Annotated[int, Within(50, 2000)] = 500  # characters at a time
    pace: Annotated[int, Within(0, 400)] = 0  # syllables a minute at its usual rate; 0: no rate is asked for
    slowest: Annotated[float, Within(0.25, 1)] = 0.7
    fastest: Annotated[float, Within(1, 4)] = 1.3
    patience: Annotated[float, Lasting(0.5, 15)] = 1.5  # until the first answer begins
    answer: ServiceAnswer = field(default_factory=ServiceAnswer)
    errors: Annotated[Mapping[str, ErrorMeaning], AtMost(50), Key(example='{"403": quota}')] = field(
        default_factory=nothing
    )
    shipped: Annotated[bool, Special.UNWRITTEN] = field(default=False, repr=False)  # it came with the program


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAccess:
    """What the ward has of a service: an entry of `services` in station.yaml."""

    api_key: Annotated[str, Special.APART, Key(example="!secret fpt")] = field(default="", repr=False)
    host: Annotated[str, Key(example="api.fpt.ai")] = ""  # for which the key was entered
    # Scheme, host and port in place of the description's: a server of the ward's own.
    address: Annotated[str, Key(example="http://192.168.1.9:8000")] = ""
    options: Annotated[Mapping[Annotated[str, Text.NAME], str], AtMost(10), Key(example="{model: tts-1}")] = (
        field(default_factory=nothing)
    )
    voices: Annotated[tuple[str, ...], AtMost(200), Key(example="[nu-bac]")] = ()  # in place of its own
    limit: Annotated[int | None, Within(0, MOST_CHARACTERS), Key(example="500000")] = None  # a month


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceInUse:
    """All by which a service gets the words and gives the sound; a leader says yes to this."""

    host: str
    description: SpeechService | None  # None: the shipped one, whose changes come with the program
    address: str
    options: Mapping[str, str]
    voices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WardService:
    """A service as the ward uses it."""

    name: str
    service: SpeechService
    access: ServiceAccess

    @property
    def in_use(self) -> ServiceInUse:
        """What of it a leader says yes to."""
        access, service = self.access, self.service
        return ServiceInUse(
            host=self.host,
            description=None if service.shipped else service,
            address=access.address,
            options=dict(access.options),
            voices=access.voices,
        )

    @property
    def options(self) -> Mapping[str, str]:
        """What may stand in its templates beside the words."""
        return {**self.service.options, **self.access.options}

    @property
    def address(self) -> str:
        """Where it is asked; still a template."""
        return self._here(self.service.address)

    @property
    def poll(self) -> str:
        """Where a question is asked after; "" where it is not."""
        return self._here(self.service.answer.poll)

    @property
    def host(self) -> str:
        """The host that is asked, with its port where that is named; a key is bound to it."""
        return urlsplit(filled_in(self.address, self.options)).netloc.lower()

    @property
    def lack(self) -> str:
        """What is wrong with its key: `no_key`, `key_elsewhere` (entered for another host), or nothing."""
        access = self.access
        if not access.api_key:
            return "no_key" if self.service.needs_key else ""
        return "" if access.host.lower() == self.host else "key_elsewhere"

    @property
    def key(self) -> str:
        """The key, for its own host only; "" where there is none."""
        return "" if self.lack else self.access.api_key

    @property
    def voices(self) -> tuple[str, ...]:
        """Those it has; the first is the default."""
        return self.access.voices or self.service.voices

    def _here(self, address: str) -> str:
        if not (address and self.access.address):
            return address
        parts = urlsplit(address)
        return self.access.address.rstrip("/") + address.removeprefix(f"{parts.scheme}://{parts.netloc}")
