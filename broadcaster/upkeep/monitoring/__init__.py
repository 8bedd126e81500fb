"""Monitoring of the running station.

Outputs, mains, contacts, disk, program, confidence monitor; it only reports.
"""
