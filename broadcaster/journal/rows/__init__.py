"""The events of airings as values: chained rows, and the airings that they add up to. Pure."""
