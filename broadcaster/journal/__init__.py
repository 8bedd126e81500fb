"""The journal: the as-run log of the station, append-only, chained by hashes."""

from broadcaster.journal.journal import Journal
from broadcaster.journal.model import Airing, Entry, Kind, Note, Outcome, Reason, Verified

__all__ = ["Airing", "Entry", "Journal", "Kind", "Note", "Outcome", "Reason", "Verified"]
