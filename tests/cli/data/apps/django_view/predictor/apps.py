import os

import joblib
from django.apps import AppConfig
from django.conf import settings


class PredictorConfig(AppConfig):
    name = 'predictor'
    path = os.path.join(settings.MODELS, 'classifier.joblib')
    classifier = joblib.load(path)
