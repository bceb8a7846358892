"""The support plan of a school: its versions, what is said of it, how it goes, and the objectives of every plan."""
