"""Requests for the air: what may be asked for, and in which form it reaches the desk.

Members, manual requests, versions, tickets; what carries them out is `operator`.
"""
