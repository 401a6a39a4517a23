#!/usr/bin/env python3
"""Writes converters/common/stop_words.def: the words that stop_words="english" stands for in scikit-learn.

    stop_words.py > converters/common/stop_words.def      with any scikit-learn from 0.22 on
"""
import textwrap

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

print("/* STOP(word)   the words that stop_words='english' passes over in scikit-learn, the same 318 from 0.24 to 1.9. Made by\n"
      " * tests/gen/stop_words.py; do not edit. Sorted. */")
print("\n".join(textwrap.wrap(" ".join(f'STOP("{word}")' for word in sorted(ENGLISH_STOP_WORDS)), 110)))
