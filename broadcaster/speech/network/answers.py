"""What a service answered: the sound, or the error that its status or the code inside it is."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from http import HTTPStatus

from broadcaster.core.errors import EngineBusy, EngineFailed, EngineRefused, SpeechError
from broadcaster.speech.network.http import HttpAnswer, refusal
from broadcaster.station.model.service import ErrorMeaning, SpeechService

_USUAL = {
    "401": ErrorMeaning.KEY,
    "402": ErrorMeaning.QUOTA,
    "403": ErrorMeaning.KEY,
    "413": ErrorMeaning.TEXT,
    "422": ErrorMeaning.TEXT,
}
"""What errors mean where a description does not say otherwise."""

_QUOTA_REST = 3600  # seconds; nobody pays a bill sooner
_MOST_QUOTED = 60  # characters of what a service says


class AnswerReader:
    """Reads the answers of one service."""

    def __init__(self, engine: str, service: SpeechService) -> None:
        self._engine = engine
        self._service = service

    def sound(self, answer: HttpAnswer) -> bytes:
        """The sound that an answer is. Raises SpeechError: it is something else."""
        if answer.status != HTTPStatus.OK:
            raise self.error(answer)
        if answer.kind.startswith("text/") or answer.kind.endswith(("json", "xml")):
            self._codes(_json(answer))
            raise EngineFailed("speech.bad_answer", engine=self._engine, reason=answer.kind)
        return answer.body

    def facts(self, answer: HttpAnswer) -> object:
        """What a JSON answer says. Raises SpeechError: it is none, or says that something is wrong."""
        if answer.status != HTTPStatus.OK:
            raise self.error(answer)
        facts = _json(answer)
        self._codes(facts)
        if facts is None:
            raise EngineFailed("speech.bad_answer", engine=self._engine, reason=answer.kind or "–")
        return facts

    def unpacked(self, facts: object) -> bytes:
        """The sound in a text of a JSON answer. Raises EngineFailed: there is none."""
        try:
            return base64.b64decode(at(facts, self._service.answer.at), validate=True)
        except binascii.Error as error:
            raise EngineFailed("speech.bad_answer", engine=self._engine, reason=str(error)) from error

    def error(self, answer: HttpAnswer) -> SpeechError:
        """The error that an answer of another status is."""
        code = at(_json(answer), self._service.answer.error)
        meaning = self._meaning(code) or self._meaning(str(answer.status))
        return self._meant(meaning, answer) or refusal(answer.status, answer.retry, self._engine)

    def _codes(self, facts: object) -> None:
        """Look for an error in an answer that calls itself right."""
        path, fine = self._service.answer.error, self._service.answer.fine
        code = at(facts, path) if path else ""
        if code and code not in fine:
            quoted = code[:_MOST_QUOTED]
            bad = EngineFailed("speech.bad_answer", engine=self._engine, reason=f"{path}: {quoted}")
            raise self._meant(self._meaning(code), None) or bad

    def _meaning(self, code: str) -> ErrorMeaning | None:
        return self._service.errors.get(code) or _USUAL.get(code)

    def _meant(self, meaning: ErrorMeaning | None, answer: HttpAnswer | None) -> SpeechError | None:
        match meaning:
            case ErrorMeaning.BUSY:
                retry = answer.retry if answer else ""
                return refusal(HTTPStatus.TOO_MANY_REQUESTS, retry, self._engine)
            case ErrorMeaning.QUOTA:
                return EngineBusy("speech.quota_used", engine=self._engine, seconds=_QUOTA_REST)
            case ErrorMeaning.KEY:
                return EngineFailed("speech.wrong_key", engine=self._engine)
            case ErrorMeaning.TEXT:
                return EngineRefused("speech.refused_text", engine=self._engine)
        return None


def at(facts: object, path: str) -> str:
    """The text at a path such as `result.audio_link`; "" where there is none, or no plain value."""
    for step in path.split(".") if path else ():
        if isinstance(facts, Mapping):
            facts = facts.get(step)
        elif isinstance(facts, list) and step.isdecimal() and int(step) < len(facts):
            facts = facts[int(step)]
        else:
            return ""
    return str(facts) if path and isinstance(facts, str | int | float) else ""


def _json(answer: HttpAnswer) -> object:
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
