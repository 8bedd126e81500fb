"""The doctor: examines computer and station; each line is ok, warn or fail, and says what to do.

`doctor.examine` does all checks. Nothing is imported here: the running station needs single checks only.
"""
