"""Tests of undersign/keyholder: what a keyholder's program does, and above all what it refuses."""
