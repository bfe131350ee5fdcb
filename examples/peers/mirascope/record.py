"""Puts Mirascope through the same situations as the Java clients and prints what it records of each.

pip install "mirascope[all]==2.8.2" && python record.py
"""

import http.server
import json
import os
import threading
import time

from mirascope import llm, ops
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

USAGE = {
    "prompt_tokens": 25,
    "completion_tokens": 12,
    "total_tokens": 37,
    "prompt_tokens_details": {"cached_tokens": 8},
    "completion_tokens_details": {"reasoning_tokens": 4},
}
COMMON = {"id": "chatcmpl-peer", "created": 1, "model": "gpt-4o-mini-2024-07-18", "system_fingerprint": "fp_1"}
WORDS = ["The", " river", " flows", " over", " the", " weir."]


def chunk(choices, usage=None):
    body = {**COMMON, "object": "chat.completion.chunk", "choices": choices, "usage": usage}
    return f"data: {json.dumps(body)}\n\n".encode()


def delta(content, finish=None):
    return [{"index": 0, "delta": content, "finish_reason": finish}]


def begin():
    yield chunk(delta({"role": "assistant", "content": ""}))
    for word in WORDS:
        yield chunk(delta({"content": word}))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"
    mode = "complete"
    requests = 0

    def do_POST(self):
        Handler.requests += 1
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if Handler.mode == "refused":
            return self.document(429, {"error": {"message": "Slow down", "type": "requests", "code": "rate_limit_exceeded"}})
        if not body.get("stream"):
            message = {"role": "assistant", "content": "".join(WORDS), "refusal": None}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            return self.document(200, {**COMMON, "object": "chat.completion", "choices": [choice], "usage": USAGE})
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        for event in begin():
            self.wfile.write(event)
        self.wfile.flush()
        if Handler.mode == "held":
            time.sleep(2)
        if Handler.mode == "complete":
            self.wfile.write(chunk(delta({}, "stop")))
            self.wfile.write(chunk([], USAGE))
            self.wfile.write(b"data: [DONE]\n\n")

    def document(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args):
        pass


def report(title, outcome, spans, at_return, outer):
    print(f"\n## {title}: {outcome}, {Handler.requests} requests")
    print(f"spans ended when the caller went on: {at_return}")
    for span in spans:
        if span.name == "outer":
            continue
        parent = span.parent
        relation = "without parent" if parent is None else (
            "child of the caller's span" if parent.span_id == outer else f"child of {parent.span_id:x}")
        print(f'span "{span.name}" {span.kind.name}, {span.status.status_code.name}, {relation}')
        for name, value in sorted(span.attributes.items()):
            print(f"  {name}: {type(value).__name__} {str(value)[:60]!r}")
        for event in span.events:
            print(f"  event {event.name} {sorted(event.attributes)}")


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    os.environ["OPENAI_API_KEY"] = "key"
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    ops.configure(tracer_provider=provider)
    ops.instrument_llm()
    llm.register_provider("openai", scope="openai/", api_key="key", base_url=f"http://127.0.0.1:{server.server_port}/v1")
    model = llm.model("openai/gpt-4o-mini:completions", temperature=0.2, max_tokens=100, top_p=0.9, seed=7,
                      stop_sequences=["\n\n"])
    messages = [llm.messages.system("You know rivers"), llm.messages.user("What is a weir?")]

    def stream(limit):
        texts = 0
        for piece in model.stream(messages).text_stream():
            texts += 1
            if texts == limit:
                return

    print("# Mirascope 2.8.2")
    for title, mode, act in (
        ("call", "complete", lambda: model.call(messages)),
        ("stream", "complete", lambda: stream(0)),
        ("stream left after two texts", "held", lambda: stream(2)),
        ("stream without its end", "truncated", lambda: stream(0)),
        ("call refused (429)", "refused", lambda: model.call(messages)),
    ):
        Handler.mode, Handler.requests = mode, 0
        exporter.clear()
        with trace.get_tracer("scenario").start_as_current_span("outer") as outer:
            try:
                act()
                outcome = "returned normally"
            except Exception as failure:
                outcome = f"failed with {type(failure).__name__}"
            at_return = len(exporter.get_finished_spans())
            time.sleep(0.3)
            outer_id = outer.get_span_context().span_id
        report(title, outcome, exporter.get_finished_spans(), at_return, outer_id)


if __name__ == "__main__":
    main()
