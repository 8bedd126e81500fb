"""The keyer process, which switches transmitters and amplifiers.

It alone owns the relays, with its drivers, one module for each kind of device; only the standard
library and the driver that is chosen.
"""
