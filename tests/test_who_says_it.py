"""Who says it, where the subject is far from its reporting word, or where several speak."""

from __future__ import annotations

import pytest

from analysis.articles.speaker_names import find_full_name
from analysis.articles.voices import find_passages


def name_speakers(text):
    """The speakers of a text, in the order in which something of theirs begins."""
    passages = find_passages(text).drop_duplicates("passage")
    return passages["speaker"].tolist()


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        # What is told of a name between commas, with verbs and names of its own.
        ("Ana Ruiz, 63, a clerk raised in Lindmoor, said the pier was safe.", "Ana Ruiz"),
        ("But Peter Cole, a lawyer who has met the board, said that it lied.", "Peter Cole"),
        ("Ana Ruiz, president of the Harbour Fund, a charity, said it was late.", "Ana Ruiz"),
        ("Mr. Cole, whose new firm, Tidewise, uses maps to find wrecks, said it sank.", "Cole"),
        ("Ana Ruiz, of Marlow, Ohio, said it was late.", "Ana Ruiz"),
        ("Cole, now 81 and retired, said it was late.", "Cole"),
        # Dashes and times.
        ("Cole - who was at the door for years - states that it was open.", "Cole"),
        ("Spokesman Peter Cole on Thursday evening said it was late.", "Peter Cole"),
        ("Ana Ruiz, the mayor, this past week announced that it was late.", "Ana Ruiz"),
        ("Papers filed on Sunday night revealed that it was late.", "Papers filed"),
        ("Mr. Cole himself has said that it was late.", "Cole"),
        # A participle goes with the main clause.
        ("Cole came close to a promise that Ruiz could stay, saying it was late.", "Cole"),
        ("Although Ruiz is gone, Cole sent her a letter, calling it late.", "Cole"),
        ("Cole warned Hale of it by saying that the pier was late.", "Cole"),
        # So does a second verb that has no subject of its own.
        ("When asked whom she liked, Ms. Ruiz smiled and said that it was late.", "Ruiz"),
        ("Cole took back the view that Marlow would leave, and blamed the storm.", "Cole"),
        # The verb before a noun phrase is no part of it.
        ("The harbour has become a home for fishers, who said it was late.", "a home for fishers"),
        ("She tried to reach her sister, who said it was late.", "her sister"),
        (
            "Organizers of the march to save Cole's pier said it was late.",
            "Organizers of the march",
        ),
        ("A police officer who arrested Ana Ruiz said that he ran.", "A police officer"),
        ("Aides who have seen the lease say that it was late.", "Aides"),
        # What somebody gives out speaks for who gives it out; so does an auxiliary's subject.
        ("Cole has published a letter saying that it was late.", "Cole"),
        ("Cole filed a lawsuit alleging that it was late.", "Cole"),
        ("Cole was heard telling Ruiz that it was late.", "Cole"),
        # What stands before the subject, or before its name.
        ("At a dinner in Marlow, Ohio, Cole went after Ruiz, calling her late.", "Cole"),
        ("Harbour party candidate Ana Ruiz is telling voters that it was late.", "Ana Ruiz"),
        # A phrase that opens the sentence does not speak.
        ("Speaking outside court, his solicitor, Ana Ruiz, said it was late.", "Ana Ruiz"),
        ("Standing by the wreck, Ana Ruiz, a diver, said it was late.", "Ana Ruiz"),
        ("Speaking in Oslo, Norway, the envoy, Ana Ruiz, said it was late.", "Ana Ruiz"),
        ("After the match, his coach, Ana Ruiz, said it was late.", "Ana Ruiz"),
        # What was given to somebody speaks for itself.
        ("A memo leaked to this paper said it was late.", "A memo leaked to this paper"),
        ("Papers sent to the press said it was late.", "Papers sent to the press"),
        # Notes on a rank, nicknames and marks.
        ('"It was late," said Col (ret) Ana Ruiz.', "Ana Ruiz"),
        ("Prof (emeritus) Ana Ruiz said it was late.", "Ana Ruiz"),
        ("Ana 'Kit' Ruiz said it was late.", "Ana Ruiz"),
        ('Ana "the Whale" Ruiz said it was late.', "Ana Ruiz"),
        ('"Captain" Ana Ruiz said it was late.', "Ana Ruiz"),
        # Whose "his claim" is.
        ("Cole has repeated his claim that it was late.", "Cole"),
        ("Ruiz met Cole, who signalled his desire to stay.", "Cole"),
        ("Voters shared their concerns about the pier.", "Voters"),
        # The owner alone has the claim, and the whole name is the owner's.
        ("The film is a reminder of Ruiz's decision to sell.", "Ruiz"),
        ("Mr. Cole's harsh attacks on the board went on.", "Cole"),
        ("They looked at the board's promises to sell.", "the board"),
        ("Mrs. Hartly said it was late.", "Hartly"),
        ("The Ruiz team was keen to say that it sank.", "The Ruiz team"),
    ],
)
def test_the_speaker_is_the_subject(text, speaker):
    assert name_speakers(text)[-1] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("In March, the mayor rejected the plan, the council said.", "the council"),
        ("Marlow, the port, was hit by two storms, said officials.", "officials"),
        ("Ruiz, the owner of a shop in town, will close it, said Cole.", "Cole"),
        ("Lindmoor, the capital, is quiet, residents said.", "residents"),
        ("As Ruiz said on Monday, the pier is late, adding that it leaked.", "Ruiz"),
        ("That's a plan to sell.", ""),
        ("Friends of Ms. Ruiz insist that she is loyal.", "Friends of Ms. Ruiz"),
        ("Relatives of Mr. Hale said he was innocent.", "Relatives of Mr. Hale"),
        ("Russia left; his criticism of the pier was late.", ""),
        ("The hashtag is popular among people for their support for Ruiz.", ""),
    ],
)
def test_no_other_noun_is_taken_for_the_speaker(text, speaker):
    found = name_speakers(text)
    assert (found or [""])[-1] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Cole and Hale said it was late.", "Cole and Hale"),
        ("Ana Ruiz and Mr. Cole said it was late.", "Ana Ruiz and Cole"),
        ('"It is late," said Ana Ruiz and Peter Cole.', "Ana Ruiz and Peter Cole"),
        ("Cole, Hale and Ruiz have all said it was late.", "Cole, Hale and Ruiz"),
        ("Both Mr. Cole and Dr. Hale said it was late.", "Cole and Hale"),
        ("Senators Cole and Hale said it was late.", "Cole and Hale"),
        ("Mr. Cole and his aides said it was late.", "Cole and his aides"),
        ("Cole and others said it was late.", "Cole and others"),
        ("The mayor and the clerk said it was late.", "The mayor and the clerk"),
        ("But Cole and the board denied that it was late.", "Cole and the board"),
        ("Tern & Gull said it was late.", "Tern & Gull"),
        ("Cole left and Hale said it was late.", "Hale"),
        ("The pier sank and the clerk said it was late.", "the clerk"),
    ],
)
def test_those_who_say_it_together_are_named_together(text, speaker):
    assert name_speakers(text) == [speaker]


def test_of_several_each_has_the_full_name():
    text = "Ana Ruiz met Peter Cole there. Ruiz and Cole said it was late. They said it leaked."
    assert name_speakers(text) == ["Ana Ruiz and Peter Cole"] * 2


@pytest.mark.parametrize(
    ("before", "speaker"),
    [
        ("Peter Cole echoed:", "Peter Cole"),
        ("The clerk, Peter Cole, echoed:", "Peter Cole"),
        ("Ana Ruiz had one word for the board:", "Ana Ruiz"),
        ("It rained. Still, Ana Ruiz delivered a blunt message to Cole:", "Ana Ruiz"),
        ("The figures matter in Marlow - Ana Ruiz:", "Ana Ruiz"),
        ("Partial transcript of the evening:", ""),
    ],
)
def test_a_quotation_behind_a_colon_is_the_subjects(before, speaker):
    quotation = '"You are late, and I think that is bad."'
    assert name_speakers(f"{before} {quotation}")[-1] == speaker
    assert name_speakers(f"{before}\n\n{quotation}")[-1] == speaker


def test_a_name_that_goes_on_is_no_full_name():
    text = "Internal Cole College Papers Are Out. Peter Cole left."
    assert find_full_name("Cole", text) == "Peter Cole"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        # Somebody whom a sentence between is about.
        ('"It is late," said Ana Ruiz. Peter Cole shook his head. "It is," he said.', "Peter Cole"),
        ("Ana Ruiz said it was late.\n\nMr. Peter Cole wept. He said it leaked.", "Peter Cole"),
        (
            "Groups said it was late.\n\nAt a vigil, his mother, Ana Ruiz, spoke.\n\n"
            '"My son," she said.',
            "Ana Ruiz",
        ),
        (
            '"It is late," said Ida Hale. Hale\'s deputy, Dr Peter Cole, was calm. '
            '"It is," he said.',
            "Peter Cole",
        ),
        # No person, another pronoun, or what only belongs to a person.
        ('"It is late," said Ana Ruiz. New York slept. "It is," she said.', "Ana Ruiz"),
        ('"It is late," said Ana Ruiz. Mr. Peter Cole wept. "It is," she said.', "Ana Ruiz"),
        ('"It is late," said Ana Ruiz. If Peter Cole wins, she said, it leaks.', "Ana Ruiz"),
        ('"It is late," said Ana Ruiz. Peter Cole supporters wept. "It is," she said.', "Ana Ruiz"),
        ('"It is late," said Ana Ruiz. Peter Cole wept. "It is," she said.', "Ana Ruiz"),
        ('"It is late," said Ana Ruiz. It rained. "It is," she said.', "Ana Ruiz"),
    ],
)
def test_a_pronoun_is_whom_the_sentence_before_is_about(text, speaker):
    assert name_speakers(text)[-1] == speaker
