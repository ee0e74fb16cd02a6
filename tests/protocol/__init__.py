"""Tests of undersign/protocol, one file per module, and of the vectors."""
