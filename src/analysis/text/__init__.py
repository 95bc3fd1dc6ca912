"""English text: typography, sentences, words."""
