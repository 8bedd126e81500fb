"""The file state/people.db.

Who was accepted, their credentials, failures and sessions; no rule of who may do what.
"""
