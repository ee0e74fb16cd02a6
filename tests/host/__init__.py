"""Tests of undersign/host: the folder that plays the host, and every way in which it can be interrupted."""
