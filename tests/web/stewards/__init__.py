"""Tests of those who run a host: what everybody reads about them, and what they see."""
