"""Sealed surveys of the hours of a month at one workplace: begun with one button, answered from a phone's own log."""
