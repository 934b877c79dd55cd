"""Use-cases of questions."""

from catalog.questions.services.asking import TooManyQuestions, answer_question, ask_question
from catalog.questions.services.counting import count_all, count_replies
from catalog.questions.services.removing import remove_answer, remove_question

__all__ = [
    "TooManyQuestions",
    "answer_question",
    "ask_question",
    "count_all",
    "count_replies",
    "remove_answer",
    "remove_question",
]
