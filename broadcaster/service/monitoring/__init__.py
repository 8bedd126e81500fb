"""Monitoring: outputs, mains, contacts, disk and what is heard back. It only reports."""
