"""Alerts from above, in the Common Alerting Protocol: what they say, who proved them, what of them may speak.

That an alert sounds is `playout`'s; who may send one, `people`'s.
"""
