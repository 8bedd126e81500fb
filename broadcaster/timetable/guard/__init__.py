"""The rules that everything must pass before it airs: the hard guard, quotas, the trust in the clock."""
