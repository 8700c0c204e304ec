"""What is given: the nine roles of a centre, and the limits of a room."""

from scp_centre.methods.messages import _

ROLES_OF_CENTRE = {
    1: _("Products: help businesses make their products and services better for the environment"),
    2: _("Production: make production cleaner"),
    3: _("Recognition: let green products be recognised"),
    4: _("Markets: find new markets for greener products"),
    5: _("Policy: argue for laws and programmes that change production and consumption"),
    6: _("Clearinghouse: collect and spread knowledge of approaches, technologies and pilots"),
    7: _("Network: bring partners together from industry, government, research and society"),
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

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # of codes: nothing that reads like something else
CODE_LENGTH = 6  # 31^6, 888 million codes
CODE_DAYS = 2  # after the start; then nobody can join any more
WRONG_CODES = 30  # of one address in CODE_SECONDS, then it must wait; a class may share one
CODE_SECONDS = 300
OPERATIONS_A_MINUTE = 120  # of one phone
LONGEST_NOTE = 2000
MOST_NOTES = 200  # of one person
MOST_PHOTOS = 12  # of one person
MOST_PARTICIPANTS = 1000
