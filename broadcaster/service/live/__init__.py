"""Live sources: voices and relays that are made while they air, and their airings."""
