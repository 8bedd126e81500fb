"""Notices to people about the station: to whom, when, and by which way.

What people see when they look at the station is `app/status`.
"""
