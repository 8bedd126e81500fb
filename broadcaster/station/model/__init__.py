"""A station as frozen values: what its officers wrote, checked and typed; each field declares its key.

Durations are seconds (`float`), times of day are local to the station, days of the week count from
Monday = 0. Nothing here reads files; `broadcaster.station.loading.loading` makes these values.
"""

from broadcaster.station.model.approval import Approval, ApprovalRule, AtOnce, Bind, Edit
from broadcaster.station.model.backup import Backup
from broadcaster.station.model.calendar import NamedDay, Subscription, Swap, WardCalendar
from broadcaster.station.model.cluster import Cluster, Repair
from broadcaster.station.model.console import CERTIFICATE, Console, Listen
from broadcaster.station.model.contact import Contact
from broadcaster.station.model.gain import Gain, GainHours
from broadcaster.station.model.keying import LEAST_LEAD, Keying
from broadcaster.station.model.message import Emphasis, Message, Part, Pause, Play, Priority, Relay, Say
from broadcaster.station.model.notices import Duty, MailServer, Modem, Notices, Recipient
from broadcaster.station.model.output import Output, OutputKind
from broadcaster.station.model.reading import CodeStyle, Manner, Odd, Place, Thousand, YearStyle
from broadcaster.station.model.regulation import Quotas, Regulation
from broadcaster.station.model.schedule import (
    LAST,
    Exceptions,
    MonthDay,
    MonthWeekday,
    Nearest,
    Once,
    Schedule,
)
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.siren import Rest, Siren, Stroke
from broadcaster.station.model.sound import Profile, Sound
from broadcaster.station.model.speech import Speech
from broadcaster.station.model.station import Recording, Station
from broadcaster.station.model.ups import Ups
from broadcaster.station.model.validity import Validity
from broadcaster.station.model.waits import Waits
from broadcaster.station.model.zone import Channel, Zone
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
