"""Status and metrics: the running station in one JSON object and in Prometheus's text format."""
