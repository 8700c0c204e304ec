"""What is given: the nine roles of a centre, and the limits of a room."""

ROLES_OF_CENTRE = {
    1: "Products: help businesses make their products and services better for the environment",
    2: "Production: make production cleaner",
    3: "Recognition: let green products be recognised",
    4: "Markets: find new markets for greener products",
    5: "Policy: argue for laws and programmes that change production and consumption",
    6: "Clearinghouse: collect and spread knowledge of approaches, technologies and pilots",
    7: "Network: bring partners together from industry, government, research and society",
    8: "Training: educate and train people in industry and elsewhere",
    9: "Benchmarks: help sectors set targets and see where they stand",
}
ROLE_NAMES = {
    1: "Products",
    2: "Production",
    3: "Recognition",
    4: "Markets",
    5: "Policy",
    6: "Clearinghouse",
    7: "Network",
    8: "Training",
    9: "Benchmarks",
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
