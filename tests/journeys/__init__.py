"""Journeys: people with real browsers use a real server, on a phone and on a desktop."""
