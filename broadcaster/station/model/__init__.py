"""A station as frozen values: what its officers wrote, checked and typed; each field declares its key.

Durations are seconds (`float`), times of day are local to the station, days of the week count from
Monday = 0. Nothing here reads files; `broadcaster.station.loading.loading` makes these values.
"""

from broadcaster.station.model.broadcasts.calendar import NamedDay, Subscription, Swap, WardCalendar
from broadcaster.station.model.broadcasts.message import (
    Emphasis,
    Message,
    Part,
    Pause,
    Play,
    Priority,
    Relay,
    Said,
    Say,
)
from broadcaster.station.model.broadcasts.schedule import (
    LAST,
    Exceptions,
    MonthDay,
    MonthWeekday,
    Nearest,
    Once,
    Schedule,
)
from broadcaster.station.model.broadcasts.validity import Validity
from broadcaster.station.model.broadcasts.waits import Waits
from broadcaster.station.model.equipment.cluster import Cluster, Repair
from broadcaster.station.model.equipment.contact import Contact
from broadcaster.station.model.equipment.keying import LEAST_LEAD, Keying
from broadcaster.station.model.equipment.output import Output, OutputKind
from broadcaster.station.model.equipment.ups import Ups
from broadcaster.station.model.equipment.zone import Channel, Zone
from broadcaster.station.model.office.backup import Backup
from broadcaster.station.model.office.console import CERTIFICATE, Console, Listen
from broadcaster.station.model.office.notices import Duty, MailServer, Modem, Notices, Recipient
from broadcaster.station.model.rules.approval import Approval, ApprovalRule, AtOnce, Bind, Edit
from broadcaster.station.model.rules.regulation import Quotas, Regulation
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.sound.gain import Gain, GainHours
from broadcaster.station.model.sound.reading import CodeStyle, Manner, Odd, Place, Thousand, YearStyle
from broadcaster.station.model.sound.siren import Rest, Siren, Stroke
from broadcaster.station.model.sound.sound import Profile, Sound
from broadcaster.station.model.sound.speech import Speech
from broadcaster.station.model.station import Recording, Station
from broadcaster.station.registries.engines import ONLINE_ENGINES

__all__ = [
    "CERTIFICATE",
    "LAST",
    "LEAST_LEAD",
    "ONLINE_ENGINES",
    "Approval",
    "ApprovalRule",
    "AtOnce",
    "Backup",
    "Bind",
    "Channel",
    "Cluster",
    "CodeStyle",
    "Console",
    "Contact",
    "Duty",
    "Edit",
    "Emphasis",
    "Exceptions",
    "Gain",
    "GainHours",
    "Keying",
    "Listen",
    "MailServer",
    "Manner",
    "Message",
    "Modem",
    "MonthDay",
    "MonthWeekday",
    "NamedDay",
    "Nearest",
    "Notices",
    "Odd",
    "Once",
    "Output",
    "OutputKind",
    "Part",
    "Pause",
    "Place",
    "Play",
    "Priority",
    "Profile",
    "Quotas",
    "Recipient",
    "Recording",
    "Regulation",
    "Relay",
    "Repair",
    "Rest",
    "Said",
    "Say",
    "Schedule",
    "Settings",
    "Siren",
    "Sound",
    "Speech",
    "Station",
    "Stroke",
    "Subscription",
    "Swap",
    "Thousand",
    "Ups",
    "Validity",
    "Waits",
    "WardCalendar",
    "YearStyle",
    "Zone",
]
