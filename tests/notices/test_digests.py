"""Digests over a real mail server: what is in them, never twice, and what happens when it is down, slow or says no."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests import at_once, builders
from tests.casework import acting
from tests.notices import mail_server
from tests.visits import acting as visiting
from trellis.accounts.models import User
from trellis.background import worker
from trellis.background.models import Job, State
from trellis.notices import writing
from trellis.notices.actions import choosing, digests
from trellis.notices.message import Message, NotSent
from trellis.notices.models import Digest, DigestStep
from trellis.notices.post_office import PostOffice
from trellis.notices.queries import telling

MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def senior() -> User:
    """Somebody of whom a visit to Oak Road is due, and who chose to be told each day."""
    acting.informed()
    user = acting.senior()
    choosing.choose("daily", by=user, at=acting.AT)
    return user


def prepared(at: datetime = MONDAY) -> int:
    digests.prepare(at=at)
    return Digest.objects.latest("pk").pk


def states(number: int) -> list[str]:
    return list(DigestStep.objects.filter(digest=number).order_by("number").values_list("state", flat=True))


def test_a_digest_names_the_school_and_what_is_due_and_leads_to_signing_in(senior: User) -> None:
    with mail_server.running() as box:
        assert digests.send(prepared(), office=box.office, at=MONDAY) == "Sent."
    (letter,) = box.letters
    assert letter["To"] == senior.email
    assert letter["From"] == "trellis@example.gov.uk"
    assert letter["Auto-Submitted"] == "auto-generated"
    for kind in ("plain", "html"):
        part: Any = letter.get_body((kind,))  # type: ignore[attr-defined]
        text = part.get_content()
        assert "Oak Road School: Visit, by 4 December 2026" in text
        assert "https://trellis.example.gov.uk/notices/" in text
        for secret in ("level", "risk", "mathematics", "Ada Lovell", "case"):
            assert secret not in text.lower(), secret
    assert "Oak" not in letter["Subject"]


def test_a_digest_escapes_the_names_in_its_html() -> None:
    acting.informed(builders.ELM)
    choosing.choose("daily", by=acting.senior(builders.ELM), at=acting.AT)
    with mail_server.running() as box:
        digests.send(prepared(), office=box.office, at=MONDAY)
    html: Any = box.letters[0].get_body(("html",))  # type: ignore[attr-defined]
    assert "Elm &amp; Ash &lt;Infants&gt;" in html.get_content()


def test_one_digest_a_day_whatever_runs_twice(senior: User) -> None:
    assert [digests.prepare(at=MONDAY), digests.prepare(at=MONDAY + timedelta(hours=3))] == [1, 0]
    assert digests.prepare(at=MONDAY + DAY) == 1


def test_a_weekly_digest_is_for_the_week_and_made_up_for_when_monday_was_missed(senior: User) -> None:
    choosing.choose("weekly", by=senior, at=acting.AT + timedelta(hours=1))
    assert digests.prepare(at=MONDAY + 2 * DAY) == 1
    assert digests.prepare(at=MONDAY + 3 * DAY) == 0
    assert digests.prepare(at=MONDAY + 7 * DAY) == 1


def test_whoever_chooses_weekly_on_a_wednesday_waits_for_monday(senior: User) -> None:
    choosing.choose("weekly", by=senior, at=MONDAY + 2 * DAY)
    assert digests.prepare(at=MONDAY + 3 * DAY) == 0
    assert digests.prepare(at=MONDAY + 7 * DAY) == 1


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2027, 3, 27, 23, 59, tzinfo=UTC), "2027-03-27"),
        (datetime(2027, 3, 28, 23, 1, tzinfo=UTC), "2027-03-29"),  # a minute past midnight in summer time
        (datetime(2028, 2, 29, 7, 0, tzinfo=UTC), "2028-02-29"),
    ],
)
def test_the_day_of_a_digest_is_the_day_on_the_wall(senior: User, at: datetime, day: str) -> None:
    digests.prepare(at=at)
    assert Digest.objects.get().period.isoformat() == day


def test_nothing_due_and_nothing_new_is_no_digest() -> None:
    choosing.choose("daily", by=acting.adviser(builders.BEECH), at=acting.AT)
    assert digests.prepare(at=MONDAY) == 0


def test_nobody_who_chose_never_or_whose_account_is_closed_is_sent_one(senior: User) -> None:
    senior.is_active = False
    senior.save()
    assert digests.prepare(at=MONDAY) == 0


def test_a_digest_is_dropped_when_the_posts_end_before_it_leaves(senior: User) -> None:
    number = prepared()
    senior.posts.update(to_date=acting.AT.date())
    with mail_server.running() as box:
        digests.send(number, office=box.office, at=MONDAY)
    assert (box.letters, states(number)) == ([], ["prepared", "dropped"])


def test_what_is_sent_is_not_sent_again(senior: User) -> None:
    number = prepared()
    with mail_server.running() as box:
        digests.send(number, office=box.office, at=MONDAY)
        assert digests.send(number, office=box.office, at=MONDAY) == "Sent already."
    assert len(box.letters) == 1


def test_a_server_that_is_down_is_told_and_tried_again_until_it_is_up(senior: User) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    number = prepared()
    with pytest.raises(NotSent, match="nothing listens there"):
        digests.send(number, office=mail_server.office(port), at=MONDAY)
    assert states(number) == ["prepared", "sending", "waiting"]
    with mail_server.running() as box:
        digests.send(number, office=box.office, at=MONDAY)
    assert len(box.letters) == 1
    assert states(number)[2:] == ["waiting", "sending", "sent"]


def test_a_server_that_says_nothing_is_given_up_after_the_timeout(senior: User) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        began = datetime.now(UTC)
        with pytest.raises(NotSent, match="took too long"):
            digests.send(prepared(), office=mail_server.office(silent.getsockname()[1]), at=MONDAY)
    assert datetime.now(UTC) - began < timedelta(seconds=10)


def test_a_server_that_says_a_little_again_and_again_is_given_up_after_a_while(senior: User) -> None:
    with mail_server.dripping(every=0.1) as port:
        began = datetime.now(UTC)
        with pytest.raises(NotSent, match="could not be reached"):
            digests.send(prepared(), office=mail_server.office(port, timeout=0.3), at=MONDAY)
    assert timedelta(seconds=1) < datetime.now(UTC) - began < timedelta(seconds=10)


@pytest.mark.parametrize("how", [{"slow": 2.5}, {"breaks_off": True}])
def test_silence_after_the_text_may_mean_sent_and_is_not_tried_again(
    senior: User, how: dict[str, Any]
) -> None:
    number = prepared()
    with mail_server.running(**how) as box:
        assert "may have been sent" in digests.send(number, office=box.office, at=MONDAY)
        digests.send(number, office=box.office, at=MONDAY)
    assert len(box.letters) == 1
    assert states(number) == ["prepared", "sending", "unsure"]


@pytest.mark.parametrize(
    ("how", "state"),
    [
        ({"rcpt": "550 No such mailbox"}, "refused"),
        ({"data": "554 Not taken"}, "refused"),
        ({"rcpt": "451 Later"}, "waiting"),
        ({"data": "452 Full"}, "waiting"),
    ],
)
def test_a_refusal_for_good_is_kept_and_one_for_now_is_tried_again(
    senior: User, how: dict[str, Any], state: str
) -> None:
    number = prepared()
    with mail_server.running(**how) as box:
        if state == "waiting":
            with pytest.raises(NotSent):
                digests.send(number, office=box.office, at=MONDAY)
        else:
            assert "refused" in digests.send(number, office=box.office, at=MONDAY)
    assert states(number)[-1] == state
    assert box.letters == []
    said = DigestStep.objects.latest("pk").said
    assert senior.email not in said


@dataclass(frozen=True)
class Killed:
    """A sender whose process is killed: before it hands the message over, or right after."""

    box: mail_server.Box
    hands_over: bool

    def send(self, message: Message) -> None:
        if self.hands_over:
            self.box.office.sender.send(message)
        raise SystemExit


@pytest.mark.parametrize("handed_over", [True, False])
def test_a_process_killed_while_it_sends_sends_once_at_most(senior: User, handed_over: bool) -> None:
    number = prepared()
    with mail_server.running() as box:
        office = PostOffice(sender=Killed(box, handed_over), address=mail_server.ADDRESS)
        with pytest.raises(SystemExit):
            digests.send(number, office=office, at=MONDAY)
        assert states(number) == ["prepared", "sending"]
        assert "not sent again" in digests.send(number, office=box.office, at=MONDAY)
    assert len(box.letters) == handed_over
    assert states(number)[-1] == "unsure"


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_send_a_digest_once(senior: User) -> None:
    number = prepared()
    with mail_server.running() as box:
        at_once.told([lambda: digests.send(number, office=box.office, at=MONDAY)] * 3)
    assert len(box.letters) == 1


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_make_a_digest_once(senior: User) -> None:
    at_once.told([lambda: digests.prepare(at=MONDAY)] * 3)
    assert Digest.objects.count() == Job.objects.count() == 1


@pytest.fixture
def office_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[mail_server.Box]:
    with mail_server.running() as box:
        monkeypatch.setattr(telling, "post_office", lambda: box.office)
        yield box


@pytest.mark.django_db(transaction=True)
def test_the_jobs_make_and_send_the_digests_of_the_day(senior: User, office_of: mail_server.Box) -> None:
    from trellis.background import queue

    queue.ask("prepare_digests", at=datetime.now(UTC))
    worker.work(once=True)
    worker.work(once=True)
    assert len(office_of.letters) == 1
    assert set(Job.objects.values_list("kind", "state", "said")) == {
        ("prepare_digests", State.DONE, "Made 1 digest."),
        ("send_digest", State.DONE, "Sent."),
    }
    assert senior.email not in repr(list(Job.objects.values()))


@pytest.mark.django_db(transaction=True)
def test_an_installation_without_e_mail_makes_no_digest(senior: User) -> None:
    from trellis.background import queue

    queue.ask("prepare_digests", at=datetime.now(UTC))
    worker.work(once=True)
    assert Job.objects.get().said == "This installation sends no e-mail, so no digest was made."


def test_a_digest_tells_of_a_note_to_check_by_its_kind_alone() -> None:
    visiting.shared(at=MONDAY)
    told = digests._told(visiting.head(), at=MONDAY)
    letter = writing.message(
        told,
        to="head@example.org",
        name="Hanna Head",
        address="https://trellis.example.gov.uk",
        today=MONDAY.date(),
        reference="x",
    )
    assert letter.subject == "Trellis: 1 thing is due of you"
    assert "- Beech Lane Primary School: Check the facts of a note, by " in letter.text
    assert "Reading" not in letter.text
