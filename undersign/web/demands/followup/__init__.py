"""What follows once names have opened: the letter, its delivery, answers, promises, next steps, the public pages."""
