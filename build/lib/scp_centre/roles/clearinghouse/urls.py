"""Addresses of the clearinghouse role. That of an item never changes."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps.views import index as sitemap_index
from django.contrib.sitemaps.views import sitemap
from django.urls import path

from scp_centre.centre.public_files import public_file
from scp_centre.roles.clearinghouse.views import (
    editor,
    feeds_and_oai,
    followers,
    search_log,
    search_pages,
    sources,
    suggestions,
)

MAPS = {"items": feeds_and_oai.ItemsMap}
HERE = "clearinghouse/"

urlpatterns = [
    path(HERE, search_pages.clearinghouse, name="clearinghouse"),
    path(f"{HERE}search.json", search_pages.search_json, name="clearinghouse_json"),
    path(f"{HERE}list/", search_pages.embedded, name="clearinghouse_list"),
    path(f"{HERE}<int:pk>/", search_pages.item, name="item"),
    path(f"{HERE}id/<uuid:key>/", search_pages.item_by_key, name="item_by_key"),
    path(f"{HERE}<int:pk>/event.ics", feeds_and_oai.event, name="event"),
    path(f"{HERE}<int:pk>/cite.<slug:form>", search_pages.citation, name="citation"),
    path(f"{HERE}oai", feeds_and_oai.oai, name="oai"),
    path(f"{HERE}item.xsd", feeds_and_oai.item_schema, name="item_schema"),
    path(f"{HERE}feed.<slug:form>", feeds_and_oai.feed, name="clearinghouse_feed"),
    path(f"{HERE}events.ics", feeds_and_oai.events, name="clearinghouse_events"),
    path(f"{HERE}catalogue", feeds_and_oai.catalogue, name="data_catalogue"),
    path(f"{HERE}catalogue.<slug:form>", feeds_and_oai.catalogue, name="data_catalogue_form"),
    path(f"{HERE}suggest/", suggestions.suggest, name="suggest"),
    path(f"{HERE}suggested/", suggestions.suggested, name="suggested"),
    path(f"{HERE}answer/<str:secret>/", suggestions.answer_question, name="answer_question"),
    path(f"{HERE}<int:pk>/ask/", editor.ask_back, name="ask_back"),
    path(f"{HERE}queue/", editor.queue, name="clearinghouse_queue"),
    path(f"{HERE}queue/publish/", editor.publish_chosen, name="publish_chosen"),
    path(f"{HERE}new/", editor.new_item, name="new_item"),
    path(f"{HERE}<int:pk>/edit/", editor.edit_item, name="edit_item"),
    path(
        f"{HERE}<int:pk>/translate/<slug:language>/", editor.translate_item, name="translate_item"
    ),
    path(f"{HERE}<int:pk>/publish/", editor.publish_item, name="publish_item"),
    path(f"{HERE}<int:pk>/retire/", editor.retire_item, name="retire_item"),
    path(f"{HERE}<int:pk>/source/", editor.settle_source, name="settle_source"),
    path(f"{HERE}<int:pk>/reviewed/", editor.item_reviewed, name="item_reviewed"),
    path(f"{HERE}<int:pk>/history/", editor.item_history, name="item_history"),
    path(f"{HERE}<int:pk>/restore/", editor.restore_revision, name="restore_revision"),
    path(f"{HERE}searches/", search_log.searches, name="clearinghouse_searches"),
    path(f"{HERE}synonyms/<int:pk>/remove/", search_log.remove_synonyms, name="remove_synonyms"),
    path(f"{HERE}follow/", followers.follow, name="follow"),
    path(f"{HERE}follow/<str:secret>/", followers.confirm_following, name="confirm_following"),
    path(f"{HERE}follow/<str:secret>/end/", followers.end_following, name="end_following"),
    path(f"{HERE}newsletters/", followers.newsletter_list, name="newsletters"),
    path(f"{HERE}newsletters/new/", followers.write_newsletter, name="write_newsletter"),
    path(f"{HERE}newsletters/<int:pk>/", followers.newsletter, name="newsletter"),
    path(f"{HERE}newsletters/<int:pk>/edit/", followers.write_newsletter, name="change_newsletter"),
    path(f"{HERE}newsletters/<int:pk>/send/", followers.send_newsletter, name="send_newsletter"),
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
