"""The gate: a process of its own that takes alerts in, has each judged apart, and tells the station."""
