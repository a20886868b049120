"""Pushes a registry on an interval and at exit, and never gets in the way of the program it belongs to."""

import json
import logging
import random
import threading
from urllib.error import HTTPError

from prometheus_client import CollectorRegistry, push_to_gateway
from prometheus_client.exposition import basic_auth_handler

log = logging.getLogger("pusher")

# The user is waiting for the program to close: better to lose the last push than to hold him up.
EXIT_TIMEOUT_SECONDS = 2
PUSH_TIMEOUT_SECONDS = 10
LONGEST_WAIT_SECONDS = 600


class Pusher:
    """Call start() once, and stop() at exit. Nothing it does raises; what goes wrong is logged when it begins and ends."""

    def __init__(self, registry: CollectorRegistry, *, url: str, client: str, token: str, job: str, instance: str,
                 interval_seconds: float = 15):
        self._registry = registry
        self._url = url
        self._credential = {"username": client, "password": token}
        self._job = job
        self._instance = instance
        self._interval_seconds = interval_seconds
        self._stopping = threading.Event()
        self._failure = ""
        # A daemon: a program that ends without stop() is not kept alive.
        self._thread = threading.Thread(target=self._run, name="pusher", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Pushes once more, so that what was recorded since the last push is seen, and ends."""
        self._stopping.set()
        self._thread.join(EXIT_TIMEOUT_SECONDS)
        self._push(EXIT_TIMEOUT_SECONDS)

    def _run(self) -> None:
        wait = 0.0
        while not self._stopping.wait(wait):
            asked_to_wait = self._push(PUSH_TIMEOUT_SECONDS)
            # The jitter keeps programs that were started together from always pushing together.
            wait = max(asked_to_wait, self._interval_seconds * random.uniform(0.9, 1.1))

    def _push(self, timeout: float) -> float:
        """Pushes, and gives the seconds that the proxy asks to wait before the next try."""
        try:
            # PUT replaces the whole group, which is this installation's alone: `instance` is part of the key.
            push_to_gateway(self._url, job=self._job, registry=self._registry,
                            grouping_key={"instance": self._instance}, handler=self._authenticate, timeout=timeout)
            self._report("")
        except HTTPError as error:
            self._report(f"{error.code} {read_reason(error)}")
            return read_retry_after(error)
        except OSError as error:
            self._report(str(error))
        return 0

    def _authenticate(self, **request):
        return basic_auth_handler(**request, **self._credential)

    def _report(self, failure: str) -> None:
        """An endpoint that is down for a night is worth two lines in the log, not two thousand."""
        if failure and not self._failure:
            log.warning("metrics cannot be pushed: %s", failure)
        if self._failure and not failure:
            log.info("metrics are pushed again")
        self._failure = failure


def read_reason(error: HTTPError) -> str:
    """Python's client shows a status alone; the answer says what is wrong."""
    try:
        problem = json.load(error)
        return f"{problem['code']}: {problem['detail']}"
    except (ValueError, KeyError, OSError):
        return error.reason


def read_retry_after(error: HTTPError) -> float:
    value = error.headers.get("Retry-After", "")
    return min(float(value), LONGEST_WAIT_SECONDS) if value.isdigit() else 0
