"""Tests of what every page has."""
