"""The guard: which message is approved, and what may go on the air at this instant.

`air_guard.AirGuard` judges for the desk, `approved.Approvals` knows the approvals. Nothing is imported here:
`check` needs the approvals only.
"""
