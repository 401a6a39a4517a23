"""As much of streamlit as the application of the tests takes: a user who takes the last of every list."""


def title(text):
    print(text)


def selectbox(label, options):
    return list(options)[-1]


def number_input(label):
    return 1.75


def button(label):
    return True
