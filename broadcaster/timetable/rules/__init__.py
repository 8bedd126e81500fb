"""The rules that each airing must pass.

The hard guard, quotas, the verdict about the clock, and the occurrence that they judge; pure.
"""
