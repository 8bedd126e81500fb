"""The speech engines behind one protocol, their child processes and their network services."""
