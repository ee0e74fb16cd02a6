"""Tests of undersign/reports."""
