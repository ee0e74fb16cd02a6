"""Tests of sealed yes/no questions on the site."""
