"""How the code is kept: what style and structure promise to the next reader, checked."""
