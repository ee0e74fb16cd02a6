"""Tests of letters: what they say, in which order, and that a name can be nothing but a name."""
