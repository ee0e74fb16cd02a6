"""Tests of the frame around the benchmarks. The figures themselves are never tested: machines differ."""
