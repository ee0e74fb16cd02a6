"""The tests. Their folders mirror undersign/; promises/ is what members are promised, habits/ how the code is kept."""
