"""The forms of `services/*.yaml` and of `services:`: a template names known fields, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit
from xml.parsers import expat

from pydantic_core import PydanticCustomError

from broadcaster.station.forms.fields import form_of
from broadcaster.station.forms.form import Form, fault
from broadcaster.station.model.names import listed, nearest, shown
from broadcaster.station.model.service import (
    BodyForm,
    ServiceAccess,
    ServiceAnswer,
    SpeechService,
    fields_in,
    filled_in,
)

WORDS, KEY, VOICE, RATE, ID = "words", "key", "voice", "rate", "id"
"""What a template may name beside the description's own options."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PLAIN = re.compile(r"[\x20-\x7e]*")
_OPTION = re.compile(r"[A-Za-z0-9._-]{1,64}")
_KEY = re.compile(r"[\x21-\x7e]{1,1000}")
_SERVER = re.compile(r"(https?|tcp)://[^\s/?#@\\]+/?")
_ADDRESS = re.compile(r"(https?://[^\s/?#@\\]+(/[^\s#\\]*)?|tcp://[^\s/?#@\\]+:\d{1,5})")


class _AnswerChecks(Form):
    @classmethod
    def crossed(cls, written: Mapping[str, object], /) -> Iterable[PydanticCustomError]:
        """A sound inside JSON has a place there; a question that is finished later has a sign."""
        if written.get("sound") in ("base64", "link") and "at" not in written:
            yield fault("missing_key", key="at")
        if "poll" in written and "id" not in written:
            yield fault("missing_key", key="id")
        if "fine" in written and "error" not in written:
            yield fault("missing_key", key="error")


class _ServiceChecks(Form):
    @classmethod
    def crossed(cls, written: Mapping[str, object], /) -> Iterator[PydanticCustomError]:
        """Whether the templates can be filled in."""
        options = _mapping(written.get("options"))
        yield from _options(options)
        yield from _in_template(written, "address", {*options})
        yield from _body(written, {WORDS, KEY, VOICE, RATE, *options})
        for name, value in _mapping(written.get("headers")).items():
            if not _TOKEN.fullmatch(name) or not (isinstance(value, str) and _PLAIN.fullmatch(value)):
                yield fault("bad_header", at="headers", written=shown(name))
                continue
            yield from _unknown("headers", value, {KEY, VOICE, RATE, *options})
        answer = _mapping(written.get("answer"))
        if isinstance(poll := answer.get("poll"), str):
            yield from _in_template({"answer": poll}, "answer", {ID, *options})
            if _host(poll) != _host(written.get("address")):
                yield fault("poll_elsewhere", at="answer", written=shown(poll))


def _options(options: Mapping[str, object]) -> Iterator[PydanticCustomError]:
    """They may stand in an address, so they are plain."""
    for name, value in options.items():
        plain = isinstance(value, str) and _OPTION.fullmatch(value.strip())
        if name in (WORDS, KEY, VOICE, RATE, ID) or fields_in(f"{{{name}}}") != [name] or not plain:
            yield fault("bad_option", at="options", written=shown(name))


def _in_template(written: Mapping[str, object], key: str, known: set[str]) -> Iterator[PydanticCustomError]:
    """An address: of http, and with known fields."""
    address = written.get(key)
    if not isinstance(address, str):
        return
    if not (_ADDRESS.fullmatch(address.strip()) and _splits(address)):
        yield fault("bad_service_address", at=key, written=shown(address))
    yield from _unknown(key, address, known)


def _body(written: Mapping[str, object], known: set[str]) -> Iterator[PydanticCustomError]:
    """The body: with the words in it, and well-formed whatever they are."""
    body = written.get("body")
    if not isinstance(body, str):
        return
    yield from _unknown("body", body, known)
    if WORDS not in fields_in(body):
        yield fault("body_without_words", at="body")
    form = written.get("form", BodyForm.JSON)
    if form not in (BodyForm.JSON, BodyForm.XML):
        return
    quoted = BodyForm(str(form)).quoted('"đ&<')
    sample = filled_in(body, {name: "1" if name == RATE else quoted for name in known})
    try:
        if form == BodyForm.JSON:
            json.loads(sample)
        else:
            expat.ParserCreate().Parse(sample, True)
    except (ValueError, RecursionError, expat.ExpatError):
        yield fault("bad_body", at="body", written=str(form))


def _unknown(key: str, template: str, known: set[str]) -> Iterator[PydanticCustomError]:
    for name in fields_in(template):
        if name not in known:
            facts = {"written": shown(name), "known": listed(sorted(known))}
            yield fault("unknown_field", at=key, near=nearest(name, known) or "", **facts)


def _mapping(written: object) -> Mapping[str, object]:
    return written if isinstance(written, dict) else {}


def _splits(address: str) -> bool:
    """True for an address whose host and port are such."""
    try:
        parts = urlsplit(address.strip())
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _host(address: object) -> str:
    try:
        return urlsplit(address).netloc.lower() if isinstance(address, str) else ""
    except ValueError:
        return ""


class _AccessChecks(Form):
    @classmethod
    def crossed(cls, written: Mapping[str, object], /) -> Iterator[PydanticCustomError]:
        """A key is for one host, and fits into a header."""
        key, address = written.get("api_key"), written.get("address")
        if key is not None and "host" not in written:
            yield fault("missing_key", key="host")
        if isinstance(key, str) and not _KEY.fullmatch(key):
            yield fault("bad_api_key", at="api_key")
        if isinstance(address, str) and not (_SERVER.fullmatch(address.strip()) and _splits(address)):
            yield fault("bad_server", at="address", written=shown(address))
        yield from _options(_mapping(written.get("options")))


AccessForm = form_of(ServiceAccess, "services", base=_AccessChecks)
"""What the ward has of a service."""

AnswerForm = form_of(ServiceAnswer, "speech_service.answer", base=_AnswerChecks)
ServiceForm = form_of(SpeechService, "speech_service", base=_ServiceChecks, written={"answer": AnswerForm})
"""A description of a service."""


def service_of(form: Form) -> SpeechService:
    """The description as a value."""
    return SpeechService(**form.written())
