"""The computer as it serves the station.

Systemd, the lock of the folder, the UPS, relays released after the end.
"""
