"""The as-run log while the station runs: its writer thread, what is planned to air and what became of it."""
