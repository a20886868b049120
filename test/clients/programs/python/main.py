"""Pushes to the proxy by prometheus_client: main.py ACTION PAYLOAD, the rest from the environment (see ../README.md)."""
import json
import os
import sys

# snippet:start
from prometheus_client import CollectorRegistry, Gauge, push_to_gateway
from prometheus_client.exposition import basic_auth_handler


def push_backup(url, client, token, instance):
    def with_credential(**request):
        return basic_auth_handler(**request, username=client, password=token)

    registry = CollectorRegistry()
    duration = Gauge("backup_duration_seconds", "Time that the last backup took", registry=registry)
    duration.set(42.5)
    push_to_gateway(
        url,
        job="nightly-backup",
        registry=registry,
        grouping_key={"instance": instance},
        handler=with_credential,
    )


# snippet:end

from prometheus_client import (
    Counter,
    Enum,
    Histogram,
    Info,
    Summary,
    delete_from_gateway,
    pushadd_to_gateway,
)
from prometheus_client.core import UntypedMetricFamily
from prometheus_client.exposition import default_handler

URL, CLIENT, TOKEN, JOB = (os.environ.get(f"PROXY_{name}") for name in ("URL", "CLIENT", "TOKEN", "JOB"))
GROUPING = {os.environ["PROXY_LABEL"]: os.environ["PROXY_VALUE"]} if "PROXY_LABEL" in os.environ else {}


def basic(**request):
    return basic_auth_handler(**request, username=CLIENT, password=TOKEN)


def with_bearer(url, method, timeout, headers, data):
    headers = [*headers, ("Authorization", f"Bearer {CLIENT}.{TOKEN}")]
    return default_handler(url, method, timeout, headers, data)




def with_encoding(headers, **request):
    return basic(headers=[*headers, ("Content-Encoding", "br")], **request)


class UntypedCollector:
    def collect(self):
        yield UntypedMetricFamily("demo_untyped", "Untyped.", value=7)


def fill(registry, payload):
    if payload == "types":
        Gauge("demo_temperature_celsius", "A gauge.", ["room"], registry=registry).labels("kitchen").set(21.5)
        Counter("demo_requests", "A counter.", ["code"], registry=registry).labels("200").inc(3)
        latency = Histogram("demo_latency_seconds", "A histogram.", buckets=[0.125, 1], registry=registry)
        for seconds in (0.0625, 0.5, 5):
            latency.observe(seconds)
        size = Summary("demo_size_bytes", "A summary.", registry=registry)
        size.observe(100)
        size.observe(100)
        Info("demo_build", "An info.", registry=registry).info({"version": "1.2.3"})
        Enum("demo_state", "An enum.", states=["running", "stopped"], registry=registry).state("running")
        registry.register(UntypedCollector())
    elif payload == "conflict":
        Counter("demo_conflict", "A counter here.", registry=registry).inc()
    elif payload == "reserved":
        Gauge("up", "A gauge.", registry=registry).set(1)
    elif payload == "other":
        Gauge("demo_other", "A gauge.", registry=registry).set(3)
    else:
        Gauge("demo_extra", "A gauge.", registry=registry).set(2)
    return registry


def run(action, payload):
    if action == "snippet":
        return push_backup(URL, CLIENT, TOKEN, os.environ["PROXY_VALUE"])
    if os.environ.get("PROXY_SCHEME") == "bearer":
        handler = with_bearer
    else:
        handler = with_encoding if payload == "encoded" else basic
    if action == "delete":
        return delete_from_gateway(URL, job=JOB, grouping_key=GROUPING, handler=handler)
    push = {"push": push_to_gateway, "pushadd": pushadd_to_gateway}[action]
    registry = fill(CollectorRegistry(), payload)
    return push(URL, job=JOB, registry=registry, grouping_key=GROUPING, handler=handler)


try:
    run(sys.argv[1], sys.argv[2])
    print(json.dumps({"ok": True}))
except Exception as error:  # as the last line of a traceback says it
    print(json.dumps({"ok": False, "error": f"{type(error).__module__}.{type(error).__name__}: {error}"}))
