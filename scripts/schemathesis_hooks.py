"""What Schemathesis cannot write by itself: lines of NDJSON."""

import json

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def ndjson(ctx, value):
    lines = value if isinstance(value, list) else [value]
    return b"".join(
        (line if isinstance(line, str) else json.dumps(line)).encode("utf-8", "surrogatepass") + b"\n" for line in lines
    )
