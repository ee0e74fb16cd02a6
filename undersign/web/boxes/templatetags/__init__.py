"""Tags of the templates about boxes."""
