"""A desktop app that makes requests, and pushes how they went: desktop_app.py URL asks for URL once a second."""

import logging
import os
import signal
import sys
import time
from urllib.error import HTTPError
from urllib.request import urlopen

from prometheus_client import CollectorRegistry, Counter, Histogram

from pusher import Pusher
from settings import read_instance, read_settings

# A separate registry: the default one brings metrics of the Python process, which no grant of this client covers.
registry = CollectorRegistry()
requests = Counter("desktop_requests_total", "Requests by status.", ["status"], registry=registry)
durations = Histogram("desktop_request_duration_seconds", "How long requests take.", registry=registry,
                      buckets=[0.005, 0.025, 0.1, 0.5, 2.5])


def request(url: str) -> None:
    with durations.time():
        requests.labels(fetch_status(url)).inc()


def fetch_status(url: str) -> str:
    try:
        with urlopen(url, timeout=10) as response:
            return str(response.status)
    except HTTPError as error:
        return str(error.code)
    except OSError:
        return "failed"


def create_pusher() -> Pusher | None:
    settings = read_settings()
    if settings is None:
        return None
    interval_seconds = float(os.environ.get("PUSH_INTERVAL_SECONDS", "15"))
    return Pusher(registry, **settings, job="desktop-app", instance=read_instance(), interval_seconds=interval_seconds)


def main(url: str) -> None:
    pusher = create_pusher()
    if pusher:
        pusher.start()
    try:
        while True:
            request(url)
            time.sleep(1)
    except KeyboardInterrupt:
        pass
    finally:
        if pusher:
            pusher.stop()


def end(*_) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: desktop_app.py URL")
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
    # Log-out and shutdown end a program by SIGTERM, which Python does not turn into an exception.
    signal.signal(signal.SIGTERM, end)
    main(sys.argv[1])
