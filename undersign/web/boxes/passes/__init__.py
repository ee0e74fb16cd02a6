"""Requests for passes, the keyholders' blind answers, their stock of issuing keys."""
