"""The journal in the running station.

The one thread that writes it, and what is planned, heard, missed and cut as rows; what airs is
decided in `timetable` and `playout`.
"""
