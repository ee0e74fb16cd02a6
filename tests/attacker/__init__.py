"""A program that has everything a host has, and tries to find out which envelope is whose."""
