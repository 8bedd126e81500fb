"""Notices in the running station.

It finds the news, puts it into the outbox, and keeps the sender's process running.
"""
