"""The as-run log as reports for people, spreadsheets and programs."""

from broadcaster.journal.report.airings import COLUMNS, as_csv, as_json, as_table, as_xlsx, for_people
from broadcaster.journal.report.notes import note_as_json, notes_as_table
from broadcaster.journal.report.verdict import verdict, verified_as_json

__all__ = [
    "COLUMNS",
    "as_csv",
    "as_json",
    "as_table",
    "as_xlsx",
    "for_people",
    "note_as_json",
    "notes_as_table",
    "verdict",
    "verified_as_json",
]
