"""The form of `notices:` of station.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from pydantic_core import PydanticCustomError

from broadcaster.station.forms.grammar.declared import form_of, mapping_of
from broadcaster.station.forms.grammar.form import Form, fault
from broadcaster.station.forms.grammar.texts import Name
from broadcaster.station.forms.grammar.times import Quiet
from broadcaster.station.model.office.notices import MailServer, Modem, Notices, Recipient


class _RecipientChecks(Form):
    @classmethod
    def crossed(cls, written: Mapping[str, object], /) -> Iterable[PydanticCustomError]:
        """Whoever is to be told needs an address."""
        if not {"mail", "sms", "url"} & written.keys():
            yield fault("notices_no_address")

    def value(self) -> object:
        """What was written; the recipient's name is the key above it."""
        written = self.written()
        return written | {"roles": frozenset(written["roles"])}


class _Checks(Form):
    @classmethod
    def crossed(cls, written: Mapping[str, object], /) -> Iterable[PydanticCustomError]:
        """Mail needs a server."""
        to = written.get("to")
        if "mail" in written or not isinstance(to, dict):
            return
        if any(isinstance(one, dict) and "mail" in one for one in to.values()):
            yield fault("notices_no_server", at="to")

    def value(self) -> object:
        """The recipients under their names."""
        written = self.written()
        if "to" in written:
            people = {name: Recipient(**one, name=name) for name, one in written["to"].items()}
            written["to"] = MappingProxyType(people)
        return Notices(**written)


RecipientForm = form_of(Recipient, "notices.to", base=_RecipientChecks)
MailForm = form_of(MailServer, "notices.mail")
ModemForm = form_of(Modem, "notices.sms")
NoticesForm = form_of(
    Notices,
    "notices",
    base=_Checks,
    written={"to": mapping_of(Name, RecipientForm), "mail": MailForm, "sms": ModemForm, "night": Quiet},
)
"""`notices:`."""
