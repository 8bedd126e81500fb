"""Calendars that are read and published as iCalendar, and drafts made of their events.

The only user of `icalendar`.
"""
