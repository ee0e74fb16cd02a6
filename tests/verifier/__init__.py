"""Tests of undersign/verifier: a small record is played in full, and then falsely in every way there is a name for."""
