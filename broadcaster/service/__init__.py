"""The running station, in packages by subject; see the contract of import-linter for their layers.

From above: `station` opens all others; `status`; `monitoring` and `jobs`; `doctor` and `outlook`; `operator`
and `clock_trust`; `planning`; `guard` and `live`; `rendering` and `taking`; `as_run`, `requests` and `host`.
"""
