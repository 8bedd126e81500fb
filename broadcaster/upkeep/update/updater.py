"""The way of an update: wait for a quiet moment, try, switch, look whether it is well, else go back.

It is called again and again (by a timer, at each boot, by hand) and goes on where it was: whatever moment the
power fails at, the link leads to one whole version, and the record says what is to be judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from broadcaster.core.errors import ServiceError
from broadcaster.upkeep.update.record import UpdatePhase, UpdateRecord, UpdateStep
from broadcaster.upkeep.update.standing import older
from broadcaster.upkeep.update.trial import TrialDifference, TrialFacts, differences, otherwise
from broadcaster.upkeep.update.versions import InstalledVersions

WATCHED = timedelta(days=1)
PATIENT = timedelta(days=7)  # without a quiet moment: then it is told
MOST_RESTARTS = 2
BEGINS = 60  # seconds until a station must answer


class UpdatedStation(Protocol):
    """The station and its computer, as an update sees them."""

    def now(self) -> datetime:
        """The time."""

    def against(self) -> tuple[str, ...]:
        """What speaks against leaving the station alone now; see `GET /api/v1/window`.

        Raises:
            ServiceError: nobody can say.
        """

    def facts(self, version: str) -> TrialFacts:
        """What a version makes of a copy of the station.

        Raises:
            ServiceError: it fails.
        """

    def stands(self) -> Mapping[str, object]:
        """How the running station stands: version, rows, plan, people, clock, output.

        Raises:
            ServiceError: no station answers.
        """

    def restart(self) -> None:
        """Start the station anew, with the version that the link leads to.

        Raises:
            ServiceError: it does not start.
        """

    def restarts(self) -> int:
        """How often it was started again by itself since then."""

    def wait(self) -> None:
        """A second."""


@dataclass
class StationStandIn:
    """The fake: each version does as it is told to.

    Args:
        versions: what is installed.
        time: now; each second that is waited for goes by.
        makes: what each version makes of the station; one without an entry fails in the trial.
        stand: how each version stands once it runs; one without an entry does not start.
        busy: what speaks against leaving the station alone.
        crashes: how often it was started again by itself.
        meet: called at each step, as whoever pulls the plug would be.
    """

    versions: InstalledVersions
    time: datetime
    makes: dict[str, TrialFacts] = field(default_factory=dict)
    stand: dict[str, Mapping[str, object]] = field(default_factory=dict)
    busy: tuple[str, ...] = ()
    crashes: int = 0
    runs: str = ""
    meet: Callable[[str], None] = lambda _step: None

    def now(self) -> datetime:
        """The time."""
        return self.time

    def against(self) -> tuple[str, ...]:
        """As it was told."""
        self.meet("against")
        return self.busy

    def facts(self, version: str) -> TrialFacts:
        """As it was told."""
        self.meet("facts")
        if version not in self.makes:
            raise ServiceError("update.no_facts", reason="exit 1")
        return self.makes[version]

    def stands(self) -> Mapping[str, object]:
        """As the version that runs was told to."""
        self.meet("stands")
        if self.runs not in self.stand:
            raise ServiceError("service.not_running")
        return {"version": self.runs, **self.stand[self.runs]}

    def restart(self) -> None:
        """Run what the link leads to."""
        self.meet("restart")
        self.runs, self.crashes = self.versions.current(), 0
        if self.runs not in self.stand:
            raise ServiceError("service.systemctl_failed", reason="exit 1")

    def restarts(self) -> int:
        """As it was told."""
        return self.crashes

    def wait(self) -> None:
        """Let a second go by."""
        self.meet("wait")
        self.time += timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Updater:
    """One station's updates.

    Args:
        ward: the station.
        versions: what is installed.
        keep: takes the record whenever it changes, before the next step.
    """

    ward: UpdatedStation
    versions: InstalledVersions
    keep: Callable[[UpdateRecord], None]

    def go_on(self, record: UpdateRecord, *, by_hand: bool = False) -> UpdateRecord:
        """Do what is due now; the record then.

        Args:
            record: as it was kept.
            by_hand: a technician stands by: what was refused is tried again, and another plan is taken.

        Raises:
            ServiceError: it was not installed as packages, or the running version itself fails in the trial.
        """
        if record.phase is not UpdatePhase.NONE:
            return self._judged(record)
        current, newest = self.versions.current(), self.versions.newest()
        if newest == current or (newest in record.refused and not by_hand):
            return self._kept(replace(record, waits=""))
        if self.ward.against():
            return self._waits(record, newest)
        tried = (line.what is UpdateStep.TRIAL and line.version == newest for line in record.history[-3:])
        if not (record.waits and any(tried)):  # one that waits is tried again and again
            record = self._kept(record.told(self.ward.now(), UpdateStep.TRIAL, newest))
        refused = self._tried(current, newest, by_hand=by_hand)
        if isinstance(refused, TrialDifference):
            why = f"{refused.code} {refused.what}".strip()
            told = record.told(self.ward.now(), UpdateStep.REFUSED, newest, why)
            return self._kept(replace(told, waits="", refused={**told.refused, newest: why}))
        stood = self._stands()
        if self.ward.against():  # a trial takes its time: this is asked last of all
            return self._waits(record, newest)
        return self._switched(record, current, newest, refused, stood)

    def back(self, record: UpdateRecord) -> UpdateRecord:
        """A technician wants the version of before, in a quiet moment.

        Raises:
            ServiceError: there is none, or something airs.
        """
        before = older(record, self.versions, self.versions.current())
        if not before:
            raise ServiceError("update.no_older")
        against = self._against()
        if against:
            raise ServiceError("update.not_now", against=", ".join(against))
        version = self.versions.current()
        return self._back(replace(record, before=before, version=version), "update.why.asked")

    def _against(self) -> tuple[str, ...]:
        """What would be cut off by going back: what does not answer airs nothing."""
        try:
            return self.ward.against()
        except ServiceError:
            return ()

    def _waits(self, record: UpdateRecord, version: str) -> UpdateRecord:
        now = self.ward.now()
        if not record.waits:
            return self._kept(replace(record.told(now, UpdateStep.WAITS, version), waits=now.isoformat()))
        if now - datetime.fromisoformat(record.waits) > PATIENT:
            return self._kept(record.told(now, UpdateStep.WAITS, version, "update.why.never_quiet"))
        return record

    def _tried(self, current: str, newest: str, *, by_hand: bool) -> TrialDifference | tuple[str, ...]:
        """What speaks against the newest version, or the messages that it reads otherwise."""
        old = self.ward.facts(current)
        try:
            new = self.ward.facts(newest)
        except ServiceError as error:
            return TrialDifference(code="update.why.fails", what=str(error.facts.get("reason", error.code)))
        found = [each for each in differences(old, new) if not (by_hand and each.by_hand)]
        return found[0] if found else otherwise(old, new)

    def _switched(
        self,
        record: UpdateRecord,
        current: str,
        newest: str,
        reads: tuple[str, ...],
        stood: Mapping[str, object],
    ) -> UpdateRecord:
        now = self.ward.now()
        told = record.told(now, UpdateStep.SWITCHED, newest, ", ".join(reads))
        left = {version: why for version, why in told.refused.items() if version != newest}
        switched = self._kept(
            replace(
                told,
                phase=UpdatePhase.SWITCHED,
                version=newest,
                before=current,
                since=now.isoformat(),
                stood=stood,
                waits="",
                refused=left,
            )
        )
        self.versions.switch(newest)
        return self._started(switched)

    def _stands(self) -> Mapping[str, object]:
        """How the station stands; nothing where none runs, which a newer version may mend."""
        try:
            return self.ward.stands()
        except ServiceError:
            return {}

    def _started(self, record: UpdateRecord) -> UpdateRecord:
        try:
            self.ward.restart()
        except ServiceError:
            return self._back(record, "update.why.no_start")
        return self._judged(record)

    def _judged(self, record: UpdateRecord) -> UpdateRecord:
        """Go on with a version that was switched to: it is well, it is watched on, or it goes."""
        if self.versions.current() != record.version:
            # The power failed between the record and the link.
            return self._kept(replace(record, phase=UpdatePhase.NONE, stood={}))
        if record.phase is UpdatePhase.SWITCHED:
            why = self._worse(record.stood, record.version)
            if why:
                return self._back(record, why)
            return self._kept(replace(record, phase=UpdatePhase.WATCHED, stood={}))
        if self.ward.restarts() >= MOST_RESTARTS and not self._against():
            return self._back(record, "update.why.restarts")
        if self.ward.now() - datetime.fromisoformat(record.since) < WATCHED:
            return record
        settled = record.told(self.ward.now(), UpdateStep.SETTLED, record.version)
        return self._kept(replace(settled, phase=UpdatePhase.NONE))

    def _worse(self, stood: Mapping[str, object], version: str) -> str:
        """Why the version that has just begun is no good; "" if it is."""
        why, begun = "update.why.no_answer", self.ward.now()
        for _ in range(BEGINS):
            if self.ward.now() - begun > timedelta(seconds=BEGINS):
                break  # each look takes its time, too
            try:
                stands = self.ward.stands()
                why = worse(stood, stands) if stands.get("version") == version else "update.why.no_answer"
            except ServiceError:
                why = "update.why.no_answer"
            if not why:
                return ""
            self.ward.wait()
        return why

    def _back(self, record: UpdateRecord, why: str) -> UpdateRecord:
        told = record.told(self.ward.now(), UpdateStep.BACK, record.version, why)
        refused = {**told.refused, record.version: why}
        # First the link: whoever starts the station from now on starts the version of before.
        self.versions.switch(record.before)
        back = replace(
            told, phase=UpdatePhase.NONE, version=record.before, before="", stood={}, refused=refused
        )
        try:
            return self._kept(back)
        finally:  # on a full disk too
            self.ward.restart()

    def _kept(self, record: UpdateRecord) -> UpdateRecord:
        self.keep(record)
        return record


def worse(stood: Mapping[str, object], stands: Mapping[str, object]) -> str:
    """Why a station stands worse than before an update, as a key of the catalogue; "" if it does not."""
    if not stood:
        return ""
    rows, before = stands.get("rows"), stood.get("rows")
    if isinstance(rows, int) and isinstance(before, int) and rows < before:
        return "update.why.rows"
    if stood.get("output") and not stands.get("output"):
        return "update.why.output"
    if stood.get("clock") and not stands.get("clock"):
        return "update.why.clock"
    if stood.get("people") != stands.get("people"):
        return "update.why.people"
    now = str(stands.get("now", ""))
    coming, planned = stands.get("plan"), stood.get("plan")
    if isinstance(coming, list) and isinstance(planned, list) and _after(planned, now) != _after(coming, now):
        return "update.why.plan"
    return ""


def _after(plan: list[object], now: str) -> list[object]:
    """The starts of a plan, each `[start, message]`, from an instant on."""
    return [start for start in plan if isinstance(start, list) and str(start[0]) > now]
