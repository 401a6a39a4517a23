import pathlib

BASE_DIR = pathlib.Path(__file__).resolve().parent
MODELS = BASE_DIR / 'predictor'
