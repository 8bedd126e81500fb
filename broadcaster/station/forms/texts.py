"""How texts, names and closed sets of words may be written."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, Field, PlainValidator, StringConstraints, WithJsonSchema

from broadcaster.core.text.forms import nfc
from broadcaster.core.text.syllables import unspeakable
from broadcaster.station.forms.form import fault
from broadcaster.station.model.keys import Text
from broadcaster.station.model.names import bare, is_id, is_name, listed, nearest, shown
from broadcaster.station.registries.engines import ENGINES

# For editors, whose `\w` knows no Vietnamese letters: a little wider than what is taken.
_NAME = r"^[^\s/\\.:]{1,64}$"
_ID = r"^[^\s\\.:]+$"
_LANGUAGE = r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"
_LONGEST_LINE = 300  # code points
_LONGEST_TEMPLATE = 4000  # code points
_LONGEST_SPEECH = 100_000  # code points; about two hours of speech
_WINDOWS = re.compile(r"[A-Za-z]:|\\\\|//")
_BYTES = r"[0-9a-fA-F]{2}(?:[ :]?[0-9a-fA-F]{2}){0,31}"
OFFERED = tuple(name for name, entry in ENGINES.items() if entry.offered)
_ACCOUNT = r"[a-z_][a-z0-9_-]{0,31}"  # as useradd(8) takes them
_MAIL = r"[^\s@<>,;:\\\"]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?"
_BROKER = r"mqtts://[A-Za-z0-9.-]+(?::[0-9]{1,5})?"
_PHONE = r"\+?[0-9]{8,15}"
_NOTICE_URL = r"[a-z][a-z0-9+.-]{1,30}://[^\s]+"
_NO_NOTICE = (
    "http",
    "https",
    "mailto",
    "mailtos",
    "file",
)  # a webhook is json or jsons; mail has its own key
_BREAKS = re.compile(r"\s*\n\s*")
_CIRCLE = r"(-?\d{1,2}(?:\.\d+)?)[ ,]+(-?\d{1,3}(?:\.\d+)?) +(\d{1,3}(?:\.\d+)?)"
_YES = ("true", "yes", "on", "co")
_NO = ("false", "no", "off", "khong")


def text_of(data: object) -> str:
    """The written text without spaces around it; a list or mapping is refused."""
    if not isinstance(data, str):
        raise fault("want_text")
    return data.strip()


def written_as(parse: Callable[[object], object], **schema: object) -> PlainValidator:
    """A validator for a text with a form of its own, with the JSON Schema of that form."""
    return PlainValidator(parse, json_schema_input_type=Annotated[Any, WithJsonSchema({**schema})])


def is_windows_path(text: str) -> bool:
    """True for a whole path of Windows, `C:\\…` or `\\\\server\\…`: it leads out of the station."""
    return _WINDOWS.match(text) is not None


def _name(data: object) -> str:
    text = text_of(data)
    if not is_name(text):
        raise fault("bad_name", written=shown(text))
    return text


def _id(data: object) -> str:
    text = text_of(data)
    if not is_id(text):
        raise fault("bad_id", written=shown(text))
    return text


def _words(data: object) -> str:
    if not text_of(data):
        raise fault("empty_text")
    words = str(data)  # its line breaks stay, so that places inside it can be shown
    if len(words) > _LONGEST_SPEECH:
        raise fault("long_text", limit=_LONGEST_SPEECH)
    return words


def _spoken(data: object) -> str:
    text = nfc(text_of(data))
    if not text:
        raise fault("empty_text")
    if len(text) > _LONGEST_LINE:
        raise fault("long_text", limit=_LONGEST_LINE)
    wrong = unspeakable(text)
    if wrong is not None:
        raise fault("unspeakable", written=shown(text), word=shown(wrong))
    return text


def _language(data: object) -> str:
    text = text_of(data)
    if not re.fullmatch(_LANGUAGE, text):
        raise fault("bad_language", written=shown(text))
    return text


def _switch(data: object) -> bool:
    word = bare(text_of(data))
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise fault("bad_switch", written=shown(text_of(data)))


def _path(data: object) -> str:
    text = text_of(data)
    if not text:
        raise fault("empty_text")
    if is_windows_path(text):
        raise fault("windows_path", written=shown(text), name=shown(re.split(r"[\\/]", text)[-1] or "…"))
    if "\\" in text:
        raise fault("backslash", written=shown(text), near=shown(re.sub(r"\\+", "/", text)))
    return text


def _path_or_none(data: object) -> str | None:
    path = _path(data)
    return None if path == "none" else path


def _is_none(data: object) -> str:
    text = text_of(data)
    if text != "none":
        raise fault("unknown_word", written=shown(text), expected="none", near=nearest(text, ["none"]) or "")
    return text


def _engine(data: object) -> str:
    """Of these, or a service: whether it is described is asked where all files are known."""
    name = text_of(data)
    if name not in ENGINES and not is_name(name):
        near = nearest(name, OFFERED) or ""
        raise fault("unknown_word", written=shown(name), expected=listed(OFFERED), near=near)
    return name


def _bytes(data: object) -> str:
    text = text_of(data)
    if not re.fullmatch(_BYTES, text, re.ASCII):
        raise fault("bad_bytes", written=shown(text))
    return bytes.fromhex(text.replace(":", "")).hex(" ")


def _account(data: object) -> str:
    text = text_of(data)
    if not re.fullmatch(_ACCOUNT, text):
        raise fault("bad_account", written=shown(text))
    return text


def _mail(data: object) -> str:
    text = text_of(data)
    if not re.fullmatch(_MAIL, text):
        raise fault("bad_mail")  # not shown: it may be a secret
    return text


def _phone(data: object) -> str:
    text = re.sub(r"[ .()-]", "", text_of(data))
    if not re.fullmatch(_PHONE, text):
        raise fault("bad_phone")  # not shown: it may be a secret
    return text


def _broker(data: object) -> str:
    text = text_of(data)
    if not re.fullmatch(_BROKER, text):
        raise fault("bad_broker")  # not shown: somebody may have written a password into it
    return text


def _notice_url(data: object) -> str:
    text = text_of(data)
    if not re.fullmatch(_NOTICE_URL, text) or text.partition(":")[0] in _NO_NOTICE:
        raise fault("bad_notice_url")  # not shown: it has tokens
    return text


def _circle(data: object) -> str:
    text = text_of(data)
    found = re.fullmatch(_CIRCLE, text, re.ASCII)
    if found is None or abs(float(found[1])) > 90 or abs(float(found[2])) > 180 or float(found[3]) == 0:
        raise fault("bad_circle", written=shown(text))
    return f"{found[1]},{found[2]} {found[3]}"


def shape(data: object) -> str:
    """The tag of a value that is either one word or a mapping."""
    return "<word>" if isinstance(data, str) else "<mapping>"


def _one_line(text: str) -> str:
    """A title of two lines would be lines of its own where somebody is asked for a yes."""
    return _BREAKS.sub(" ", text)


Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=_LONGEST_LINE),
    AfterValidator(_one_line),
]
Spoken = Annotated[str, written_as(_spoken, type="string", minLength=1, maxLength=_LONGEST_LINE)]
Words = Annotated[str, written_as(_words, type="string", minLength=1)]
Name = Annotated[str, written_as(_name, type="string", pattern=_NAME)]
Id = Annotated[str, written_as(_id, type="string", pattern=_ID)]
Language = Annotated[str, written_as(_language, type="string", pattern=rf"^{_LANGUAGE}$", examples=["hmn"])]
# Of YAML 1.2 only true and false are truth values: the other words are texts to editors.
Switch = Annotated[
    bool,
    written_as(_switch, anyOf=[{"type": "boolean"}, {"enum": ["yes", "no", "on", "off", "có", "không"]}]),
]
FilePath = Annotated[str, written_as(_path, type="string", minLength=1, examples=["recordings/ban-tin.ogg"])]
FilePathOrNone = Annotated[
    str | None,
    written_as(_path_or_none, type="string", minLength=1, examples=["none", "recordings/nhac-nen.ogg"]),
]
NoneWord = Annotated[str, written_as(_is_none, const="none")]
Engine = Annotated[str, written_as(_engine, type="string", pattern=_NAME, examples=list(OFFERED))]
Bytes = Annotated[str, written_as(_bytes, type="string", pattern=f"^{_BYTES}$", examples=["A0 01 01 A2"])]
Address = Annotated[str, Field(pattern=r"^https?://\S+$")]
Broker = Annotated[
    str, written_as(_broker, type="string", pattern=f"^{_BROKER}$", examples=["mqtts://trung-tam.example.vn"])
]
Account = Annotated[str, written_as(_account, type="string", pattern=f"^{_ACCOUNT}$", examples=["lan"])]
Mail = Annotated[str, written_as(_mail, type="string", pattern=f"^{_MAIL}$", examples=["lan@phuong.gov.vn"])]
Phone = Annotated[str, written_as(_phone, type="string", examples=["+84912345678"])]
NoticeUrl = Annotated[
    str, written_as(_notice_url, type="string", pattern=f"^{_NOTICE_URL}$", examples=["jsons://host/path"])
]
Circle = Annotated[
    str, written_as(_circle, type="string", pattern=f"^{_CIRCLE}$", examples=["22.3964 103.4588 3"])
]
Template = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=_LONGEST_TEMPLATE)
]
Digest = Annotated[str, Field(min_length=1, max_length=200)]

WRITTEN: dict[Text, object] = {
    Text.LINE: Line,
    Text.WORDS: Words,
    Text.SPOKEN: Spoken,
    Text.NAME: Name,
    Text.ID: Id,
    Text.PATH: FilePath,
    Text.PATH_OR_NONE: FilePathOrNone,
    Text.LANGUAGE: Language,
    Text.ENGINE: Engine,
    Text.ADDRESS: Address,
    Text.BROKER: Broker,
    Text.BYTES: Bytes,
    Text.DIGEST: Digest,
    Text.ACCOUNT: Account,
    Text.MAIL: Mail,
    Text.PHONE: Phone,
    Text.NOTICE_URL: NoticeUrl,
    Text.CIRCLE: Circle,
    Text.TEMPLATE: Template,
}
"""How each kind of text is checked and described."""
