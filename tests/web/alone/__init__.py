"""Tests of the pages that are useful alone."""
