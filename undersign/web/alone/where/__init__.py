"""Where something can be taken, by when: one page for everyone, on which the phone asks, counts and writes."""
