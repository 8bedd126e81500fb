"""Commands for the approval by the leadership: submit, approve, reject, approvals."""
