"""The site: one Django app for each idea, on a record that this machine cannot rewrite unnoticed."""
