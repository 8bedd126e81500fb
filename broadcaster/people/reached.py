"""What somebody typed as the way to reach a person, checked."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from broadcaster.errors import PeopleError
from broadcaster.people.model import Contact
from broadcaster.station.forms.grammar.texts import Mail, Phone

_MAIL: TypeAdapter[str] = TypeAdapter(Mail)
_PHONE: TypeAdapter[str] = TypeAdapter(Phone)


def reached_by(mail: str, phone: str, *, daily: bool) -> Contact:
    """The contact with these addresses; an empty one is none.

    Raises:
        PeopleError: one is no address. It is not shown: the error may go into a log.
    """
    return Contact(
        mail=_checked(_MAIL, mail, "people.bad_mail"),
        phone=_checked(_PHONE, phone, "people.bad_phone"),
        daily=daily,
    )


def _checked(kind: TypeAdapter[str], written: str, code: str) -> str:
    plain = written.strip()
    try:
        return kind.validate_python(plain) if plain else ""
    except ValidationError:
        raise PeopleError(code) from None
