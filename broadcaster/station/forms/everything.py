"""All forms of a station's files, by file."""

from __future__ import annotations

from broadcaster.station.forms.files.calendar import CalendarForm, FetchedForm
from broadcaster.station.forms.files.cluster import ClusterForm
from broadcaster.station.forms.files.message import MessageForm
from broadcaster.station.forms.files.rulebook import RulebookForm
from broadcaster.station.forms.files.schedule import ScheduleForm
from broadcaster.station.forms.files.settings import StationForm
from broadcaster.station.forms.files.small import ApprovalForm
from broadcaster.station.forms.grammar.declared import SECTIONS
from broadcaster.station.forms.grammar.form import Form

FILES: dict[str, type[Form]] = {
    "station.yaml": StationForm,
    "messages/*.yaml": MessageForm,
    "schedules/*.yaml": ScheduleForm,
    "calendar.yaml": CalendarForm,
    "subscribed.yaml": FetchedForm,
    "regulation.yaml": RulebookForm,
    "clusters.yaml": ClusterForm,
    "approvals/*.yaml": ApprovalForm,
}


def of_value(value: type) -> list[type[Form]]:
    """The forms in which a value may be written: several where it comes in kinds."""
    return [form for form in SECTIONS.values() if form.makes is value]
