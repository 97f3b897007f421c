"""From a submitted text to a signed envelope in the outbox, and what happens to it afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from todoke.core.envelope.keys import NO_KEYS
from todoke.core.envelope.kinds import Direction, Kind
from todoke.core.envelope.opening import Receiver, open_envelope
from todoke.core.envelope.payloads import decode
from todoke.core.errors import Refused
from todoke.core.procedures.studio_policies import Schedule, Verdict
from todoke.office.exchange import keyring, site
from todoke.office.exchange.models import Outgoing
from todoke.office.exchange.posting import mark_posted
from todoke.office.studio import publishing
from todoke.office.studio.commands import publish
from todoke.office.studio.editing import save_text, take_back
from todoke.office.studio.models import Revision, Work
from todoke.office.studio.publishing import PublishWish, publish_work
from todoke.office.studio.queries import delivery_of, newest_of
from todoke.office.studio.reviewing import Opinion, review, submit_for_review
from todoke.office.studio.texts import readiness_of


def code_of(error):
    return error.value.refusals[0].code


def ticked(work):
    return frozenset(readiness_of(work).notes)


def told_to_the_portal():
    """What the newest envelope in the outbox says, opened as the portal opens it."""
    key = keyring.signing_key().verify_key
    receiver = Receiver(
        municipality=site.town_code(),
        direction=Direction.OUTWARD,
        kinds=frozenset({Kind.PROCEDURE}),
        senders={key.key_id: key},
        ring=NO_KEYS,
    )
    row = Outgoing.objects.filter(kind=Kind.PROCEDURE).order_by("-id").first()
    opened = open_envelope(bytes(row.raw), receiver=receiver, now=timezone.now())
    return decode(opened.kind, opened.parts[0])


@pytest.fixture
def approved(begin, author, reviewer):
    work = submit_for_review(begin(), by=author, version=1)
    review(work, Opinion(version=1, verdict=Verdict.APPROVE), by=reviewer)
    return Work.objects.get(pk=work.pk)


def test_an_approved_text_becomes_the_next_revision_and_is_sent_signed(approved, publisher):
    revision = publish_work(approved, by=publisher, wish=PublishWish(version=1, ticked=ticked(approved)))
    assert (revision.revision, revision.signed_by, revision.text) == (2, publisher, approved.text)
    told = told_to_the_portal()
    assert (told.revision, told.text, told.cap, told.withdrawn) == (2, approved.text, None, None)
    assert Work.objects.get(pk=approved.pk).state == "published"


def test_opening_closing_and_cap_travel_with_it(approved, publisher):
    opens = datetime(2027, 4, 1, tzinfo=UTC)
    schedule = Schedule(opens_at=opens, closes_at=opens + timedelta(days=30), cap=20)
    publish_work(
        approved, by=publisher, wish=PublishWish(version=1, ticked=ticked(approved), schedule=schedule)
    )
    told = told_to_the_portal()
    assert (told.opens_at, told.closes_at, told.cap) == (opens, opens + timedelta(days=30), 20)


def test_nothing_is_half_published_when_the_envelope_cannot_be_signed(approved, publisher, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("no key")

    monkeypatch.setattr(publishing, "queue_public", broken)
    with pytest.raises(OSError, match="no key"):
        publish_work(approved, by=publisher, wish=PublishWish(version=1, ticked=ticked(approved)))
    assert newest_of("disaster_certificate").revision == 1
    assert Work.objects.get(pk=approved.pk).state == "approved"


def test_the_notes_of_the_shared_definition_must_be_ticked(approved, publisher):
    with pytest.raises(Refused) as error:
        publish_work(approved, by=publisher, wish=PublishWish(version=1))
    assert code_of(error) == "studio.publish.unticked"


def test_an_approval_ends_when_the_text_is_taken_back_and_changed(approved, author, publisher):
    changed = approved.text + "\n# more\n"
    work = save_text(take_back(approved, by=author), changed, version=1, by=author, what="x")
    for version in (1, 2):
        with pytest.raises(Refused) as error:
            publish_work(work, by=publisher, wish=PublishWish(version=version))
        assert code_of(error) == "studio.publish.not-approved"


def test_the_author_does_not_publish_even_as_a_publisher(approved, author):
    from todoke.office.staff.models import Membership, Section

    Membership.objects.create(staff=author, section=Section.objects.get(name="税務課"), role="publisher")
    with pytest.raises(Refused) as error:
        publish_work(approved, by=author, wish=PublishWish(version=1, ticked=ticked(approved)))
    assert code_of(error) == "studio.publish.own-text"


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("broken YAML", "steps:\n", "steps: [\n", "studio.text.broken"),
        ("no period", "value: 10", "value: null", "standard-days.open"),
        ("no section", "section: 税務課", 'section: ""', "section.open"),
        ("a section nobody works in", "section: 税務課", "section: 宇宙課", "studio.text.unknown-section"),
        ("another id", "procedure: disaster_certificate", "procedure: flood", "studio.text.other-id"),
    ],
)
def test_an_unready_text_is_not_submitted_and_says_where(begin, author, name, old, new, code):
    text = begin().text
    assert old in text
    work = begin(text.replace(old, new, 1))
    with pytest.raises(Refused) as error:
        submit_for_review(work, by=author, version=1)
    assert code_of(error) == code
    assert error.value.refusals[0].params["place"]
    assert Work.objects.get(pk=work.pk).state == "editing"


def test_a_failing_example_is_in_the_way(begin, author):
    text = begin().text
    at = text.index("\nexamples:")
    work = begin(text[:at] + text[at:].replace("path: [", "path: [nowhere, ", 1))
    with pytest.raises(Refused) as error:
        submit_for_review(work, by=author, version=1)
    assert code_of(error) in {"examples.fails", "studio.text.broken"}


def test_an_id_keeps_its_type_over_revisions(begin, author):
    publish("\n".join(begin().text.splitlines()).replace("field: phone", "field: phone_x") + "\n")
    text = begin().text
    assert "type: phone" in text
    work = begin(text.replace("type: phone", "type: text", 1))
    with pytest.raises(Refused) as error:
        submit_for_review(work, by=author, version=1)
    assert "revision.type-changed" in {one.code for one in error.value.refusals}


def test_a_returned_text_goes_back_to_its_author_with_the_remark(begin, author, reviewer):
    work = submit_for_review(begin(), by=author, version=1)
    said = review(work, Opinion(version=1, verdict=Verdict.RETURN, remark="短くしてください。"), by=reviewer)
    assert said.remark == "短くしてください。" and Work.objects.get(pk=work.pk).state == "editing"


def test_the_second_of_two_reviewers_is_told(begin, author, reviewer, publisher):
    work = submit_for_review(begin(), by=author, version=1)
    review(work, Opinion(version=1, verdict=Verdict.APPROVE), by=reviewer)
    with pytest.raises(Refused) as error:
        review(work, Opinion(version=1, verdict=Verdict.RETURN, remark="x"), by=publisher)
    assert code_of(error) == "studio.review.not-submitted"


def test_the_same_text_is_not_published_twice(approved, publisher):
    publish(approved.text)
    Work.objects.filter(pk=approved.pk).update(base_revision=2)
    with pytest.raises(Refused) as error:
        publish_work(approved, by=publisher, wish=PublishWish(version=1, ticked=ticked(approved)))
    assert code_of(error) == "studio.publish.unchanged"


def test_a_work_never_undoes_what_was_published_meanwhile(approved, publisher):
    publish(approved.text + "\n# somebody else's\n")
    with pytest.raises(Refused) as error:
        publish_work(approved, by=publisher, wish=PublishWish(version=1, ticked=ticked(approved)))
    assert code_of(error) == "studio.text.moved"


def test_nobody_takes_a_procedure_from_another_section(approved, publisher):
    text = approved.text.replace("section: 税務課", "section: 介護保険課")
    Revision.objects.filter(procedure="disaster_certificate").update(text=text)
    with pytest.raises(Refused) as error:
        publish_work(approved, by=publisher, wish=PublishWish(version=1, ticked=ticked(approved)))
    assert code_of(error) == "studio.publish.other-section"


@pytest.fixture
def published(approved, publisher):
    return publish_work(approved, by=publisher, wish=PublishWish(version=1, ticked=ticked(approved)))


def test_a_withdrawal_tells_residents_why_and_can_be_taken_back(published, publisher):
    publishing.withdraw(published, {"ja": "台風の受付は終わりました。", "en": " "}, by=publisher)
    assert told_to_the_portal().withdrawn == {"ja": "台風の受付は終わりました。"}
    publishing.reopen(published, by=publisher)
    assert told_to_the_portal().withdrawn is None and told_to_the_portal().revision == 2


def test_a_schedule_changes_without_a_new_revision(published, publisher):
    closes = timezone.now() + timedelta(days=3)
    publishing.change_schedule(published, Schedule(closes_at=closes, cap=5), by=publisher)
    told = told_to_the_portal()
    assert (told.revision, told.closes_at, told.cap) == (2, closes, 5)
    assert Revision.objects.count() == 3, "two prepared, one published, none added"


@pytest.mark.parametrize(
    "act",
    [
        lambda revision, by: publishing.withdraw(revision, {"ja": "x"}, by=by),
        lambda revision, by: publishing.reopen(revision, by=by),
        lambda revision, by: publishing.change_schedule(revision, Schedule(), by=by),
    ],
)
def test_only_a_publisher_of_the_section_changes_what_is_published(published, author, stranger, act):
    for somebody in (author, stranger):
        with pytest.raises(Refused) as error:
            act(published, somebody)
        assert code_of(error) == "studio.published.not-publisher"


def test_history_is_not_withdrawn(published, publisher):
    first = Revision.objects.get(procedure="disaster_certificate", revision=1)
    Revision.objects.filter(pk=first.pk).update(text=published.text)
    with pytest.raises(Refused) as error:
        publishing.withdraw(first, {"ja": "x"}, by=publisher)
    assert code_of(error) == "studio.published.over"


def test_what_is_in_force_can_be_withdrawn_while_its_successor_waits(published, publisher):
    publish(published.text + "\n# next year\n")
    Revision.objects.filter(revision=3).update(opens_at=timezone.now() + timedelta(days=90))
    assert publishing.withdraw(published, {"ja": "休みます。"}, by=publisher).withdrawn_at


def test_the_page_knows_whether_the_portal_has_confirmed(published):
    now = timezone.now()
    assert not delivery_of(published, now=now).late
    assert delivery_of(published, now=now + timedelta(minutes=6)).late
    mark_posted(Outgoing.objects.get(envelope_id=published.envelope_id), b"signed receipt")
    sent = delivery_of(published, now=now + timedelta(minutes=6))
    assert sent.confirmed_at and not sent.late
