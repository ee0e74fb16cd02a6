"""Readers of a site: so many connections, each asking again as soon as it has its answer."""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import dataclass
from itertools import cycle
from urllib.parse import urlsplit

from bench.frame import CannotRun


@dataclass(frozen=True)
class Load:
    """What a number of readers met: answers a second, and milliseconds from asking to the whole answer."""

    per_second: float
    median_ms: float
    p95_ms: float


def read_for(seconds: float, readers: int, address: str, paths: list[str]) -> Load:
    """Let `readers` ask for `paths` in turn for some seconds. Raises CannotRun for any answer but 200."""
    return asyncio.run(_read(seconds, readers, address, paths))


async def _read(seconds: float, readers: int, address: str, paths: list[str]) -> Load:
    times: list[float] = []
    start = time.perf_counter()
    await asyncio.gather(*(_reader(start + seconds, address, paths, times) for _ in range(readers)))
    taken = time.perf_counter() - start
    cut = statistics.quantiles(times, n=20)
    return Load(len(times) / taken, 1000 * statistics.median(times), 1000 * cut[18])


async def _reader(until: float, address: str, paths: list[str], times: list[float]) -> None:
    where = urlsplit(address)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    try:
        for path in cycle(paths):
            begun = time.perf_counter()
            if begun >= until:
                return
            household = f"10.{len(times) >> 16}.{len(times) >> 8 & 255}.{len(times) & 255}"  # nobody asks too much
            head = f"GET {path} HTTP/1.1\r\nHost: {where.netloc}\r\nX-Forwarded-For: {household}\r\n\r\n"
            writer.write(head.encode())
            await writer.drain()
            closing = await answer(reader, path)
            times.append(time.perf_counter() - begun)
            if closing:
                writer.close()
                reader, writer = await asyncio.open_connection(where.hostname, where.port)
    finally:
        writer.close()


async def answer(reader: asyncio.StreamReader, path: str) -> bool:
    """Read one answer to its end; return whether the server ends the connection with it."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    if not head.startswith("http/1.1 200"):
        raise CannotRun(f"{path} was answered with {head.splitlines()[0]}")
    fields = dict(line.split(": ", 1) for line in head.splitlines()[1:] if ": " in line)
    if fields.get("transfer-encoding") == "chunked":
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    else:
        await reader.readexactly(int(fields["content-length"]))
    return fields.get("connection") == "close"
