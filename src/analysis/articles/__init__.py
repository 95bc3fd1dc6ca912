"""What an article's lines and words are: roles, voices, speakers, segments."""
