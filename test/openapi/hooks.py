"""Payloads for schemathesis: by itself it can write JSON, but no metrics in the formats of Prometheus."""

import struct

import schemathesis
from hypothesis import strategies as st

NAMES = st.sampled_from(["desktop_start_seconds", "desktop_clicks_total", "desktop_up", "a", "a:b", "A_1"])
LABEL_NAMES = st.sampled_from(["path", "code", "le", "a", "_x"])
VALUES = st.one_of(st.floats(width=32).map(repr), st.integers(-5, 10**9).map(str), st.sampled_from(["+Inf", "NaN", "x"]))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def escape(text):
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


@st.composite
def families(draw):
    name = draw(NAMES)
    lines = []
    if draw(st.booleans()):
        lines.append(f"# HELP {name} {draw(TEXTS).encode('unicode_escape').decode().replace(chr(92), '/')}")
    if draw(st.booleans()):
        lines.append(f"# TYPE {name} {draw(st.sampled_from(['gauge', 'counter', 'untyped', 'histogram']))}")
    for _ in range(draw(st.integers(0, 3))):
        labels = draw(st.dictionaries(LABEL_NAMES, TEXTS, max_size=2))
        written = ",".join(f'{label}="{escape(value)}"' for label, value in labels.items())
        lines.append(f"{name}{'{' + written + '}' if written else ''} {draw(VALUES)}")
    return "".join(line + "\n" for line in lines)


EXPOSITIONS = st.lists(families(), max_size=3).map("".join)
# Mostly metrics, and sometimes any text.
TEXT_FORMAT = st.one_of(EXPOSITIONS, EXPOSITIONS, TEXTS)


def field(number, content):
    return bytes([number << 3 | 2, len(content)]) + content


@st.composite
def gauges(draw):
    value = field(2, b"\x09" + struct.pack("<d", draw(st.floats())))
    family = field(1, draw(NAMES).encode()) + b"\x18\x01" + field(4, value)
    return bytes([len(family)]) + family


schemathesis.openapi.format("prometheus-text", TEXT_FORMAT)
schemathesis.openapi.format("openmetrics-text", st.one_of(EXPOSITIONS.map(lambda text: f"{text}# EOF\n"), TEXT_FORMAT))
schemathesis.openapi.format(
    "delimited-protobuf",
    # One character for each byte.
    st.one_of(st.lists(gauges(), max_size=3).map(b"".join), st.binary(max_size=20)).map(lambda body: body.decode("latin-1")),
)


@schemathesis.serializer("application/openmetrics-text")
def send_text(_, value):
    return str(value).encode()


# The name has the parameters, since they are part of the sent type.
@schemathesis.serializer(
    "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited"
)
def send_bytes(_, value):
    return str(value).encode("latin-1", "replace")
