"""Every write of training, named as trainers and participants say it."""
