"""Examinations of the computer and the station, each line ok, warn or fail with what to do.

What is watched all the time is `monitoring`.
"""
