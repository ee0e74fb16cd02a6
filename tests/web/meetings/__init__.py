"""Tests of key meetings that the host carries."""
