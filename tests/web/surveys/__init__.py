"""Tests of the surveys of hours."""
