"""Tests of undersign/rehearsal: rows of a file become members, requests, envelopes and receipts."""
