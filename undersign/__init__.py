"""Surveys, demands and votes that stay sealed until a rule fixed beforehand opens them. Nobody signs first."""
