"""Lists made by rule, and the definitions that nothing can change."""
