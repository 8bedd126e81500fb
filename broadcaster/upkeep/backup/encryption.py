"""Encryption of a backup by age. The only importer of pyrage.

A daily backup is encrypted to a public key: the computer that makes it cannot open it. Its secret key is
shown once, for the ward's safe. A backup by hand may be encrypted by a passphrase instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

import pyrage
from pyrage import passphrase as by_passphrase

from broadcaster.core.errors import BackupError

_BEGINS = b"age-encryption.org/"
SECRET_KEY = "AGE-SECRET-KEY-"  # noqa: S105 - how each of them begins
LARGEST_BY_PASSPHRASE = 200 << 20  # bytes: pyrage holds all of it in memory


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A new pair of keys."""

    public: str  # age1…, for station.yaml
    secret: str  # AGE-SECRET-KEY-1…, for the safe


def new_keys() -> KeyPair:
    """A new pair of keys."""
    made = pyrage.x25519.Identity.generate()
    return KeyPair(public=str(made.to_public()), secret=str(made))


def is_public_key(text: str) -> bool:
    """True for a public key as `station.yaml` has it."""
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def is_sealed(begin: bytes) -> bool:
    """True for the first bytes of an encrypted file."""
    return begin.startswith(_BEGINS)


def seal(plain: IO[bytes], sealed: IO[bytes], public: str) -> None:
    """Encrypt a stream to a public key.

    Raises:
        BackupError: `backup.bad_key`; `backup.not_written` where the disk does not take it.
    """
    try:
        to = pyrage.x25519.Recipient.from_str(public)
    except pyrage.RecipientError as error:
        raise BackupError("backup.bad_key") from error
    try:
        pyrage.encrypt_io(plain, sealed, [to])
    except pyrage.EncryptError as error:  # it hides which error of the disk it was
        raise BackupError("backup.not_written", why=str(error)) from error


def seal_by_passphrase(plain: IO[bytes], sealed: IO[bytes], words: str) -> None:
    """Encrypt a stream by a passphrase. Raises BackupError: `backup.too_large` for a passphrase."""
    data = plain.read(LARGEST_BY_PASSPHRASE + 1)
    if len(data) > LARGEST_BY_PASSPHRASE:
        raise BackupError("backup.too_large")
    sealed.write(by_passphrase.encrypt(data, words))


def unseal(sealed: IO[bytes], plain: IO[bytes], secret: str) -> None:
    """Decrypt a stream by a secret key or a passphrase.

    Raises:
        BackupError: it does not open by that, or is altered.
    """
    try:
        if secret.strip().upper().startswith(SECRET_KEY):
            pyrage.decrypt_io(sealed, plain, [pyrage.x25519.Identity.from_str(secret.strip().upper())])
        else:
            plain.write(by_passphrase.decrypt(sealed.read(), secret))
    except (pyrage.DecryptError, pyrage.IdentityError) as error:
        raise BackupError("backup.not_opened") from error
    except OSError as error:  # pyrage raises it for a block that was altered or cut off
        raise BackupError("backup.broken") from error
