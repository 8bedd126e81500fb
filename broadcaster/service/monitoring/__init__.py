"""Monitoring: the outputs, the mains, the contacts, the disk and the confidence monitor. It only reports."""

from broadcaster.service.monitoring.disk_watch import DiskWatch
from broadcaster.service.monitoring.heard_back import HeardBack
from broadcaster.service.monitoring.lasting import LastingFaults
from broadcaster.service.monitoring.program_watch import ProgramWatch
from broadcaster.service.monitoring.watches import Watches

__all__ = ["DiskWatch", "HeardBack", "LastingFaults", "ProgramWatch", "Watches"]
