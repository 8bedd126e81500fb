"""The host computer: systemd, the one-station lock, the UPS, releasing switches after the end."""
