"""Live voices and relays in the running station.

Their sound is made while they air; also the rows of their airings; their process is `source`.
"""
