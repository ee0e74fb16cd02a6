"""The letter that an opened demand becomes: as a PDF file, as plain text and as a page to print.

`content` puts one Letter into words, in the order in which they are read; `pdf`, `text` and `page` set that down.
"""
