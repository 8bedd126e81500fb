"""The forms of `contacts:`, one for each kind of input; the driver's own keys become options."""

from __future__ import annotations

from broadcaster.station.forms.grammar.declared import mapping_of
from broadcaster.station.forms.grammar.kinds import any_of_kinds
from broadcaster.station.forms.grammar.texts import Name
from broadcaster.station.model.equipment.contact import Contact
from broadcaster.station.registries.contacts import CONTACTS

_CONTACT = any_of_kinds(Contact, "contacts", CONTACTS)
Contacts = mapping_of(Name, _CONTACT)
