"""What a reader or a yardstick says when it cannot answer."""


class UnknownFigure(ValueError):
    """The question cannot be answered as it was put: the text says what was wrong and what to give instead."""


class BrokenFile(RuntimeError):
    """A shipped file is missing or is not what it should be: the text names the file and what to do."""
