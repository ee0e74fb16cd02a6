"""Questions about demands: who would sign, which asks are met, who was punished. Answered in web/questions."""
