"""Status and metrics: the running station in one JSON object, and in Prometheus's text format.

`status.StationStatus` and `metrics.scrape`; `tally.Tally` counts for them.
"""
