"""SQLite: files opened, locked and migrated, its faults as our errors. Their tables belong to the rooms."""
