"""Jobs asked for, done, tried again, given up, given back and pruned; on whichever database the tests run."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tests import at_once, builders
from tests.background.kinds_of_tests import AT, KINDS, RAN
from trellis.background import kinds, queries, queue, worker
from trellis.background.models import Job, ScheduledJob, State, WorkerSeen

# A worker lets go of old connections between its tasks, and with them of a test’s transaction
# A worker lets go of connections that are old, which a transaction around the test would not survive
pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def our_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "every", lambda: KINDS)
    RAN.clear()


def asked(kind: str = "note", **more: Any) -> Job:
    job = queue.ask(kind, at=AT, **more)
    assert job is not None
    return job


def again(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def ready_now(job: Job) -> None:
    """Let what waits for a later try be due."""
    DBTaskResult.objects.filter(pk=again(job).task).update(run_after=AT)


def claimed(job: Job, *, by: str, taken: bool = True) -> None:
    """The job as a worker leaves it that is killed in the middle, or before it took the job."""
    result = DBTaskResult.objects.get(pk=again(job).task)
    result.claim(by)
    if taken:
        assert queue.take(job.pk, task=str(result.pk), at=AT) is not None


def test_a_job_is_done_once_and_says_what_it_did() -> None:
    job = asked(args={"number": 7})
    worker.work(once=True)
    worker.work(once=True)
    assert RAN == [7]
    job = again(job)
    assert (job.state, job.said, job.attempts) == (State.DONE, "Noted.", 1)
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL


def test_a_key_is_asked_for_once() -> None:
    assert queue.ask("note", at=AT, key="the same") is not None
    assert queue.ask("note", at=AT, key="the same") is None
    assert Job.objects.count() == DBTaskResult.objects.count() == 1


def test_a_kind_that_there_is_not_is_refused() -> None:
    with pytest.raises(queue.CannotAsk):
        queue.ask("nothing", at=AT)


def test_a_job_that_fails_is_tried_again_after_each_delay_and_then_shown_with_its_sentence() -> None:
    job = asked("refuse")
    for attempt in (1, 2):
        worker.work(once=True)
        job = again(job)
        assert (job.state, job.attempts) == (State.WAITING, attempt)
        assert job.said == "The other side is closed. Try later."
        worker.work(once=True)
        assert again(job).attempts == attempt  # not before its time
        ready_now(job)
    worker.work(once=True)
    job = again(job)
    assert (job.state, job.attempts) == (State.FAILED, 3)
    assert [each.pk for each in queries.standing(at=AT).failed] == [job.pk]
    assert len(RAN) == 3


def test_the_delays_grow() -> None:
    job = asked("refuse")
    waits = []
    for _ in range(2):
        before = datetime.now(AT.tzinfo)
        worker.work(once=True)
        waits.append((DBTaskResult.objects.get(pk=again(job).task).run_after - before).total_seconds())
        ready_now(job)
    assert [round(seconds / 60) for seconds in waits] == [1, 5]


def test_a_fault_of_ours_is_named_and_its_trace_is_kept() -> None:
    job = asked("break")
    worker.work(once=True)
    assert again(job).said == "It stopped with a fault: ValueError: odd"
    assert "break_down" in DBTaskResult.objects.get().traceback


def test_what_can_never_be_done_is_not_tried_again() -> None:
    job = asked("never")
    worker.work(once=True)
    assert (again(job).state, again(job).attempts) == (State.FAILED, 1)


def test_a_kind_that_went_with_an_older_version_fails_and_cannot_be_run_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job = asked()
    monkeypatch.setattr(kinds, "every", dict)
    worker.work(once=True)
    assert again(job).state == State.FAILED
    with pytest.raises(queue.CannotAsk):
        queue.run_again(job.pk, by=builders.person("administrator"), at=AT)


@pytest.mark.parametrize("taken", [True, False])
def test_a_job_of_a_killed_worker_is_given_back_and_done(taken: bool) -> None:
    job = asked(args={"number": 3})
    claimed(job, by="killed", taken=taken)
    worker.work(once=True)
    job = again(job)
    assert RAN == [3]
    assert (job.state, job.lost) == (State.DONE, 1)
    assert {each.status for each in DBTaskResult.objects.all()} == {
        TaskResultStatus.FAILED,
        TaskResultStatus.SUCCESSFUL,
    }


def test_a_job_of_a_worker_that_lives_is_left_to_it() -> None:
    job = asked()
    claimed(job, by="lives")
    WorkerSeen.objects.create(worker="lives", started_at=AT, at=AT - timedelta(seconds=80))
    assert queue.give_back(at=AT) == 0
    assert queue.give_back(at=AT + timedelta(seconds=11)) == 1


def test_a_worker_that_only_seemed_gone_finds_its_job_another_s() -> None:
    job = asked()
    claimed(job, by="slow")
    late = str(again(job).task)
    assert queue.give_back(at=AT) == 1
    queue.done(job.pk, task=late, said="Done late.", at=AT)
    queue.went_wrong(job.pk, task=late, said="Wrong late.", at=AT)
    assert (again(job).state, again(job).said) == (
        State.WAITING,
        "The process that worked on it was stopped in the middle.",
    )
    assert queue.take(job.pk, task=late, at=AT) is None


def test_a_job_that_takes_its_worker_down_each_time_is_given_up() -> None:
    job = asked()
    for turn in range(1, 5):
        claimed(job, by=f"killed {turn}")
        assert queue.give_back(at=AT) == 1
    job = again(job)
    assert (job.state, job.lost) == (State.FAILED, 4)
    assert job.said == "The process that worked on it was stopped in the middle 4 times."
    assert queue.give_back(at=AT) == 0


def test_a_job_that_was_cut_short_by_a_signal_is_given_back() -> None:
    job = asked()
    claimed(job, by="stopped")
    result = DBTaskResult.objects.get()
    result.set_failed(SystemExit(1))  # what the library writes when it is stopped in the middle
    assert queue.give_back(at=AT) == 1
    assert again(job).state == State.WAITING


def test_what_comes_round_is_asked_for_once_at_its_time() -> None:
    assert queue.tick(at=AT) == []
    row = ScheduledJob.objects.get()
    assert row.next_at == datetime(2026, 11, 21, 2, 40, tzinfo=AT.tzinfo)
    assert queue.tick(at=row.next_at - timedelta(seconds=1)) == []
    assert len(queue.tick(at=row.next_at)) == 1
    assert queue.tick(at=row.next_at) == []
    assert ScheduledJob.objects.get().next_at == row.next_at + DAY


def test_looking_whether_something_has_come_round_takes_no_lock(
    django_assert_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:
    queue.tick(at=AT)
    with django_assert_num_queries(1) as asked:
        queue.tick(at=AT)
    assert asked.captured_queries[0]["sql"].startswith("SELECT")


def test_what_was_missed_while_nothing_ran_is_made_up_for_once() -> None:
    queue.tick(at=AT)
    assert len(queue.tick(at=AT + 5 * DAY)) == 1
    assert ScheduledJob.objects.get().next_at == datetime(2026, 11, 26, 2, 40, tzinfo=AT.tzinfo)


def test_another_schedule_in_a_later_version_counts_from_then_on() -> None:
    ScheduledJob.objects.create(kind="nightly", schedule="every day at 01:00", next_at=AT - DAY)
    assert queue.tick(at=AT) == []
    assert ScheduledJob.objects.get().schedule == "every day at 02:40"


def test_running_again_is_for_who_looks_after_the_service_and_for_what_failed() -> None:
    job = asked("break")
    worker.work(once=True)
    with pytest.raises(PermissionDenied):
        queue.run_again(job.pk, by=builders.person("pa"), at=AT)
    officer = builders.person("data_officer")
    job = queue.run_again(job.pk, by=officer, at=AT)
    assert (job.state, job.attempts, job.by) == (State.WAITING, 0, officer)
    with pytest.raises(queue.CannotAsk):
        queue.run_again(job.pk, by=officer, at=AT)


def test_running_now_is_once_until_it_has_ended() -> None:
    queue.tick(at=AT)
    by = builders.person("administrator")
    with pytest.raises(PermissionDenied):
        queue.run_now("nightly", by=builders.person("headteacher", urns=(builders.OAK,)), at=AT)
    queue.run_now("nightly", by=by, at=AT)
    with pytest.raises(queue.CannotAsk):
        queue.run_now("nightly", by=by, at=AT)
    with pytest.raises(queue.CannotAsk):
        queue.run_now("note", by=by, at=AT)
    worker.work(once=True)
    queue.run_now("nightly", by=by, at=AT)


def test_old_jobs_are_pruned_and_failures_are_kept_longer() -> None:
    rows = {}
    for state, days in ((State.DONE, 29), (State.DONE, 31), (State.FAILED, 31), (State.FAILED, 181)):
        row = Job.objects.create(
            kind="note", due_at=AT, asked_at=AT, state=state, ended_at=AT - timedelta(days=days)
        )
        rows[state, days] = row.pk
    waiting = asked()
    assert queue.prune(at=AT) == 2
    left = set(Job.objects.values_list("pk", flat=True))
    assert left == {rows[State.DONE, 29], rows[State.FAILED, 31], waiting.pk}


def test_two_workers_at_once_take_each_job_exactly_once() -> None:
    for number in range(40):
        asked(args={"number": number})
    assert at_once.told([lambda: worker.work(once=True)] * 2) == ["done", "done"]
    assert sorted(RAN) == list(range(40))
    assert Job.objects.filter(state=State.DONE, attempts=1).count() == 40


def test_two_workers_at_once_ask_once_for_what_comes_round() -> None:
    queue.tick(at=AT)
    at_once.told([lambda: queue.tick(at=AT + DAY)] * 4)
    assert Job.objects.count() == 1


def test_two_workers_at_once_give_a_lost_job_back_once() -> None:
    job = asked()
    claimed(job, by="killed")
    at_once.told([lambda: queue.give_back(at=AT)] * 4)
    assert (again(job).lost, DBTaskResult.objects.count()) == (1, 2)
