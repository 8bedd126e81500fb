"""Commands of whoever sets a station up and keeps it: init, service, doctor, backup, console."""
