"""The forms of lexicon.yaml and of the files under approvals/."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import Annotated

from pydantic import Field, RootModel

from broadcaster.station.forms.form import Form, fault, key, required
from broadcaster.station.forms.texts import Id, Line, Spoken, text_of, written_as
from broadcaster.station.model import Approval
from broadcaster.station.naming import shown

_MOST_ENTRIES = 20_000


def _instant(data: object) -> datetime:
    text = text_of(data)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise fault("bad_instant", written=shown(text)) from None
    if instant.tzinfo is None:
        raise fault("bad_instant", written=shown(text))
    return instant


class LexiconForm(RootModel[Annotated[dict[Line, Spoken], Field(max_length=_MOST_ENTRIES)]]):
    """lexicon.yaml: written → spoken."""


class ApprovalForm(Form):
    """One approval, written by the program."""

    message: Id = required("keys.approvals.message")
    words_digest: Annotated[str, Field(min_length=1, max_length=200)] = required(
        "keys.approvals.words_digest"
    )
    sound_digest: Annotated[str, Field(min_length=1, max_length=200)] = key("keys.approvals.sound_digest")
    written_digest: Annotated[str, Field(min_length=1, max_length=200)] = key("keys.approvals.written_digest")
    by: Line = required("keys.approvals.by")
    at: Annotated[datetime, written_as(_instant, type="string", format="date-time")] = required(
        "keys.approvals.at"
    )


def lexicon_of(form: LexiconForm) -> MappingProxyType[str, str]:
    """The ward's own readings."""
    return MappingProxyType(dict(form.root))


def approval_of(form: ApprovalForm) -> Approval:
    """The approval as a value."""
    return Approval(**form.written())
