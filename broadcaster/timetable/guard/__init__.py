"""The guard at the instant of airing.

What stands between desk and output, and the trust in the clock; the rules themselves are in
`rules`.
"""
