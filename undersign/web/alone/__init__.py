"""What is useful without an account: check my pay, log my hours, find where to take it, know the rights at work."""
