"""The form of people.yaml: ids → persons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, cast

from pydantic import Field, RootModel

from broadcaster.people.model import MOST_DELEGATIONS, Delegation, Person, Role
from broadcaster.station.forms.grammar.declared import form_of, list_of
from broadcaster.station.forms.grammar.form import Different, Form
from broadcaster.station.forms.grammar.texts import Name
from broadcaster.station.forms.grammar.times import FirstToLast
from broadcaster.station.naming import nearest, nfc, shown
from broadcaster.station.problems import Problem, Severity
from broadcaster.station.schema import schema_of
from broadcaster.station.yaml.trees import Place

MOST_PERSONS = 500


class _PersonChecks(Form):
    def written(self) -> dict[str, object]:
        """The keys that were written; roles as a set."""
        written = super().written()
        return written | ({"roles": frozenset(written["roles"])} if "roles" in written else {})


DelegationForm = form_of(Delegation, "people.delegations", base=FirstToLast)
PersonForm = form_of(
    Person,
    "people",
    base=_PersonChecks,
    written={"delegations": list_of(DelegationForm, MOST_DELEGATIONS, Different)},
)


class PeopleForm(RootModel[Annotated[dict[Name, PersonForm], Field(max_length=MOST_PERSONS)]]):  # type: ignore[valid-type]
    """people.yaml."""


def persons_of(form: PeopleForm) -> dict[str, Person]:
    """The persons by their ids."""
    forms = cast("dict[str, Form]", form.root)
    return {nfc(name): Person(**one.written(), id=nfc(name)) for name, one in forms.items()}


def crossed(persons: dict[str, Person], place: Place) -> Iterator[Problem]:
    """What is wrong between persons."""
    accounts: dict[str, Person] = {}
    for one in persons.values():
        if one.account is not None and one.enabled:
            other = accounts.setdefault(one.account, one)
            if other is not one:
                mark = place.mark(one.id, "account")
                facts = {"written": one.account, "other": other.name}
                yield place.problem(mark, "people.same_account", **facts)
        for index, given in enumerate(one.delegations):
            mark = place.mark(one.id, "delegations", index, "to")
            if given.to == one.id:
                yield place.problem(mark, "people.delegated_to_oneself", name=one.name)
            elif given.to not in persons:
                near = nearest(given.to, persons) or ""
                yield place.problem(mark, "people.unknown_person", person=shown(given.to), near=near)
        if one.delegations and Role.LEADER not in one.roles:
            mark = place.mark(one.id, "delegations")
            yield place.problem(mark, "people.nothing_to_delegate", Severity.WARNING, name=one.name)
    if not technicians(persons.values()):
        yield place.problem(place.mark(), "people.no_technician")


def technicians(persons: Iterable[Person]) -> list[Person]:
    """Those who may change the people of the station."""
    return [one for one in persons if one.enabled and Role.TECHNICIAN in one.roles]


def json_schema() -> dict[str, object]:
    """The JSON Schema of people.yaml, with descriptions in the chosen language."""
    return schema_of(PeopleForm)
