"""Names of speakers: what belongs to them, worked by hand."""

import pytest

from analysis.articles.speaker_names import find_full_name, read_name
from analysis.articles.voices import find_passages


@pytest.mark.parametrize(
    ("run", "name"),
    [
        ("Ana Ruiz", "Ana Ruiz"),
        ("Ruiz's", "Ruiz"),
        ("Francis'", "Francis"),
        # What begins a sentence is no name.
        ("But Mr. Ruiz", "Ruiz"),
        ("When Ms. Ruiz", "Ruiz"),
        ("Is President Ruiz", "Ruiz"),
        ("Finally Ruiz", "Ruiz"),
        ("Even Ana Ruiz", "Ana Ruiz"),
        ("Besides Ruiz", "Ruiz"),
        # These look so and are names.
        ("Will Cole", "Will Cole"),
        ("May Cole", "May Cole"),
        ("Sally Cole", "Sally Cole"),
        ("Al From", "Al From"),
        # An office stands before the name, whatever it is an office of.
        ("Lindmoor Mayor Ana Ruiz", "Ana Ruiz"),
        ("Lindmoor Sen. Ana B. Ruiz", "Ana B. Ruiz"),
        ("Secretary of State Ana Ruiz", "Ana Ruiz"),
        ("Secretary of State Ana B. Ruiz", "Ana B. Ruiz"),
        ("Harbour Board Chairman Ana Ruiz", "Ana Ruiz"),
        ("Inspector General Ana Ruiz", "Ana Ruiz"),
        ("National Security Adviser Ana Ruiz", "Ana Ruiz"),
        ("Chief of Staff Ana Ruiz", "Ana Ruiz"),
        # Names that hold a word which is a title elsewhere.
        ("General Motors", "General Motors"),
        ("National Grid", "National Grid"),
        ("State Street", "State Street"),
        ("Martin Luther King Jr.", "Martin Luther King Jr."),
        ("Stephen King", "Stephen King"),
        ("Mike Judge", "Mike Judge"),
        # A headline: what stands before its first word of grammar.
        ("Ruiz Answers To Cole", "Ruiz Answers"),
        ("Harbour Master On Lease", "Harbour Master"),
        ("Harbour Master Who", "Harbour Master"),
    ],
)
def test_the_name_in_a_run_of_capitals(run, name):
    assert read_name(run) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ana Ruiz left. Ruiz wept.", "Ana Ruiz"),
        ("Ruiz left. Mayor Ana Ruiz wept.", "Ana Ruiz"),
        ("Sale Upsets Ana Ruiz\n\nIt was sold. Ana Ruiz wept.", "Ana Ruiz"),
        ("Sale Upsets Ana B. Ruiz\n\nIt was sold. Ana B. Ruiz wept.", "Ana B. Ruiz"),
        ("It told Ana Maria Ruiz. B. Ruiz wept.", "Ana Maria Ruiz"),
        ("Neither Ana Ruiz nor Dana Cole left. Ana Ruiz wept.", "Ana Ruiz"),
        ("Will Ruiz left.", "Will Ruiz"),
        ("Ruizes left.", "Ruiz"),
    ],
)
def test_the_full_name_of_a_surname(text, name):
    assert find_full_name("Ruiz", text) == name


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("General Motors said it was sold. Motors rose.", ["General Motors"]),
        ("General Cole said it was sold. Dana Cole wept.", ["Dana Cole"]),
        ("WHO said it was sold.", ["WHO"]),
        (
            "Ana Ruiz denied it. No one believed that it sank. She said it rose.",
            ["Ana Ruiz", "", "Ana Ruiz"],
        ),
        ("Nobody feared the storm. He said it rose.", ["", ""]),
        ("None of the owners said it rose.", [""]),
        ("No 10 said it rose.", ["No 10"]),
        ("No wonder Cole denied it.", ["Cole"]),
        ("Many Danes said it rose.", ["Many Danes"]),
        ("Ana Ruiz denied it. She's warning that it sank.", ["Ana Ruiz", "Ana Ruiz"]),
        # Whose claim it is, the last speaker does not tell.
        ("Ana Ruiz denied it. Her claim that it sank is wrong.", ["Ana Ruiz", ""]),
        # "It" is one body, and "they" may be one or many.
        ("Its members said it rose. It denied that it sank.", ["Its members", ""]),
        ("Its members said it rose. They denied that it sank.", ["Its members", "Its members"]),
        ("The council said it rose. It denied that it sank.", ["The council", "The council"]),
        (
            "The council said it rose. Owners said it fell. It denied that.",
            ["The council", "Owners", ""],
        ),
        ("Owners said it sank. Peru leased the quay, which it said rose.", ["Owners", "Peru"]),
        ("Owners said it sank. Ana Ruiz wept, since it said that it rose.", ["Owners", ""]),
        ("The council said it rose. They denied that it sank.", ["The council", "The council"]),
    ],
)
def test_nobody_speaks_in_the_name_of_another(text, speakers):
    assert find_passages(text)["speaker"].tolist() == speakers
