"""What search engines may read of this role: register and claims checker, each page once."""

READ = ("licence_register", "check_wording", "check_credential")  # url names
READ_BY_BEGINNING = ("/register/",)
