"""The broker's files: Mosquitto's configuration, one account and own topics a ward.

What wards may do is written in patterns of their account's name: a new ward is a line of `passwords` alone.
"""

from __future__ import annotations

import base64
import getpass
import hashlib
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from broadcaster.core.errors import FleetError
from broadcaster.core.state_files import load
from broadcaster.core.whole_files import make_folder, store_error, write_bytes
from broadcaster.fleet.mqtt import PORT, BrokerLogin
from broadcaster.fleet.wire import ACCOUNT, BELL, LARGEST, WireTopic, topic

BROKER = "broker"  # below the centre's folder
CENTRE_ACCOUNT = "centre"
_ROUNDS = 101  # as mosquitto_passwd's: the passwords are 192 random bits
_BITS = 24  # bytes of a password
_SALT = 12  # bytes

_ACCESS = f"""\
user {CENTRE_ACCOUNT}
topic readwrite loa/#

pattern write {topic("%u", "+", WireTopic.PRESENCE)}
pattern write {topic("%u", "+", WireTopic.STATUS)}
pattern write {topic("%u", "+", WireTopic.ROWS)}
pattern read {topic("%u", "+", WireTopic.STORED)}
pattern read {BELL}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerAccess:
    """How the centre itself reaches its broker."""

    address: str
    password: str = field(repr=False)


_SHAPE = TypeAdapter(BrokerAccess)


class BrokerFiles:
    """The files of one centre's broker.

    Args:
        folder: the centre's.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / BROKER
        self._passwords = self._folder / "passwords"
        self._access = self._folder / "centre.json"

    @property
    def configuration(self) -> Path:
        """Mosquitto's file."""
        return self._folder / "mosquitto.conf"

    def write(self, address: str, certificate: Path, key: Path) -> None:
        """Write the configuration; accounts that are there stay.

        Args:
            address: by which wards and the centre reach it: `mqtts://host[:port]`.
            certificate: of its host, with those between it and an authority that wards trust; PEM.
            key: the certificate's; PEM.

        Raises:
            FleetError: the address is none.
            StoreError: the disk does not take it.
        """
        at = urlsplit(address)
        if at.scheme != "mqtts" or not at.hostname:
            raise FleetError("fleet.bad_broker", address=address)
        place = self._folder.absolute()
        try:
            make_folder(place / "kept")
        except OSError as error:
            raise store_error(place, error) from error
        known = self.access()
        password = secrets.token_urlsafe(_BITS) if known is None else known.password
        self._set(CENTRE_ACCOUNT, password)
        access = BrokerAccess(address=address, password=password)
        write_bytes(self._access, _SHAPE.dump_json(access), durable=True)
        write_bytes(place / "access", _ACCESS.encode(), durable=True)
        lines = (
            "# by `broadcaster centre broker`: what is changed here is lost the next time",
            f"user {getpass.getuser()}",
            f"listener {at.port or PORT}",
            f"certfile {certificate.absolute()}",
            f"keyfile {key.absolute()}",
            "tls_version tlsv1.2",
            "allow_anonymous false",
            f"password_file {place / 'passwords'}",
            f"acl_file {place / 'access'}",
            "persistence true",
            f"persistence_location {place / 'kept'}/",
            "autosave_interval 60",
            f"max_packet_size {LARGEST}",
            "max_queued_messages 1000",
        )
        write_bytes(self.configuration, "\n".join([*lines, ""]).encode(), durable=True)

    def invite(self, ward: str) -> str:
        """Make an account for a ward, in the place of an earlier one; its password.

        Raises:
            FleetError: no account can have this name, or there is no broker.
            StoreError: the disk does not take it.
        """
        if ACCOUNT.fullmatch(ward) is None or ward == CENTRE_ACCOUNT:
            raise FleetError("fleet.bad_account", name=ward)
        if self.access() is None:
            raise FleetError("fleet.broker_unknown")
        password = secrets.token_urlsafe(_BITS)
        self._set(ward, password)
        return password

    def wards(self) -> tuple[str, ...]:
        """The accounts of wards."""
        return tuple(sorted(name for name in self._accounts() if name != CENTRE_ACCOUNT))

    def access(self) -> BrokerAccess | None:
        """How the centre reaches it; None where there is none."""
        return load(self._access, _SHAPE)

    def login(self, name: str) -> BrokerLogin:
        """The centre's own.

        Args:
            name: of the connection.

        Raises:
            FleetError: there is no broker.
        """
        access = self.access()
        if access is None:
            raise FleetError("fleet.broker_unknown")
        # Any account may take any name, and whoever takes one that is in use ends that connection.
        unguessed = f"centre-{name}-{secrets.token_hex(8)}"
        return BrokerLogin(
            address=access.address, user=CENTRE_ACCOUNT, password=access.password, name=unguessed
        )

    def _accounts(self) -> dict[str, str]:
        try:
            text = self._passwords.read_text("utf-8")
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise store_error(self._passwords, error) from error
        parts = (line.partition(":") for line in text.splitlines())
        return {name: hashed for name, _, hashed in parts if hashed}

    def _set(self, name: str, password: str) -> None:
        accounts = {**self._accounts(), name: _hashed(password)}
        text = "".join(f"{each}:{hashed}\n" for each, hashed in sorted(accounts.items()))
        write_bytes(self._passwords, text.encode(), durable=True)


def _hashed(password: str) -> str:
    """A password as Mosquitto keeps it: PBKDF2 with SHA-512."""
    salt = secrets.token_bytes(_SALT)
    hashed = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ROUNDS)
    return f"$7${_ROUNDS}${base64.b64encode(salt).decode()}${base64.b64encode(hashed).decode()}"
