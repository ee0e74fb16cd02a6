"""One box: its rules, its list, its envelopes, its opening."""
