"""A centre's keys: those for the safe under a passphrase, the one at the server as it is."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner

from broadcaster.core.errors import FleetError
from broadcaster.core.whole_files import store_error, write_bytes

SHORTEST = 12  # signs of a passphrase


class KeyName(StrEnum):
    """What a key signs."""

    ROOT = "root"  # which keys count
    CAMPAIGNS = "campaigns"  # what wards air
    ONLINE = "online"  # that this is the newest


class CentreKeys:
    """The keys of one centre.

    Args:
        folder: where they lie; those for the safe may be brought there for each use.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make(self, name: KeyName, passphrase: str = "") -> CryptoSigner:
        """A new key; the one of this name that was there before is kept beside it.

        Raises:
            FleetError: it is for the safe, and the passphrase is short.
            StoreError: the disk does not take it.
        """
        if name is not KeyName.ONLINE and len(passphrase) < SHORTEST:
            raise FleetError("fleet.short_passphrase", least=SHORTEST)
        lock = NoEncryption() if name is KeyName.ONLINE else BestAvailableEncryption(passphrase.encode())
        key, path = Ed25519PrivateKey.generate(), self._folder / f"{name}.pem"
        try:
            if path.exists():
                path.rename(path.with_suffix(".old.pem"))
        except OSError as error:
            raise store_error(path, error) from error
        write_bytes(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock), durable=True)
        return CryptoSigner(key)

    def signer(self, name: KeyName, passphrase: str = "") -> CryptoSigner:
        """A key.

        Raises:
            FleetError: it is not there, or the passphrase is another one.
        """
        path = self._folder / f"{name}.pem"
        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise FleetError("fleet.no_key", path=str(path)) from error
        except OSError as error:
            raise store_error(path, error) from error
        try:
            key = load_pem_private_key(data, None if name is KeyName.ONLINE else passphrase.encode())
            if isinstance(key, Ed25519PrivateKey):
                return CryptoSigner(key)
        except (ValueError, TypeError) as error:
            raise FleetError("fleet.bad_passphrase", path=str(path)) from error
        raise FleetError("fleet.no_key", path=str(path))
