"""What teachers write beside marks, and the topics and homework of lessons."""

from random import Random

from journal.demo.topics import GENERIC, HOMEWORK, TOPICS

REMARKS = {
    "5": [
        "Отлично подготовился, помогал другим",
        "Лучшая работа в группе",
        "Решил задачу повышенной сложности",
        "Полный развёрнутый ответ",
        "Доклад с презентацией",
    ],
    "4": [
        "Одна неточность в расчёте",
        "Небрежное оформление",
        "Хороший ответ, но без примеров",
        "Можно лучше: поспешил с выводами",
    ],
    "3": [
        "Ответ с подсказками",
        "Выполнена половина заданий",
        "Повторить определения",
        "Не ответил на дополнительный вопрос",
        "Нет вывода в работе",
    ],
    "2": [
        "Не готов к занятию",
        "Работа не сдана в срок",
        "Списал у соседа, работу переделать",
        "Не выполнено домашнее задание второй раз подряд",
        "Подойти на консультацию в четверг",
    ],
    ".": ["Сдать на консультации", "Отсутствовал, сдаёт долг"],
}
CHANCE = {"5": 0.012, "4": 0.01, "3": 0.02, "2": 0.12, ".": 0.1}


def remark(random: Random, code: str) -> str:
    """Return a comment on a mark; mostly none."""
    if random.random() < CHANCE.get(code, 0):
        return random.choice(REMARKS[code])
    return ""


def topic(name: str, number: int) -> str:
    """Return the topic of a subject's lesson by its number from 0."""
    topics = TOPICS.get(name, GENERIC)
    turn, place = divmod(number, len(topics))
    return topics[place] + (f". Занятие {turn + 1}" if turn else "")


def homework(random: Random) -> str:
    """Return what was set for the next time; now and then nothing."""
    text = random.choice(HOMEWORK)
    n, m, p = random.randint(2, 48), random.randint(101, 420), random.randint(8, 190)
    return text.format(n=n, m=m, k=m + 2, p=p)
