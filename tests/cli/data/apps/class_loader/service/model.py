from pathlib import Path

from joblib import load

ROOT = Path(__file__).resolve().parent.parent


class Predictor:
    """Scales and predicts with what one file holds."""

    def __init__(self, folder=ROOT / "models"):
        self.bundle = load(Path(folder) / "bundle.joblib")
        self.scaler = self.bundle["scaler"]

    def predict(self, rows):
        scaled = self.scaler.transform(rows)
        return self.bundle["model"].predict(X=scaled)
