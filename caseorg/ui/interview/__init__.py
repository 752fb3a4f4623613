"""The first letter's screens: five questions, the letter, and three short screens after it."""
