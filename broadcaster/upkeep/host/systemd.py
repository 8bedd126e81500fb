"""What systemd needs: the station's unit as text, messages by sd_notify, the folder below /run.

docs/operation.md gives the reason of each restriction in the unit.
"""

from __future__ import annotations

import logging
import os
import socket
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

ROOM = "broadcaster"
RUNTIME = Path("/run") / ROOM
"""Where each station that is a service has a folder (`RuntimeDirectory=` of its unit)."""


def station_id(folder: Path) -> str:
    """The name of the folder of the station in `folder`."""
    return sha256(str(folder.resolve()).encode()).hexdigest()[:16]


log = logging.getLogger(__name__)


def notify(*lines: str) -> None:
    """Tell systemd `READY=1`, `STATUS=…`, `WATCHDOG=1` or `STOPPING=1`; nothing where it does not listen."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    # A name that begins with "@" lies in the abstract name space.
    name = f"\0{address[1:]}" if address.startswith("@") else address
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as door:
            door.setblocking(False)
            door.connect(name)
            door.send("\n".join(lines).encode())
    except OSError as error:
        log.debug("systemd does not get the message: %s", error)


def watchdog() -> float | None:
    """Seconds after which systemd takes a silent station for hung; None where it does not watch."""
    pid = os.environ.get("WATCHDOG_PID", "")
    if pid and pid != str(os.getpid()):
        return None
    try:
        return int(os.environ["WATCHDOG_USEC"]) / 1e6
    except (KeyError, ValueError):
        return None


DEVICES = {
    "sound": ("char-alsa rw",),
    # On the board, by USB with and without a converter, and the UART of a Raspberry Pi's pins.
    "serial": ("char-ttyS rw", "char-ttyUSB rw", "char-ttyACM rw", "char-ttyAMA rw"),
    "gpio": ("char-gpiochip rw",),
}
GROUPS = {"sound": "audio", "serial": "dialout", "gpio": "gpio"}

_TEMPLATE = """\
# Written by 'broadcaster service install' or with its package; installing again writes it anew.
# For changes of your own use 'systemctl edit {name}'.
[Unit]
Description={description}
# Neither network nor sound card is required: the station airs without the one and waits for the other.
After=sound.target
{session}# A station that failed is started again for ever, not five times.
StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=main
ExecStart={start}
# The station releases the transmitter itself; this is for when it was killed. Failure is no fault:
# where nothing is keyed there is nothing to release.
ExecStopPost=-{release}
User={user}
{groups}WorkingDirectory={folder_path}
# For the socket of people who have accounts of their own, who cannot enter the station's state folder.
RuntimeDirectory=broadcaster/{station}
RuntimeDirectoryMode=0755
# It holds the copy of the program too: a start after a fault uses it again.
RuntimeDirectoryPreserve=restart
{sound}Environment=PYTHONUNBUFFERED=1
{language}StandardOutput=journal
StandardError=journal
SyslogIdentifier={name}

# Fed by the thread that decides what airs, only while it turns and the air process is tended.
WatchdogSec=20
# A folder with as many files as it may have takes a minute on a busy computer: a start anew would not help.
TimeoutStartSec=300
# Long enough to fade, to write the journal and to release the keying.
TimeoutStopSec=20
KillMode=mixed
Restart=always
RestartSec=1
RestartSteps=6
RestartMaxDelaySec=60

# The air and a live source ask for a higher priority, so that sound does not run dry. It needs no capability.
LimitNICE=-15
LimitRTPRIO=20
OOMScoreAdjust=-500

CapabilityBoundingSet=
NoNewPrivileges=yes
ProtectSystem=strict
# Where sticks and other disks are mounted: the daily backup goes there, as far as their own rights let it.
ReadWritePaths={writable} -/mnt -/media -/run/media
# Not 'yes': the sound server's socket lies below /run/user, and the station perhaps below /home.
ProtectHome=read-only
PrivateTmp=yes
DevicePolicy=closed
{devices}\
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
# The two of the clock only read here (no right to set it): is it synchronised?
SystemCallFilter=@system-service adjtimex clock_adjtime
SystemCallErrorNumber=EPERM
UMask=0027

[Install]
WantedBy=multi-user.target
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What differs from station to station."""

    name: str  # of the service, without ".service"
    description: str
    command: tuple[str, ...]  # what starts the program: an absolute path, with its arguments
    folder: str  # absolute path of the station
    station: str  # names its folder below /run/broadcaster
    user: str
    uid: int | None  # None: not known yet; the command itself finds its account's sound server
    devices: tuple[str, ...] = ("sound",)  # keys of DEVICES
    groups: tuple[str, ...] = ()  # those of GROUPS that exist on this machine
    writable: tuple[str, ...] = ()  # folders outside the station, such as that of a file output
    language: str = ""  # BROADCASTER_LANG


def text(unit: Unit) -> str:
    """The unit file. Raises ValueError: a line break in a value, which no unit file can hold."""
    values = (unit.name, unit.description, *unit.command, unit.folder, unit.user, *unit.writable)
    if any(character in value for value in values for character in "\n\r\0"):
        raise ValueError("line break")
    command = [*unit.command, "--station", unit.folder]
    rules = [rule for device in unit.devices for rule in DEVICES[device]]
    return _TEMPLATE.format(
        name=unit.name,
        # A line that ends in a backslash would go on in the next one.
        description=unit.description.replace("%", "%%").replace("\\", "\\\\"),
        session="" if unit.uid is None else "After={0}\nWants={0}\n".format(f"user@{unit.uid}.service"),
        sound="" if unit.uid is None else f"Environment=XDG_RUNTIME_DIR=/run/user/{unit.uid}\n",
        start=_command([*command, "run", "--wait-for-output"]),
        release=_command([*command, "keying", "release"]),
        user=unit.user,
        station=unit.station,
        groups=f"SupplementaryGroups={' '.join(unit.groups)}\n" if unit.groups else "",
        # This one key takes its value as it stands: quotation marks would be part of the path.
        folder_path=unit.folder.replace("%", "%%"),
        language=f"Environment=BROADCASTER_LANG={unit.language}\n" if unit.language else "",
        writable=" ".join(_word(path) for path in (unit.folder, *unit.writable)),
        devices="".join(f"DeviceAllow={rule}\n" for rule in rules),
    )


def _command(words: list[str]) -> str:
    """A command line: as `_word`, and a dollar sign would name a variable."""
    return " ".join(_word(word).replace("$", "$$") for word in words)


def _word(word: str) -> str:
    """One word of a unit file: always quoted where it is more than letters, digits and a few signs."""
    safe = word.replace("%", "%%")
    if safe and all(character.isalnum() or character in "-_./%:@" for character in safe):
        return safe
    escaped = safe.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
