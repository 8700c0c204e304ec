"""What search engines may read of this role: the pages for everybody, each once."""

READ = ("published_benchmarks",)  # url names
READ_BY_BEGINNING = ("/benchmarks/*/",)
