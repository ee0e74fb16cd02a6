"""Tests of workplaces: who may add, confirm, join and read them."""
