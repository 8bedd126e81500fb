"""The files of a station that people change: written whole, with a history, passwords kept apart."""

from broadcaster.station.editing.documents.document import ABSENT, Document, EditConflict
from broadcaster.station.editing.documents.documents import Documents, is_editable

__all__ = ["ABSENT", "Document", "Documents", "EditConflict", "is_editable"]
