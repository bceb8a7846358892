"""One digest to one person: it is sent once at most.

That sending begins is written down before anything leaves. One whose sending began and of which nothing more is known
(the process was killed, or the server said nothing after it had the text) may have arrived, and is not sent again.
"""

from trellis.workflow import Transition, Workflow

SERVICE = "the service itself"


def _step(name: str, label: str, *sources: str, target: str) -> Transition:
    return Transition(name=name, label=label, sources=frozenset(sources), target=target, actors=SERVICE)


DIGEST = Workflow(
    id="digest",
    title="Digest by e-mail",
    states={
        "prepared": "Prepared",
        "sending": "Being sent",
        "waiting": "Not sent yet",
        "sent": "Sent",
        "refused": "Refused",
        "unsure": "Perhaps sent",
        "dropped": "Nothing to send",
    },
    initial="prepared",
    final=frozenset({"sent", "refused", "unsure", "dropped"}),
    transitions=(
        _step("begin", "Begin to send", "prepared", "waiting", target="sending"),
        _step("sent", "Sent", "sending", target="sent"),
        _step("wait", "Try later", "sending", target="waiting"),
        _step("refuse", "Refused", "sending", target="refused"),
        _step("lose", "Lose sight of it", "sending", target="unsure"),
        _step("drop", "Nothing is left to tell", "prepared", "waiting", target="dropped"),
    ),
)
