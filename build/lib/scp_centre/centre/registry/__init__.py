"""Who there is: organisations, their sites, people, and what each person may do."""
