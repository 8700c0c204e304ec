"""Things of the clearinghouse for the walk of the URL table, one of them a company's draft."""

from scp_centre.roles.clearinghouse.actions.followers import follow
from scp_centre.roles.clearinghouse.actions.items import keep
from scp_centre.roles.clearinghouse.actions.newsletters import write_newsletter
from scp_centre.roles.clearinghouse.actions.sources import keep_source
from scp_centre.roles.clearinghouse.actions.suggestions import suggest
from scp_centre.roles.clearinghouse.models import (
    Brought,
    Item,
    Need,
    Question,
    Standing,
    Synonyms,
)


def clearinghouse_things(people, company):
    """Return a thing for each address of the clearinghouse; the item is a case study not public."""
    item = keep(
        {"type": "case_study", "language": "en"},
        {"en": {"title": "Rivermouth saves water", "summary": "Rivermouth."}},
        standing=Standing.SUGGESTED,
        company=company,
    )
    letter = write_newsletter(
        {"title": "News", "language": "en", "opening": "", "entries": []},
        acting_user=people["information"],
    )
    source = keep_source(
        {
            "title": "Other",
            "kind": "oai",
            "address": "https://other.example/oai",
            "set_spec": "",
            "every_days": 0,
            "publish_at_once": False,
        },
        acting_user=people["information"],
    )
    follower = follow("r@example.org", "topic=water", "Water", "weekly", "en")
    of_item, of_letter = {"pk": item.pk}, {"pk": letter.pk}
    edited = ("item", "edit_item", "publish_item", "retire_item", "item_reviewed", "settle_source")
    edited += ("ask_back", "who_is_told")
    question = Question.objects.create(
        item=suggest({"type": "method"}, {"title": "Tank"}, "s@example.org", acting_user=None),
        text="How large?",
        secret="asked",
        author=people["information"],
    )
    need, _ = Need.objects.get_or_create(organisation=company)
    brought = Brought.objects.create(
        item=Item.objects.filter(standing=Standing.PUBLISHED).first(),
        organisation=company,
        loss=need.losses[0],
    )
    return {
        **dict.fromkeys((*edited, "item_history", "restore_revision"), of_item),
        "translate_item": of_item | {"language": "fr"},
        "event": {"pk": Item.objects.filter(type="event").first().pk},
        "citation": of_item | {"form": "bib"},
        "item_by_key": {"key": item.key},
        "clearinghouse_feed": {"form": "atom"},
        "data_catalogue_form": {"form": "ttl"},
        "sitemap_part": {"section": "items"},
        "remove_synonyms": {"pk": Synonyms.objects.first().pk},
        **dict.fromkeys(("newsletter", "change_newsletter", "send_newsletter"), of_letter),
        **dict.fromkeys(("change_source", "harvest_source"), {"pk": source.pk}),
        "answer_question": {"secret": question.secret},
        "dismiss_item": {"pk": brought.pk},
        "want_items": {"pk": company.pk},
        **dict.fromkeys(("confirm_following", "end_following"), {"secret": follower.secret}),
    }
