"""Charts, tables and pages made from opened totals: the same for the site, for a PDF and for the command line.

What comes in is a SurveyResult, which holds totals only; no envelope, key or name of a member ever reaches this layer.
"""
