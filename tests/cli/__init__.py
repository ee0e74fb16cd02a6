"""Tests of undersign/cli."""
