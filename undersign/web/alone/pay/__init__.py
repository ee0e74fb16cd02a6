"""Check my pay: one form, answered in the same moment. Nothing that is typed is kept, logged or put into an address."""
