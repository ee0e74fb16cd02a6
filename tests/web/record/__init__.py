"""Tests of the record as the site keeps it."""
