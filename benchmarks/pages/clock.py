"""What the server spends on a page, told in headers: before every other middleware begins until all have ended."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

TOOK, QUERIES = "X-Bench-Milliseconds", "X-Bench-Queries"
# Of the whole process, and of the one thread that makes the page. Where several pages are made at once the first charges
# each with all of them; where one is, the second leaves out what DuckDB reads with other threads.
PROCESSOR, THREAD = "X-Bench-Processor-Milliseconds", "X-Bench-Thread-Milliseconds"


class ServerTime:
    """Say how long a page took and how many queries it made. Waiting for a free process is not in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        made = 0

        def count(execute: Callable[..., Any], *told: Any) -> Any:
            nonlocal made
            made += 1
            return execute(*told)

        began, worked, alone = time.perf_counter(), time.process_time(), time.thread_time()
        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response.headers[TOOK] = f"{(time.perf_counter() - began) * 1000:.3f}"
        response.headers[PROCESSOR] = f"{(time.process_time() - worked) * 1000:.3f}"
        response.headers[THREAD] = f"{(time.thread_time() - alone) * 1000:.3f}"
        response.headers[QUERIES] = str(made)
        return response
