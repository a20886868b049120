"""Pushes a file of metrics by the Python client: push_file.py URL CLIENT TOKEN INSTANCE FILE"""
import sys

from prometheus_client import CollectorRegistry, push_to_gateway
from prometheus_client.exposition import basic_auth_handler
from prometheus_client.parser import text_string_to_metric_families

url, client, token, instance, file = sys.argv[1:]


class FileCollector:
    def collect(self):
        with open(file, encoding="utf-8") as text:
            yield from text_string_to_metric_families(text.read())


def with_credential(**request):
    return basic_auth_handler(**request, username=client, password=token)


registry = CollectorRegistry()
registry.register(FileCollector())
push_to_gateway(url, job="desktop-app", registry=registry, grouping_key={"instance": instance}, handler=with_credential)
