"""The forms of lexicon.yaml and of the files under approvals/."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import Annotated

from pydantic import Field, RootModel

from broadcaster.station.forms.grammar.declared import form_of
from broadcaster.station.forms.grammar.form import Form, fault
from broadcaster.station.forms.grammar.texts import Line, Spoken, text_of, written_as
from broadcaster.station.model.rules.approval import Approval
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


_AT = Annotated[datetime, written_as(_instant, type="string", format="date-time")]
ApprovalForm = form_of(Approval, "approvals", written={"at": _AT})
"""One approval, written by the program."""


def lexicon_of(form: LexiconForm) -> MappingProxyType[str, str]:
    """The ward's own readings."""
    return MappingProxyType(dict(form.root))


def approval_of(form: Form) -> Approval:
    """The approval as a value."""
    return Approval(**form.written())
