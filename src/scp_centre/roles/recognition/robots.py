"""What search engines may read of this role: the register, each page once."""

READ = ("licence_register",)  # url names
READ_BY_BEGINNING = ("/register/",)
