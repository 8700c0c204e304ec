"""What search engines may read of this role: the pages for everybody, each once."""

READ = ("clearinghouse",)  # url names
# Within what may be read: forms and desks, and searches, of which there is no end.
NOT_READ = (
    "/clearinghouse/?",
    "/clearinghouse/search.json",
    "/clearinghouse/list/",
    "/clearinghouse/oai",
    "/clearinghouse/suggest",
    "/clearinghouse/answer/",
    "/clearinghouse/follow/",
    "/clearinghouse/queue/",
    "/clearinghouse/sources/",
    "/clearinghouse/import/",
    "/clearinghouse/newsletters/",
)
SITE_MAP = "sitemap"  # url name
