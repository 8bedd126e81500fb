"""The outbox in its file, and the process that sends what is due, with a module for each way.

What is news is not known here.
"""
