"""One machine plays every part: members with their phones, keyholders, the host. For trying out only."""
