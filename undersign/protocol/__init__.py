"""The mathematics and the bytes: one module for each page of `spec/`, and a vector for each way of being wrong.

Pure: no clock, network or files; randomness is passed in. What is not accepted is refused with one named error, the
same in `client/protocol/`, the browser's part.
"""
