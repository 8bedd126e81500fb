"""A centre's repository by TUF: signed metadata and the files of campaigns, for any web server."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization.json import JSONSerializer

from broadcaster.centre.keys import CentreKeys, KeyName
from broadcaster.core.errors import FleetError
from broadcaster.core.whole_files import sha256_file, store_error, write_bytes
from broadcaster.fleet.campaign import Campaign, CampaignFile, campaigns_of

LASTS: Mapping[str, timedelta] = {
    Root.type: timedelta(days=365),
    Targets.type: timedelta(days=90),
    Snapshot.type: timedelta(days=7),
    Timestamp.type: timedelta(days=3),
}
SIGNED_BY: Mapping[str, KeyName] = {
    Root.type: KeyName.ROOT,
    Targets.type: KeyName.CAMPAIGNS,
    Snapshot.type: KeyName.ONLINE,
    Timestamp.type: KeyName.ONLINE,
}
FIRST_ROOT = "1.root.json"
T = TypeVar("T", Root, Targets, Snapshot, Timestamp)

Ask = Callable[[KeyName], str]
"""Asks for the passphrase of a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryState:
    """What a repository says now."""

    root: str  # the SHA-256 of its first root.json
    expires: Mapping[str, datetime]  # by what it is of
    campaigns: tuple[Campaign, ...]


class CentreRepository:
    """The repository of one centre; what is published is whole when the last file is written.

    Args:
        folder: holds `repo/`, and `keys/` where they are not brought.
        keys: its keys.
        ask: see `Ask`.
        now: the instant, aware.
    """

    def __init__(self, folder: Path, keys: CentreKeys, ask: Ask, now: datetime) -> None:
        self.repo = folder / "repo"
        self._metadata = self.repo / "metadata"
        self._keys = keys
        self._ask = ask
        self._now = now.astimezone(UTC).replace(microsecond=0)
        self._open: dict[KeyName, CryptoSigner] = {}

    def begin(self) -> str:
        """Make the keys and an empty repository; the SHA-256 of its first root.json, by which wards know it.

        Raises:
            FleetError: there is one.
        """
        if self._metadata.exists():
            raise FleetError("fleet.repository_there", path=str(self.repo))
        root = Root(consistent_snapshot=True)
        for name in KeyName:
            self._new_key(name)
        for role, name in SIGNED_BY.items():
            root.add_key(self._open[name].public_key, role)
        (self.repo / "targets").mkdir(parents=True)
        self._write(Metadata(root))
        self._publish(Metadata(Targets()))
        return sha256_file(self._metadata / FIRST_ROOT)

    def state(self) -> RepositoryState:
        """What it says now.

        Raises:
            FleetError: there is none.
        """
        found = {
            Root.type: self._root().signed,
            Targets.type: self._targets().signed,
            Snapshot.type: self._snapshot().signed,
            Timestamp.type: self._timestamp().signed,
        }
        return RepositoryState(
            root=sha256_file(self._metadata / FIRST_ROOT),
            expires={role: signed.expires for role, signed in found.items()},
            campaigns=self._campaigns(),
        )

    def publish(self, campaign: Campaign, kinds: Mapping[str, Mapping[str, object]], source: Path) -> int:
        """List a campaign, in place of an earlier one of its name; how many bytes of it are new.

        Args:
            campaign: it.
            kinds: what is said of each of its files, by the paths.
            source: the folder below which they lie.

        Raises:
            FleetError: there is no repository, or a key is missing.
        """
        targets, new = self._targets(), 0
        for file in campaign.files:
            stored = self._stored(file)
            if not stored.exists():
                new += file.length
                write_bytes(stored, (source / file.path).read_bytes(), durable=True, shared=True)
        self._drop(targets.signed, campaign.id)
        for file in campaign.files:
            target = TargetFile(
                file.length, {"sha256": file.sha256}, file.path, {"custom": {**kinds[file.path]}}
            )
            targets.signed.targets[file.path] = target
        self._publish(targets)
        return new

    def withdraw(self, name: str) -> None:
        """List a campaign no more.

        Raises:
            FleetError: there is none of that name.
        """
        targets = self._targets()
        if not self._drop(targets.signed, name):
            raise FleetError("fleet.no_campaign", campaign=name)
        self._publish(targets)

    def renew(self) -> None:
        """Say again that what is listed is the newest; by the key at the server alone."""
        snapshot, timestamp = self._snapshot(), self._timestamp()
        snapshot.signed.version += 1
        self._write(snapshot)
        self._stamp(timestamp, snapshot.signed.version)

    def rotate(self, name: KeyName) -> None:
        """Put a new key in the place of one: what it signed is signed anew.

        Raises:
            FleetError: the key for roots is missing.
        """
        root, targets = self._root(), self._targets()
        old = self._signer(KeyName.ROOT)
        new = self._new_key(name)
        for role in (role for role, signs in SIGNED_BY.items() if signs is name):
            for key in [*root.signed.roles[role].keyids]:
                root.signed.revoke_key(key, role)
            root.signed.add_key(new.public_key, role)
        root.signed.version += 1
        self._write(root, old)
        if name is KeyName.CAMPAIGNS:
            self._publish(targets)
        elif name is KeyName.ONLINE:
            self.renew()

    def copy_to(self, stick: Path) -> int:
        """Put what is in force on a stick; its bytes.

        Raises:
            StoreError: the stick does not take it.
        """
        timestamp = "timestamp.json"
        snapshot, targets = self._snapshot().signed.version, self._targets().signed.version
        names = [path.name for path in self._metadata.glob("*.root.json")]
        names += [f"{targets}.targets.json", f"{snapshot}.snapshot.json"]
        files = [self._metadata / name for name in names]
        files += [self._stored(file) for campaign in self._campaigns() for file in campaign.files]
        files.append(self._metadata / timestamp)  # last: what it names is there
        size = 0
        for path in files:
            target = stick / path.relative_to(self.repo)
            try:
                if not target.exists() or sha256_file(target) != sha256_file(path):
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, target)
                size += path.stat().st_size
            except OSError as error:
                raise store_error(target, error) from error
        return size

    def _publish(self, targets: Metadata[Targets]) -> None:
        """List what `targets` does, but for what is over."""
        for campaign in self._campaigns(targets):
            if campaign.last < self._now.date() - timedelta(days=1):  # in no zone it is that day any more
                self._drop(targets.signed, campaign.id)
        first = not (self._metadata / "timestamp.json").exists()
        snapshot = Metadata(Snapshot()) if first else self._snapshot()
        timestamp = Metadata(Timestamp()) if first else self._timestamp()
        if not first:
            targets.signed.version += 1
            snapshot.signed.version += 1
        snapshot.signed.meta["targets.json"] = MetaFile(version=targets.signed.version)
        self._write(targets)
        self._write(snapshot)
        self._stamp(timestamp, snapshot.signed.version, first=first)
        self._clear(targets.signed)

    def _stamp(self, timestamp: Metadata[Timestamp], snapshot: int, *, first: bool = False) -> None:
        timestamp.signed.version += not first
        timestamp.signed.snapshot_meta = MetaFile(version=snapshot)
        self._write(timestamp)

    def _clear(self, targets: Targets) -> None:
        """Remove the files of what is listed no more."""
        kept = {self._stored(_file(one)) for one in targets.targets.values()}
        for path in (self.repo / "targets").rglob("*"):
            if path.is_file() and path not in kept:
                path.unlink()

    def _write(self, metadata: Metadata[T], *others: CryptoSigner) -> None:
        """Sign and write, under the name that wards ask for.

        Args:
            metadata: what is signed by the key of its role.
            others: sign too.
        """
        signed = metadata.signed
        signed.expires = self._now + LASTS[signed.type]
        metadata.signatures.clear()
        for signer in (*others, self._signer(SIGNED_BY[signed.type])):
            metadata.sign(signer, append=True)
        name = (
            f"{signed.type}.json" if signed.type == Timestamp.type else f"{signed.version}.{signed.type}.json"
        )
        data = metadata.to_bytes(JSONSerializer(compact=True))
        write_bytes(self._metadata / name, data, durable=True, shared=True)

    def _new_key(self, name: KeyName) -> CryptoSigner:
        self._open[name] = self._keys.make(name, "" if name is KeyName.ONLINE else self._ask(name))
        return self._open[name]

    def _signer(self, name: KeyName) -> CryptoSigner:
        if name not in self._open:
            signer = self._keys.signer(name, "" if name is KeyName.ONLINE else self._ask(name))
            role = next(role for role, signs in SIGNED_BY.items() if signs is name)
            if signer.public_key.keyid not in self._root().signed.roles[role].keyids:
                raise FleetError("fleet.other_key", name=f"{name}.pem", before=f"{name}.old.pem")
            self._open[name] = signer
        return self._open[name]

    def _drop(self, targets: Targets, name: str) -> bool:
        gone = [p for p, one in targets.targets.items() if _said(one).get("campaign") == name]
        for path in gone:
            del targets.targets[path]
        return bool(gone)

    def _campaigns(self, targets: Metadata[Targets] | None = None) -> tuple[Campaign, ...]:
        listed = (targets or self._targets()).signed.targets.values()
        found = campaigns_of([(_file(one), _said(one)) for one in listed])
        return tuple(one for _, one in sorted(found.items()) if isinstance(one, Campaign))

    def _stored(self, file: CampaignFile) -> Path:
        folder, _, name = file.path.rpartition("/")
        return self.repo / "targets" / folder / f"{file.sha256}.{name}"

    def _root(self) -> Metadata[Root]:
        newest = max(self._metadata.glob("*.root.json"), key=_version, default=self._metadata / FIRST_ROOT)
        return Metadata[Root].from_bytes(self._bytes(newest))

    def _timestamp(self) -> Metadata[Timestamp]:
        return Metadata[Timestamp].from_bytes(self._bytes(self._metadata / "timestamp.json"))

    def _snapshot(self) -> Metadata[Snapshot]:
        version = self._timestamp().signed.snapshot_meta.version
        return Metadata[Snapshot].from_bytes(self._bytes(self._metadata / f"{version}.snapshot.json"))

    def _targets(self) -> Metadata[Targets]:
        version = self._snapshot().signed.meta["targets.json"].version
        return Metadata[Targets].from_bytes(self._bytes(self._metadata / f"{version}.targets.json"))

    def _bytes(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except FileNotFoundError as error:
            raise FleetError("fleet.no_centre", path=str(self.repo)) from error
        except OSError as error:
            raise store_error(path, error) from error


def _version(path: Path) -> int:
    return int(path.name.partition(".")[0])


def _said(one: TargetFile) -> dict[str, object]:
    said: dict[str, object] = one.unrecognized_fields.get("custom") or {}
    return said


def _file(one: TargetFile) -> CampaignFile:
    return CampaignFile(path=one.path, length=one.length, sha256=one.hashes["sha256"])
