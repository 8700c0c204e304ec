"""What is given: the nine roles of a centre, and the limits of a room."""

from scp_centre.methods.messages import _

ROLES_OF_CENTRE = {
    1: _("Products: help businesses make their products and services better for the environment"),
    2: _("Production: make production cleaner"),
    3: _("Recognition: help green products gain recognition"),
    4: _("Markets: find new markets for greener products"),
    5: _("Policy: argue for laws and programmes that change production and consumption"),
    6: _("Clearinghouse: collect and spread knowledge of approaches, technologies and pilots"),
    7: _("Network: bring together partners from industry, government, research and society"),
    8: _("Training: educate and train people in industry and elsewhere"),
    9: _("Benchmarks: help sectors set targets and see where they stand"),
}
ROLE_NAMES = {
    1: _("Products"),
    2: _("Production"),
    3: _("Recognition"),
    4: _("Markets"),
    5: _("Policy"),
    6: _("Clearinghouse"),
    7: _("Network"),
    8: _("Training"),
    9: _("Benchmarks"),
}

# As the manual groups them: what a group works from.
ROLE_GROUPS = (
    (_("Help businesses"), (1, 2, 3, 4)),
    (_("Influence policy"), (5,)),
    (_("Be a clearinghouse"), (6,)),
    (_("And also"), (7, 8, 9)),
)

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # of codes: nothing that reads like something else
CODE_LENGTH = 6  # 31^6, 888 million codes
CODE_DAYS = 2  # after the start; then nobody can join any more
WRONG_CODES = 30  # of one address in CODE_SECONDS, then it must wait; a class may share one
CODE_SECONDS = 300
SCREEN_CODE_LENGTH = 8  # of a projector without an account
SCREEN_CODE_MINUTES = 30  # in which it must be typed
SCREEN_HOURS = 14  # after which such a projector goes dark
MOST_SCREENS = 8  # of one workshop
SMALLEST_ZOOM, LARGEST_ZOOM = -2, 4  # steps of an eighth
TURNING_SECONDS = 12  # a page, where the projector turns by itself
OPERATIONS_A_MINUTE = 120  # of one phone
LONGEST_NOTE = 2000
MOST_NOTES = 200  # of one person
MOST_PHOTOS = 12  # of one person
MOST_PARTICIPANTS = 1000
FEWEST_OPTIONS, MOST_OPTIONS = 2, 6  # of a poll
LONGEST_OPTION = 100
MOST_WORDS = 3  # of one person in a word cloud
LONGEST_WORD = 40
MOST_BLOCKED_WORDS = 200  # of one workshop
MOST_POLLS = 40
MOST_VALID_MONTHS = 120  # of a certificate
RENEWABLE_DAYS = 180  # before a certificate ends
MOST_THEMES = 40  # of one board
LONGEST_THEME = 200
