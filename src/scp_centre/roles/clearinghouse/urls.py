"""Addresses of the clearinghouse role. That of an item never changes."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps.views import index as sitemap_index
from django.contrib.sitemaps.views import sitemap
from django.urls import path

from scp_centre.centre.public_files import public_file
from scp_centre.roles.clearinghouse.views import (
    editing,
    finding,
    following,
    machines,
    searching,
    sources,
    suggesting,
)

MAPS = {"items": machines.ItemsMap}
HERE = "clearinghouse/"

urlpatterns = [
    path(HERE, finding.clearinghouse, name="clearinghouse"),
    path(f"{HERE}search.json", finding.search_json, name="clearinghouse_json"),
    path(f"{HERE}list/", finding.embedded, name="clearinghouse_list"),
    path(f"{HERE}<int:pk>/", finding.item, name="item"),
    path(f"{HERE}id/<uuid:key>/", finding.item_by_key, name="item_by_key"),
    path(f"{HERE}<int:pk>/event.ics", machines.event, name="event"),
    path(f"{HERE}<int:pk>/cite.<slug:form>", finding.citation, name="citation"),
    path(f"{HERE}oai", machines.oai, name="oai"),
    path(f"{HERE}item.xsd", machines.item_schema, name="item_schema"),
    path(f"{HERE}feed.<slug:form>", machines.feed, name="clearinghouse_feed"),
    path(f"{HERE}events.ics", machines.events, name="clearinghouse_events"),
    path(f"{HERE}catalogue", machines.catalogue, name="data_catalogue"),
    path(f"{HERE}catalogue.<slug:form>", machines.catalogue, name="data_catalogue_form"),
    path(f"{HERE}suggest/", suggesting.suggest, name="suggest"),
    path(f"{HERE}suggested/", suggesting.suggested, name="suggested"),
    path(f"{HERE}answer/<str:secret>/", suggesting.answer_question, name="answer_question"),
    path(f"{HERE}<int:pk>/ask/", editing.ask_back, name="ask_back"),
    path(f"{HERE}queue/", editing.queue, name="clearinghouse_queue"),
    path(f"{HERE}queue/publish/", editing.publish_chosen, name="publish_chosen"),
    path(f"{HERE}new/", editing.new_item, name="new_item"),
    path(f"{HERE}<int:pk>/edit/", editing.edit_item, name="edit_item"),
    path(
        f"{HERE}<int:pk>/translate/<slug:language>/", editing.translate_item, name="translate_item"
    ),
    path(f"{HERE}<int:pk>/publish/", editing.publish_item, name="publish_item"),
    path(f"{HERE}<int:pk>/retire/", editing.retire_item, name="retire_item"),
    path(f"{HERE}<int:pk>/source/", editing.settle_source, name="settle_source"),
    path(f"{HERE}<int:pk>/reviewed/", editing.item_reviewed, name="item_reviewed"),
    path(f"{HERE}<int:pk>/history/", editing.item_history, name="item_history"),
    path(f"{HERE}<int:pk>/restore/", editing.restore_revision, name="restore_revision"),
    path(f"{HERE}searches/", searching.searches, name="clearinghouse_searches"),
    path(f"{HERE}synonyms/<int:pk>/remove/", searching.remove_synonyms, name="remove_synonyms"),
    path(f"{HERE}follow/", following.follow, name="follow"),
    path(f"{HERE}follow/<str:secret>/", following.confirm_following, name="confirm_following"),
    path(f"{HERE}follow/<str:secret>/end/", following.end_following, name="end_following"),
    path(f"{HERE}newsletters/", following.newsletter_list, name="newsletters"),
    path(f"{HERE}newsletters/new/", following.write_newsletter, name="write_newsletter"),
    path(f"{HERE}newsletters/<int:pk>/", following.newsletter, name="newsletter"),
    path(f"{HERE}newsletters/<int:pk>/edit/", following.write_newsletter, name="change_newsletter"),
    path(f"{HERE}newsletters/<int:pk>/send/", following.send_newsletter, name="send_newsletter"),
    path(f"{HERE}sources/", sources.source_list, name="clearinghouse_sources"),
    path(f"{HERE}sources/<int:pk>/", sources.change_source, name="change_source"),
    path(f"{HERE}sources/<int:pk>/harvest/", sources.harvest_source, name="harvest_source"),
    path(f"{HERE}links/", sources.check_links, name="check_links"),
    path(f"{HERE}import/", sources.import_file, name="import_items"),
    path(f"{HERE}import/headings/", sources.map_import, name="map_import"),
    path(f"{HERE}import/template.xlsx", sources.items_template, name="items_template"),
    path(
        "sitemap.xml",
        login_not_required(public_file(sitemap_index)),
        {"sitemaps": MAPS, "sitemap_url_name": "sitemap_part"},
        name="sitemap",
    ),
    path(
        "sitemap-<section>.xml",
        login_not_required(public_file(sitemap)),
        {"sitemaps": MAPS},
        name="sitemap_part",
    ),
]
