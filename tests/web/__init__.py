"""Tests of the site, on SQLite and on PostgreSQL."""
