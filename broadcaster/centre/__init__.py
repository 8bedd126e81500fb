"""A centre: the signed repository from which wards take campaigns, and its keys.

Nothing of a running station belongs here; how a ward takes campaigns: `fleet`.
"""
