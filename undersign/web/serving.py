"""The web server of the site, on this machine alone; what faces the network stands before it. It logs no request.

python -m undersign.web.serving PORT WORKERS
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from typing import Final

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

THREADS: Final = 16  # in each process: so many envelopes are checked while others are brought to the disk together
WAITING_MOST: Final = 512  # connections that wait, before more are turned away
LOOK_SECONDS: Final = 1


def serve(port: int, workers: int) -> None:
    """Answer on 127.0.0.1 until told to end. Granian measured three to five times gunicorn (docs/performance.md)."""
    Server(
        "undersign.web.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backlog=WAITING_MOST,
        http=HTTPModes.http1,
        websockets=False,
        log_access=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
    ).serve()


def _end_with(parent: int) -> None:
    """End this server once the command that started it is gone, however that ended: no site without its clock."""
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_end_with, args=[os.getppid()], daemon=True).start()
    serve(int(sys.argv[1]), int(sys.argv[2]))
