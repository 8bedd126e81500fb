"""The host computer: systemd, the lock of the station's folder, the UPS, releasing the keying after the end.

Its modules have nothing in common but that; nothing is imported here.
"""
