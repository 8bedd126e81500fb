"""The file people.yaml: how it is read, written and compared. By itself it gives nobody a right."""
