"""Commands about many wards: a centre's repository, and campaigns from a stick."""
