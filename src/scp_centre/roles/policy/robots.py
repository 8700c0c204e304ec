"""What search engines may read of this role: the pages for everybody, each once."""

READ = ("published_briefs", "policy_register")  # url names
READ_BY_BEGINNING = ("/policy/briefs/", "/policy/consultations/")
