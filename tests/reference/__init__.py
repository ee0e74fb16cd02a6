"""Tests of undersign/reference."""
